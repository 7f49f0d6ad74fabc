"""Plain text as any chat platform takes it: cleaned, measured, and cut to a limit.

Lengths are counted in UTF-16 units, the longer of the two ways in which a platform may count.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import orjson

Json = dict[str, Any]
"""An object of a platform's own JSON."""

_OURS_TO_SAY: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""Only what JSON knows is written: how anything else looks to people is never its to choose."""


def packed(value: Any) -> bytes:
    """A value as JSON. Chinese stays Chinese: as escapes it would take twice the bytes."""
    return orjson.dumps(value, option=_OURS_TO_SAY)


def written(value: Any) -> str:
    """The same as a text, which other JSON can hold."""
    return packed(value).decode()


EMPTY: Final = "—"
ELLIPSIS: Final = "…"

# Control characters and half surrogates; direction overrides, which turn the rest of a line around;
# zero-width marks, which make an empty text look full.
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    r"\ufeff\ud800-\udfff]"
)
_UTF16: Final = "utf-16-le"


def clean(written: str) -> str:
    """Without what nobody can see and no platform can store."""
    return written if written.isprintable() else _UNSEEN.sub("", written)


def width(written: str) -> int:
    if written.isascii():
        return len(written)
    return len(written.encode(_UTF16, "surrogatepass")) // 2


def start(written: str, limit: int) -> str:
    """The longest beginning that is not wider than the limit."""
    if fits(written, limit):
        return written
    return written.encode(_UTF16, "surrogatepass")[: 2 * max(limit, 0)].decode(_UTF16, "ignore")


def cut(written: str, limit: int) -> str:
    """Cleaned, with `…` where it was too long, and never empty: platforms refuse that."""
    shown = clean(written)
    if not shown.strip():
        return EMPTY
    return shown if fits(shown, limit) else start(shown, limit - 1) + ELLIPSIS


def cut_short(markup: Iterable[tuple[str, bool]], limit: int, half: re.Pattern[str]) -> str:
    """As much markup as fits: what may be cut where it is too long, all else whole or not at all.

    `half` finds what a cut leaves of an entity.
    """
    said, left = "", limit
    for part, divisible in markup:
        wide = width(part)
        if wide > left:
            cuts = divisible and left > 0
            return said + (half.sub("", start(part, left - 1)) + ELLIPSIS if cuts else "")
        said += part
        left -= wide
    return said


def fits(written: str, limit: int) -> bool:
    """No character is wider than two units: what is short need not be measured."""
    return 2 * len(written) <= limit or width(written) <= limit
