"""Time that counts: open hours, holidays, make-up days, pauses and changing clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Always, DayKind, HolidayTable, HolidayYear, Hours, Opening
from bot.domain.policy import Span
from bot.public_holidays import PublicHolidays
from tests.calendars import (
    BERLIN,
    CHINA,
    HAVANA,
    MOMENTS,
    NEW_YORK,
    OFFICE,
    SHANGHAI,
    WORKWEEK,
    at,
    calendars,
    pause_lists,
    slow_after,
    slow_days,
    wall,
)

MAKEUP_DAYS = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
"""State Council notice of November 2025 on the holidays of 2026: weekend days that are worked."""

DAYS_OFF = {
    "元旦": ("01-01", "01-03"),
    "春节": ("02-15", "02-23"),
    "清明节": ("04-04", "04-06"),
    "劳动节": ("05-01", "05-05"),
    "端午节": ("06-19", "06-21"),
    "中秋节": ("09-25", "09-27"),
    "国庆节": ("10-01", "10-07"),
}
"""The same notice: each holiday from its first to its last day, weekends among them included."""


def of_2026(day: str) -> date:
    return date.fromisoformat(f"2026-{day}")


def notice_says_worked(day: date) -> bool:
    if day in map(of_2026, MAKEUP_DAYS):
        return True
    off = any(of_2026(first) <= day <= of_2026(last) for first, last in DAYS_OFF.values())
    return day.weekday() < 5 and not off


@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_of_2026_is_worked_or_not_as_the_notice_says(month: int) -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    days = [day for day in year if day.month == month]
    assert [day for day in days if CHINA.openings(day)] == [*filter(notice_says_worked, days)]


@pytest.mark.parametrize("holiday", DAYS_OFF)
def test_a_holiday_of_2026_is_known_by_its_name(holiday: str) -> None:
    first, last = map(of_2026, DAYS_OFF[holiday])
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    names = [name.zh for day in days if (name := CHINA.name_of(day))]
    assert holiday in names
    assert set(names) <= {holiday, "农历除夕"}


@pytest.mark.parametrize("day", [*map(of_2026, MAKEUP_DAYS)])
def test_a_make_up_day_of_2026_has_office_hours_though_it_is_a_weekend(day: date) -> None:
    assert day.weekday() >= 5
    assert CHINA.kind_of(day) is DayKind.MAKEUP
    assert CHINA.openings(day) == OFFICE


def test_2026_has_the_248_working_days_that_the_notice_leaves() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(bool(CHINA.openings(day)) for day in days) == 248


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-11-06 17:00", "7 working days", "2026-11-17 17:00"),  # S2-31
        ("2026-11-06 17:00", "1 working day", "2026-11-09 17:00"),
        ("2026-11-07 11:00", "1 working day", "2026-11-09 18:00"),  # From a Saturday.
        ("2026-11-06 20:00", "1 working day", "2026-11-09 18:00"),  # After closing.
        ("2026-11-06 07:00", "1 working day", "2026-11-06 18:00"),  # Before opening.
        ("2026-11-05 12:30", "1 working day", "2026-11-06 12:00"),  # During lunch.
        ("2026-02-13 17:00", "1 working day", "2026-02-14 17:00"),  # Onto a make-up Saturday.
        ("2026-02-14 17:00", "1 working day", "2026-02-24 17:00"),  # Over Spring Festival.
        ("2026-09-30 10:00", "3 working days", "2026-10-10 10:00"),  # Over National Day.
        ("2026-02-13 17:00", "4h", "2026-02-14 12:00"),
        ("2026-11-06 17:30", "1h", "2026-11-09 09:30"),
        ("2026-11-06 17:00", "1h", "2026-11-06 18:00"),  # Due at closing, not at next opening.
        ("2026-11-06 11:59", "90s", "2026-11-06 13:30"),
        ("2026-11-07 03:00", "15m", "2026-11-09 09:15"),
    ],
)
def test_a_span_ends_when_it_has_been_counted(start: str, span: str, due: str) -> None:
    assert wall(CHINA.after(at(start), Span.parse(span))) == due


def test_round_the_clock_a_working_day_is_24_hours() -> None:
    start = at("2026-11-06 17:00")
    assert Always().after(start, Span.parse("2 working days")) == start + timedelta(days=2)
    assert Always().after(start, Span.parse("15m")) == start + timedelta(minutes=15)
    assert Always().is_open(at("2026-02-17 03:00"))
    assert Always().unknown_years(start, at("2030-01-01 00:00")) == ()


def test_a_pause_moves_the_due_time_by_the_working_time_it_took() -> None:
    start = at("2026-11-06 09:00")
    over_lunch = (at("2026-11-06 11:00"), at("2026-11-06 14:00"))  # 1 h + 0.5 h of work
    assert wall(CHINA.after(start, Span.parse("3h"), [over_lunch])) == "2026-11-06 15:00"
    assert CHINA.between(start, at("2026-11-06 15:00"), [over_lunch]) == timedelta(hours=3)
    assert Always().after(start, Span.parse("3h"), [over_lunch]) == start + timedelta(hours=6)


def test_a_pause_moves_working_days_too() -> None:
    start = at("2026-11-06 17:00")
    weekend_and_monday_morning = (at("2026-11-07 00:00"), at("2026-11-09 12:00"))
    due = CHINA.after(start, Span.parse("1 working day"), [weekend_and_monday_morning])
    assert wall(due) == "2026-11-10 11:00"  # 17:00 and 3 h: 1 h is left of Monday.


def test_overlapping_pauses_in_any_order_count_once() -> None:
    start = at("2026-11-06 09:00")
    pauses = [
        (at("2026-11-06 10:00"), at("2026-11-06 11:00")),
        (at("2026-11-06 09:30"), at("2026-11-06 10:30")),
    ]
    assert wall(CHINA.after(start, Span.parse("1h"), pauses)) == "2026-11-06 11:30"


def test_a_pause_after_the_due_time_changes_nothing() -> None:
    start, later = at("2026-11-06 09:00"), (at("2026-11-06 10:00"), at("2026-11-06 11:00"))
    assert CHINA.after(start, Span.parse("1h"), [later]) == at("2026-11-06 10:00")


def test_a_year_that_nobody_has_published_is_named_and_counts_weekends_only() -> None:
    start, end = at("2026-12-31 10:00"), at("2099-01-05 10:00")
    assert 2099 in CHINA.unknown_years(start, end)
    assert 2026 not in CHINA.unknown_years(start, end)
    assert wall(CHINA.after(at("2098-12-31 10:00"), Span.parse("1 working day"))) == (
        "2099-01-01 10:00"
    )


def test_a_calendar_without_holidays_has_nothing_unknown() -> None:
    plain = Hours(SHANGHAI, WORKWEEK)
    assert plain.unknown_years(at("2026-01-01 00:00"), at("2099-01-01 00:00")) == ()


def test_a_country_other_than_china_has_its_own_holidays() -> None:
    office = Hours(NEW_YORK, WORKWEEK, PublicHolidays("US"))
    assert office.kind_of(date(2026, 7, 3)) is DayKind.HOLIDAY
    assert office.openings(date(2026, 7, 6)) == OFFICE


def test_an_override_wins_over_a_holiday_and_a_make_up_day() -> None:
    table = HolidayTable(
        {2026: HolidayYear(frozenset({date(2026, 5, 1)}), frozenset({date(2026, 5, 9)}))}
    )
    overrides: dict[date, tuple[Opening, ...]] = {
        date(2026, 5, 1): ((600, 660),),
        date(2026, 5, 9): (),
    }
    office = Hours(SHANGHAI, WORKWEEK, table, overrides)
    assert office.is_open(at("2026-05-01 10:30"))
    assert not office.is_open(at("2026-05-01 11:00"))
    assert not office.is_open(at("2026-05-09 10:00"))


def test_a_make_up_day_keeps_the_hours_of_a_week_that_opens_it_anyway() -> None:
    short: tuple[Opening, ...] = ((600, 720),)
    shop = Hours(SHANGHAI, (*(OFFICE,) * 5, short, ()), PublicHolidays("CN"))
    assert shop.openings(date(2026, 2, 14)) == short
    assert shop.openings(date(2026, 1, 4)) == OFFICE


def test_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="open"):
        Hours(SHANGHAI, ((),) * 7)


ROUND = (((0, 1440),),) * 7


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BERLIN, "2026-03-29", 23),
        (BERLIN, "2026-10-25", 25),
        (NEW_YORK, "2026-03-08", 23),
        (NEW_YORK, "2026-11-01", 25),
        (HAVANA, "2026-03-08", 23),  # The clock jumps at midnight itself.
        (HAVANA, "2026-11-01", 25),
        (SHANGHAI, "2026-03-29", 24),
    ],
)
def test_a_day_on_which_the_clock_changes_is_as_long_as_it_is(
    zone: ZoneInfo, day: str, hours: int
) -> None:
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=zone)
    end = datetime.combine(start.date() + timedelta(days=1), start.time(), tzinfo=zone)
    counted = Hours(zone, ROUND).between(start.astimezone(UTC), end.astimezone(UTC))
    assert counted == timedelta(hours=hours)


def test_working_days_keep_the_wall_time_over_a_change_of_the_clock() -> None:
    office = Hours(BERLIN, WORKWEEK)
    due = office.after(at("2026-03-27 17:00", BERLIN), Span.parse("1 working day"))
    assert wall(due, BERLIN) == "2026-03-30 17:00"
    assert due - at("2026-03-27 17:00", BERLIN) == timedelta(days=3, hours=-1)


def test_an_hour_that_the_clock_skips_is_not_counted() -> None:
    night = Hours(BERLIN, (((60, 240),),) * 7)  # 01:00-04:00
    start = at("2026-03-29 01:00", BERLIN)
    assert wall(night.after(start, Span.parse("2h")), BERLIN) == "2026-03-29 04:00"
    autumn = at("2026-10-25 01:00", BERLIN)
    assert wall(night.after(autumn, Span.parse("4h")), BERLIN) == "2026-10-25 04:00"


def test_hours_that_a_jump_at_midnight_swallows_are_no_time_at_all() -> None:
    past_midnight = Hours(HAVANA, (((0, 30),),) * 7)
    start, end = at("2026-03-07 12:00", HAVANA), at("2026-03-08 12:00", HAVANA)
    assert past_midnight.between(start, end) == timedelta()


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 900), pause_lists())
def test_a_due_time_agrees_with_counting_minute_by_minute(
    hours: Hours, moment: str, minutes: int, offsets: list[tuple[int, int]]
) -> None:
    start = at(moment, hours.zone)
    pauses = [(start + timedelta(minutes=a), start + timedelta(minutes=b)) for a, b in offsets]
    due = hours.after(start, Span(seconds=minutes * 60), pauses)
    assert due == slow_after(hours, start, minutes, pauses)
    assert hours.between(start, due, pauses) == timedelta(minutes=minutes)


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 9), pause_lists())
def test_pauses_move_working_days_by_exactly_the_paused_working_time(
    hours: Hours, moment: str, days: int, offsets: list[tuple[int, int]]
) -> None:
    start, span = at(moment, hours.zone), Span(working_days=days)
    pauses = [(start + timedelta(minutes=a), start + timedelta(minutes=b)) for a, b in offsets]
    unpaused = hours.between(start, hours.after(start, span))
    assert hours.between(start, hours.after(start, span, pauses), pauses) == unpaused


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 9))
def test_working_days_agree_with_looking_at_every_minute(
    hours: Hours, moment: str, days: int
) -> None:
    start = at(moment, hours.zone)
    assert hours.after(start, Span(working_days=days)) == slow_days(hours, start, days)
