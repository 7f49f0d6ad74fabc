"""What the desk needs from outside, in its own words: a store, and a messenger for each platform.

No SDK type, no SQL, no `dict` of a platform's crosses these lines.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar

from bot.archives import Customers, Exhibits
from bot.domain.collaboration import Collaboration
from bot.domain.duties import Call, Duty
from bot.domain.erasing import Eraser
from bot.domain.history import Event
from bot.domain.improvement import Action
from bot.domain.people import Address, Roster
from bot.domain.policy import DutyKind
from bot.domain.shifts import Absence
from bot.domain.ticket import Ticket
from bot.views import Message
from bot.words import Words

T = TypeVar("T")


class StaleTicket(Exception):
    """Somebody else saved this ticket since it was read; the job is to look again and run anew."""


class StoreAway(Exception):
    """The store cannot be written now (disk full, database down). Nothing was changed."""


class Saying(StrEnum):
    """What kind of message an outbox row is; its view is made when it is sent."""

    CARD = "card"  # The living card of a ticket in a room; one row for its whole life.
    REQUEST = "request"  # The living card of a collaboration request, in the room that was asked.
    LINE = "line"  # A line of history in the card's thread.
    REMINDER = "reminder"
    NOTICE = "notice"  # To one person or room: assigned to you, escalated, …
    ALARM = "alarm"  # To the admins.
    RECEIPT = "receipt"  # To a customer: their e-mail arrived.
    MEMO = "memo"  # To one person, about no single ticket: you stand in for somebody, …


LIVING: Final = frozenset({Saying.CARD, Saying.REQUEST})
"""Posted once and drawn anew in place from then on."""

NUDGES: Final = frozenset({Saying.REMINDER, Saying.NOTICE})
"""What calls somebody: several of them to one place become one digest."""


class Delivery(StrEnum):
    """Where an outbox row stands."""

    NEW = "new"
    LATER = "later"  # Said for a time to come.
    LEASED = "leased"
    SENT = "sent"
    DROPPED = "dropped"  # Looked again: its reason was gone.
    REROUTED = "rerouted"  # Its place is gone; another row says it elsewhere. A card may be back.
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be said. `key` says what it *is*, so that a repeat is ignored.

    `about` holds what the view is made from: slugs and numbers, never text to be shown.
    """

    key: str
    lane: str
    saying: Saying
    ticket: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    avail_at: datetime | None = None  # None: at once.
    shut: bool = False  # Its room is gone: this card stands apart until the room is back.

    @property
    def turn(self) -> int:
        """Whoever must act is called first, gravest first; what shows how things stand can wait."""
        if self.saying in (Saying.CARD, Saying.LINE):
            return 2
        if self.saying is Saying.REQUEST:
            return 1
        mild = self.about.get("call") == Call.WARN or self.about.get("code") == "assigned"
        return 1 if mild else 0


@dataclass(frozen=True, slots=True)
class Leased:
    """An outbox row taken for delivery by one worker until `lease_until`.

    `wanted` is the card's drawing asked for when it was leased; `shown` the one people see now.
    """

    id: int
    key: str
    lane: str
    saying: Saying
    ticket: str
    about: dict[str, Any]
    attempts: int  # Deliveries begun before this one; above zero it may have been sent already.
    message: str  # The platform's id of the card or message, once it is known.
    wanted: int
    shown: int
    tried_at: datetime | None
    created_at: datetime
    posted_at: datetime | None  # When the card or message that stands there now was posted.


