"""Phone numbers: every way to write one comes down to one key (`+8613812345678`).

The numbering plans of the world are the package `phonenumbers` (0.15 s and 3 MiB to import, 56 µs
a number): a trunk zero, `00` and `+86` are not the same digits everywhere.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers

from bot.domain.masks import is_masked

_EXTENSION: Final = re.compile(r"\s*(?:转|分机|ext\.?|x|#)\s*(?P<own>\d{1,6})\D*$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\+?\d[\d\s().\-–—－·/]*")
FEWEST_DIGITS: Final = 5
"""Hotlines have so few."""

COUNTRIES: Final[frozenset[str]] = frozenset(phonenumbers.SUPPORTED_REGIONS)


def phone_key(written: str, country: str) -> str:
    """One spelling for a number as people in this country write it; empty if it is none.

    Full-width digits, spaces, dashes, brackets, a country code or none: all the same. A number of
    no plan (an extension inside a firm) is its digits.
    """
    plain = unicodedata.normalize("NFKC", written)
    if is_masked(plain):
        return ""  # What is left of a masked number is many people's.
    extension = _EXTENSION.search(plain)
    number = _NUMBER.search(plain[: extension.start()] if extension else plain)
    if number is None or sum(map(str.isdigit, number[0])) < FEWEST_DIGITS:
        return ""
    inside = f";{extension['own']}" if extension else ""
    return f"{_of_plan(number[0], country)}{inside}"


@lru_cache(maxsize=64)  # A new ticket asks twice: whose number it is, and to keep it.
def _of_plan(number: str, country: str) -> str:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
