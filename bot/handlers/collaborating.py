"""Collaboration requests: another department is asked, takes it on, and answers (S0-30, S0-31)."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.commands import CollabAccept, CollabDecline, CollabDone, Collaborate
from bot.domain.collaboration import Collaboration, Stage
from bot.domain.errors import (
    AskYourself,
    DeskError,
    MissingFields,
    NobodyToAsk,
    NotTheirRequest,
    RequestAccepted,
    RequestAnswered,
    UnknownMember,
    UnknownRequest,
    UnknownValue,
    WhichRequest,
)
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.permits import may_answer
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import requested
from bot.handlers.choices import first_named, several
from bot.handlers.context import Context
from bot.views import Done, Reply

_LISTED: Final = 10
_BETWEEN: Final = " ,，:：;；、。"


def collaborate(command: Collaborate, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "collab")
    ctx.permit(Act.COLLABORATE, ticket)
    asked = addressed(command, ctx)
    if not (asked.dept or asked.member):
        raise MissingFields(missing=("dept",))
    draft = Collaboration("", command.need.strip(), ctx.actor.id, ctx.now, asked.dept, asked.member)
    request = ctx.ledger.ask(ticket, draft).collaborations[-1]
    told = {"ticket": ticket.no, "request": request.no}
    return Done("collab_asked", {**told, "asked": requested.asked(request, ctx.scene)})


def alongside(written: str, ticket: Ticket, ctx: Context) -> list[Collaborate]:
    """Who is to work on a ticket beside its own department, each once (S2-27)."""
    named = (one.removeprefix("@") for one in several(written))
    asked = [addressed(Collaborate(ticket.no, one), ctx) for one in named]
    if any(one.member in ("", ticket.assignee) and one.dept == ticket.department for one in asked):
        raise AskYourself(field="also")
    return list(dict.fromkeys(asked))


def join(ticket: Ticket, asked: Iterable[Collaborate], need: str, ctx: Context) -> Ticket:
    """Ask them, but for those who have been asked and have not answered."""
    for one in asked:
        waiting = {(other.department, other.member) for other in ticket.waiting_requests}
        if (one.dept, one.member) not in waiting:
            draft = Collaboration("", need, ctx.actor.id, ctx.now, one.dept, one.member)
            ticket = ctx.ledger.ask(ticket, draft)
    return ticket


def meant(command: Collaborate, ctx: Context) -> Collaborate:
    """The same where a name of several words ran on into what is needed: `Field Service 查库存`."""
    if command.member:
        return command
    said = f"{command.dept} {command.need}"
    dept, need = first_named(said, "departments", ctx.policy, ctx.roster)
    if not dept and command.dept:
        dept, need = ctx.first_named(command.dept, command.need)
    return replace(command, dept=dept, need=need.lstrip(_BETWEEN))


def addressed(command: Collaborate, ctx: Context) -> Collaborate:
    """The same with a department's and a person's slug; whoever is asked in person has theirs."""
    member = command.member.strip() or _person_in(command.dept, ctx)
    if not member:
        return replace(command, dept=ctx.choice("dept", command.dept, "departments"))
    person = ctx.member(member)
    if person.id == ctx.actor.id:
        raise AskYourself(field="member")
    return replace(command, dept=person.department, member=person.id)


def _person_in(written: str, ctx: Context) -> str:
    """The person that was written where a department may stand; empty if it is a department."""
    try:
        ctx.choice("dept", written, "departments")
    except UnknownValue as unknown:
        try:
            return ctx.member(written).id
        except UnknownMember:
            raise NobodyToAsk("dept", written, unknown.known) from None
    return ""


def accept(command: CollabAccept, ctx: Context) -> Reply:
    ticket, request = answerable(command.request, ctx)
    if request.accepted_by == ctx.actor.id:
        return Done("collab_already_yours", {"request": request.no})
    with_names = _taken(request, ctx)
    _save(ticket, with_names, Happening.COLLAB_ACCEPTED, "", ctx)
    return Done("collab_accepted", {"request": request.no, "ticket": ticket.no})


def _taken(request: Collaboration, ctx: Context) -> Collaboration:
    try:
        return request.accepted(ctx.actor.id, ctx.now)
    except RequestAccepted as lost:
        raise RequestAccepted(lost.request, ctx.roster.name(lost.by), lost.at) from None


def done(command: CollabDone, ctx: Context) -> Reply:
    """The department has done its part and says what came of it; whoever asked is told (S0-31)."""
    ticket, request = answerable(command.request, ctx)
    answer = command.answer.strip()
    answered = request.answered(Stage.DONE, ctx.actor.id, ctx.now, answer)
    _save(ticket, answered, Happening.COLLAB_DONE, answer, ctx)
    return Done("collab_done", {"request": request.no, "ticket": ticket.no})


def decline(command: CollabDecline, ctx: Context) -> Reply:
    ticket, request = answerable(command.request, ctx)
    reason = command.reason.strip()
    answered = request.answered(Stage.DECLINED, ctx.actor.id, ctx.now, reason)
    _save(ticket, answered, Happening.COLLAB_DECLINED, reason, ctx)
    return Done("collab_declined", {"request": request.no, "ticket": ticket.no})


def _save(
    ticket: Ticket, request: Collaboration, happening: Happening, note: str, ctx: Context
) -> None:
    ctx.save(ticket, ticket.with_request(request), happening, note=note)


def answerable(written: str, ctx: Context) -> tuple[Ticket, Collaboration]:
    """The request that is meant, if it is the actor's to answer and still waits for that."""
    ticket, request = find(written, ctx)
    if not may_answer(ctx.actor, request, ctx.there.homes(ctx.actor), ctx.there.selves(ctx.actor)):
        raise NotTheirRequest(request.no, requested.asked(request, ctx.scene))
    try:
        request.check_waits()
    except RequestAnswered as late:
        by = ctx.roster.name(late.by)
        raise RequestAnswered(late.request, late.stage, by, late.at) from None
    return ticket, request


