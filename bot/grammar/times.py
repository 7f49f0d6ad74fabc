"""Times and days as people write them → aware UTC datetimes, dates; the local zone is an argument.

A day without its year is the nearest one for a time, and the last one for a date, since dates are
of purchases and of beginnings. A weekday without its week is the coming one where `ahead` says that
what is asked for lies ahead, else the last one. A day alone is its beginning, and a time only where
what is asked for lies ahead, or the day itself: which hour of it is useful is the caller's
business, as is whether a time may lie in the past or in the future.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from unicodedata import normalize
from zoneinfo import ZoneInfo

from bot.domain.errors import BadTime, BadTimeToCome, NotADate
from bot.grammar.weekdays import WEEKDAY, last_meant, meant

_DAYS: Final = {
    "今天": 0, "今日": 0, "today": 0, "昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2,
    "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2,
}  # fmt: skip
_NOW: Final = frozenset({"now", "just now", "现在", "刚刚", "刚才"})
_NUMERALS: Final = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5}
_UNITS: Final = {
    "weeks": ("w", "week", "weeks", "周", "星期"),
    "days": ("d", "day", "days", "天", "日"),
    "hours": ("h", "hr", "hrs", "hour", "hours", "小时", "钟头"),
    "minutes": ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
}
_UNIT_OF: Final = {word: unit for unit, words in _UNITS.items() for word in words}
_AFTERNOON: Final = frozenset({"下午", "傍晚", "晚上", "pm"})
_PAST: Final = {"半": 30, "一刻": 15, "三刻": 45}
_BEFORE: Final = ("ago", "前")
_NOON: Final = 12

_ANY_UNIT: Final = "|".join(sorted(_UNIT_OF, key=len, reverse=True))
_AMOUNT: Final = rf"(?:\d{{1,5}}(?:\.\d)?|[一二两三四五六七八九十半]) ?个?半? ?(?:{_ANY_UNIT})"
_AMOUNTS: Final = rf"{_AMOUNT}(?: ?{_AMOUNT})?"
_SPAN: Final = (
    rf"(?:in (?P<ahead>{_AMOUNTS})"
    rf"|(?P<much>{_AMOUNTS}) ?(?P<way>ago|later|之前|以前|前|之后|以后|后))"
)
_DAY: Final = (
    rf"(?:(?P<name>{'|'.join(_DAYS)})|{WEEKDAY}"
    r"|(?:(?P<year>\d{4}) ?[-/.年] ?)?(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2}) ?[日号]?)"
)
_CLOCK: Final = (
    r"(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上)? ?(?:(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?|(?= ?[ap]m)|(?=[点时]))"
    r"|(?P<spelled>二?十[一二三四]?|[零一二两三四五六七八九])(?=[点时]))"
    r"(?:[点时](?:(?P<past>半|[一三]刻|\d{1,2}|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])分?"
    r"|整|钟)?)? ?(?P<ampm>[ap]m)?"
)
_TIME: Final = re.compile(rf"(?:{_DAY} ?,? ?)?{_CLOCK}")
_WEEKDAY: Final = re.compile(WEEKDAY)
_DATE: Final = re.compile(_DAY)
_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
LENGTH: Final = re.compile(_AMOUNTS)
"""`2h`, `1天 3小时`: how long, of folded text."""

_RELATIVE: Final = re.compile(_SPAN)
_PART: Final = re.compile(rf"(\d+(?:\.\d)?|[^\d ]) ?个?(半)? ?({_ANY_UNIT})")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d{1,6})?)? ?(z|[+-]\d\d:?\d\d)")
_ISO_LOCAL: Final = re.compile(r"(\d{4}-\d\d-\d\d)t(\d\d:\d\d(:\d\d)?)(\.\d+)?")

_NAMED: Final = re.compile(r"\?P<\w+>")

A_TIME: Final = _NAMED.sub("?:", rf"(?:{_SPAN}|(?:{_DAY} ?,? ?)?{_CLOCK}|{_DAY})")
"""A pattern for any time at all, of folded text."""

SEVERAL_WORDS: Final = re.compile(
    _NAMED.sub("?:", rf"(?:{_SPAN}|{_DAY} {_CLOCK}(?: ?[+-]\d\d:?\d\d)?|{_CLOCK}|{WEEKDAY})")
    + r"(?=[\s,;。、]|$)"
)
"""A time with spaces in it at this place of folded text, although nobody put it in quotes."""


def parse_time(
    written: str, now: datetime, zone: ZoneInfo, field: str, *, ahead: bool = False
) -> datetime:
    """Return the moment in UTC; raises BadTime. `10:05` is today's, in the zone."""
    text = _plain(written)
    try:
        if found := _RELATIVE.fullmatch(text):
            return _moved(found, now, zone)
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        if text in _NOW:
            return now.astimezone(UTC)
        if found := _DATE.fullmatch(text):
            return _beginning(found, now, zone, ahead=ahead)
        found = _TIME.fullmatch(_ISO_LOCAL.sub(r"\1 \2", text))
        days = _days(found, now, zone, ahead=ahead) if found else ()
        moments = [_at(found, day, now, zone) for day in days] if found else []
        if found and found["weekday"] and ahead:
            moments = [at for at in moments if at > now] or moments
        return min(moments, key=lambda at: abs(at - now))
    except (ValueError, OverflowError) as error:
        raise (BadTimeToCome if ahead else BadTime)(field=field, written=written) from error


