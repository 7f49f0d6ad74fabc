"""The tickets that a connection knows, which need not be read again."""

from typing import Final

from bot.domain.ticket import Ticket
from storage.link import Link

_KEPT: Final = 256
"""A ticket is read a dozen times between its change and the last message about that. More than a
processor has at hand cost every command more than they spare: a new ticket took 4 % longer with
2,048 kept than with 64 (measured at these two only)."""


class KnownTickets:
    """A ticket of a version that was seen before is the one that was seen: no version ever changes.

    Unless its transaction is undone: then its versions may be somebody else's by now.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: dict[str, Ticket] = {}
        self._stood: dict[str, object] = {}  # At which moment each was surely the last version.
        self._learnt: set[str] = set()  # In this transaction.
        self._undone = link.undone

    def begin(self) -> None:
        """Another transaction begins: what the last one taught holds, unless it was undone."""
        self._unlearn()
        self._learnt.clear()

    def get(self, no: str) -> Ticket | None:
        """The ticket as it was seen last; it may have changed since."""
        self._unlearn()
        return self._known.get(no)

    def still_stands(self, no: str) -> bool:
        """Whether it surely has not: nobody has written since."""
        return self._stood.get(no) is self._link.moment

    def stands(self, no: str) -> None:
        """Nobody has changed it up to now."""
        self._stood[no] = self._link.moment

    def keep(self, ticket: Ticket) -> Ticket:
        self.forget(ticket.no)
        if len(self._known) >= _KEPT:
            self.forget(next(iter(self._known)))
        self._learnt.add(ticket.no)
        self._known[ticket.no] = ticket
        self.stands(ticket.no)
        return ticket

    def forget(self, no: str) -> None:
        self._known.pop(no, None)
        self._stood.pop(no, None)

    def _unlearn(self) -> None:
        if self._undone != self._link.undone:
            self._undone = self._link.undone
            for no in self._learnt:
                self.forget(no)
