"""A month as people write it: `2026-11`, `2026年11月`, `11月`, `last month`."""

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.errors import NotAMonth
from bot.grammar.script import fold

_WRITTEN: Final = re.compile(r"(?:(?P<year>\d{4})[-/.年]?\s*)?(?P<month>\d{1,2})\s*月?")
_BACK: Final = {"this month": 0, "本月": 0, "这个月": 0, "last month": 1, "上月": 1, "上个月": 1}
_YEAR: Final = 12
_YEARS: Final = range(1970, 3000)


def month_meant(
    written: str, now: datetime, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """When the month begins and when the next one does; a month alone is the last one so called."""
    if not written.strip():
        return None, None
    local = now.astimezone(zone)
    count = _counted(fold(written).strip(), local)
    if count is None:
        raise NotAMonth(field="month", written=written)
    return _first(count, zone), _first(count + 1, zone)


def _counted(written: str, local: datetime) -> int | None:
    """Months since the year 0."""
    current = local.year * _YEAR + local.month - 1
    if written in _BACK:
        return current - _BACK[written]
    found = _WRITTEN.fullmatch(written)
    if found is None or not 1 <= int(found["month"]) <= _YEAR:
        return None
    if found["year"]:
        year = int(found["year"])
        known = year in _YEARS
        return year * _YEAR + int(found["month"]) - 1 if known else None
    of_this_year = local.year * _YEAR + int(found["month"]) - 1
    return of_this_year if of_this_year <= current else of_this_year - _YEAR


def _first(count: int, zone: ZoneInfo) -> datetime:
    return datetime(count // _YEAR, count % _YEAR + 1, 1, tzinfo=zone)
