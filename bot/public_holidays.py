"""Published holidays of a country, make-up working days included, from the `holidays` package.

The package takes a tenth of a second to import, so it is imported when a calendar first asks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from bot.domain.calendar import HolidayYear
from bot.domain.naming import Name

if TYPE_CHECKING:
    from holidays import HolidayBase

_CHINA: Final = "CN"
_LANGUAGES: Final[tuple[Literal["zh_CN"], Literal["en_US"]]] = ("zh_CN", "en_US")


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

    def name(self, day: date) -> Name | None:
        return _names(self.country, day.year).get(day)


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


@lru_cache(maxsize=64)
def _names(country: str, year: int) -> Mapping[date, Name]:
    """Each day's name in both languages; what one of them lacks is called as in the other."""
    import holidays  # noqa: PLC0415 — see above.

    known = holidays.country_holidays(country, years=year)
    named = [
        _named(holidays.country_holidays(country, years=year, language=each))
        for each in _LANGUAGES
        if each in known.supported_languages
    ] or [_named(known)]
    return {day: Name(name, named[-1].get(day, name)) for day, name in named[0].items()}


def _named(days: "HolidayBase") -> dict[date, str]:
    """What the days are called; days that are off in exchange for a make-up day have no name."""
    exchanged, observed = (_label(days, f"{each}_label") for each in ("substituted", "observed"))
    names = {day: name for day, name in days.items() if not exchanged.fullmatch(name)}
    return {
        day: found[1] if (found := observed.fullmatch(name)) else name
        for day, name in names.items()
    }


def _label(days: "HolidayBase", which: str) -> re.Pattern[str]:
    """The package's own wording, such as "%s (observed)", in the language of these days."""
    wording = days.tr(getattr(days, which, "") or "\0")
    return re.compile(re.escape(wording).replace("%s", "(.+)"))
