"""A reckoning in as few rows as a person reads: nights with the weekend, weeks with their days.

Folding never loses time: rows follow each other without a gap, and what they count adds up to what
the passages count.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.naming import Name
from bot.domain.reckoning import PAUSES, RUNS, Because, Passage
from bot.domain.records import replace

MOST: Final = 12
"""So many rows are told one by one; more are folded further."""

_INSTANT: Final = timedelta(microseconds=1)
_SHUT: Final = frozenset({Because.CLOSED, Because.WEEKEND, Because.HOLIDAY, Because.OFF})
_GRAVEST: Final = (Because.HOLIDAY, Because.OFF, Because.WEEKEND)


class RowKind(StrEnum):
    """What a row tells; the words are `why_row.<kind>`."""

    OPEN = "open"
    MAKEUP = "makeup"
    EXTRA = "extra"
    WORKDAYS = "workdays"
    PART = "part"  # Of a working day, that something else goes on with.
    SHUT = "shut"
    PAUSE = "pause"
    SEVERAL = "several"  # Rows that there is no room for.


_HOURS: Final = frozenset({RowKind.OPEN, RowKind.MAKEUP, RowKind.EXTRA})


@dataclass(frozen=True, slots=True)
class Off:
    """Days off in a row. Weekends beside a holiday are part of it."""

    why: Because
    first: date
    last: date
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """`days`: the first and the last working day that are complete in it, as counted so far."""

    kind: RowKind
    begins: datetime
    ends: datetime
    counted: timedelta = timedelta()
    off: tuple[Off, ...] = ()
    days: tuple[int, int] | None = None
    why: Because | None = None
    reason: str = ""
    folded: int = 1  # So many rows in one.

    @property
    def is_break(self) -> bool:
        """A night or a lunch break."""
        return self.kind is RowKind.SHUT and not self.off

    @property
    def is_rest(self) -> bool:
        """The same, or a weekend."""
        return self.kind is RowKind.SHUT and all(off.why is Because.WEEKEND for off in self.off)


def rows(passages: Sequence[Passage], zone: ZoneInfo, most: int = MOST) -> tuple[Row, ...]:
    """The passages in at most `most` rows; `zone` says which day of its calendar a day off is."""
    folded = list(_numbered(_row(alike, zone) for alike in _alike(passages)))
    for bridged in (lambda row: row.is_break), (lambda row: row.is_rest):
        if len(folded) > most:
            folded = _joined(folded, bridged)
    return tuple(_cut(folded, most))


def _alike(passages: Iterable[Passage]) -> Iterable[list[Passage]]:
    for _, group in groupby(passages, key=_kind):
        yield list(group)


def _kind(passage: Passage) -> tuple[RowKind, Because | None, str]:
    if passage.why in _SHUT:
        return RowKind.SHUT, None, ""
    if passage.why in PAUSES:
        return RowKind.PAUSE, passage.why, passage.reason
    return (RowKind(passage.why.value) if passage.why in RUNS else RowKind.WORKDAYS), None, ""


def _row(alike: Sequence[Passage], zone: ZoneInfo) -> Row:
    kind, why, reason = _kind(alike[0])
    days = sum(p.days for p in alike)
    return Row(
        RowKind.PART if kind is RowKind.WORKDAYS and not days else kind,
        alike[0].begins,
        alike[-1].ends,
        sum((p.counted for p in alike), timedelta()),
        off=tuple(_off(alike, zone)) if kind is RowKind.SHUT else (),
        days=(1, days) if days else None,
        why=why,
        reason=reason,
    )


def _numbered(found: Iterable[Row]) -> Iterable[Row]:
    """Working days are counted on from row to row."""
    done = 0
    for row in found:
        if row.days is None:
            yield row
            continue
        yield replace(row, days=(done + 1, done + row.days[1]))
        done += row.days[1]


def _off(shut: Iterable[Passage], zone: ZoneInfo) -> Iterable[Off]:
    """Whole days off, those that follow each other as one: a holiday and the weekends beside it."""
    for is_off, days in groupby(shut, key=lambda p: p.why is not Because.CLOSED):
        if is_off:
            yield _one_off(list(days), zone)


def _one_off(days: Sequence[Passage], zone: ZoneInfo) -> Off:
    first = days[0].begins.astimezone(zone).date()
    last = (days[-1].ends - _INSTANT).astimezone(zone).date()
    names = dict.fromkeys(p.name for p in days if p.name)
    whys = {p.why for p in days}
    return Off(next(why for why in _GRAVEST if why in whys), first, last, tuple(names))


def _joined(found: Iterable[Row], bridged: Callable[[Row], bool]) -> list[Row]:
    """Hours of the same kind as one row, with what is closed between them."""
    joined: list[Row] = []
    for row in found:
        if row.kind in _HOURS and _goes_on(joined[-2:], row.kind, bridged):
            joined[-2:] = [_one([*joined[-2:], row], row.kind)]
        else:
            joined.append(row)
    return joined


def _goes_on(last: Sequence[Row], kind: RowKind, bridged: Callable[[Row], bool]) -> bool:
    """Whether the last two rows are hours of this kind and something to be bridged."""
    return len(last) > 1 and last[0].kind is kind and bridged(last[1])


def _one(several: Sequence[Row], kind: RowKind) -> Row:
    counted = sum((row.counted for row in several), timedelta())
    folded = sum(row.folded for row in several)
    return Row(kind, several[0].begins, several[-1].ends, counted, folded=folded)


def _cut(found: Sequence[Row], most: int) -> Iterable[Row]:
    """The first and the last ones, and one row for what is in between."""
    if len(found) <= most:
        return found
    first, last = most // 2, most - most // 2 - 1
    middle = _one(found[first:-last], RowKind.SEVERAL)
    return [*found[:first], middle, *found[-last:]]
