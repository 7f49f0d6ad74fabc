"""The port of what tickets have in common: mass incidents, and what is reported of each product."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.errand import Errand
from bot.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Tally:
    """What was reported of one product, as it is written, in one category."""

    category: str
    product: str
    tickets: int
    customers: int
    first_at: datetime


class Incidents(Protocol):
    def lead(self, common: str) -> str:
        """The open ticket that leads the mass incident of these, or nothing (S1-01)."""
        ...

    def settled_lead(self, common: str) -> str:
        """The same, once nobody else is opening one of these; others wait until the commit."""
        ...

    def free(self, category: str, after: str = "") -> list[tuple[str, str]]:
        """Open tickets of no mass incident past this number: number and product, in order."""
        ...

    def cases(self, incident: str, after: str, limit: int) -> list[str]:
        """The next tickets of a mass incident past this number, but for the leading one."""
        ...

    def count_cases(self, incident: str) -> tuple[int, int]:
        """How many tickets it has but for the leading one, and how many of them are open."""
        ...

    def tally(self, since: datetime, until: datetime) -> list[Tally]:
        """What was reported then, but for what was given up and what incidents had."""
        ...

    def tallied(self, category: str, since: datetime) -> list[Ticket]:
        """The tickets of a category that a tally counts, oldest first."""
        ...


class Errands(Protocol):
    """What is under way to every ticket of an incident, oldest first."""

    def add(self, errand: Errand) -> None: ...

    def all(self) -> list[Errand]: ...

    def take(self, errand: int) -> Errand | None:
        """One as it is now; for a writer it is nobody else's until the commit."""
        ...

    def put(self, errand: Errand) -> None:
        """Write down how far it has come, and when it is to go on."""
        ...

    def end(self, errand: Errand) -> None: ...
