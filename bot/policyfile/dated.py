"""The dated overrides of a calendar: extra days on and off, by the day or from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.domain.calendar import Opening
from bot.domain.naming import Name
from bot.policyfile import hours as h
from bot.policyfile import values as v
from bot.policyfile.mistakes import Wrong

Day = date

_LONGEST: Final = 366
"""Days that one override may name: a slip of the year is told rather than believed."""

_FIRST_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class Override:
    """`date`, or every day from it to `to`, has these hours; none at all is a day off."""

    date: Day
    open: tuple[Opening, ...]
    to: Day | None = None
    name: Name | None = None

    @property
    def days(self) -> tuple[Day, ...]:
        last = self.to or self.date
        count = (last - self.date).days + 1
        if not 0 < count <= _LONGEST:
            raise Wrong("bad_range", ("to",), value=last, first=self.date)
        return tuple(self.date + timedelta(days=n) for n in range(count))


def schema(usual: tuple[Opening, ...]) -> Mapping[str, v.Parse]:
    """What an override holds; `open = true` means the usual hours."""
    return MappingProxyType(
        {"date": v.day, "to": v.day, "name": v.name, "open": _openings_or(usual)}
    )


def _openings_or(usual: tuple[Opening, ...]) -> v.Parse:
    """Read an override's `open`: true for the usual hours, false for closed, or its own hours."""

    def parse(value: Any) -> tuple[Opening, ...]:
        if isinstance(value, bool):
            return usual if value else ()
        return h.hours(value)

    return parse


def years(value: Any) -> tuple[int, ...]:
    """Read the years whose days off the overrides state in full."""
    if not isinstance(value, list):
        raise Wrong("not_list", value=value)
    year = v.count(_FIRST_YEAR, MAXYEAR)
    return tuple(v.part(index, year, item) for index, item in enumerate(value))
