"""How text is written: what cannot be seen, full width, quotes, and where words end.

`fold` never changes the length, so that what is found in the folded text can be cut out of the
text as it was typed.
"""

import re
from typing import Final

# Bidirectional marks come with phone numbers copied from a phone's contacts. The joiner U+200D
# stays: it holds emoji together.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff]"  # Half of an emoji that was cut in two on its way.
)
_SPACES: Final = "\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# A full-width question mark stays: it ends a sentence, while a plain one stands in addresses.
_FULL_WIDTH: Final = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) != "？"}
_FOLDED: Final[dict[int, str]] = (
    {c: chr(half).lower() for c, half in _FULL_WIDTH.items()}
    | {c: chr(c).lower() for c in range(ord("A"), ord("Z") + 1)}
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys(map(ord, "“”„‟＂"), '"')
    | dict.fromkeys(map(ord, "‘’‚‛＇"), "'")
    | {ord("｢"): "「", ord("｣"): "」", ord("､"): "、", ord("｡"): "。"}
)
# Most characters stay as they are, and finding the others is quicker than translating all.
_TO_FOLD: Final = re.compile(f"[{re.escape(''.join(map(chr, _FOLDED)))}]+")
CHINESE: Final = "\u3400-\u9fff"
"""Chinese characters, within the brackets of a pattern."""

_CHINESE: Final = re.compile(f"[{CHINESE}]")

GAP: Final = re.compile(r"[:,;、。!？?.]*[\s:,;、]*")
"""What may stand, folded, between a command, a number and a text."""


def cleaned(text: str) -> str:
    """Without what nobody sees, one kind of line end, nothing around it."""
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def fold(text: str) -> str:
    """Half-width, plain quotes and spaces, ASCII letters small; as long as the text itself."""
    return _TO_FOLD.sub(_folded, text)


def _folded(found: re.Match[str]) -> str:
    return found[0].translate(_FOLDED)


def in_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None
