"""Which ticket a written number means: whole, or as much of its end as nobody can mistake."""

from typing import Final

from bot.domain.errors import AmbiguousTicket, UnknownTicket
from bot.domain.numbering import matches
from bot.ports import Tickets

_OFFERED: Final = 5
_SERIAL_WIDTH: Final = 3


def number_meant(written: str, tickets: Tickets, today: str) -> str:
    """`today` is what today's numbers begin with; raises UnknownTicket or AmbiguousTicket."""
    if tickets.get(written):
        return written
    near = _near(written, tickets)
    found = matches(written, near, today_prefix=today)
    if len(found) > 1:
        raise AmbiguousTicket(written=written, candidates=tuple(found))
    if not found:
        raise UnknownTicket(written=written, near=tuple(near[:_OFFERED]))
    return found[0]


def _near(written: str, tickets: Tickets) -> list[str]:
    """Numbers that end like it: of open tickets, else of any; short serials are padded."""
    serial = written.upper().rpartition("-")[2]
    for ending in dict.fromkeys((serial.zfill(_SERIAL_WIDTH), serial)):
        if near := tickets.open_numbers_like(ending) or tickets.numbers_like(ending):
            return near
    return []
