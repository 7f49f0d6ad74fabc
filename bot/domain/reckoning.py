"""Why something is due when it is: the way from its start to its due time, passage by passage.

`reckon` walks where `Calendar.after` jumps. Its passages follow each other without a gap from the
start to the due time; those that count add up to what was promised. Working days are counted whole:
a passage says how many of them are complete at its end, and the open time that pauses took from
them is counted on afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

from bot.domain.calendar import Calendar, DayKind, Hours
from bot.domain.naming import Name
from bot.domain.records import replace
from bot.domain.span import Span

_DAY: Final = timedelta(days=1)
_FOREVER: Final = datetime.max.replace(tzinfo=UTC)


class Because(StrEnum):
    """Why the clock ran during a passage, or stood still."""

    OPEN = "open"
    MAKEUP = "makeup"  # Open on a weekend day that is worked instead of a holiday's weekday (调休).
    EXTRA = "extra"  # Open because the policy says so for this date.
    WORKDAY = "workday"
    CLOSED = "closed"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    OFF = "off"  # Closed because the policy says so for this date.
    HOLD = "hold"
    CUSTOMER = "customer"


RUNS: Final = frozenset({Because.OPEN, Because.MAKEUP, Because.EXTRA})
"""The clock runs; every minute of such a passage counts."""

PAUSES: Final = frozenset({Because.HOLD, Because.CUSTOMER})


@dataclass(frozen=True, slots=True)
class Halt:
    """A pause that stops the clock; `ends` is None while nobody can tell."""

    begins: datetime
    ends: datetime | None
    why: Because
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """`days`: working days that are complete at its end. `name`: of the holiday or the override."""

    begins: datetime
    ends: datetime
    why: Because
    name: Name | None = None
    reason: str = ""
    days: int = 0

    @property
    def length(self) -> timedelta:
        return self.ends - self.begins

    @property
    def counted(self) -> timedelta:
        return self.length if self.why in RUNS else timedelta()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`due_at` is None while the clock stands still: then the passages end where it stopped."""

    start: datetime
    span: Span
    passages: tuple[Passage, ...]
    due_at: datetime | None
    unknown_years: tuple[int, ...] = ()

    @property
    def counted(self) -> timedelta:
        return sum((p.counted for p in self.passages), timedelta())

    @property
    def days(self) -> int:
        return sum(p.days for p in self.passages)


def reckon(
    calendar: Calendar, start: datetime, span: Span, halts: Sequence[Halt] = ()
) -> Reckoning:
    due_at = calendar.after(start, span, [(h.begins, h.ends) for h in halts if h.ends])
    stops_at = min((h.begins for h in halts if h.ends is None), default=due_at)
    is_running = stops_at >= due_at
    over = [halt for halt in halts if halt.ends]
    way = _passages(calendar, start, span, over)
    passages = tuple(way if is_running else _until(stops_at, way))
    unknown = calendar.unknown_years(start, max(start, min(stops_at, due_at)))
    return Reckoning(start, span, passages, due_at if is_running else None, unknown)


def _passages(
    calendar: Calendar, start: datetime, span: Span, halts: Sequence[Halt]
) -> Iterator[Passage]:
    if not (isinstance(calendar, Hours) and span.working_days):
        return _counted(_halted(_clock(calendar, start), halts), span.length)
    return _counted_days(calendar, start, span.working_days, halts)


def _counted(passages: Iterable[Passage], length: timedelta) -> Iterator[Passage]:
    left = length
    for passage in passages:
        if passage.why in RUNS and left <= passage.length:
            yield replace(passage, ends=passage.begins + left)
            return
        left -= passage.counted
        yield passage


def _counted_days(
    hours: Hours, start: datetime, count: int, halts: Sequence[Halt]
) -> Iterator[Passage]:
    """Each working day to the instant at which it is complete; then the open time pauses took."""
    begins = start
    for number in range(1, count + 1):
        ends = hours.after(start, Span(working_days=number))
        pieces = list(_halted(_day_by_day(hours, begins, ends), halts))
        # Two days may be complete at the same instant, where hours differ from day to day.
        last = pieces.pop() if pieces else Passage(begins, ends, Because.WORKDAY)
        yield from pieces
        yield replace(last, days=1)
        begins = ends
    pauses = [(h.begins, h.ends) for h in halts if h.ends]
    if taken := hours.between(start, begins) - hours.between(start, begins, pauses):
        yield from _counted(_halted(_clock(hours, begins), halts), taken)


