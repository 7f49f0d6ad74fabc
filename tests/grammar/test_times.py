"""Times and days as people write them, in the desk's zone and across the change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadTime, BadTimeToCome, NotADate
from bot.grammar import parse_date, parse_since, parse_time
from bot.words import catalogue

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)  # Sunday 12:30 in Shanghai.


def _local(written: str, now: datetime = NOW, zone: ZoneInfo = SHANGHAI) -> str:
    moment = parse_time(written, now, zone, "reported")
    assert moment.tzinfo is UTC
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("10:05", "2026-11-22 10:05"),
        ("9:00", "2026-11-22 09:00"),
        ("１０：０５", "2026-11-22 10:05"),
        ("18:00", "2026-11-22 18:00"),
        ("24:00", "2026-11-23 00:00"),
        ("三点半", "2026-11-22 03:30"),
        ("下午三点", "2026-11-22 15:00"),
        ("下午三点一刻", "2026-11-22 15:15"),
        ("十二点", "2026-11-22 12:00"),
        ("晚上十一点二十五分", "2026-11-22 23:25"),
        ("明天下午三点", "2026-11-23 15:00"),
        ("明天上午九点零五分", "2026-11-23 09:05"),
        ("tomorrow 9am", "2026-11-23 09:00"),
        ("上周五 下午三点", "2026-11-13 15:00"),
        ("周五 15:00", "2026-11-20 15:00"),
        ("下周一上午九点", "2026-11-23 09:00"),
        ("下周", "2026-11-23 00:00"),
        ("10:05:59", "2026-11-22 10:05"),
        ("10点", "2026-11-22 10:00"),
        ("10点半", "2026-11-22 10:30"),
        ("10点05分", "2026-11-22 10:05"),
        ("下午3点", "2026-11-22 15:00"),
        ("下午 3:20", "2026-11-22 15:20"),
        ("晚上8点半", "2026-11-22 20:30"),
        ("中午12点", "2026-11-22 12:00"),
        ("中午1点", "2026-11-22 13:00"),
        ("凌晨12点10分", "2026-11-22 00:10"),
        ("3pm", "2026-11-22 15:00"),
        ("3:20 PM", "2026-11-22 15:20"),
        ("12am", "2026-11-22 00:00"),
        ("2026-11-22 10:05", "2026-11-22 10:05"),
        ("2026/11/22 10:05", "2026-11-22 10:05"),
        ("2026年11月22日 10:05", "2026-11-22 10:05"),
        ("2026年11月22日10点05分", "2026-11-22 10:05"),
        ("11-22 10:05", "2026-11-22 10:05"),
        ("11月22日 10:05", "2026-11-22 10:05"),
        ("1月3日 9:00", "2027-01-03 09:00"),
        ("今天 10:05", "2026-11-22 10:05"),
        ("昨天 18:30", "2026-11-21 18:30"),
        ("昨天18:30", "2026-11-21 18:30"),
        ("昨天下午6点半", "2026-11-21 18:30"),
        ("yesterday 18:30", "2026-11-21 18:30"),
        ("Yesterday 6:30pm", "2026-11-21 18:30"),
        ("前天 8:00", "2026-11-20 08:00"),
        ("明天 9:00", "2026-11-23 09:00"),
        ("tomorrow 9:00", "2026-11-23 09:00"),
        ("后天 9:00", "2026-11-24 09:00"),
        ("明天", "2026-11-23 00:00"),
        ("tomorrow", "2026-11-23 00:00"),
        ("11月25日", "2026-11-25 00:00"),
        ("2027-01-03", "2027-01-03 00:00"),
        ("20m ago", "2026-11-22 12:10"),
        ("20 min ago", "2026-11-22 12:10"),
        ("2h ago", "2026-11-22 10:30"),
        ("1h 30m ago", "2026-11-22 11:00"),
        ("1.5h ago", "2026-11-22 11:00"),
        ("3 days ago", "2026-11-19 12:30"),
        ("20分钟前", "2026-11-22 12:10"),
        ("２０分钟前", "2026-11-22 12:10"),
        ("2小时前", "2026-11-22 10:30"),
        ("2个小时之前", "2026-11-22 10:30"),
        ("两小时前", "2026-11-22 10:30"),
        ("十分钟前", "2026-11-22 12:20"),
        ("半小时前", "2026-11-22 12:00"),
        ("半个小时前", "2026-11-22 12:00"),
        ("1个半小时前", "2026-11-22 11:00"),
        ("1小时30分钟前", "2026-11-22 11:00"),
        ("3天前", "2026-11-19 12:30"),
        ("一周前", "2026-11-15 12:30"),
        ("in 2h", "2026-11-22 14:30"),
        ("in 3 days", "2026-11-25 12:30"),
        ("2 hours later", "2026-11-22 14:30"),
        ("2小时后", "2026-11-22 14:30"),
        ("刚才", "2026-11-22 12:30"),
        ("now", "2026-11-22 12:30"),
        ("2026-11-22T02:05:00Z", "2026-11-22 10:05"),
        ("2026-11-22T10:05+08:00", "2026-11-22 10:05"),
        ("2026-11-22 03:05 +0100", "2026-11-22 10:05"),
        ("2026-11-22T10:05", "2026-11-22 10:05"),
        ("2026-11-22T10:05:33.123", "2026-11-22 10:05"),
    ],
)
def test_a_time_is_understood_as_people_write_it(written: str, local: str) -> None:
    assert _local(written) == local


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("周五", "2026-11-27 00:00"),
        ("friday", "2026-11-27 00:00"),
        ("Fri", "2026-11-27 00:00"),
        ("周三", "2026-12-02 00:00"),  # Today is one: the next.
        ("周三 18:00", "2026-11-25 18:00"),
        ("周三 9:00", "2026-12-02 09:00"),
        ("monday 9am", "2026-11-30 09:00"),
        ("周一", "2026-11-30 00:00"),
        ("下周一", "2026-11-30 00:00"),
        ("下个星期五", "2026-12-04 00:00"),
        ("next friday", "2026-12-04 00:00"),
        ("this friday", "2026-11-27 00:00"),
        ("本周日", "2026-11-29 00:00"),
        ("next week", "2026-11-30 00:00"),
    ],
)
def test_a_weekday_of_what_is_to_come_is_the_coming_one(written: str, local: str) -> None:
    wednesday = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    moment = parse_time(written, wednesday, SHANGHAI, "until", ahead=True)
    assert f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == local


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    new_year = datetime(2027, 1, 1, 16, tzinfo=UTC)
    assert _local("12-31 18:00", new_year) == "2026-12-31 18:00"
    assert _local("1-3 18:00", new_year) == "2027-01-03 18:00"


def test_today_is_the_zones_day_not_utcs() -> None:
    early = datetime(2026, 11, 21, 17, tzinfo=UTC)  # 01:00 on the 22nd in Shanghai.
    assert _local("00:50", early) == "2026-11-22 00:50"
    assert _local("昨天 18:30", early) == "2026-11-21 18:30"


def test_29_february_belongs_to_a_leap_year() -> None:
    assert _local("2-29 10:00", datetime(2027, 6, 1, tzinfo=UTC)) == "2028-02-29 10:00"
    with pytest.raises(BadTime):
        parse_time("2-29 10:00", datetime(2026, 1, 1, tzinfo=UTC), SHANGHAI, "reported")


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "soon", "25:00", "24:01", "10:60", "2026-13-01 10:00", "2026-02-30 10:00",
        "13月1日 9:00", "2026-11-22", "11-21", "昨天", "today", "明年", "10", "1005", "ago",
        "20m", "in", "晚点", "周五", "上周五", "周八",
        "十三十点", "三", "999999天前", "10:05 10:06", "0000-01-01 00:00", "十十分钟前",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_its_field(written: str) -> None:
    with pytest.raises(BadTime) as refusal:
        parse_time(written, NOW, SHANGHAI, "completed")
    assert refusal.value.blanks() == {"field": "completed", "written": written}


@pytest.mark.parametrize("written", ["15:30", "明天 10:00", "周五", "2026-11-30 15:00", "2小时后"])
def test_where_a_time_to_come_is_asked_for_the_refusal_names_ways_that_are_understood(
    written: str,
) -> None:
    """Nobody who asked for the end of a hold is helped by “20m ago”."""
    with pytest.raises(BadTimeToCome):
        parse_time("月底", NOW, SHANGHAI, "until", ahead=True)
    assert written in catalogue("zh")["error.bad_time_to_come"]
    assert parse_time(written, NOW, SHANGHAI, "until", ahead=True) > NOW


def test_a_time_before_the_calendar_begins_is_refused() -> None:
    with pytest.raises(BadTime):
        parse_time("99999天前", datetime(200, 1, 1, tzinfo=UTC), SHANGHAI, "reported")


def test_two_days_ago_keeps_the_time_of_day_across_the_change_of_clocks() -> None:
    monday = datetime(2026, 10, 26, 11, 0, tzinfo=UTC)  # 12:00 in Berlin; clocks changed on Sunday.
    assert _local("2天前", monday, BERLIN) == "2026-10-24 12:00"
    assert monday - parse_time("48h ago", monday, BERLIN, "reported") == timedelta(hours=48)


def test_a_wall_clock_time_that_comes_twice_is_the_one_nearer_to_now() -> None:
    first = datetime(2026, 10, 25, 0, 40, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 40, tzinfo=UTC)
    assert parse_time("2:30", first, BERLIN, "reported") == first - timedelta(minutes=10)
    assert parse_time("2:30", second, BERLIN, "reported") == second - timedelta(minutes=10)


def test_a_wall_clock_time_that_is_skipped_moves_on_by_the_gap() -> None:
    night = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert _local("2:30", night, BERLIN) == "2026-03-29 03:30"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026/1/5", date(2026, 1, 5)),
        ("2026.1.5", date(2026, 1, 5)),
        ("20261120", date(2026, 11, 20)),
        ("2025年6月1日", date(2025, 6, 1)),
        ("６月１号", date(2026, 6, 1)),
        ("11-22", date(2026, 11, 22)),
        ("11-23", date(2025, 11, 23)),
        ("12-31", date(2025, 12, 31)),
        ("今天", date(2026, 11, 22)),
        ("昨天", date(2026, 11, 21)),
        ("yesterday", date(2026, 11, 21)),
        ("3天前", date(2026, 11, 19)),
        ("周六", date(2026, 11, 21)),
        ("last friday", date(2026, 11, 20)),
        ("2 weeks ago", date(2026, 11, 8)),
        ("2026-11-21T23:00:00Z", date(2026, 11, 22)),
        ("2026-11-20 10:05", date(2026, 11, 20)),
    ],
)
def test_a_day_is_understood_as_people_write_it(written: str, day: date) -> None:
    assert parse_date(written, NOW, SHANGHAI, "bought") == day


@pytest.mark.parametrize(
    "written", ["", "去年", "2026-02-30", "20261340", "2025年6月", "2-29", "x"]
)
def test_what_is_no_day_is_refused_with_its_field(written: str) -> None:
    with pytest.raises(NotADate) as refusal:
        parse_date(written, NOW, SHANGHAI, "bought")
    assert refusal.value.field == "bought"
    assert refusal.value.written == written


@given(
    st.text(alphabet="0123456789:-./年月日号点半分前后天小时周明昨下午 agominhdTZ+", max_size=24)
)
def test_no_writing_of_a_time_is_ever_a_traceback(written: str) -> None:
    for read in (parse_time, parse_date):
        try:
            read(written, NOW, SHANGHAI, "reported")
        except (BadTime, NotADate) as refusal:
            assert refusal.written == written  # noqa: PT017 - most texts are refused, some are times.


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2050, 1, 1)))  # noqa: DTZ001
def test_a_written_date_and_time_comes_back_as_it_was(naive: datetime) -> None:
    written = f"{naive:%Y-%m-%d %H:%M}"
    assert _local(written) == written


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("今天", "2026-11-25"),
        ("昨天", "2026-11-24"),
        ("yesterday", "2026-11-24"),
        ("11-20", "2026-11-20"),
        ("2026-10-01", "2026-10-01"),
        ("周一", "2026-11-23"),
        ("星期三", "2026-11-25"),
        ("周日", "2026-11-22"),
        ("礼拜天", "2026-11-22"),
        ("Mon", "2026-11-23"),
        ("monday", "2026-11-23"),
        ("last wednesday", "2026-11-18"),
        ("上周一", "2026-11-16"),
        ("上周日", "2026-11-22"),
        ("上个星期五", "2026-11-20"),
    ],
)
def test_a_list_begins_with_the_start_of_a_day(written: str, day: str) -> None:
    wednesday = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    begun = parse_since(written, wednesday, SHANGHAI, "since")
    assert begun.astimezone(SHANGHAI).isoformat() == f"{day}T00:00:00+08:00"


def test_a_list_begins_at_a_time_as_well() -> None:
    wednesday = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    assert parse_since("2h ago", wednesday, SHANGHAI, "since").hour == 2
    with pytest.raises(BadTime):
        parse_since("neulich", wednesday, SHANGHAI, "since")