class Tickets(Protocol):
    def get(self, no: str) -> Ticket | None: ...

    def add(self, ticket: Ticket) -> None: ...

    def save(self, ticket: Ticket, expected_version: int) -> None:
        """Compare-and-set on the version: raises StaleTicket if somebody was faster."""
        ...

    def next_serial(self, scope: str) -> int:
        """The next running number of a scope; unique whatever runs at the same time."""
        ...

    def closed_before(self, at: datetime, limit: int) -> list[Ticket]:
        """Tickets that were closed before a time and still say who the customer was."""
        ...

    def open_after(self, no: str, limit: int) -> list[Ticket]:
        """Open tickets in the order of their numbers, from the one after `no` on."""
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
    def newest(self, no: str, *kinds: DutyKind) -> list[Duty]:
        """The newest row of each key of a ticket; only of these kinds, if any are named."""
        ...

    def of(self, no: str) -> list[Duty]:
        """Every row of a ticket, oldest first."""
        ...

    def get(self, duty_id: int) -> Duty | None: ...

    def write(self, duties: Iterable[Duty]) -> None:
        """Insert rows without an id, update the others."""
        ...

    def due(self, now: datetime, limit: int) -> list[Duty]:
        """Rows whose `wake_at` has come, earliest first; on PostgreSQL locked, skipping others'."""
        ...

    def running_after(self, at: datetime, limit: int) -> list[Duty]:
        """Running rows that are due from then on, earliest first."""
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

    def end(self, action: Action) -> None:
        """Write one that is over now; raises StaleTicket if somebody else has just ended it."""
        ...

    def find(self, owner: str, limit: int, *, over: bool) -> tuple[list[Action], int]:
        """The open ones by due time, with `over` then those that are over; how many in all."""
        ...


class Outbox(Protocol):
    def say(self, messages: Iterable[Outgoing], now: datetime) -> None:
        """Write rows; a key that is known is ignored. A card's key asks for one more drawing."""
        ...

    def known(self, keys: Collection[str]) -> set[str]:
        """Those of these keys that have a row, whatever became of it."""
        ...

    def ready_lanes(self, now: datetime, limit: int = 100) -> list[str]:
        """Lanes with a row that may be delivered now and none leased."""
        ...

    def lease(self, lane: str, owner: str, now: datetime, lease_for: timedelta) -> Leased | None:
        """Take the lane's next row, oldest first, unless one of its rows is leased already."""
        ...

    def paced(self, lane: str, now: datetime, gap: timedelta, burst: int) -> datetime:
        """Take a leased lane's next place in its platform's rate: when it may be said.

        One message every `gap`, after a burst of so many; all workers together go by it.
        """
        ...

    def renew(self, ids: Iterable[int], owner: str, until: datetime) -> None:
        """Hold for longer those of the leased rows that are still this worker's."""
        ...

    def waits(self) -> bool:
        """Whether anything stands in any lane's line."""
        ...

    def sent(self, row: Leased, owner: str, message: str, now: datetime) -> bool:
        """Settle a delivery; False if the lease was lost. A card asked for meanwhile stays new."""
        ...

    def last_sent(self, lane: str) -> datetime | None:
        """When a lane last took anything."""
        ...

    def settle(self, row: Leased, owner: str, delivery: Delivery, error: str = "") -> bool:
        """End a row that will not be sent (dropped, rerouted, dead)."""
        ...

    def put_back(self, row: Leased, owner: str, avail_at: datetime, error: str) -> bool:
        """Give a row back to be tried again at a time. Its lane waits for it (order)."""
        ...

    def not_begun(self, row: Leased, owner: str, avail_at: datetime) -> bool:
        """Give a row back that certainly was not sent (paced, 429): it does not count as a try."""
        ...

    def postpone(self, row: Leased, owner: str, until: datetime) -> bool:
        """Let a row wait until a later time after all. Its lane does not wait for it."""
        ...

    def next_later(self) -> datetime | None:
        """When the next row that was said for later is to go into its lane's line."""
        ...

    def back(self, lane: str, now: datetime, most: int = 1000) -> int:
        """Put cards that a room is to show into its line, newest first; returns how many.

        That is what was drawn or changed while it was gone; what was closed and never posted
        there is nobody's business any more.
        """
        ...

    def ripen(self, now: datetime, limit: int = 1000) -> int:
        """Put rows whose time has come into their lanes' lines; returns how many."""
        ...

    def forget_message(self, row: Leased, owner: str, now: datetime) -> bool:
        """The card was deleted by somebody: post it anew."""
        ...

    def waiting_nudges(self, lane: str, now: datetime, most: int) -> int:
        """How many reminders and notices wait in a lane, counted up to `most`."""
        ...

    def fold(self, lane: str, now: datetime, into: int) -> int:
        """Settle all waiting reminders and notices of a lane as said within a row's digest."""
        ...

    def folded(self, into: int, limit: int) -> list[Leased]:
        """What a digest says besides its own row, the gravest first, also at a second try."""
        ...

    def count_folded(self, into: int) -> int: ...

    def aged_cards(self, lanes: str, before: datetime, limit: int = 100) -> list[Outgoing]:
        """Cards of open tickets in lanes that begin so, posted before a time: to be said again."""
        ...

    def card(self, ticket: str, lane: str) -> str:
        """The platform's id of a ticket's card in a lane, or an empty string."""
        ...

    def card_lanes(self, ticket: str) -> list[str]: ...

    def ticket_of_card(self, lane: str, message: str) -> str:
        """Which ticket's card (or other message) this is: for commands given in its thread."""
        ...

    def purge(self, after: int, before: datetime, limit: int = 1000) -> int:
        """Of the `limit` rows after an id, delete those that came to rest before a time.

        Cards of open tickets stay. Returns the last id looked at; 0 where the rest is younger.
        """
        ...

    def rescue(self, now: datetime, owner: str | None = None) -> int:
        """Give expired leases back (all leases not held by `owner`, if one is named)."""
        ...


