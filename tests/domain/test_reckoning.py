"""Why something is due when it is: the way to every due time, in passages without a gap."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Always, Calendar, Hours, Opening
from bot.domain.folding import rows
from bot.domain.naming import Name
from bot.domain.reckoning import RUNS, Because, Halt, Passage, Reckoning, reckon
from bot.domain.span import Span
from tests.calendars import (
    CHINA,
    MINUTE,
    MOMENTS,
    SHANGHAI,
    at,
    calendars,
    is_open,
    pause_lists,
    slow_after,
    slow_days,
    wall,
)

LONG = st.integers(1, 900)
DAYS = st.integers(1, 9)


def halts_of(start: str, hours: Hours, offsets: list[tuple[int, int]]) -> list[Halt]:
    began = at(start, hours.zone)
    return [Halt(began + a * MINUTE, began + b * MINUTE, Because.HOLD, "parts") for a, b in offsets]


def is_paused(minute: Passage, halts: list[Halt]) -> bool:
    return any(h.ends and h.begins <= minute.begins < h.ends for h in halts)


def follows_on(found: Reckoning) -> bool:
    """From the start on, each passage begins where the one before it ended."""
    edges = [found.start, *(p.ends for p in found.passages)]
    return edges[:-1] == [p.begins for p in found.passages] and edges == sorted(edges)


def told(found: Reckoning) -> list[str]:
    return [f"{wall(p.begins)} {wall(p.ends)} {p.why}" for p in found.passages]


@settings(max_examples=50, deadline=None)
@given(calendars(), MOMENTS, LONG, pause_lists())
def test_what_counts_adds_up_to_the_promise_and_ends_at_the_due_time(
    hours: Hours, moment: str, minutes: int, offsets: list[tuple[int, int]]
) -> None:
    start, halts = at(moment, hours.zone), halts_of(moment, hours, offsets)
    found = reckon(hours, start, Span(seconds=minutes * 60), halts)
    pauses = [(h.begins, h.ends) for h in halts if h.ends]
    assert follows_on(found)
    assert found.counted == minutes * MINUTE
    assert found.passages[-1].ends == found.due_at == slow_after(hours, start, minutes, pauses)


@settings(max_examples=30, deadline=None)
@given(calendars(), MOMENTS, LONG, pause_lists())
def test_every_minute_counts_exactly_if_the_wall_clock_says_open_and_nothing_paused_it(
    hours: Hours, moment: str, minutes: int, offsets: list[tuple[int, int]]
) -> None:
    halts = halts_of(moment, hours, offsets)
    found = reckon(hours, at(moment, hours.zone), Span(seconds=minutes * 60), halts)
    for passage in found.passages:
        for n in range(int(passage.length / MINUTE)):
            minute = Passage(passage.begins + n * MINUTE, passage.ends, passage.why)
            paused = is_paused(minute, halts)
            assert paused is (passage.why is Because.HOLD)
            assert (passage.why in RUNS) is (is_open(hours, minute.begins) and not paused)


@settings(max_examples=50, deadline=None)
@given(calendars(), MOMENTS, DAYS, pause_lists())
def test_working_days_add_up_and_what_pauses_took_is_counted_on(
    hours: Hours, moment: str, days: int, offsets: list[tuple[int, int]]
) -> None:
    start, halts = at(moment, hours.zone), halts_of(moment, hours, offsets)
    found = reckon(hours, start, Span(working_days=days), halts)
    pauses = [(h.begins, h.ends) for h in halts if h.ends]
    unpaused = slow_days(hours, start, days)
    assert follows_on(found)
    assert found.days == days
    assert found.passages[-1].ends == found.due_at
    assert found.counted == hours.between(start, unpaused) - hours.between(start, unpaused, pauses)


@settings(max_examples=50, deadline=None)
@given(calendars() | st.just(Always()), MOMENTS, LONG, pause_lists(), st.integers(0, 3000))
def test_a_pause_without_an_end_stops_the_way_where_it_began(
    calendar: Calendar, moment: str, minutes: int, offsets: list[tuple[int, int]], stops: int
) -> None:
    start = at(moment)
    halts = [Halt(start + a * MINUTE, start + b * MINUTE, Because.HOLD) for a, b in offsets]
    span = Span(seconds=minutes * 60)
    whole = reckon(calendar, start, span, halts)
    endless = Halt(start + stops * MINUTE, None, Because.CUSTOMER)
    found = reckon(calendar, start, span, [*halts, endless])
    if whole.due_at and endless.begins >= whole.due_at:
        assert found == whole
        return
    assert found.due_at is None
    assert follows_on(found)
    assert found.counted < minutes * MINUTE
    assert not found.passages or found.passages[-1].ends == endless.begins


@settings(max_examples=30, deadline=None)
@given(calendars(), MOMENTS, LONG, pause_lists(), st.integers(4, 12))
def test_folding_loses_no_time_and_no_count(
    hours: Hours, moment: str, minutes: int, offsets: list[tuple[int, int]], most: int
) -> None:
    halts = halts_of(moment, hours, offsets)
    found = reckon(hours, at(moment, hours.zone), Span(seconds=10 * minutes * 60), halts)
    folded = rows(found.passages, hours.zone, most)
    assert len(folded) <= most
    assert sum((row.counted for row in folded), timedelta()) == found.counted
    edges = [found.start, *(row.ends for row in folded)]
    assert edges[:-1] == [row.begins for row in folded]
    assert edges[-1] == found.due_at


def test_lunch_night_weekend_and_holiday_are_told_apart_by_name() -> None:
    found = reckon(CHINA, at("2026-02-13 17:00"), Span.parse("10h"))
    whys = [p.why for p in found.passages]
    assert told(found)[:4] == [
        "2026-02-13 17:00 2026-02-13 18:00 open",
        "2026-02-13 18:00 2026-02-14 00:00 closed",
        "2026-02-14 00:00 2026-02-14 09:00 closed",
        "2026-02-14 09:00 2026-02-14 12:00 makeup",
    ]
    assert whys.count(Because.WEEKEND) == 3  # 15, 21 and 22 February.
    assert whys.count(Because.HOLIDAY) == 6
    names = [p.name.zh for p in found.passages if p.name]
    assert names == ["农历除夕", "春节", "春节", "春节"]
    assert told(found)[-1] == "2026-02-24 09:00 2026-02-24 10:30 open"


def test_seven_working_days_from_friday_skip_two_weekends() -> None:
    found = reckon(CHINA, at("2026-11-06 17:00"), Span.parse("7 working days"))
    ends = [wall(p.ends) for p in found.passages if p.days]
    assert (ends[0], ends[-1]) == ("2026-11-09 17:00", "2026-11-17 17:00")
    assert [p.why for p in found.passages].count(Because.WEEKEND) == 4
    assert found.counted == timedelta()


def test_the_policys_own_dates_are_told_by_their_notes() -> None:
    short: tuple[Opening, ...] = ((600, 720),)
    saturday, monday = date(2026, 11, 7), date(2026, 11, 9)
    stocktaking = Name("盘点", "Stocktaking")
    dates = {saturday: short, monday: ()}
    hours = Hours(SHANGHAI, CHINA.week, CHINA.holidays, dates, {monday: stocktaking})
    found = reckon(hours, at("2026-11-06 17:00"), Span.parse("4h"))
    assert Because.EXTRA in [p.why for p in found.passages]
    assert [p.name for p in found.passages if p.why is Because.OFF] == [stocktaking]


def test_round_the_clock_everything_counts_but_the_pauses_with_their_reasons() -> None:
    start = at("2026-11-06 17:00")
    halts = [Halt(start + timedelta(hours=1), start + timedelta(hours=3), Because.HOLD, "等配件")]
    found = reckon(Always(), start, Span.parse("2h"), halts)
    assert [(p.why, p.reason) for p in found.passages] == [
        (Because.OPEN, ""),
        (Because.HOLD, "等配件"),
        (Because.OPEN, ""),
    ]
    assert found.due_at == start + timedelta(hours=4)


def test_of_two_pauses_at_once_the_first_one_stops_the_clock() -> None:
    start = at("2026-11-06 09:00")
    hold = Halt(start, start + timedelta(hours=1), Because.HOLD)
    waiting = Halt(start + 30 * MINUTE, start + 90 * MINUTE, Because.CUSTOMER)
    found = reckon(CHINA, start, Span.parse("1h"), [waiting, hold])
    whys = [p.why for p in found.passages]
    assert whys == [Because.HOLD, Because.CUSTOMER, Because.OPEN]
    assert all(a.ends == b.begins for a, b in pairwise(found.passages))


def test_a_year_without_published_holidays_is_named() -> None:
    assert reckon(CHINA, at("2098-12-31 10:00"), Span.parse("1h")).unknown_years == (2098,)
    assert reckon(CHINA, at("2026-11-06 10:00"), Span.parse("1h")).unknown_years == ()
