"""A length of time as a policy writes it: "15m", "1h30m", "90s", "7 working days", 7个工作日."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final, Self

_UNITS: Final = {
    86400: ("d", "day", "days", "天", "日"),
    3600: ("h", "hr", "hour", "hours", "小时", "时"),
    60: ("m", "min", "mins", "minute", "minutes", "分钟", "分"),
    1: ("s", "sec", "secs", "second", "seconds", "秒钟", "秒"),
}
_SECONDS_OF: Final = {word: seconds for seconds, words in _UNITS.items() for word in words}
_PART: Final = re.compile(r"\s*(\d{1,9})\s*([a-z]+|[天日小时分钟秒]+)")
_WORKING: Final = re.compile(
    r"(\d{1,9})\s*(?:(?:working|business)\s*days?|workdays?|个?\s*工作[日天])"
)

LONGEST: Final = timedelta(days=3660)
"""Ten years: past it a span is a slip of the pen, and dates would run off the calendar."""


@lru_cache(maxsize=256)  # A policy has a few dozen, and every due time is counted with them.
def _length(seconds: int, days: int) -> timedelta:
    return timedelta(seconds=seconds, days=days)


class BadSpanError(ValueError):
    """The text is not a length of time; `reason` is a code: syntax, zero or too_long."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Span:
    """Either `seconds` of counted time or a number of `working_days`, never both, never nothing."""

    seconds: int = 0
    working_days: int = 0

    def __post_init__(self) -> None:
        if min(self.seconds, self.working_days) < 0:
            raise BadSpanError(repr(self), "negative")
        if bool(self.seconds) == bool(self.working_days):
            raise BadSpanError(repr(self), "zero")
        if max(self.seconds, self.working_days * 86400) > LONGEST.total_seconds():
            raise BadSpanError(repr(self), "too_long")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "15m", "90s", "1h30m", "2 小时", "7 working days" or "7个工作日"."""
        plain = text.strip().lower()
        if working := _WORKING.fullmatch(plain):
            return cls(working_days=int(working[1]))
        return cls(seconds=_seconds(plain))

    @classmethod
    def of(cls, length: timedelta) -> Self:
        return cls(seconds=int(length.total_seconds()))

    @property
    def length(self) -> timedelta:
        """The span on a clock that never closes; a working day is then 24 hours."""
        return _length(self.seconds, self.working_days)

    @property
    def _is_long(self) -> bool:
        """Desks say 24 h and 72 h, but 7 days."""
        return self.seconds > 3 * 86400 and self.seconds % 86400 == 0

    def __str__(self) -> str:
        if self.working_days:
            return f"{self.working_days} working day{'s' if self.working_days > 1 else ''}"
        parts, left = "", self.seconds
        for size, words in list(_UNITS.items())[not self._is_long :]:
            count, left = divmod(left, size)
            parts += f"{count}{words[0]}" if count else ""
        return parts


def _seconds(plain: str) -> int:
    total, at = 0, 0
    while part := _PART.match(plain, at):
        if part[2] not in _SECONDS_OF:
            raise BadSpanError(plain, "syntax")
        total, at = total + int(part[1]) * _SECONDS_OF[part[2]], part.end()
    if at == 0 or at != len(plain):
        raise BadSpanError(plain, "syntax")
    return total
