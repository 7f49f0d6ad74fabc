"""How long the desk was away: a heartbeat in the store, and the last downtime there was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.duties import Duty
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.ports import Leased, Outgoing, UnitOfWork

AWAY: Final = timedelta(minutes=3)
"""A heart that beats once a minute and was silent for so long was not there; less is a restart."""

CATCH_UP: Final = timedelta(minutes=10)
"""So long after its return the desk wakes what it has slept through."""

GATHER: Final = timedelta(seconds=5)
"""What is said on the return waits so long for the rest, to be one message for each place."""

_BEAT: Final = "awake"
_SINCE: Final = "away since"
_UNTIL: Final = "away until"


@dataclass(frozen=True, slots=True)
class Absence:
    since: datetime
    until: datetime

    @property
    def gathered_at(self) -> datetime:
        return self.until + GATHER

    def slept_through(self, duty: Duty, ticket: Ticket) -> bool:
        """Whether it should have spoken then; a ticket that was typed since could not."""
        woken_by = duty.wake_at is not None and duty.wake_at <= self.until
        return woken_by and ticket.created_at <= self.since

    def gathered(self, messages: Iterable[Outgoing], now: datetime) -> list[Outgoing]:
        """The same messages, for the one in each place that says from when to when it was away."""
        away = [self.since.isoformat(), self.until.isoformat()]
        later = max(now, self.gathered_at)
        return [replace(m, about={**m.about, "away": away}, avail_at=later) for m in messages]


def beat(uow: UnitOfWork, now: datetime) -> None:
    uow.marks.advance(_BEAT, now)


def last_beat(uow: UnitOfWork) -> datetime | None:
    return uow.marks.at(_BEAT)


def noted(uow: UnitOfWork, now: datetime) -> None:
    """At a start: remember from when to when nobody was awake, if that was long."""
    last = last_beat(uow)
    if last is not None and now - last >= AWAY:
        uow.marks.advance(_SINCE, last)
        uow.marks.advance(_UNTIL, now)
    beat(uow, now)


def lately(uow: UnitOfWork, now: datetime) -> Absence | None:
    """The downtime that the desk has just come back from."""
    until = uow.marks.at(_UNTIL)
    if until is None or not until <= now <= until + CATCH_UP:
        return None
    since = uow.marks.at(_SINCE)
    return Absence(since, until) if since else None


def told_by(rows: Iterable[Leased]) -> tuple[datetime, datetime] | None:
    """From when to when the desk was away while these should have been said, if it was."""
    spans = [row.about["away"] for row in rows if "away" in row.about]
    if not spans:
        return None
    since, until = min(s for s, _ in spans), max(u for _, u in spans)
    return datetime.fromisoformat(since), datetime.fromisoformat(until)
