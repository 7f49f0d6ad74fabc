"""Which tickets a shortened number can mean (spec 2 §1)."""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

_APART: Final = re.compile(r"[-_\s]+")


def matches(written: str, open_numbers: Sequence[str], today_prefix: str = "") -> list[str]:
    """The open tickets meant by `001`, `1122-001` or the whole number, newest first.

    `open_numbers` come newest first. The whole number wins over endings, and today's serial over
    the same ending of an older day; `today_prefix` is what today's numbers begin with. More than
    one answer means that the number is ambiguous.
    """
    wanted = _plain(written).lstrip("#")
    if not wanted:
        return []
    plain = [(no, _plain(no)) for no in open_numbers]
    return (
        [no for no, text in plain if text == wanted]
        or [no for no, text in plain if _is_todays(text, wanted, _plain(today_prefix))]
        or [no for no, text in plain if _ends_with(text, wanted)]
    )


def _plain(number: str) -> str:
    return normalize("NFKC", number).strip().casefold()


def _is_todays(number: str, serial: str, prefix: str) -> bool:
    rest = number.removeprefix(prefix).lstrip("-_")
    return bool(prefix) and number.startswith(prefix) and _same_serial(rest, serial)


def _same_serial(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and one.lstrip("0") == other.lstrip("0")


def _ends_with(number: str, written: str) -> bool:
    """Hyphens say where the day ends: `1122-1` is serial 1 of that day, whatever its width."""
    *day, serial = _APART.split(written)
    bare = _APART.sub("", number)
    if not day:
        return bare.endswith(serial)
    ending = re.escape("".join(day)) + "0*" + re.escape(serial.lstrip("0") or "0")
    return re.search(f"{ending}$", bare) is not None
