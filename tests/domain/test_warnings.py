"""A warning counts back in the duty's own calendar, and never to before the duty began."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.promises import Timing
from bot.domain.span import Span
from bot.domain.warning import warn_at, warn_on
from tests.domain.builders import NOW, later, policy

OFFICE = policy().calendar("office")  # 09:00-12:00, 13:30-18:00 in Shanghai, Monday to Friday.
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def warned(start: datetime, due: str, warn: str) -> tuple[datetime, datetime | None]:
    timing = Timing(Span.parse(due), Span.parse(warn), OFFICE)
    due_at = OFFICE.after(start, timing.due)
    return due_at, warn_at(timing, start, due_at)


@pytest.mark.parametrize(
    ("start", "due", "before", "due_at", "warned_at"),
    [
        (at(23, 16), "4h", "3h", at(24, 11), at(23, 17)),  # The night does not count.
        (at(23, 16), "4h", "2h", at(24, 11), at(24, 9)),  # Not at closing, but at opening.
        (at(23, 10), "4h", "1h", at(23, 15, 30), at(23, 14, 30)),
        (at(23, 10), "4h", "2h", at(23, 15, 30), at(23, 13, 30)),  # After lunch, not before it.
        (at(27, 17), "2h", "90m", at(30, 10), at(27, 17, 30)),  # Over the weekend.
        (at(23, 17), "3h", "5h", at(24, 11), at(24, 10)),  # Two thirds of it, as it is counted.
        (at(23, 10), "5 working days", "1 working day", at(30, 10), at(27, 10)),
        (at(23, 10), "1 working day", "2h", at(24, 10), at(23, 17)),
    ],
)
def test_a_warning_is_counted_back_in_open_hours(
    start: datetime, due: str, before: str, due_at: datetime, warned_at: datetime
) -> None:
    assert warned(start, due, before) == (due_at, warned_at)


def test_paused_time_is_not_counted_back() -> None:
    timing = Timing(Span.parse("4h"), Span.parse("1h"), OFFICE)
    pause = [(at(23, 11), at(23, 17))]  # 10:00 to 11:00 is one hour, 17:00 to 18:00 the second.
    due = OFFICE.after(at(23, 10), timing.due, pause)
    assert due == at(24, 11)
    assert warn_at(timing, at(23, 10), due, pause) == at(24, 10)


def test_round_the_clock_nothing_is_closed() -> None:
    timing = Timing(Span.parse("24h"), Span.parse("4h"), policy().calendar("always"))
    assert warn_at(timing, NOW, later(hours=24)) == later(hours=20)
    paused = [(later(hours=1), later(hours=22))]
    assert warn_at(timing, NOW, later(hours=45), paused) == later(hours=41)


def test_a_day_that_was_said_is_warned_of_before_it_is_over_be_it_never_so_late() -> None:
    timing = Timing(Span.parse("15 working days"), Span.parse("3d"), OFFICE)
    assert warn_on(timing, at(23, 10), at(30, 11)) == at(27, 11)
    assert warn_on(timing, at(23, 10), at(26, 8)) == at(25, 9)  # Two thirds of it, at opening.
    assert warn_on(timing, at(23, 20), at(23, 23)) == at(23, 22)  # It opens only after that.
