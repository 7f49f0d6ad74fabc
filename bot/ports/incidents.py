"""The port of what tickets have in common: mass incidents, and what is reported of each product."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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

    def open_in_category(self, category: str) -> list[Ticket]:
        """Open tickets that are no case of a mass incident."""
        ...

    def cases_of(self, incident: str) -> list[Ticket]:
        """The tickets of a mass incident but for the leading one."""
        ...

    def tally(self, since: datetime, until: datetime) -> list[Tally]:
        """What was reported then, but for what was given up and what incidents had."""
        ...

    def tallied(self, category: str, since: datetime) -> list[Ticket]:
        """The tickets of a category that a tally counts, oldest first."""
        ...
