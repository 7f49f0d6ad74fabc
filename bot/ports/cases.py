"""Tickets, with their history and all that is owed, found and asked on them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.collaboration import Collaboration
from bot.domain.duties import Duty
from bot.domain.erasing import Eraser
from bot.domain.history import Event
from bot.domain.improvement import Action, State
from bot.domain.ticket import Ticket


class Tickets(Protocol):
    def get(self, no: str) -> Ticket | None: ...

    def add(self, ticket: Ticket) -> None: ...

    def save(self, ticket: Ticket, expected_version: int) -> None:
        """Compare-and-set on the version, which goes up: StaleTicket if somebody was faster."""
        ...

    def hold(self, ticket: Ticket) -> None:
        """Let nobody else change it, nor what is owed on it, until the commit.

        Whoever writes both holds the ticket first, as saving it does; so nobody waits crosswise,
        and what is owed is read as it is. Raises StaleTicket if somebody was faster.
        """
        ...

    def next_serial(self, scope: str) -> int:
        """The next running number of a scope; unique whatever runs at the same time."""
        ...

    def closed_before(self, at: datetime, limit: int) -> list[Ticket]:
        """Tickets that were closed before a time and still say who the customer was."""
        ...

    def open_after(self, no: str, limit: int) -> list[Ticket]:
        """Open tickets in the order of their numbers, from the one after `no` on.

        They are held where one may write.
        """
        ...

    def open_numbers_like(self, ending: str, limit: int = 20) -> list[str]:
        """Numbers of open tickets that end so, newest first."""
        ...

    def numbers_like(self, ending: str, limit: int = 20) -> list[str]:
        """The same over all tickets, for a reopening or a look back."""
        ...


class History(Protocol):
    def append(self, event: Event) -> int:
        """Write one event; returns its id. What happened is never changed or deleted."""
        ...

    def scrub(self, no: str, eraser: Eraser) -> None:
        """Take a customer out of what was said of a ticket; no fact of any event changes."""
        ...

    def get(self, event_id: int) -> Event | None: ...

    def newest(self) -> int:
        """The id of the last event of any ticket; 0 before there is one."""
        ...

    def of(self, no: str, since_version: int = 0, limit: int = 200) -> list[Event]:
        """The newest `limit` events after that version, oldest first."""
        ...

    def numbered(self, no: str, limit: int) -> list[tuple[int, Event]]:
        """The newest `limit` events with their ids, oldest first."""
        ...

    def lately(self, after: int, limit: int) -> list[tuple[int, str]]:
        """The newest `limit` events after this id: their ids, and whose they are."""
        ...


class Duties(Protocol):
    def newest(self, no: str) -> list[Duty]:
        """The newest row of each key of a ticket."""
        ...

    def misses(self, no: str) -> list[Duty]:
        """Those of them, at least, that tell which targets were missed, and what was asked then."""
        ...

    def of(self, no: str) -> list[Duty]:
        """Every row of a ticket, oldest first."""
        ...

    def get(self, duty_id: int) -> Duty | None: ...

    def write(self, duties: Iterable[Duty]) -> None:
        """Insert rows without an id, update the others."""
        ...

    def woken(self, duties: Sequence[Duty]) -> None:
        """Write what waking changes of rows: what they have said, and when they speak next."""
        ...

    def due(self, now: datetime, limit: int) -> list[Duty]:
        """Rows whose `wake_at` has come, earliest first.

        On PostgreSQL they are locked, and tickets that somebody else has in hand are passed over.
        """
        ...

    def due_after(self, at: datetime, limit: int) -> list[Duty]:
        """Rows still to be woken that are due from then on, earliest first."""
        ...

    def next_wake(self) -> datetime | None:
        """When the next duty is to be woken."""
        ...


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """Which complaints of the register; empty means any. They were reported from `since` on.

    `department` and `member` are responsible; of `seen` departments the whole is shown.
    """

    since: datetime | None = None
    until: datetime | None = None
    department: str = ""
    member: str = ""
    cause: str = ""
    severity: str = ""
    status: str = ""
    seen: tuple[str, ...] | None = None


class Complaints(Protocol):
    """The register of complaints."""

    def find(self, which: ComplaintFilter, limit: int) -> tuple[list[Ticket], int]:
        """The newest first, and how many there are in all."""
        ...

    def causes(self, which: ComplaintFilter) -> dict[str, int]:
        """How many of each cause; the empty one is not known yet."""
        ...


class Actions(Protocol):
    """Improvement actions."""

    def get(self, no: str) -> Action | None: ...

    def add(self, action: Action) -> None: ...

    def end(self, action: Action, was: State) -> None:
        """Write one that is over; raises StaleTicket if somebody else has just been there."""
        ...

    def find(self, owner: str, limit: int, *, over: bool) -> tuple[list[Action], int]:
        """The open ones by due time, with `over` then those that are over; how many in all."""
        ...


class Collaborations(Protocol):
    """Where each collaboration request is; the ticket holds the request itself."""

    def put(self, ticket: str, requests: Iterable[Collaboration]) -> None:
        """Note where these are, and whether anybody still waits for them."""
        ...

    def ticket_of(self, no: str) -> str:
        """The number of the ticket that this request is on, or an empty string."""
        ...

    def waiting_for(
        self, departments: Collection[str], members: Collection[str], limit: int
    ) -> list[tuple[str, str]]:
        """Unanswered requests to any of these: each one's number, and its ticket's."""
        ...
