"""Tickets found by what people ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.duties import Duty
from bot.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tickets of the queue; empty means any. `words` searches tickets and customers."""

    assignee: str = ""
    follower: str = ""  # First responder.
    unassigned: bool = False
    overdue: bool = False
    since: datetime | None = None
    until: datetime | None = None  # Reported before.
    product: str = ""
    customer: str = ""
    words: str = ""
    include_closed: bool = False
    urgencies: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] | None = None  # Any of these; "" is a ticket of none yet.
    incident: str = ""  # The number of the ticket that leads a mass incident: it and its cases.
    troubled_first: bool = False  # The overdue, then what nobody has, then the others.


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket of the queue with its next running duty, if any."""

    ticket: Ticket
    next: Duty | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Party:
    """Whom duties may call: people, the departments they answer for, and who is above all."""

    members: tuple[str, ...]
    departments: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()  # Who works there: what they took in is theirs to look after.
    leads: bool = False  # Hears of what nobody else answers for.


class Queues(Protocol):
    def find(self, which: Filter, now: datetime, limit: int) -> tuple[list[Waiting], int]:
        """Tickets by the due time of their next running duty, and how many there are in all."""
        ...

    def called(
        self, party: Party, now: datetime, limit: int, after: Duty | None = None
    ) -> list[Duty]:
        """What is owed by these beside the open tickets that they work on, earliest first.

        What they follow up, what comes after the fix, reasons for what was missed, improvement
        actions, approvals of their departments, and missed targets there (of all departments, once
        the ladder has reached who leads) of which nobody has taken note. A care call only from its
        warning on. With `after` what follows that one.
        """
        ...

    def count(self, which: Filter, now: datetime) -> int: ...

    def later_of_customer(self, ticket: Ticket) -> str:
        """The newest ticket of the same customer and level, reported after this one; or nothing.

        The same phone or e-mail is the same customer. What was given up does not count.
        """
        ...

    def open_of_customer(self, ticket: Ticket) -> list[Ticket]:
        """The open tickets of this one's customer, newest first."""
        ...

    def loyalty_asked(self, ticket: Ticket, since: datetime) -> bool:
        """Whether this customer has said since then if they would recommend us, on any ticket."""
        ...

    def open_counts(self) -> dict[str, int]:
        """Open tickets per assignee, for a pool that picks the least busy."""
        ...

    def last_assigned(self, members: Iterable[str]) -> dict[str, datetime]:
        """When each of these was last given a ticket, for a pool that takes turns."""
        ...
