"""What is told of a number where the whole is not: its last digits (S3-04)."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_MASK: Final = re.compile(r"[*•●]|(?<=\d)[xX]{2,}(?=\d)")
_LAST: Final = re.compile(
    r"(?:尾号|后四位|末四位|last(?: four)?|ending(?: in)?)?[:：\s]*([0-9]{4})"
)
_TOLD: Final = 4


def is_masked(written: str) -> bool:
    """Whether digits of it were left out; what is left is many people's."""
    return _MASK.search(unicodedata.normalize("NFKC", written)) is not None


@lru_cache(maxsize=64)  # A new ticket asks four times.
def last_digits(written: str) -> str:
    """The last four digits, where no more of a number's end is told: ****5678, 尾号5678, 5678.

    Empty for a whole number, and for what is none.
    """
    plain = unicodedata.normalize("NFKC", written).strip()
    if masks := [*_MASK.finditer(plain)]:
        told = re.sub(r"[\s-]", "", plain[masks[-1].end() :])
        return told if re.fullmatch(f"[0-9]{{{_TOLD}}}", told) else ""
    only = _LAST.fullmatch(plain.casefold())
    return only[1] if only else ""


def ending(digits: str) -> str:
    """As a number of which no more is known is written."""
    return f"****{digits}"
