"""When a warning is due: so much time before the duty, as the duty's own calendar counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.calendar import Always, Calendar, Stretch
from bot.domain.promises import Timing
from bot.domain.records import replace
from bot.domain.span import Span

_SECOND: Final = timedelta(seconds=1)


def warn_at(
    timing: Timing, started: datetime, due: datetime, pauses: Sequence[Stretch] = ()
) -> datetime | None:
    """A warning that would fall before the start fires at two thirds of the target instead.

    One that would fall on closing time waits for the next opening: as much time is left then, and
    somebody is there to hear it.
    """
    if timing.warn is None:
        return None
    if isinstance(timing.calendar, Always) and not pauses:
        at = due - timing.warn.length
        return at if at > started else started + (due - started) * 2 / 3
    return _counted(timing.calendar, timing.warn, started, due, pauses)


def _counted(
    calendar: Calendar, warn: Span, started: datetime, due: datetime, pauses: Sequence[Stretch]
) -> datetime:
    whole = calendar.between(started, due, pauses)
    ahead = _ahead(calendar, warn, started)
    early = whole - ahead if whole > ahead else whole * 2 / 3
    return when_open(
        calendar.after(started, Span.of(max(early, _SECOND)), pauses), calendar, pauses
    )


def _ahead(calendar: Calendar, warn: Span, started: datetime) -> timedelta:
    """The counted time of a warning's span; working days are as long as those from the start on."""
    if not warn.working_days:
        return warn.length
    return calendar.between(started, calendar.after(started, warn))


def warn_on(timing: Timing, started: datetime, due: datetime) -> datetime | None:
    """A warning so many days before a day that was said: these pass whether or not it is open.

    It waits for the next opening, unless that comes too late to warn of anything.
    """
    if timing.warn is None or timing.warn.working_days:
        return warn_at(timing, started, due)
    at = warn_at(replace(timing, calendar=Always()), started, due)
    opening = when_open(at, timing.calendar) if at else None
    return opening if opening is None or opening < due else at


def when_open(at: datetime, calendar: Calendar, pauses: Sequence[Stretch] = ()) -> datetime:
    """The moment itself, or the next at which the calendar is open."""
    if calendar.is_open(at):
        return at
    return calendar.after(at, Span.of(_SECOND), pauses) - _SECOND
