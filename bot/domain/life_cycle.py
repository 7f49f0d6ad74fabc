"""The life cycle of a ticket: its statuses, and the steps between them.

`MOVES` is the whole of it: an absent pair is the prohibition.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """The six statuses of the quality-tracking tool (S0-22…27)."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    AWAITING = "awaiting_confirmation"
    RESOLVED = "resolved"
    CLOSED = "closed"


OPEN: Final = frozenset(Status) - {Status.CLOSED}


class Move(StrEnum):
    """A named step between statuses."""

    CLASSIFY = "classify"
    ASSIGN = "assign"
    ACCEPT = "accept"
    CONTACT = "contact"
    PROGRESS = "progress"
    HOLD = "hold"
    RESUME = "resume"
    COLLABORATE = "collab"
    PROPOSE = "propose"
    AGREE = "agree"
    REJECT = "reject_proposal"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    DENY = "deny"
    CLOSE = "close"
    CANCEL = "cancel"
    DUPLICATE = "duplicate"
    REOPEN = "reopen"


MOVES: Final[Mapping[tuple[Status, Move], Status]] = MappingProxyType(
    {
        (Status.PENDING, Move.CLASSIFY): Status.PENDING,
        (Status.ASSIGNED, Move.CLASSIFY): Status.ASSIGNED,
        (Status.IN_PROGRESS, Move.CLASSIFY): Status.IN_PROGRESS,
        (Status.AWAITING, Move.CLASSIFY): Status.AWAITING,
        (Status.RESOLVED, Move.CLASSIFY): Status.RESOLVED,
        (Status.PENDING, Move.ASSIGN): Status.ASSIGNED,
        (Status.ASSIGNED, Move.ASSIGN): Status.ASSIGNED,
        (Status.IN_PROGRESS, Move.ASSIGN): Status.ASSIGNED,
        (Status.AWAITING, Move.ASSIGN): Status.ASSIGNED,
        (Status.PENDING, Move.ACCEPT): Status.IN_PROGRESS,
        (Status.ASSIGNED, Move.ACCEPT): Status.IN_PROGRESS,
        (Status.ASSIGNED, Move.CONTACT): Status.IN_PROGRESS,
        (Status.IN_PROGRESS, Move.CONTACT): Status.IN_PROGRESS,
        (Status.IN_PROGRESS, Move.PROGRESS): Status.IN_PROGRESS,
        (Status.IN_PROGRESS, Move.HOLD): Status.IN_PROGRESS,
        (Status.AWAITING, Move.HOLD): Status.AWAITING,
        (Status.IN_PROGRESS, Move.RESUME): Status.IN_PROGRESS,
        (Status.AWAITING, Move.RESUME): Status.AWAITING,
        (Status.ASSIGNED, Move.COLLABORATE): Status.ASSIGNED,
        (Status.IN_PROGRESS, Move.COLLABORATE): Status.IN_PROGRESS,
        (Status.AWAITING, Move.COLLABORATE): Status.AWAITING,
        (Status.IN_PROGRESS, Move.PROPOSE): Status.AWAITING,
        (Status.AWAITING, Move.AGREE): Status.IN_PROGRESS,
        (Status.AWAITING, Move.REJECT): Status.IN_PROGRESS,
        (Status.IN_PROGRESS, Move.RESOLVE): Status.RESOLVED,
        (Status.AWAITING, Move.RESOLVE): Status.RESOLVED,
        (Status.RESOLVED, Move.CONFIRM): Status.CLOSED,
        (Status.RESOLVED, Move.DENY): Status.IN_PROGRESS,
        (Status.RESOLVED, Move.CLOSE): Status.CLOSED,
        (Status.PENDING, Move.CANCEL): Status.CLOSED,
        (Status.ASSIGNED, Move.CANCEL): Status.CLOSED,
        (Status.IN_PROGRESS, Move.CANCEL): Status.CLOSED,
        (Status.AWAITING, Move.CANCEL): Status.CLOSED,
        (Status.RESOLVED, Move.CANCEL): Status.CLOSED,
        (Status.PENDING, Move.DUPLICATE): Status.CLOSED,
        (Status.ASSIGNED, Move.DUPLICATE): Status.CLOSED,
        (Status.IN_PROGRESS, Move.DUPLICATE): Status.CLOSED,
        (Status.AWAITING, Move.DUPLICATE): Status.CLOSED,
        (Status.RESOLVED, Move.DUPLICATE): Status.CLOSED,
        (Status.RESOLVED, Move.REOPEN): Status.IN_PROGRESS,
        (Status.CLOSED, Move.REOPEN): Status.IN_PROGRESS,
    }
)


def possible(status: Status) -> tuple[Move, ...]:
    """What can be done with a ticket in this status, in the order of the table."""
    return tuple(move for (at, move) in MOVES if at is status)
