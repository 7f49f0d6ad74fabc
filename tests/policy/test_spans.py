"""Lengths of time as a policy writes them, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import BadSpanError, Span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15m", Span(seconds=900)),
        ("90s", Span(seconds=90)),
        ("1h30m", Span(seconds=5400)),
        ("2 hours", Span(seconds=7200)),
        ("1h 30 min", Span(seconds=5400)),
        ("3d", Span(seconds=259200)),
        ("30分钟", Span(seconds=1800)),
        ("2小时30分", Span(seconds=9000)),
        ("1s", Span(seconds=1)),
        ("7 working days", Span(working_days=7)),
        ("1 working day", Span(working_days=1)),
        ("5 Business Days", Span(working_days=5)),
        ("7个工作日", Span(working_days=7)),
        ("7 个工作日", Span(working_days=7)),
    ],
)
def test_a_length_of_time_is_read_in_both_languages(text: str, span: Span) -> None:
    assert Span.parse(text) == span


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "syntax"),
        ("soon", "syntax"),
        ("15", "syntax"),
        ("15m later", "syntax"),
        ("-5m", "syntax"),
        ("1.5h", "syntax"),
        ("7 working days 2h", "syntax"),
        ("5分天", "syntax"),
        ("0m", "zero"),
        ("0 working days", "zero"),
        ("4000d", "too_long"),
        ("4000 working days", "too_long"),
    ],
)
def test_what_is_no_length_of_time_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadSpanError) as caught:
        Span.parse(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(90, "1m30s"), (86400, "24h"), (259200, "72h"), (604800, "7d"), (93784, "26h3m4s")],
)
def test_a_length_of_time_is_written_as_desks_say_it(seconds: int, text: str) -> None:
    assert str(Span(seconds=seconds)) == text


@given(
    st.builds(Span, seconds=st.integers(1, 10**8))
    | st.builds(lambda n: Span(working_days=n), st.integers(1, 3000))
)
def test_a_written_length_of_time_reads_back_the_same(span: Span) -> None:
    assert Span.parse(str(span)) == span
