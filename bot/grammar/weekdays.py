"""Days of the week as people write them: 周五, 下周一, friday, next monday, 下周."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

_CHINESE: Final = "一二三四五六日天"
_ENGLISH: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER_OF: Final = {
    f"{week}{day}": min(at, 6) for week in ("周", "星期", "礼拜") for at, day in enumerate(_CHINESE)
} | {name: at for at, long in enumerate(_ENGLISH) for name in (long, long[:3])}
_NAMES: Final = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_WEEK: Final = timedelta(days=7)

WEEKDAY: Final = (
    rf"(?:(?P<week>上个?|下个?|这个?|本|last |next |this )?(?P<weekday>{_NAMES})"
    r"|(?P<next_week>下周|下个?星期|下个?礼拜|next week))"
)
"""A pattern of folded text; `meant` and `last_meant` read what it found."""


def meant(found: re.Match[str], today: date, *, ahead: bool) -> Iterator[date]:
    """The days that can be meant, in the calendar week that was named.

    Where none was: with `ahead` the coming one, else the last one; today if it is one as well.
    """
    day = today - timedelta(days=today.weekday()) + _after_monday(found)
    which = (found["week"] or found["next_week"] or "").strip()
    if which.startswith(("下", "next")):
        yield day + _WEEK
    elif which.startswith("上") or (which == "last" and day >= today):
        yield day - _WEEK
    elif which:
        yield day
    else:
        if day == today or (day > today) == ahead:
            yield day
        if day == today or (day > today) != ahead:
            yield day + _WEEK if ahead else day - _WEEK


def last_meant(found: re.Match[str], today: date) -> date:
    """Since when: 周一 and Monday are the last one, today if it is one."""
    return next(day for day in meant(found, today, ahead=False))


def _after_monday(found: re.Match[str]) -> timedelta:
    return timedelta(days=_NUMBER_OF[found["weekday"]] if found["weekday"] else 0)
