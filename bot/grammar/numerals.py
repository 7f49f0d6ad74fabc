"""Finding the ticket's number in a line."""

import re
from typing import Final, NamedTuple
from unicodedata import normalize

from bot.domain.errors import OneTicketAtATime
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


_ANYWHERE: Final = re.compile(
    rf"(?<![a-z0-9_-])(?P<link>)(?P<sharp>#?)(?P<no>{NUMBER})(?![a-z0-9_-])"
)
_SECOND: Final = re.compile(
    rf"(?P<link>(?:(?:and\b|和|与|跟|及|以及|还有)\s*)?)(?P<sharp>#?)(?P<no>{NUMBER})(?=[\s,;:、。!]|$)"
)
_LONG: Final = 6


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


def take_only_number(line: str, *, loosely: bool = False) -> Numbered:
    """The same, for a command about one ticket; raises OneTicketAtATime where two are named.

    Where a text may follow, `404` may be its first word: it takes a word between them, or two
    numbers that are as long, and begin, as only whole ones do.
    """
    ticket, text = take_number(line, loosely=loosely)
    found = (_ANYWHERE.search if loosely else _SECOND.match)(fold(text)) if ticket else None
    if found and not _DATE.fullmatch(found["no"]) and _is_another(found, ticket, loosely=loosely):
        raise OneTicketAtATime(ticket, written_number(text, found.span("no")))
    return Numbered(ticket, text)


def _is_another(found: re.Match[str], ticket: str, *, loosely: bool) -> bool:
    if loosely or found["sharp"] or found["link"]:
        return True
    begins = found["no"][:2] == fold(ticket[:2])
    return begins and len(found["no"]) == len(ticket) >= _LONG


def written_number(line: str, span: tuple[int, int]) -> str:
    return normalize("NFKC", line[slice(*span)])


def _looks_like_one(token: str, *, loosely: bool) -> bool:
    digits = sum(c.isdigit() for c in token)
    if loosely:
        return digits > 0
    return digits >= _SHORTEST and token[-1].isdigit() and not _DATE.fullmatch(token)
