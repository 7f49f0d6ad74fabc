"""Published holidays of a country, make-up working days included, from the `holidays` package.

The package takes a tenth of a second to import, so it is imported when a calendar first asks.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.domain.calendar import HolidayYear

_CHINA: Final = "CN"


def is_country(code: str) -> bool:
    """Say whether somebody publishes holidays under this code (ISO 3166: CN, US, DE …)."""
    if code == _CHINA:
        return True
    import holidays  # noqa: PLC0415 — see above.

    return code in holidays.list_supported_countries(include_aliases=True)


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The `Holidays` of one country, a year at a time."""

    country: str

    def year(self, year: int) -> HolidayYear | None:
        return _year(self.country, year)


@lru_cache(maxsize=256)
def _year(country: str, year: int) -> HolidayYear | None:
    import holidays  # noqa: PLC0415 — see above.

    if country == _CHINA and not _china_has_announced(year):
        return None
    days = holidays.country_holidays(country, years=year)
    made_up = {day for day in days.weekend_workdays if day.year == year}
    return HolidayYear(frozenset(days) - made_up, frozenset(made_up))


def _china_has_announced(year: int) -> bool:
    """Say whether the State Council has named the year's days, as it does the November before.

    Until then the package knows the statutory days alone and silently lacks every make-up day.
    """
    from holidays.countries.china import ChinaStaticHolidays  # noqa: PLC0415 — see above.

    return year in ChinaStaticHolidays.special_public_holidays
