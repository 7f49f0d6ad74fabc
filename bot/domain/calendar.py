"""When time counts: round the clock, or the open hours of a zone with its holidays.

Instants go in and come out in UTC. A calendar is the set of instants at which its clock stands in
an open hour, so a day with daylight saving is as long as it really is. A span ends at the earliest
instant by which it has been counted, which keeps a due time at closing on that day. Working days
keep the wall time: seven of them from Friday 17:00 end on the seventh working day at 17:00.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bot.domain.naming import Name
from bot.domain.span import Span

ALWAYS: Final = "always"
"""The name under which every policy knows the calendar that never closes."""

Stretch = tuple[datetime, datetime]
"""From an instant up to, and not including, another."""

Opening = tuple[int, int]
"""Minutes since midnight on the wall clock; 1440 ends the day."""

_DAY: Final = timedelta(days=1)
_FOREVER: Final = datetime.max.replace(tzinfo=UTC)


class Calendar(Protocol):
    def after(self, start: datetime, span: Span, pauses: Sequence[Stretch] = ()) -> datetime:
        """Give the instant at which the span has been counted; pauses move it by what they took."""
        ...

    def between(self, start: datetime, end: datetime, pauses: Sequence[Stretch] = ()) -> timedelta:
        """Give the counted time; nothing if the end is not after the start."""
        ...

    def is_open(self, at: datetime) -> bool: ...

    def opens_at(self, at: datetime) -> datetime:
        """Give the first open instant from then on."""
        ...

    def unknown_years(self, start: datetime, end: datetime) -> tuple[int, ...]:
        """Give the years in between whose holidays nobody has published: weekends only there."""
        ...


@dataclass(frozen=True, slots=True)
class Always:
    """Round the clock; a working day on it is 24 hours."""

    def after(self, start: datetime, span: Span, pauses: Sequence[Stretch] = ()) -> datetime:
        if not pauses:
            return start + span.length
        return _run(without([(start, _FOREVER)], pauses), span.length)

    def between(self, start: datetime, end: datetime, pauses: Sequence[Stretch] = ()) -> timedelta:
        return _total(without([(start, end)], pauses)) if end > start else timedelta()

    def is_open(self, at: datetime) -> bool:  # noqa: ARG002 — it never closes.
        return True

    def opens_at(self, at: datetime) -> datetime:
        return at

    def unknown_years(self, start: datetime, end: datetime) -> tuple[int, ...]:  # noqa: ARG002
        return ()


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One published year: days off, and weekend days that are worked instead (调休)."""

    closed: frozenset[date]
    makeup: frozenset[date] = frozenset()


class Holidays(Protocol):
    """Where a calendar asks for a year's holidays; None means nobody has published that year."""

    def year(self, year: int) -> HolidayYear | None: ...

    def name(self, day: date) -> Name | None:
        """What people call this day off; None for one that only bridges to another."""
        ...


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """Holidays written down by hand."""

    years: Mapping[int, HolidayYear]
    names: Mapping[date, Name] = field(default_factory=lambda: MappingProxyType({}))

    def year(self, year: int) -> HolidayYear | None:
        return self.years.get(year)

    def name(self, day: date) -> Name | None:
        return self.names.get(day)


