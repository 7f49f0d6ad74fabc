"""The records that a ticket is made of: customer, purchase, report, agreement, pauses."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.records import swift


class CloseReason(StrEnum):
    CONFIRMED = "confirmed"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"


class PauseKind(StrEnum):
    HOLD = "hold"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the resolution clock may stand still (spec 1 §4).

    `until` is when a hold ends by itself, if it was said; `ended_at` is when somebody ended it.
    """

    kind: PauseKind
    since: datetime
    reason: str = ""
    until: datetime | None = None
    ended_at: datetime | None = None

    @property
    def end(self) -> datetime | None:
        """When the clock goes on again; None while nobody can tell."""
        ends = [at for at in (self.until, self.ended_at) if at is not None]
        return max(self.since, min(ends)) if ends else None


@swift
@dataclass(frozen=True, slots=True)
class Customer:
    """Whom the ticket is for (S0-12, S2-03). Personal data: masked wherever a room can see it."""

    name: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    prefers: str = ""
    level: str = ""
    address: str = ""
    id: str = ""  # Which of the desk's customers it is, once they are recognised.
    nth: int = 0  # Their so-many-eth ticket of late, as of this one's report; 0: not counted.
    last_csat: str = ""  # What they had answered last when this was reported.


@dataclass(frozen=True, slots=True)
class Purchase:
    product: str = ""
    bought_on: date | None = None
    order_no: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The customer's yes to a solution and what it costs (S0-29); empty until it is said."""

    at: datetime | None = None
    by: str = ""  # Who took it down.
    solution: str = ""
    cost: str = ""
    words: str = ""


@swift
@dataclass(frozen=True, slots=True)
class Report:
    """What the customer said, and when: `reported_at` is when every clock starts (S2-05, S3-25)."""

    description: str
    reported_at: datetime
    channel: str = ""
    occurred_at: datetime | None = None
    mood: str = ""
    wish: str = ""
    wished_by: datetime | None = None
