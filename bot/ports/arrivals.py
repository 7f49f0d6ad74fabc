"""What came in, so that it is taken once: deliveries, reports, letters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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