class DayKind(StrEnum):
    """Why a day is open or closed, for people who ask why something is due when it is."""

    WEEKLY = "weekly"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours of a zone, Monday first; a holiday overrules the week, a dated override both.

    A make-up day has the hours of the first open weekday, unless the week opens it anyway. `notes`
    say what an override is for. `settled` are years that nobody publishes and the overrides state.
    """

    zone: ZoneInfo
    week: tuple[tuple[Opening, ...], ...]
    holidays: Holidays | None = None
    overrides: Mapping[date, tuple[Opening, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    notes: Mapping[date, Name] = field(default_factory=lambda: MappingProxyType({}))
    settled: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):  # noqa: PLR2004 — a week.
            raise ValueError("a calendar needs seven days, and one of them open")

    @property
    def usual(self) -> tuple[Opening, ...]:
        """The hours of the first open weekday, which make-up days have too."""
        return next(openings for openings in self.week if openings)

    def after(self, start: datetime, span: Span, pauses: Sequence[Stretch] = ()) -> datetime:
        if not span.working_days:
            return _run(without(self._open_from(start), pauses), span.length)
        due = self._nth_day(start, span.working_days)
        paused = self.between(start, due) - self.between(start, due, pauses)
        return _run(without(self._open_from(due), pauses), paused) if paused else due

    def between(self, start: datetime, end: datetime, pauses: Sequence[Stretch] = ()) -> timedelta:
        if end <= start:
            return timedelta()
        return _total(without(_until(self._open_from(start), end), pauses))

    def opens_at(self, at: datetime) -> datetime:
        return next(self._open_from(at))[0]

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(opens <= minute < closes for opens, closes in self.openings(local.date()))

    def unknown_years(self, start: datetime, end: datetime) -> tuple[int, ...]:
        if self.holidays is None:
            return ()
        first, last = (at.astimezone(self.zone).year for at in (start, end))
        asked = (year for year in range(first, last + 1) if year not in self.settled)
        return tuple(year for year in asked if self.holidays.year(year) is None)

    def kind_of(self, day: date) -> DayKind:
        if day in self.overrides:
            return DayKind.OVERRIDE
        published = self.holidays.year(day.year) if self.holidays else None
        if published and day in published.closed:
            return DayKind.HOLIDAY
        if published and day in published.makeup:
            return DayKind.MAKEUP
        return DayKind.WEEKLY

    def name_of(self, day: date) -> Name | None:
        """What this day off, make-up day or override is called, if anything."""
        if day in self.overrides:
            return self.notes.get(day)
        return self.holidays.name(day) if self.holidays else None

    def openings(self, day: date) -> tuple[Opening, ...]:
        weekly = self.week[day.weekday()]
        match self.kind_of(day):
            case DayKind.OVERRIDE:
                return self.overrides[day]
            case DayKind.HOLIDAY:
                return ()
            case DayKind.MAKEUP:
                return weekly or self.usual
            case DayKind.WEEKLY:
                return weekly

    def _open_from(self, start: datetime) -> Iterator[Stretch]:
        day = start.astimezone(self.zone).date()
        while True:
            for opens, closes in self.hours_of(day):
                if closes > start:
                    yield max(opens, start), closes
            day += _DAY

    def hours_of(self, day: date) -> tuple[Stretch, ...]:
        """Give the open stretches of a day, in order; a change of the clock may split one."""
        return _stretches(self.zone, day, self.openings(day))

    def _nth_day(self, start: datetime, count: int) -> datetime:
        """Find the same wall time `count` working days on, or the last open instant before it.

        A start after the day's last hour has lost that day, so its span ends at closing time.
        """
        local = start.astimezone(self.zone)
        day, left = local.date(), count
        while left:
            day += _DAY
            left -= bool(self.openings(day))
        if not any(closes > start for _, closes in self.hours_of(local.date())):
            return self.hours_of(day)[-1][1]
        wall = datetime.combine(day, local.time(), tzinfo=self.zone)
        return max(start, self._last_open(wall.astimezone(UTC)))

    def _last_open(self, at: datetime) -> datetime:
        day = at.astimezone(self.zone).date()
        while True:
            for opens, closes in reversed(self.hours_of(day)):
                if opens < at:
                    return min(at, closes)
            day -= _DAY


def without(stretches: Iterable[Stretch], pauses: Sequence[Stretch]) -> Iterable[Stretch]:
    """Cut the pauses, in any order and overlapping as they may be, out of ordered stretches."""
    return _cut(stretches, pauses) if pauses else stretches


def _cut(stretches: Iterable[Stretch], pauses: Sequence[Stretch]) -> Iterator[Stretch]:
    ordered = sorted(pauses)
    for opens, closes in stretches:
        at = opens
        for begins, ends in ordered:
            if begins >= closes:
                break
            if begins > at:
                yield at, begins
            at = max(at, begins, ends)
        if at < closes:
            yield at, closes


def _run(stretches: Iterable[Stretch], length: timedelta) -> datetime:
    left = length
    for opens, closes in stretches:
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise ValueError("time ran out: a pause without an end")


def _total(stretches: Iterable[Stretch]) -> timedelta:
    return sum((closes - opens for opens, closes in stretches), timedelta())


def _until(stretches: Iterable[Stretch], end: datetime) -> Iterator[Stretch]:
    for opens, closes in stretches:
        if opens >= end:
            return
        yield opens, min(closes, end)


@lru_cache(maxsize=4096)
def _stretches(zone: ZoneInfo, day: date, openings: tuple[Opening, ...]) -> tuple[Stretch, ...]:
    """Turn a day's wall-clock hours into instants, in order; a changed clock splits an hour."""
    midnight = datetime.combine(day, time())
    before, after = (_offset(zone, midnight + _DAY * n) for n in (0, 1))
    halves = [(before, None, None)] if before == after else _halves(zone, midnight, before, after)
    found = [
        (max(opens, first or opens), min(closes, last or closes))
        for offset, first, last in halves
        for opens, closes in _shifted(midnight, openings, offset)
    ]
    return tuple(sorted(stretch for stretch in found if stretch[0] < stretch[1]))


def _shifted(midnight: datetime, openings: Iterable[Opening], offset: timedelta) -> list[Stretch]:
    base = midnight.replace(tzinfo=UTC) - offset
    return [(base + timedelta(minutes=a), base + timedelta(minutes=b)) for a, b in openings]


_Half = tuple[timedelta, datetime | None, datetime | None]


def _halves(zone: ZoneInfo, midnight: datetime, before: timedelta, after: timedelta) -> list[_Half]:
    """Find the change of the clock within the day, to the second."""
    # A second early: some zones change at midnight itself.
    early = midnight.replace(tzinfo=UTC) - before - timedelta(seconds=1)
    late = midnight.replace(tzinfo=UTC) + _DAY - after
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    change = late.replace(microsecond=0)
    return [(before, None, change), (after, change, None)]


def _offset(zone: ZoneInfo, wall: datetime) -> timedelta:
    return wall.replace(tzinfo=zone).utcoffset() or timedelta()
