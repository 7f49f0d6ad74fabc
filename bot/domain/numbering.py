"""Ticket numbers: a date and a running number, in the policy's pattern (S0-14, S3-23)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Final
from unicodedata import normalize

_DATE: Final = re.compile(r"(?:%[Yymdj]|[A-Za-z0-9_-])+")
_SERIAL: Final = re.compile(r"(?:0[1-9])?d?")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]*")


class BadPatternError(ValueError):
    """The pattern cannot number tickets; the message is a code: syntax, letters, date or serial."""


class _Blank:
    """A serial that is still to be filled in: formatted, it is the pattern's blank again."""

    def __format__(self, form: str) -> str:
        return f"{{serial:{form}}}"


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """`{date:%Y%m%d}{serial:03d}` gives 20231001001; past its width the serial grows, never wraps.

    Only fixed-width parts of a date are allowed, so that two scopes can never spell one number.
    """

    text: str = "{date:%Y%m%d}{serial:03d}"

    def __post_init__(self) -> None:
        try:
            fields = list(Formatter().parse(self.text))
        except ValueError:
            raise BadPatternError("syntax") from None
        if not all(_PLAIN.fullmatch(plain) for plain, *_ in fields):
            raise BadPatternError("letters")
        for _, name, form, conversion in fields:
            if name is not None:
                _check(name, form or "", conversion)
        if [name for _, name, *_ in fields].count("serial") != 1:
            raise BadPatternError("serial")

    def render(self, day: date, serial: int) -> str:
        return self._on(day).format(serial=serial)

    @lru_cache(maxsize=8)  # noqa: B019 - frozen, and all tickets of a day ask for the same.
    def _on(self, day: date) -> str:
        return self.text.format(date=day, serial=_Blank())

    @lru_cache(maxsize=8)  # noqa: B019 - as above.
    def scope(self, day: date) -> str:
        """Name the run of serials that `day` belongs to: a new scope starts again at 1."""
        return "".join(
            plain + ((form and name == "date" and format(day, form)) or "")
            for plain, name, form, _ in Formatter().parse(self.text)
        )

    def __str__(self) -> str:
        return self.text


def _check(name: str, form: str, conversion: str | None) -> None:
    if name not in {"date", "serial"} or conversion:
        raise BadPatternError("syntax")
    if not (_DATE if name == "date" else _SERIAL).fullmatch(form):
        raise BadPatternError(name)


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