def parse_date(written: str, now: datetime, zone: ZoneInfo, field: str) -> date:
    """Return the day in the zone; raises NotADate. `11-22` is the last one, never one to come."""
    text = _plain(written)
    try:
        text = _DIGITS.sub(r"\1-\2-\3", text)
        if not (found := _DATE.fullmatch(text)):
            return parse_time(written, now, zone, field).astimezone(zone).date()
        today = now.astimezone(zone).date()
        days = list(_days(found, now, zone))
        return max([day for day in days if day <= today] or days)
    except (BadTime, ValueError, OverflowError) as error:
        raise NotADate(field=field, written=written) from error


def parse_since(written: str, now: datetime, zone: ZoneInfo, field: str) -> datetime:
    """When a list shall begin, in UTC: of a day alone its start. Raises BadTime or NotADate."""
    text = _plain(written)
    if found := _WEEKDAY.fullmatch(text):
        day = last_meant(found, now.astimezone(zone).date())
    elif _DATE.fullmatch(text):
        day = parse_date(written, now, zone, field)
    else:
        return parse_time(written, now, zone, field)
    return _in_zone(datetime(day.year, day.month, day.day), now, zone)  # noqa: DTZ001 - as below.


def _plain(written: str) -> str:
    return " ".join(normalize("NFKC", written).lower().split())


def names_a_day(written: str) -> bool:
    """Whether it says a day and no time of it."""
    return _DATE.fullmatch(_plain(written)) is not None


def _days(
    found: re.Match[str], now: datetime, zone: ZoneInfo, *, ahead: bool = False
) -> Iterable[date]:
    """The days that can be meant: one or two, or without its year those of three years."""
    today = now.astimezone(zone).date()
    if found["weekday"] or found["next_week"]:
        yield from meant(found, today, ahead=ahead)
        return
    if not found["month"]:
        yield today + timedelta(days=_DAYS.get(found["name"] or "", 0))
        return
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        yield date(int(found["year"]), month, day)
        return
    for year in (today.year - 1, today.year, today.year + 1):
        if month != 2 or day != 29 or _leap(year):  # noqa: PLR2004 - 29 February.
            yield date(year, month, day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _beginning(found: re.Match[str], now: datetime, zone: ZoneInfo, *, ahead: bool) -> datetime:
    today = now.astimezone(zone).date()
    days = list(_days(found, now, zone, ahead=ahead))
    if found["weekday"]:  # On a Monday, Monday is the next one.
        days = [day for day in days if day != today] or days
    day = min(days, key=lambda day: abs(day - today))
    if day <= today and not ahead:
        raise ValueError(day)  # Nobody can tell the hour; midnight would start clocks too early.
    return _in_zone(datetime(day.year, day.month, day.day), now, zone)  # noqa: DTZ001 - as below.


def _at(found: re.Match[str], day: date, now: datetime, zone: ZoneInfo) -> datetime:
    past = found["past"] or "0"
    minute = int(found["minute"] or _PAST.get(past) or _number(past))
    hour, second = _hour(found), int(found["second"] or 0)
    if (hour, minute, second) == (24, 0, 0):  # The end of the day, as timetables write it.
        hour, day = 0, day + timedelta(days=1)
    return _in_zone(datetime(day.year, day.month, day.day, hour, minute, second), now, zone)  # noqa: DTZ001 - the zone comes with the fold.


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"] or _number(found["spelled"]))
    half = found["half"] or found["ampm"] or ""
    if half in _AFTERNOON and hour < _NOON:
        return hour + _NOON
    if half in {"凌晨", "am"} and hour == _NOON:
        return 0
    if half == "中午" and hour < 3:  # noqa: PLR2004 - one or two o'clock at noon.
        return hour + _NOON
    return hour


def _in_zone(naive: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """A wall-clock time that comes twice is the one nearer to now; one that is skipped moves on."""
    first, second = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first < second and abs(second - now) < abs(first - now):
        return second
    return first


def _moved(found: re.Match[str], now: datetime, zone: ZoneInfo) -> datetime:
    """Hours and minutes by the clock; days and weeks keep the time of day across a change."""
    sign = -1 if (found["way"] or "").endswith(_BEFORE) else 1
    amounts = dict.fromkeys(_UNITS, 0.0)
    for number, half, unit in _PART.findall(found["ahead"] or found["much"]):
        amounts[_UNIT_OF[unit]] += _number(number) + (0.5 if half else 0)
    short = timedelta(hours=amounts["hours"], minutes=amounts["minutes"])
    long = timedelta(weeks=amounts["weeks"], days=amounts["days"])
    at = now.astimezone(UTC)
    if long:
        at = _in_zone((now.astimezone(zone) + sign * long).replace(tzinfo=None), now, zone)
    return at + sign * short


def _number(written: str) -> float:
    """In digits, or in Chinese numerals up to 99."""
    if written in _NUMERALS:
        return _NUMERALS[written]
    tens, ten, ones = written.removeprefix("零").partition("十")
    if not ten:
        return _NUMERALS.get(tens) or float(tens)
    return 10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0)