class Marks(Protocol):
    """Moments remembered by name. They only move forward, whoever moves them."""

    def at(self, name: str) -> datetime | None: ...

    def advance(self, name: str, at: datetime) -> bool:
        """Move it; False if it stood there or later already: somebody was faster."""
        ...


class Inbox(Protocol):
    def seen(self, key: str, now: datetime) -> bool:
        """Note a delivery in this transaction; True if it was handled before."""
        ...

    def forget(self, before: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a customer's report was answered with. `digest` tells it from another of its key."""

    digest: str
    ticket: str
    at: datetime


class Receipts(Protocol):
    def get(self, key: str) -> Receipt | None: ...

    def add(self, key: str, receipt: Receipt) -> None:
        """Raises StaleTicket if somebody else has just answered this key."""
        ...

    def forget(self, before: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A customer's e-mail and the ticket it is about. `key` is made of its Message-ID."""

    key: str
    ticket: str
    message_id: str
    sender: str
    subject: str
    at: datetime


class Letters(Protocol):
    """Kept for good: an answer may come after months, and a mail may be unread again."""

    def get(self, key: str) -> Letter | None: ...

    def add(self, letter: Letter) -> None:
        """Raises StaleTicket if somebody else has just taken this one."""
        ...

    def forget_sender(self, ticket: str) -> None:
        """Who wrote about a ticket, and under which subject, is not known any more."""
        ...

    def count_from(self, sender: str, since: datetime) -> int:
        """How many letters this address has sent since a time."""
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
    department: str = ""
    urgency: str = ""
    status: str = ""
    customer: str = ""
    words: str = ""
    include_closed: bool = False
    kind: str = ""
    region: str = ""
    departments: tuple[str, ...] | None = None  # Any of these; "" is a ticket of none yet.
    troubled_first: bool = False  # The overdue, then what nobody has, then the others.


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket of the queue with its next running duty, if any."""

    ticket: Ticket
    next: Duty | None
    overdue: bool


class Queues(Protocol):
    def find(self, which: Filter, now: datetime, limit: int) -> tuple[list[Waiting], int]:
        """Tickets by the due time of their next running duty, and how many there are in all."""
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

    def incident(self, common: str) -> str:
        """The open ticket that leads the mass incident of these, or nothing (S1-01)."""
        ...

    def open_in_category(self, category: str) -> list[Ticket]:
        """Open tickets that are no case of a mass incident."""
        ...

    def cases_of(self, incident: str) -> list[Ticket]:
        """The tickets of a mass incident but for the leading one."""
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


@dataclass(frozen=True, slots=True)
class Overdue:
    """What the audit found: how many, and the oldest."""

    duties: int
    outbox: int
    oldest: datetime | None


class Health(Protocol):
    def overdue(self, before: datetime) -> Overdue:
        """Duties that should have woken, and messages that should have gone, before a time."""
        ...

    def counts(self) -> dict[str, int]:
        """Gauges for the metrics: open tickets, waiting and dead messages."""
        ...


class People(Protocol):
    def roster(self) -> Roster:
        """The snapshot this job works on; read anew when somebody changed it."""
        ...

    def replace(self, roster: Roster) -> None:
        """Write a whole roster but the absences; people who left are kept, inactive."""
        ...

    def mark_room(self, room: str, broken: str) -> None: ...

    def set_locale(self, member: str, locale: str) -> None: ...

    def set_absence(self, member: str, absence: Absence) -> None:
        """Write when somebody is away, in place of what was said before; that stays on record."""
        ...


class UnitOfWork(Protocol):
    """One job's view of the store: everything it writes is committed together, or not at all."""

    tickets: Tickets
    history: History
    duties: Duties
    complaints: Complaints
    actions: Actions
    outbox: Outbox
    inbox: Inbox
    receipts: Receipts
    letters: Letters
    customers: Customers
    collaborations: Collaborations
    exhibits: Exhibits
    marks: Marks
    people: People
    queues: Queues
    health: Health

    def gathered(self, nos: Sequence[str]) -> AbstractContextManager[None]:
        """Read these tickets at once, and write at once, at the end, what the block writes."""
        ...


class Store(Protocol):
    def write(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Run a job in a transaction of its own (or its own savepoint of a shared one).

        The future is resolved after the commit. A job that raises changes nothing. It may be run
        again from the start (StaleTicket), so it must do nothing outside the unit of work.
        """
        ...

    def read(self, job: Callable[[UnitOfWork], T]) -> "Future[T]": ...

    def close(self) -> None: ...


class DeliveryError(Exception):
    """A platform did not take a message.

    retry_after: seconds after which to try again; None where the platform did not say.
    permanent: it will never be taken (and `gone` says that the place itself is gone: the bot was
    removed, the chat archived). unsent: it certainly was not delivered, so no look-up is needed.
    lost: the message to be updated does not exist any more. denied: the platform does not let the
    app in, or not that far; a person must mend that, whatever is to be said.
    """

    def __init__(  # noqa: PLR0913 - what a platform's answer may mean, by name.
        self,
        reason: str,
        *,
        retry_after: float | None = None,
        permanent: bool = False,
        gone: bool = False,
        unsent: bool = False,
        lost: bool = False,
        denied: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.permanent = permanent
        self.gone = gone
        self.unsent = unsent
        self.lost = lost
        self.denied = denied


class Messenger(Protocol):
    """Says what the outbox holds on one platform. Every failure is a DeliveryError."""

    @property
    def card_lives(self) -> timedelta | None:
        """How long a card can be touched once it is posted; None where it has no end."""
        ...

    @property
    def per_second(self) -> float:
        """How many messages a second one room or person may be sent, after a short burst."""
        ...

    async def urge(self, to: Address, message: str) -> None:
        """Make a private message insist, where the platform can (a call to a manager)."""
        ...

    async def post(
        self, to: Address, view: Message, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        """Post, and return the platform's id of the message. `ref` lets `find` recognise it."""
        ...

    async def update(self, to: Address, message: str, view: Message, words: Words) -> None: ...

    async def find(self, to: Address, ref: str, since: datetime, thread: str = "") -> str | None:
        """The id of a message posted under this `ref`, if its answer was lost."""
        ...
