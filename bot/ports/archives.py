"""The ports of what is kept beside the tickets: customers, and the evidence on their cases."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.customers import KnownCustomer, Look, Past
from bot.domain.evidence import Exhibit
from bot.domain.ticket import Ticket


class Customers(Protocol):
    def get(self, customer: str) -> KnownCustomer | None:
        """Whose number this is; of a double that was merged, whom it was merged into."""
        ...

    def known_by(self, keys: Collection[str]) -> dict[str, str]:
        """Whose these keys are, of those that are somebody's."""
        ...

    def hold(self, customers: Collection[str]) -> None:
        """Let nobody else tell of them, or give or take them a ticket, until the commit.

        Whoever does so holds them before any ticket, and reads then what is known of them.
        """
        ...

    def add(self, customer: KnownCustomer) -> None: ...

    def save(self, customer: KnownCustomer) -> None: ...

    def claim(self, customer: str, keys: Iterable[str]) -> tuple[str, ...]:
        """Let these keys be theirs, but for those of others, which are returned."""
        ...

    def release(self, customer: str, keys: Iterable[str]) -> None:
        """Let these keys be nobody's, so far as they were theirs."""
        ...

    def past(self, customer: str, since: datetime, but: str = "") -> Past:
        """What their tickets come to, but for one; what was given up does not count."""
        ...

    def tickets(self, customer: str, limit: int) -> tuple[list[Ticket], int]:
        """The newest of their tickets, and how many there are in all."""
        ...

    def find(self, words: str, keys: Sequence[str], limit: int) -> list[KnownCustomer]:
        """Who is known by one of the keys, or whose name or number has every word in it."""
        ...

    def merge(self, double: str, into: str) -> int:
        """Let one's keys and tickets be another's; returns how many tickets moved."""
        ...

    def forget_keys(self, customer: str) -> None: ...

    def note(self, look: Look) -> None:
        """Write down who looked, or what was done. There is no way to change or delete one."""
        ...

    def looks(self, customer: str, limit: int = 50) -> list[Look]:
        """The newest looks and deeds, oldest first."""
        ...


class Exhibits(Protocol):
    """Which files a ticket has, and what became of each; the bytes are the vault's."""

    def note(self, exhibits: Iterable[Exhibit]) -> None:
        """Write files down, perhaps to be fetched; one that the ticket has is not noted again."""
        ...

    def get(self, exhibit: int) -> Exhibit | None: ...

    def of(self, ticket: str, limit: int = 50) -> list[Exhibit]:
        """The newest files of a ticket, oldest first."""
        ...

    def waits(self, now: datetime) -> bool:
        """Whether any file is to be fetched now."""
        ...

    def take(self, now: datetime, until: datetime, limit: int) -> list[Exhibit]:
        """Files to be fetched now, for one worker alone until a time."""
        ...

    def put_back(self, exhibit: Exhibit, avail_at: datetime) -> None: ...

    def settle(self, exhibit: Exhibit) -> None:
        """Write what became of a file: its state, and digest, kind and size once it is stored."""
        ...

    def sign(self, exhibit: Exhibit) -> None: ...

    def forget(self, ticket: str) -> None:
        """Nothing of a ticket's files stays but that there were some."""
        ...

    def keep(self, digest: str, size: int, body: bytes | None, now: datetime) -> None:
        """Note bytes that are stored; with `body` they are stored here."""
        ...

    def body(self, digest: str) -> bytes | None: ...

    def unused(self, before: datetime, limit: int) -> list[str]:
        """Digests that no file has any more."""
        ...

    def drop(self, digest: str) -> None: ...


class Vault(Protocol):
    """Where the bytes of evidence lie, by the digest of what they are."""

    async def keep(self, digest: str, body: bytes) -> None: ...

    async def read(self, digest: str) -> bytes | None: ...

    async def drop(self, digest: str) -> None: ...


class TooLarge(Exception):
    """A file is larger than is taken; its bytes were not read."""


class Files(Protocol):
    """Fetches files that people left on one platform."""

    async def fetch(self, source: str, most: int) -> bytes:
        """The bytes of a file; raises TooLarge past `most`, and DeliveryError where it fails."""
        ...
