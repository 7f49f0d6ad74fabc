"""The pattern by which tickets are numbered."""

from datetime import date

import pytest

from bot.domain.policy import BadPatternError, NumberPattern


def test_a_number_is_a_date_and_a_serial_that_grows_past_its_width() -> None:
    day = date(2023, 10, 1)
    assert NumberPattern().render(day, 1) == "20231001001"  # S0-14
    assert NumberPattern().render(day, 1000) == "202310011000"
    assert NumberPattern("FBD{date:%Y%m}{serial:03d}").render(date(2024, 5, 9), 1) == "FBD202405001"


def test_serials_start_again_when_the_date_in_the_number_changes() -> None:
    monthly = NumberPattern("FBD{date:%Y%m}{serial:03d}")
    assert monthly.scope(date(2024, 5, 1)) == monthly.scope(date(2024, 5, 31))
    assert monthly.scope(date(2024, 5, 1)) != monthly.scope(date(2024, 6, 1))
    assert NumberPattern("T{serial}").scope(date(2024, 5, 1)) == "T"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{date:%Y%m%d}", "serial"),
        ("{serial}{serial}", "serial"),
        ("{date:%Y%m%d}{serial:03x}", "serial"),
        ("{date:%B}{serial}", "date"),
        ("{date:%-d}{serial}", "date"),
        ("{date}{serial}", "date"),
        ("No {serial}", "letters"),
        ("{serial", "syntax"),
        ("{day}{serial}", "syntax"),
        ("{serial!r}", "syntax"),
        ("{}{serial}", "syntax"),
    ],
)
def test_a_pattern_that_cannot_number_tickets_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(BadPatternError, match=f"^{code}$"):
        NumberPattern(pattern)
