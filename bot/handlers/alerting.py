"""Who hears at once of what a ticket turns out to be: a complaint, or a wish for somebody to come.

Beside the card, which names who is responsible: this calls people by themselves.
"""

from typing import Final

from bot.domain.complaint import is_complaint
from bot.domain.evidence import VISIT
from bot.domain.history import Event
from bot.domain.people import Member, Roster
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.handlers import showing, telling
from bot.ports import Outgoing

COMPLAINT: Final = "complaint_in"
WANTED: Final = "visit_wanted"

Calls = list[Outgoing]


def of(before: Ticket | None, after: Ticket, event: Event, number: int, there: Presence) -> Calls:
    """Once, from the moment it is known; `before` is None for a new ticket, `number` the event's.

    Whoever has just said so is not told.
    """
    called: dict[str, tuple[Member, ...]] = {}
    if is_complaint(after) and not (before and is_complaint(before)):  # S4-02.
        called[COMPLAINT] = telling.supervisors_of(after, there.roster)
    if _wants_a_visit(after) and not (before and _wants_a_visit(before)):
        called[WANTED] = _who_goes(after, there.roster)
    return [
        message
        for code, people in called.items()
        if after.open
        for message in telling.to_members(
            code, after, number, there, [one.id for one in people if one.id != event.by]
        )
    ]


def _wants_a_visit(ticket: Ticket) -> bool:
    return ticket.report.wish == VISIT


def _who_goes(ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    """Whoever has it, else who can send somebody (S4-11)."""
    return showing.responsible(ticket, roster) or telling.supervisors_of(ticket, roster)
