"""The warranty runs in months, which are not equally long."""

from datetime import date

import pytest

from bot.domain.warranty import months_after


@pytest.mark.parametrize(
    ("bought", "months", "ends"),
    [
        (date(2026, 3, 15), 12, date(2027, 3, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 1, 1), 600, date(2076, 1, 1)),
    ],
)
def test_a_warranty_ends_on_the_same_day_of_a_later_month(
    bought: date, months: int, ends: date
) -> None:
    assert months_after(bought, months) == ends
