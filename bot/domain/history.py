"""The history of a ticket: append-only; who changed what, from what to what (S2-47)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from bot.domain.improvement import Action
from bot.domain.records import names, swift, values
from bot.domain.ticket import Ticket


class Happening(StrEnum):
    """What happened, in the past tense. Slugs are stored for good."""

    CREATED = "created"
    SYNCED = "synced"
    CLASSIFIED = "classified"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    PROGRESSED = "progressed"
    HELD = "held"
    RESUMED = "resumed"
    ROSTER_CHANGED = "roster_changed"  # By chat; about no ticket.
    COLLAB_ASKED = "collab_asked"
    COLLAB_ACCEPTED = "collab_accepted"
    COLLAB_DONE = "collab_done"
    COLLAB_DECLINED = "collab_declined"
    PROPOSED = "proposed"
    AGREED = "agreed"  # The customer, to solution and cost (S0-29).
    PROPOSAL_REJECTED = "proposal_rejected"
    ACTION_OPENED = "action_opened"  # Of an improvement action, or of the ticket it comes from.
    ACTION_DONE = "action_done"
    ACTION_MEASURED = "action_measured"  # The number moved, or did not.
    ACTION_CANCELLED = "action_cancelled"
    JUDGED = "judged"  # Cause and responsibility of a complaint.
    SUBMITTED = "submitted"  # A remedy, for departments to approve.
    APPROVED = "approved"
    DISAPPROVED = "disapproved"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    TRIED = "tried"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DUPLICATED = "duplicated"
    REPEATED = "repeated"  # Another ticket turned out to be a duplicate of this one.
    RELATED = "related"  # To another ticket, which says the same of this one.
    INCIDENT_OPENED = "incident_opened"  # It leads a mass incident (S1-01),
    INCIDENT_JOINED = "incident_joined"  # or is a case of one.
    INCIDENT_UPDATED = "incident_updated"  # One text for all of its tickets.
    INCIDENT_ENDED = "incident_ended"  # It was none: the tickets have no common cause,
    INCIDENT_LEFT = "incident_left"  # and each is a ticket of its own again.
    REOPENED = "reopened"
    NOTED = "noted"
    WARNED = "warned"
    BREACHED = "breached"
    ESCALATED = "escalated"
    CHASED = "chased"  # The customer asks again 催单 (S1-03).
    ACKNOWLEDGED = "acknowledged"
    EDITED = "edited"
    CALLED_BACK = "called_back"
    CALL_TRIED = "call_tried"  # Called back, and nobody answered.
    REMEDIED = "remedied"
    SATISFIED = "satisfied"  # So is the customer, after the remedy.
    STILL_DISSATISFIED = "still_dissatisfied"
    CARE_MOVED = "care_moved"  # A later ticket carries the care of this customer.
    ANSWERED = "answered"  # The customer, on the survey page, about a ticket that is closed.
    UNSOLVED = "unsolved"  # The same, and it is not solved.
    WROTE = "wrote"  # The customer, by e-mail, about a ticket that is known.
    RECEIPTED = "receipted"  # The customer was told that their e-mail arrived (S2-09).
    REASON_GIVEN = "reason_given"
    REROUTED = "rerouted"  # Nobody accepted it in time: the desk gave it to the next.
    HANDED_OVER = "handed_over"
    SIGNED = "signed"  # The record of a visit was handed in (S4-13),
    UNSIGNED = "unsigned"  # and could not be kept after all.
    FILE_TOO_LARGE = "file_too_large"
    FILE_NOT_TAKEN = "file_not_taken"  # Of no kind that is kept, or not what its name says.
    FILE_LOST = "file_lost"
    ERASED = "erased"  # What said who the customer was is gone (spec 1 §7).
    REVEALED = "revealed"  # Somebody looked at the unmasked record (spec 1 §9).


@swift
@dataclass(frozen=True, slots=True)
class Event:
    ticket: str
    at: datetime
    happening: Happening
    by: str = ""  # Member id; empty for the desk itself.
    platform: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    note: str = ""
    files: tuple[str, ...] = ()
    version: int = 0  # The ticket's version after it.


_BOOKKEEPING: Final = frozenset({"version"})


def changes(before: Ticket | Action, after: Ticket | Action) -> dict[str, tuple[Any, Any]]:
    """What differs, by field name (`customer.phone`), as plain values that can be stored."""
    found: dict[str, tuple[Any, Any]] = {}
    if before is not after:
        _compare(before, after, "", found)
    return found


def _compare(before: Any, after: Any, prefix: str, found: dict[str, tuple[Any, Any]]) -> None:
    for name, old, new in zip(names(before), values(before), values(after), strict=True):
        if old is new or old == new or name in _BOOKKEEPING:
            continue
        if is_dataclass(old) and is_dataclass(new):
            _compare(old, new, f"{prefix}{name}.", found)
        else:
            found[prefix + name] = (plain(old), plain(new))


_AS_THEY_ARE: Final = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """A value as JSON can hold it: times in ISO 8601, tuples as lists, records as objects."""
    if value.__class__ in _AS_THEY_ARE:
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(one) for name, one in zip(names(value), values(value), strict=True)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    return value
