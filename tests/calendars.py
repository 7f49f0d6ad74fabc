"""Calendars for tests: a Chinese office, random hours in zones with and without daylight saving.

`slow_after` and `slow_days` count by looking at the wall clock minute by minute: another way to the
same instant, for comparing.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.calendar import Hours, Opening, Stretch
from bot.public_holidays import PublicHolidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
HAVANA = ZoneInfo("America/Havana")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
MINUTE = timedelta(minutes=1)

OFFICE: tuple[Opening, ...] = ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))
WORKWEEK = (OFFICE,) * 5 + ((), ())
CHINA = Hours(SHANGHAI, WORKWEEK, PublicHolidays("CN"))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Read a wall-clock time as the instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def wall(instant: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


@st.composite
def day_hours(draw: st.DrawFn) -> tuple[Opening, ...]:
    edges = draw(st.lists(st.integers(0, 48), unique=True, max_size=4).map(sorted))
    return tuple((a * 30, b * 30) for a, b in zip(edges[::2], edges[1::2], strict=False))


MOMENTS = st.sampled_from(
    ["2026-02-13 10:07", "2026-03-07 21:40", "2026-03-28 22:00", "2026-10-24 20:31"]
)
DATED = [date(2026, month, day) for month, day in [(2, 14), (2, 16), (3, 29), (10, 25), (10, 26)]]


@st.composite
def calendars(draw: st.DrawFn) -> Hours:
    week = tuple(draw(day_hours()) for _ in range(6))
    return Hours(
        draw(st.sampled_from([SHANGHAI, BERLIN, HAVANA, LORD_HOWE])),
        (*week, ((600, 660),)),
        PublicHolidays("CN"),
        draw(st.dictionaries(st.sampled_from(DATED), day_hours(), max_size=2)),
    )


@st.composite
def pause_lists(draw: st.DrawFn) -> list[tuple[int, int]]:
    pairs = st.tuples(st.integers(-60, 4000), st.integers(0, 1500))
    return [(begin, begin + length) for begin, length in draw(st.lists(pairs, max_size=3))]


def slow_after(hours: Hours, start: datetime, minutes: int, pauses: list[Stretch]) -> datetime:
    now = start
    while minutes:
        paused = any(begins <= now < ends for begins, ends in pauses)
        minutes -= is_open(hours, now) and not paused
        now += MINUTE
    return now


def slow_days(hours: Hours, start: datetime, days: int) -> datetime:
    """The same wall time so many working days on, or the last open minute before it."""
    local = start.astimezone(hours.zone)
    day, left = local.date(), days
    while left:
        day += timedelta(days=1)
        left -= any(opens < closes for opens, closes in hours.openings(day))
    lost = not any(is_open(hours, start + n * MINUTE) for n in minutes_left(start, hours.zone))
    end = midnight_after(day, hours.zone) if lost else wall_time(day, local.time(), hours.zone)
    while not is_open(hours, end - MINUTE):
        end -= MINUTE
    return max(start, end)


def is_open(hours: Hours, now: datetime) -> bool:
    local = now.astimezone(hours.zone)
    minute = local.hour * 60 + local.minute
    return any(opens <= minute < closes for opens, closes in hours.openings(local.date()))


def minutes_left(start: datetime, zone: ZoneInfo) -> range:
    """The minutes until the day is over on the wall clock."""
    left = midnight_after(start.astimezone(zone).date(), zone) - start
    return range(int(left / MINUTE))


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return wall_time(day + timedelta(days=1), time(), zone)


def wall_time(day: date, at_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at_time, tzinfo=zone).astimezone(UTC)
