"""Who hears at once of what a ticket turns out to be: a complaint, a visit, an unhappy customer.

Beside the card, which names who is responsible: this calls people by themselves.
"""

from typing import Final

from bot.domain.aftercare import has_case
from bot.domain.complaint import is_complaint
from bot.domain.evidence import VISIT
from bot.domain.history import Event, Happening
from bot.domain.people import Member, Roster
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.handlers import showing, telling
from bot.ports import Outgoing

COMPLAINT: Final = "complaint_in"
WANTED: Final = "visit_wanted"
UNHAPPY: Final = "dissatisfied"

Calls = list[Outgoing]


def of(before: Ticket | None, after: Ticket, event: Event, number: int, there: Presence) -> Calls:
    """Once, from the moment it is known; `before` is None for a new ticket, `number` the event's.

    Whoever has just said so is not told.
    """
    called: dict[str, tuple[Member, ...]] = {}
    if after.open and is_complaint(after) and not (before and is_complaint(before)):  # S4-02.
        called[COMPLAINT] = telling.supervisors_of(after, there.roster)
    if after.open and _wants_a_visit(after) and not (before and _wants_a_visit(before)):
        called[WANTED] = _who_goes(after, there.roster)
    if _is_unhappy(before, after, event):
        called[UNHAPPY] = _who_makes_good(after, there.roster)
    return [
        message
        for code, people in called.items()
        for message in telling.to_members(
            code, after, number, there, [one.id for one in people if one.id != event.by]
        )
    ]


def is_over(code: str, ticket: Ticket) -> bool:
    """Whether the reason to call is gone: the remedy was recorded before the call went out."""
    return code == UNHAPPY and not has_case(ticket)


def _is_unhappy(before: Ticket | None, after: Ticket, event: Event) -> bool:
    """A case of the supervisor's own has begun (S2-45): its reminder comes days later.

    Who says in the survey that nothing is solved is told of by a call of that name.
    """
    known = before.dissatisfied_at if before else None
    began = after.dissatisfied_at is not None and after.dissatisfied_at != known
    return began and event.happening is not Happening.UNSOLVED


def _who_makes_good(ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    """Whose case it is; where there is no supervisor, the managers."""
    owner = roster.members.get(ticket.remedy_owner)
    return (owner,) if owner else roster.managers


def _wants_a_visit(ticket: Ticket) -> bool:
    return ticket.report.wish == VISIT


def _who_goes(ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    """Whoever has it, else who can send somebody (S4-11)."""
    return showing.responsible(ticket, roster) or telling.supervisors_of(ticket, roster)
