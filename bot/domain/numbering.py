"""Ticket numbers: a date and a running number, in the policy's pattern (S0-14, S3-23)."""

import re
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Final

_DATE: Final = re.compile(r"(?:%[Yymdj]|[A-Za-z0-9_-])+")
_SERIAL: Final = re.compile(r"(?:0[1-9])?d?")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]*")


class BadPatternError(ValueError):
    """The pattern cannot number tickets; the message is a code: syntax, letters, date or serial."""


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
        return self.text.format(date=day, serial=serial)

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