def _day_by_day(hours: Hours, begins: datetime, ends: datetime) -> Iterator[Passage]:
    """The time between, as whole days that are worked and days that are not."""
    day = begins.astimezone(hours.zone).date()
    known: Passage | None = None
    while (first := _midnight(hours, day)) < ends:
        why = Because.WORKDAY if hours.openings(day) else _closed(hours, day)
        name = None if why is Because.WORKDAY else hours.name_of(day)
        piece = Passage(max(begins, first), min(ends, _midnight(hours, day + _DAY)), why, name)
        if known and known.why is Because.WORKDAY is why:
            known = replace(known, ends=piece.ends)
        else:
            if known:
                yield known
            known = piece
        day += _DAY
    if known:
        yield known


def _clock(calendar: Calendar, start: datetime) -> Iterator[Passage]:
    """All time from the start on: open or not, and why."""
    if not isinstance(calendar, Hours):
        yield Passage(start, _FOREVER, Because.OPEN)
        return
    day = start.astimezone(calendar.zone).date()
    while True:
        for passage in _of_day(calendar, day):
            if passage.ends > start:
                yield replace(passage, begins=max(start, passage.begins))
        day += _DAY


def _of_day(hours: Hours, day: date) -> Iterator[Passage]:
    at, ends, name = _midnight(hours, day), _midnight(hours, day + _DAY), hours.name_of(day)
    opened, closed = _opened(hours, day), _closed(hours, day)
    for opens, closes in hours.hours_of(day):
        if at < opens:
            yield Passage(at, opens, closed, name)
        yield Passage(opens, closes, opened, name)
        at = closes
    if at < ends:
        yield Passage(at, ends, closed, name)


def _opened(hours: Hours, day: date) -> Because:
    return _OPENED.get(hours.kind_of(day), Because.OPEN)


def _closed(hours: Hours, day: date) -> Because:
    return Because.CLOSED if hours.openings(day) else _SHUT[hours.kind_of(day)]


_OPENED: Final = {DayKind.MAKEUP: Because.MAKEUP, DayKind.OVERRIDE: Because.EXTRA}
_SHUT: Final = {
    DayKind.WEEKLY: Because.WEEKEND,
    DayKind.MAKEUP: Because.WEEKEND,  # Its usual hours are never empty: no make-up day is shut.
    DayKind.HOLIDAY: Because.HOLIDAY,
    DayKind.OVERRIDE: Because.OFF,
}


def _midnight(hours: Hours, day: date) -> datetime:
    """The instant at which a day begins, also where the clock jumps just then."""
    return datetime.combine(day, time(), tzinfo=hours.zone).astimezone(UTC)


def _halted(passages: Iterable[Passage], halts: Sequence[Halt]) -> Iterator[Passage]:
    """The passages with the pauses in their places."""
    pauses = tuple(_in_turn(halts))
    for passage in passages:
        at = passage.begins
        for halt in pauses:
            begins, ends = max(at, halt.begins), min(passage.ends, halt.ends)
            if begins >= ends:
                continue
            if at < begins:
                yield replace(passage, begins=at, ends=begins)
            yield Passage(begins, ends, halt.why, reason=halt.reason)
            at = ends
        if at < passage.ends:
            yield replace(passage, begins=at)


def _in_turn(halts: Sequence[Halt]) -> Iterator[Passage]:
    """The halts in order; of two at once the first one stops the clock."""
    at = datetime.min.replace(tzinfo=UTC)
    for halt in sorted(halts, key=lambda h: h.begins):
        begins, ends = max(at, halt.begins), halt.ends or _FOREVER
        if begins < ends:
            yield Passage(begins, ends, halt.why, reason=halt.reason)
            at = ends


def _until(end: datetime, passages: Iterable[Passage]) -> Iterator[Passage]:
    for passage in takewhile(lambda p: p.begins < end, passages):
        yield passage if passage.ends <= end else replace(passage, ends=end, days=0)
