"""What is to be said, and the messages as the store hands them out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from bot.domain.duties import Call
from bot.domain.records import swift


class Saying(StrEnum):
    """What kind of message an outbox row is; its view is made when it is sent."""

    CARD = "card"  # The living card of a ticket in a room; one row for its whole life.
    REQUEST = "request"  # The living card of a collaboration request, in the room that was asked.
    LINE = "line"  # A line of history in the card's thread.
    REMINDER = "reminder"
    NOTICE = "notice"  # To one person or room: assigned to you, escalated, …
    ALARM = "alarm"  # To the admins.
    RECEIPT = "receipt"  # To a customer: their e-mail arrived.
    MEMO = "memo"  # About no single ticket: you stand in for somebody, …


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


@swift
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


class Outbox(Protocol):
    def say(self, messages: Iterable[Outgoing], now: datetime) -> None:
        """Write rows; a key that is known is ignored. A card's key asks for one more drawing."""
        ...

    def spoken_in(self) -> Collection[str]:
        """Lanes in which this job has said something for now."""
        ...

    def said_of(self, tickets: Collection[str]) -> set[str]:
        """The keys of all that there is a row of, whatever became of it."""
        ...

    def ready_lanes(self, now: datetime, limit: int = 100) -> list[str]:
        """Lanes with a row that may be delivered now and none leased."""
        ...

    def lease_all(
        self, lanes: Sequence[str], owner: str, now: datetime, lease_for: timedelta
    ) -> list[Leased | None]:
        """Take each lane's next row, oldest first, unless one of its rows is leased already."""
        ...

    def lease(self, lane: str, owner: str, now: datetime, lease_for: timedelta) -> Leased | None:
        """Take the next row of one lane."""
        ...

    def paced_all(
        self, gaps: Mapping[str, timedelta], now: datetime, burst: int
    ) -> dict[str, datetime]:
        """Take each leased lane's next place in its platform's rate: when it may be said.

        One message every gap, after a burst of so many; all workers together go by it.
        """
        ...

    def renew(self, ids: Iterable[int], owner: str, until: datetime) -> list[int]:
        """Hold for longer those of the leased rows that are still this worker's; returns them."""
        ...

    def next_lapse(self) -> datetime | None:
        """When the first of all leases ends, unless it is renewed; it may have ended."""
        ...

    def waits(self) -> bool:
        """Whether anything stands in any lane's line."""
        ...

    def hold(self, ids: Collection[int]) -> None:
        """Let nobody else change these rows until the commit; waits for each in their order."""
        ...

    def sent_all(self, said: Sequence[tuple[Leased, str]], owner: str, now: datetime) -> int:
        """Settle deliveries by the platform's ids; returns of how many the lease was held still.

        A card asked for meanwhile stays new.
        """
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

    def unfold(self, row: Leased, until: datetime) -> None:
        """Take a call out of the digest that it was to be said in, to be said later."""
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

    def posts_card(self, lane: str) -> bool:
        """Whether a card may stand in this lane of which nobody knows yet that it was posted."""
        ...

    def purge(self, after: int, before: datetime, limit: int = 1000) -> int:
        """Of the `limit` rows after an id, delete those that came to rest before a time.

        Cards of open tickets stay. Returns the last id looked at; 0 where the rest is younger.
        """
        ...

    def rescue(self, now: datetime, owner: str | None = None) -> int:
        """Give expired leases back (all leases not held by `owner`, if one is named)."""
        ...
