"""Phone numbers: every way to write one comes down to one key (`+8613812345678`).

The numbering plans of the world are the package `phonenumbers` (0.15 s and 3 MiB to import, 56 µs
a number): a trunk zero, `00` and `+86` are not the same digits everywhere.
"""

import re
import unicodedata
from typing import Final

import phonenumbers

from bot.domain.masks import is_masked

_EXTENSION: Final = re.compile(r"\s*(?:转|分机|ext\.?|x|#)\s*(?P<own>\d{1,6})\D*$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\+?\d[\d\s().\-–—－·/]*")
FEWEST_DIGITS: Final = 5
"""Hotlines have so few."""

_DIGIT: Final = "[0-9０-９]"
_MASK: Final = "*＊•●"
_BESIDE: Final = (
    rf"[ \t\u3000\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069+＋()（）.．/·‐-―－−{_MASK}-]*"
)
_WHOLE: Final = (
    rf"{_BESIDE}{_DIGIT}(?:{_BESIDE}(?:[xX]{{2,}}{_BESIDE})?{_DIGIT}){{{FEWEST_DIGITS - 1},}}"
    rf"{_BESIDE}(?:[xX]{{2,}}{_BESIDE})?"
    rf"(?:(?:转|分机|[Ee][Xx][Tt][.．]?|[xX]|[#＃])[ :：]*{_DIGIT}{{1,6}})?"
)
_END: Final = (
    "(?:尾号|后四位|末四位|[Ll]ast(?: [Ff]our)?|[Ee]nding(?: [Ii]n)?)?[:： ]*"
    rf"[{_MASK} -]*{_DIGIT}{{4}}"
)
PHONE: Final = rf"^\s*(?:{_WHOLE}|{_END})\s*$"
"""What is taken down as a number: at least five digits, or the last four; no letters within.

Written so that both Python and a JSON schema read it.
"""

COUNTRIES: Final[frozenset[str]] = frozenset(phonenumbers.SUPPORTED_REGIONS)


def is_phone(written: str) -> bool:
    return re.search(PHONE, written) is not None


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


def _of_plan(number: str, country: str) -> str:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
