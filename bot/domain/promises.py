"""What a policy promises: every duty's length and warning, the ladder, pauses and report times."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.calendar import ALWAYS, Calendar
from bot.domain.span import Span


class DutyKind(StrEnum):
    """Everything that can be owed; operators and the history use these names."""

    ACKNOWLEDGE = "acknowledge"
    SYNC = "sync"
    RECORD = "record"
    CLASSIFY = "classify"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    RESUME = "resume"
    PROGRESS = "progress"
    COLLABORATION = "collaboration"
    OVERDUE_REASON = "overdue_reason"
    CONFIRMATION = "confirmation"
    CALLBACK = "callback"
    SECOND_CALLBACK = "second_callback"
    DISSATISFIED = "dissatisfied"
    REMEDY_CHECK = "remedy_check"
    APPROVAL = "approval"
    FIELD_RECORD = "field_record"
    ARTICLE = "article"
    IMPROVEMENT = "improvement"
    CARE_CALL = "care_call"


UNPROMISED: Final = frozenset({DutyKind.RESUME})
"""Not the policy's to time: whoever puts a ticket on hold says until when."""


@dataclass(frozen=True, slots=True)
class DutyPolicy:
    """How long a duty may take; `warn` counts back from its due time, `opens` on from its start.

    `due` of first_response and resolution is None: the urgency says it, and its calendar counts
    unless one is named here. `due` of accept is the most it may be. `by` is who meets the duty: the
    bot, or only an agent's own command. `reroute`: a ticket that nobody accepts goes to the next of
    its pool, at most `reroutes` times.
    """

    due: Span | None = None
    warn: Span | None = None
    calendar: str = ALWAYS
    enabled: bool = True
    by: str = "bot"
    opens: Span | None = None
    reroute: bool = False
    reroutes: int = 2


@dataclass(frozen=True, slots=True)
class Timing:
    """A duty's promise for one ticket: length, warning and the calendar that counts both."""

    due: Span
    warn: Span | None
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Ladder:
    """A breach nobody acknowledges goes to the manager, then repeats up to a limit."""

    manager_after: timedelta = timedelta(minutes=15)
    repeat: timedelta = timedelta(minutes=30)
    max_repeats: int = 6


@dataclass(frozen=True, slots=True)
class Pause:
    """What makes the resolution clock stand still. First response never pauses."""

    hold: bool = True
    waiting: bool = True


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours in which what is not urgent waits; they may run past midnight."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def over(self, at: datetime) -> datetime | None:
        """When the quiet hours that hold at this local time end, on the wall's clock."""
        if not self.holds(at.time()):
            return None
        days = 1 if at.time() >= self.end else 0
        return datetime.combine(at.date() + timedelta(days), self.end, at.tzinfo)


@dataclass(frozen=True, slots=True)
class ReportTime:
    """When a report goes out: daily, on a `weekday` (Monday is 0), or on a `day` of the month."""

    at: time
    weekday: int | None = None
    day: int | None = None

    def latest(self, now: datetime) -> datetime:
        """When it was last to go out, up to this local time: the mark that it is sent once by.

        However many of its times a desk was away for, only the latest is made up for.
        """
        day = now.date() if now.time() >= self.at else now.date() - timedelta(days=1)
        while not self._falls_on(day):
            day -= timedelta(days=1)
        return datetime.combine(day, self.at, now.tzinfo)

    def _falls_on(self, day: date) -> bool:
        if self.weekday is not None:
            return day.weekday() == self.weekday
        return self.day is None or day.day == self.day
