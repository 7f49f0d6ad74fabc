"""Where a name of several words ends: `customer=Anna O'Neil phone=…`, `客户：Bob van Dyke；…`."""

import re
from collections.abc import Container
from typing import Final

NAME_KEYS: Final = frozenset(
    {"customer", "contact", "to", "owner", "person", "member", "origin", "stand_in"}
)

# Read as it was typed: what is small begins the text that follows a name.
_LETTERS: Final = "[A-Za-zÀ-ɏ'’.-]"
_FIRST: Final = re.compile(rf"@?[A-Za-zÀ-ɏ]{_LETTERS}*")
_NEXT_WORD: Final = re.compile(
    rf"[ \t]+(?:(?:van|von|der|den|de|del|la|le|di|da|bin|al)[ \t]+)*[A-ZÀ-Þ]{_LETTERS}*"
    r"(?=[\s,;，；、。]|$)"
)
_PAIR: Final = re.compile(r"[ \t]*([^\W\d_]\w*)[ \t]*[=:]")  # Folded.
_CLOSED: Final = re.compile(r"[ \t]*(?:[,;，；、。\n]|$)")
_MOST: Final = 3


def name_end(line: str, low: str, at: int, end: int, keys: Container[str]) -> int:
    """The end of the name that begins here and whose first word ends at `end`.

    More words are taken in only where nothing but the name can be meant: the next pair, a
    punctuation mark or the end of the line must follow. `customer=Anna Fridge is loud` stays Anna.
    """
    if not _FIRST.fullmatch(line, at, end):
        return end
    last = end
    for _ in range(_MOST):
        more = _NEXT_WORD.match(line, last)
        if not more or _begins_pair(low, last, keys):
            break
        last = more.end()
    return last if _CLOSED.match(line, last) or _begins_pair(low, last, keys) else end


def _begins_pair(low: str, at: int, keys: Container[str]) -> bool:
    found = _PAIR.match(low, at)
    return found is not None and found[1] in keys
