"""Where a phone number ends that was written in groups: `138 1234 5678`, `010-8888 9999 转 12`."""

import re
from typing import Final

# Folded text.
_FIRST: Final = re.compile(r"[+(]*\d[\d()./+-]*")
_OPEN: Final = re.compile(r"(?<!\d)\d{1,5}\)?$")  # What ends in more digits is a whole number.
_GROUP: Final = re.compile(r"[ \t]+\(?\d{2,8}\)?(?:-\d{2,8})*(?=[\s,;、。]|$)")
_INSIDE: Final = re.compile(r"[ \t]*(?:转|分机|ext\.?|x)[ \t]*\d{1,6}(?=[\s,;、。]|$)")
_ENDING: Final = 4
_WHOLE: Final = 8
_MOST: Final = {
    "+86": 13,
    "0086": 15,
    "+1": 11,
    "001": 13,
    "+": 15,  # Of any country (E.164).
    "00": 15,
    "0": 12,  # A landline with its area: 0512 6666 8888.
    "(0": 12,
    "": 11,  # A mobile number; a hotline (400 800 8820) has fewer.
}
"""By how a number begins, the surest first: so many digits it has at most."""


def number_end(low: str, at: int, end: int) -> int:
    """The end of the number that begins here, if its first group ends at `end`.

    A number that is complete takes no more in: what follows are a second one, a price, a model.
    """
    if not _FIRST.fullmatch(low, at, end):
        return end
    last = _grouped(low, at, end)
    inside = _INSIDE.match(low, last)
    return inside.end() if inside else last


def _grouped(low: str, at: int, end: int) -> int:
    last = end
    while _OPEN.search(low[at:last]) and (more := _GROUP.match(low, last)):
        if _digits(low[at : more.end()]) > _most(low, at):
            break
        last = more.end()
    # Four digits alone may be the end of a number (尾号5678) with something else behind it.
    alone = _digits(low[at:end]) == _ENDING and _digits(low[at:last]) < _WHOLE
    return end if alone else last


def _most(low: str, at: int) -> int:
    return next(most for begins, most in _MOST.items() if low.startswith(begins, at))


def _digits(part: str) -> int:
    return sum(map(str.isdigit, part))
