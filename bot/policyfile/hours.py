"""Times of day and days of the week as a policy file writes them."""

import re
from datetime import time
from itertools import pairwise
from typing import Any, Final

from bot.domain.calendar import Opening
from bot.domain.policy import QuietHours, ReportTime
from bot.policyfile.mistakes import Wrong
from bot.policyfile.values import part, text, texts

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|(24):(00)")
_DAY_ENDS: Final = 24 * 60


def clock(value: str) -> int:
    """Read "09:30" as minutes since midnight; "24:00" ends the day."""
    if not (read := _CLOCK.fullmatch(value.strip())):
        raise Wrong("bad_time", value=value)
    hour, minute = (read[1], read[2]) if read[1] else (read[3], read[4])
    return int(hour) * 60 + int(minute)


def wall(value: str) -> time:
    minutes = clock(value)
    if minutes == _DAY_ENDS:
        raise Wrong("bad_time", value=value)
    return time(minutes // 60, minutes % 60)


def quiet(value: Any) -> QuietHours:
    start, dash, end = text(value).partition("-")
    if not dash:
        raise Wrong("bad_hours", value=value)
    return QuietHours(wall(start), wall(end))


def hours(value: Any) -> tuple[Opening, ...]:
    """Read ["09:00-12:00", "13:30-18:00"]: in order, apart, each ending after it began."""
    found = tuple(part(index, _opening, item) for index, item in enumerate(texts(value)))
    for (_, closes), (opens, _) in pairwise(found):
        if opens < closes:
            raise Wrong("hours_overlap", value=value)
    return found


def _opening(value: str) -> Opening:
    start, dash, end = value.partition("-")
    if not dash:
        raise Wrong("bad_hours", value=value)
    opens, closes = clock(start), clock(end)
    if closes <= opens:
        raise Wrong("hours_backwards", value=value)
    return opens, closes


def week(value: Any) -> tuple[tuple[Opening, ...], ...]:
    """Read { mon-fri = [...], sat = [...] }; days that are not named are closed."""
    if not isinstance(value, dict):
        raise Wrong("not_table", value=value)
    found: dict[int, tuple[Opening, ...]] = {}
    for key, openings in value.items():
        for day in part(key, _day_range, key):
            if day in found:
                raise Wrong("day_twice", (key,), value=_DAYS[day])
            found[day] = part(key, hours, openings)
    if not any(found.values()):
        raise Wrong("no_open_day")
    return tuple(found.get(day, ()) for day in range(7))


def _day_range(key: str) -> range:
    first, _, last = key.lower().partition("-")
    last = last or first
    if first not in _DAYS or last not in _DAYS or _DAYS.index(last) < _DAYS.index(first):
        raise Wrong("bad_days", value=key)
    return range(_DAYS.index(first), _DAYS.index(last) + 1)


def report_time(value: Any) -> ReportTime:
    """Read "09:00", "mon 10:00", or "5 10:00" for the fifth of the month."""
    *on, at = text(value).split()
    moment = wall(at)
    if not on:
        return ReportTime(moment)
    if len(on) == 1 and on[0].lower() in _DAYS:
        return ReportTime(moment, weekday=_DAYS.index(on[0].lower()))
    if len(on) == 1 and on[0].isdecimal() and 1 <= int(on[0]) <= 28:  # noqa: PLR2004 — every month has it.
        return ReportTime(moment, day=int(on[0]))
    raise Wrong("bad_report_time", value=value)
