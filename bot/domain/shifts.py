"""When somebody is at work: weekly shifts in the desk's zone, and times away with a stand-in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from unicodedata import normalize
from zoneinfo import ZoneInfo

from bot.domain.calendar import Hours, Opening

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE: Final = {name: DAYS[min(at, 6)] for at, name in enumerate("一二三四五六日天")}
_SPELLED: Final = {
    "daily": "mon-sun", "weekdays": "mon-fri", "weekends": "sat-sun",
    "每天": "mon-sun", "工作日": "mon-fri", "周末": "sat-sun",
}  # fmt: skip
_SEVERAL: Final = re.compile("|".join(_SPELLED))
_CHINESE_DAY: Final = re.compile("(?:周|星期|礼拜)?([一二三四五六日天])")
_TO: Final = re.compile(r"\s*(?:至|到|[~～—–-]|\bto\b)\s*")
_O_CLOCK: Final = re.compile(r"(\d{1,2})[点时](?:(半)|整|([0-5]\d)分?)?")
_GLUED: Final = re.compile(r"(?<=[a-z])(?=\d)")
_APART: Final = re.compile(r"[\s,;、]+")
_DAY: Final = "|".join(DAYS)
_RANGE: Final = re.compile(rf"({_DAY})[a-z]*(?:-({_DAY})[a-z]*)?")
_CLOCK: Final = r"([01]?\d|2[0-4])(?::([0-5]\d))?"
_SPAN: Final = re.compile(f"{_CLOCK}-{_CLOCK}")
_NOON: Final = 12 * 60
_MIDNIGHT: Final = 24 * 60

Week = tuple[tuple[Opening, ...], ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """Weekly hours on the wall clock, Monday first; `written` is how they read in a roster."""

    written: str
    week: Week

    @classmethod
    def parse(cls, text: str) -> "Shift":
        """Read `mon-fri 09:00-18:00; sat 22:00-06:00`; raises ValueError with the part at fault.

        Hours that end before they begin run past midnight into the next day. Days and hours may be
        separated by blanks or commas, and days be written in Chinese.
        """
        tokens = [token for token in _APART.split(_plain(text)) if token]
        week: list[list[Opening]] = [[] for _ in DAYS]
        for days, (opens, closes) in _parts(tokens):
            for day in days:
                week[day].append((opens, closes if closes > opens else _MIDNIGHT))
                if closes < opens:
                    week[(day + 1) % 7].insert(0, (0, closes))
        return cls(_written(tokens), tuple(tuple(sorted(hours)) for hours in week))

    def holds(self, at: datetime, zone: ZoneInfo) -> bool:
        return Hours(zone, self.week).is_open(at)

    def begins_at(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first moment at work from then on."""
        return Hours(zone, self.week).opens_at(at)


def _plain(text: str) -> str:
    low = _TO.sub("-", normalize("NFKC", text).lower())
    low = _SEVERAL.sub(lambda found: _SPELLED[found[0]], low)
    low = _CHINESE_DAY.sub(lambda found: _CHINESE[found[1]], low)
    low = _O_CLOCK.sub(lambda at: f"{at[1]}:{'30' if at[2] else at[3] or '00'}", low)
    return _GLUED.sub(" ", low)


def _parts(tokens: list[str]) -> Iterator[tuple[list[int], Opening]]:
    """Each span of hours with the days before it; days may not stand alone, nor hours."""
    days: list[int] = []
    complete, closed = True, 0
    for token in tokens:
        if found := _RANGE.fullmatch(token):
            days = [*([] if complete else days), *_range(found)]
            complete, closed = False, 0
        else:
            if not days:
                raise ValueError(token)
            yield days, (hours := _hours(token, closed))
            complete, closed = True, hours[1]
    if not tokens or not complete:
        raise ValueError(tokens[-1] if tokens else "")


def _range(found: re.Match[str]) -> Iterable[int]:
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    return [day % 7 for day in range(first, last + 1 + (7 if last < first else 0))]


def _hours(token: str, after: int) -> Opening:
    found = _SPAN.fullmatch(token)
    if not found:
        raise ValueError(token)
    opens, closes = (int(found[n]) * 60 + int(found[n + 1] or 0) for n in (1, 3))
    if opens == closes or opens >= _MIDNIGHT or closes > _MIDNIGHT:
        raise ValueError(token)
    if (_may_be_pm(found[3]) and closes < opens < _NOON) or (
        _may_be_pm(found[1]) and opens < after
    ):
        raise ValueError(token)
    return opens, closes


def _may_be_pm(hour: str) -> bool:
    """By day `9-5` and `8-12 1-5` end at five in the afternoon; `05:00` can only be the morning."""
    return len(hour) == 1 and hour != "0"


def _written(tokens: list[str]) -> str:
    """The same in one way: `mon-fri 09:00-18:00; sat 10:00-14:00`."""
    said = ""
    for before, token in zip(["", *tokens], tokens, strict=False):
        found = _RANGE.fullmatch(token)
        after_hours = _SPAN.fullmatch(before)
        said += "" if not said else "; " if found and after_hours else " "
        said += "-".join(filter(None, found.groups())) if found else _padded(token)
    return said


def _padded(token: str) -> str:
    return "-".join(_clock(at) for at in token.split("-"))


def _clock(at: str) -> str:
    return (at if ":" in at else f"{at}:00").rjust(5, "0")


@dataclass(frozen=True, slots=True)
class Absence:
    """A time somebody is away; without `until` it lasts until they are back."""

    since: datetime
    until: datetime | None
    stand_in: str
    said_by: str
    said_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def meets(self, other: "Absence") -> bool:
        """Whether there is a moment of both."""
        return not self.over(other.since) and not other.over(self.since)

    def over(self, at: datetime) -> bool:
        return self.until is not None and self.until <= at
