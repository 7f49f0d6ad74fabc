"""Tickets of which only what most duties ask for was read.

A ticket has a hundred columns; a duty that wakes looks at ten of them. Whoever asks for another
field gets it all the same: then the rest is read, of the whole batch at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, Final

from bot.domain.life_cycle import Status
from bot.domain.ticket import Ticket
from bot.ports import StaleTicket
from storage.columns import Codec
from storage.mapping import Plan
from storage.tables import TICKET

READ: Final = (
    "no", "version", "status", "close_reason", "department", "assignee", "first_responder",
    "urgency", "created_at", "reason_at",
)  # fmt: skip
SKIMMED: Final = Plan[Ticket](TICKET, READ, {"status": Status})
_UNREAD: Final = frozenset(f.name for f in fields(Ticket)).difference(READ)
_put: Final = object.__setattr__

Whole = Callable[[str], Ticket]


class Skimmed(Ticket):
    """A field that was not read is an empty slot, so that Python asks `__getattr__` for it."""

    __slots__ = ("_whole",)

    @property  # type: ignore[misc] # It cannot be set.
    def __class__(self) -> type[Ticket]:  # type: ignore[override] # A ticket.
        """It equals a ticket that was read whole, and a changed copy of it is one."""
        return Ticket

    def __getattr__(self, name: str) -> Any:
        if name not in _UNREAD:
            raise AttributeError(name)
        whole = self._whole(self.no)
        if whole.version != self.version:  # Somebody has changed it since.
            raise StaleTicket(self.no)
        for each in _UNREAD:
            _put(self, each, getattr(whole, each))
        return getattr(whole, name)


def skimmed(row: Sequence[Any], codec: Codec, whole: Whole) -> Ticket:
    ticket = Skimmed.__new__(Skimmed)
    for name, value in zip(READ, SKIMMED.values(row, codec), strict=True):
        _put(ticket, name, value)
    _put(ticket, "_whole", whole)
    return ticket
