"""Nothing stays silently with somebody who left: it is listed, and handed over in one go."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands import HandOver
from bot.domain.errors import CannotWorkThere, HandOverToSelf, NothingToHandOver
from bot.domain.history import Happening
from bot.domain.life_cycle import MOVES, Move
from bot.domain.people import Act, Member, Roster
from bot.domain.presence import Presence, may_work_in
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import telling
from bot.handlers.context import Context
from bot.ports import Filter, Outgoing, UnitOfWork
from bot.views import Done, Reply

_MOST: Final = 1000
"""More open tickets than one person can have; should they, the command is given twice."""

_LISTED: Final = 30


def tell_of_leavers(before: Roster, uow: UnitOfWork, now: datetime) -> dict[str, int]:
    """One message for each who left with open tickets, to their supervisor; returns how many."""
    after = uow.people.roster()
    found: dict[str, int] = {}
    for member in _left(before, after):
        if tickets := _held(member, uow, now):
            found[member.id] = len(tickets)
            uow.outbox.say(_message(member, tickets, after, now), now)
    return found


def _left(before: Roster, after: Roster) -> Iterator[Member]:
    for member in after.members.values():
        known = before.members.get(member.id)
        if known is not None and known.active and not member.active:
            yield member


def _held(member: Member, uow: UnitOfWork, now: datetime) -> list[Ticket]:
    """What they work on; and once they left, what they answer for as first responder."""
    which = [Filter(assignee=member.id)]
    if not member.active:
        which.append(Filter(follower=member.id))
    found = [w.ticket for one in which for w in uow.queues.find(one, now, _MOST)[0]]
    return list({ticket.no: ticket for ticket in found}.values())


def _message(
    member: Member, tickets: list[Ticket], roster: Roster, now: datetime
) -> list[Outgoing]:
    there = Presence(roster, ZoneInfo("UTC"), now)  # Only absences count, and they need no zone.
    people = roster.supervisors_for(member.department) or roster.admins
    return telling.memo(
        "left",
        f"{member.id}:{roster.version}",
        there.called(people),
        member=member.id,
        tickets=[ticket.no for ticket in tickets[:_LISTED]],
        count=len(tickets),
    )


def hand_over(command: HandOver, ctx: Context) -> Reply:
    """All that one has to another, one entry in each ticket's history; one message to them."""
    origin = ctx.member(command.origin, gone=True)
    ctx.permit_over(Act.HAND_OVER, origin)
    to = ctx.member(command.to)
    if to.id == origin.id:
        raise HandOverToSelf(field="to", member=to.name)
    tickets = _held(origin, ctx.uow, ctx.now)
    if not tickets:
        raise NothingToHandOver(member=origin.name)
    moving = [t for t in tickets if _can_go(t, origin, to, ctx)]
    if not moving:
        raise CannotWorkThere(to.name, ctx.scene.department(tickets[0].department))
    for ticket in moving:
        ctx.save(ticket, _handed(ticket, origin, to, ctx.now), Happening.HANDED_OVER)
    _tell(moving, origin, to, ctx)
    return _answer(moving, tickets, origin, to)


def _can_go(ticket: Ticket, origin: Member, to: Member, ctx: Context) -> bool:
    """Whose work it is must be able to work there; following up is not tied to a department."""
    if ticket.assignee != origin.id:
        return True
    return ctx.may(Act.REASSIGN, ticket) and may_work_in(to, ticket.department, ctx.roster)


def _handed(ticket: Ticket, origin: Member, to: Member, at: datetime) -> Ticket:
    """The work moves; the duty to follow up only from somebody who left (S1-35)."""
    if ticket.first_responder == origin.id and not origin.active:
        ticket = replace(ticket, first_responder=to.id)
    if ticket.assignee != origin.id:
        return ticket
    if (ticket.status, Move.ASSIGN) in MOVES:
        return ticket.assigned(to.id, at)
    return replace(ticket, assignee=to.id)


def _tell(moved: list[Ticket], origin: Member, to: Member, ctx: Context) -> None:
    """Who gets the tickets, and who loses them, if they are still here."""
    key = f"{origin.id}:{ctx.now.astimezone(UTC).isoformat()}"
    listed = [ticket.no for ticket in moved[:_LISTED]]
    blanks = {"member": origin.id, "taker": to.id, "by": ctx.actor.id}
    for code, whom in (("handed_over", to), ("handed_away", origin)):
        if whom.active and whom.id != ctx.actor.id:
            heard = ctx.there.called([whom]) if whom is to else [whom]
            said = telling.memo(code, key, heard, tickets=listed, count=len(moved), **blanks)
            ctx.ledger.say(said)


def _answer(moved: list[Ticket], tickets: list[Ticket], origin: Member, to: Member) -> Done:
    stay = tuple(t.no for t in tickets if t not in moved)
    blanks = {"member": origin.name, "to": to.name, "count": len(moved), "tickets": stay}
    return Done("handed_over_partly" if stay else "handed_over", blanks)