def find(written: str, ctx: Context) -> tuple[Ticket, Collaboration]:
    """The request of this number; without one the only one of the thread, or of the actor's."""
    number = written.strip().lstrip("#").upper()
    if not number and not ctx.thread_of:
        return _only_one(ctx)
    no = ctx.uow.collaborations.ticket_of(number) if number else ctx.thread_of
    ticket = ctx.uow.tickets.get(no) if no else None
    if ticket is None:
        raise _unknown(number or written, ctx)
    for request in _candidates(ticket, number):
        return ticket, request
    known = [one.no for one in ticket.waiting_requests]
    raise UnknownRequest(written=number, known=known) if number else WhichRequest(known)


def _only_one(ctx: Context) -> tuple[Ticket, Collaboration]:
    asked = waiting(ctx)
    if len(asked) != 1:
        raise WhichRequest([request.no for _, request in asked])
    return asked[0]


def _candidates(ticket: Ticket, number: str) -> Sequence[Collaboration]:
    if number:
        request = ticket.request(number)
        return [request] if request else []
    waiting = ticket.waiting_requests
    return waiting if len(waiting) == 1 else ()


def _unknown(written: str, ctx: Context) -> DeskError:
    return UnknownRequest(written=written, known=[one.no for _, one in waiting(ctx)])


def waiting(ctx: Context) -> list[tuple[Ticket, Collaboration]]:
    """What the actor's department was asked, or they themselves, and nobody has answered."""
    homes, selves = ctx.there.homes(ctx.actor), ctx.there.selves(ctx.actor)
    departments = {d for d in (ctx.actor.department, *homes) if d}
    found = ctx.uow.collaborations.waiting_for(departments, {ctx.actor.id, *selves}, _LISTED)
    tickets = {no: ctx.uow.tickets.get(no) for no in {no for _, no in found}}
    wanted = {number for number, _ in found}
    listed = [
        (ticket, request)
        for ticket in tickets.values()
        if ticket is not None
        for request in ticket.waiting_requests
        if request.no in wanted and may_answer(ctx.actor, request, homes, selves)
    ]
    return sorted(listed, key=lambda pair: pair[1].asked_at)
