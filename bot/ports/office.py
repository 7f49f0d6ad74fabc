"""Who works here, and how the desk itself is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.people import Roster
from bot.domain.shifts import Absence


class Marks(Protocol):
    """Moments remembered by name. They only move forward, whoever moves them."""

    def at(self, name: str) -> datetime | None: ...

    def advance(self, name: str, at: datetime) -> bool:
        """Move it; False if it stood there or later already: somebody was faster."""
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
