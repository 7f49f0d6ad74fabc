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
_MOBILE: Final = re.compile(r"1(?:[3-689][0-9]|7[0-8])[0-9]{8}")
"""A Chinese mobile number as nearly everybody writes it; 179 may begin a carrier's code."""

FEWEST_DIGITS: Final = 5
"""Hotlines have so few."""

_MOST_DIGITS: Final = 15  # Of any number in the world (E.164): what has more is two of them.
_FEWEST_OF_PLAN: Final = 7

_DIGIT: Final = "[0-9０-９]"
_MASK: Final = "*＊•●"
_BESIDE: Final = (
    rf"[ \t\u3000\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069+＋()（）.．/·‐-―－−{_MASK}-]*"
)
_WHOLE: Final = (
    rf"{_BESIDE}{_DIGIT}(?:{_BESIDE}(?:[xX]{{2,}}{_BESIDE})?{_DIGIT}){{{FEWEST_DIGITS - 1},}}"
    rf"{_BESIDE}(?:[xX]{{2,}}{_BESIDE})?"
)
_WITHIN: Final = rf"(?:转|分机|[Ee][Xx][Tt][.．]?|[xX]|[#＃])[ :：]*{_DIGIT}{{1,6}}"
_BLANK: Final = r"[ \t\u3000\u00a0]*"
_OR: Final = r"(?:[,，、;；\n]|或者?|和|\b[Oo][Rr]\b|\b[Aa][Nn][Dd]\b)"
# Nothing can be read in two ways, or a long line that is no number would take seconds: blanks
# belong to the numbers beside them, and a slash parts two only after an extension.
_AND: Final = rf"(?:{_WITHIN}{_BLANK}/|(?:{_WITHIN}{_BLANK})?{_OR}(?:{_BLANK}{_OR})*)"
_END: Final = (
    "(?:尾号|后四位|末四位|[Ll]ast(?: [Ff]our)?|[Ee]nding(?: [Ii]n)?)?[:： ]*"
    rf"(?:[{_MASK}-][{_MASK} -]*)?{_DIGIT}{{4}}"
)
PHONE: Final = rf"^[\r\n]*(?:{_WHOLE}(?:{_AND}{_WHOLE})*(?:{_WITHIN})?|{_END} *)[\r\n]*$"
"""What is taken down as a number, or several: each at least five digits, or of one the last four.

No letters within. Written so that both Python and a JSON schema read it.
"""

COUNTRIES: Final[frozenset[str]] = frozenset(phonenumbers.SUPPORTED_REGIONS)


def is_phone(written: str) -> bool:
    """A number; or several, with something between them."""
    return (_MOBILE.fullmatch(written) or re.search(PHONE, written)) is not None


def runs_on(written: str, country: str) -> bool:
    """Whether there are more digits than any number has, and none that the first one ends with."""
    if written.isascii() and len(written) <= _MOST_DIGITS:
        return False
    number = _NUMBER.search(unicodedata.normalize("NFKC", written))
    return number is not None and _count(_first_of(number[0], country)) > _MOST_DIGITS


def phone_key(written: str, country: str) -> str:
    """One spelling for a number as people in this country write it; empty if it is none.

    Full-width digits, spaces, dashes, brackets, a country code or none: all the same. A number of
    no plan (an extension inside a firm) is its digits.
    """
    if country == "CN" and _MOBILE.fullmatch(written):
        return f"+86{written}"
    plain = unicodedata.normalize("NFKC", written)
    if is_masked(plain):
        return ""  # What is left of a masked number is many people's.
    extension = _EXTENSION.search(plain)
    number = _NUMBER.search(plain[: extension.start()] if extension else plain)
    if number is None or _count(number[0]) < FEWEST_DIGITS:
        return ""
    inside = f";{extension['own']}" if extension else ""
    return f"{_of_plan(_first_of(number[0], country), country)}{inside}"


def _first_of(number: str, country: str) -> str:
    """Of two numbers in one breath the first: together they would be nobody's.

    It ends where a number of the plan does, at a gap between digits rather than within them.
    """
    if _count(number) <= _MOST_DIGITS:
        return number
    ends = [at for at in range(1, len(number)) if number[at - 1].isdigit()]
    gaps = [at for at in ends if not number[at].isdigit()]
    begun = (number[:at] for at in (*gaps, *ends) if _count(number[:at]) >= _FEWEST_OF_PLAN)
    return next((one for one in begun if _is_of_plan(one, country)), number)


def _count(number: str) -> int:
    return sum(map(str.isdigit, number))


def _is_of_plan(number: str, country: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, country))
    except phonenumbers.NumberParseException:
        return False


def _of_plan(number: str, country: str) -> str:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
