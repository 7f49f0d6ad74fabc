"""Finding the ticket's number in a line."""

import re
from typing import Final, NamedTuple
from unicodedata import normalize

from bot.grammar.script import fold

# Folded text. A number ends in a digit, or `220V` and `R134a` would be taken for one; behind a
# `#` anything with a digit is meant as a number.
_TOKEN: Final = re.compile(
    r"(?:(?:no\.|№|工单号?|单号)[\s:]*)?(?P<sharp>#?)(?P<no>[a-z0-9_-]+)"
    r"(?=[\s:,;、。!)]|\.?(?:\s|$))(?:[:,;、。!).]|\s*[:,;、])?\s*"
)
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_SHORTEST: Final = 3  # Digits: `3天后到货` and `10:05` begin a text.

NUMBER: Final = r"(?=(?:[a-z_-]*\d){3})[a-z0-9_-]*\d"
"""A number as part of another pattern, on folded text."""


class Numbered(NamedTuple):
    ticket: str
    text: str


def take_number(line: str, *, loosely: bool = False) -> Numbered:
    """The number that the line begins with, and the rest; `loosely` where no text can follow."""
    low = fold(line)
    found = _TOKEN.match(low)
    if not found or not _looks_like_one(found["no"], loosely=loosely or bool(found["sharp"])):
        return Numbered("", line)
    return Numbered(written_number(line, found.span("no")), line[found.end() :])


def written_number(line: str, span: tuple[int, int]) -> str:
    return normalize("NFKC", line[slice(*span)])


def _looks_like_one(token: str, *, loosely: bool) -> bool:
    digits = sum(c.isdigit() for c in token)
    if loosely:
        return digits > 0
    return digits >= _SHORTEST and token[-1].isdigit() and not _DATE.fullmatch(token)
