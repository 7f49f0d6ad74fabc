"""The ports of what is kept beside the tickets: customers, and the evidence on their cases."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.customers import KnownCustomer, Look, Past
from bot.domain.ticket import Ticket


class Customers(Protocol):
    def get(self, customer: str) -> KnownCustomer | None:
        """Whose number this is; of a double that was merged, whom it was merged into."""
        ...

    def known_by(self, keys: Collection[str]) -> dict[str, str]:
        """Whose these keys are, of those that are somebody's."""
        ...

    def add(self, customer: KnownCustomer) -> None: ...

    def save(self, customer: KnownCustomer) -> None: ...

    def claim(self, customer: str, keys: Iterable[str]) -> None:
        """Let these keys be theirs. Raises StaleTicket if somebody else has just got one."""
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
