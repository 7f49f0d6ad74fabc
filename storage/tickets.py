"""Tickets, their history, and the running numbers."""

from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import bindparam, delete, desc, func, insert, select, text, update

from bot.domain.erasing import Eraser
from bot.domain.history import Event
from bot.domain.ticket import Ticket
from bot.ports import StaleTicket
from storage.base import NOT_ERASED, OPEN
from storage.link import Link, Statement
from storage.mapping import (
    EVENTS,
    TICKETS,
    ending_of,
    event_of,
    event_row,
    reads_alike,
    ticket_of,
    ticket_row,
)
from storage.people_tables import SETTING
from storage.tables import EVENT, SERIAL, TICKET

_WRITTEN: Final = (*TICKETS.columns, "ending", "words")
_LASTING: Final = frozenset({"no", "ending"})
"""What is said once, and is not written again: an index is rewritten for each column that is."""

_CHANGING: Final = tuple(name for name in _WRITTEN if name not in _LASTING)
_changing: Final = itemgetter(*(_WRITTEN.index(name) for name in _CHANGING))
_LAST: Final = chr(0x10FFFF)
_KEPT: Final = 256
"""Between its change and the last message about that a ticket is read a dozen times."""

_GET: Final = Statement(select(*TICKETS.selected).where(TICKET.c.no == bindparam("no")))
_VERSION: Final = Statement(select(TICKET.c.version).where(TICKET.c.no == bindparam("no")))
_ADD: Final = Statement(insert(TICKET).inline(), _WRITTEN)
_SAVE: Final = Statement(
    update(TICKET).where(
        TICKET.c.no == bindparam("its_no"), TICKET.c.version == bindparam("expected")
    ),
    _CHANGING,
)
_ENDING_SO: Final = (
    select(TICKET.c.no)
    .where(TICKET.c.ending >= bindparam("first"), TICKET.c.ending < bindparam("last"))
    .order_by(desc(TICKET.c.created_at), desc(TICKET.c.no))
    .limit(bindparam("most"))
)
_ALL_LIKE: Final = Statement(_ENDING_SO)
_OPEN_LIKE: Final = Statement(_ENDING_SO.where(text(OPEN)))


def _next_serial(dialect_insert: Any) -> Any:
    return (
        dialect_insert(SERIAL)
        .values(scope=bindparam("its_scope"), last=1)
        .on_conflict_do_update(index_elements=["scope"], set_={"last": SERIAL.c.last + 1})
        .returning(SERIAL.c.last)
    )


_SERIAL: Final = Statement(_next_serial)


_OPEN_AFTER: Final = Statement(
    select(*TICKETS.selected)
    .where(text(OPEN), TICKET.c.no > bindparam("no"))
    .order_by(TICKET.c.no)
    .limit(bindparam("most"))
)


_CLOSED_BEFORE: Final = Statement(
    select(*TICKETS.selected)
    .where(text(NOT_ERASED), TICKET.c.closed_at < bindparam("before"))
    .order_by(TICKET.c.closed_at)
    .limit(bindparam("most"))
)


class SqlTickets:
    """A ticket of a version that was seen before is the one that was seen: no version ever changes.

    Unless a transaction is undone: then its versions may be somebody else's by now.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: dict[str, Ticket] = {}
        self._undone = link.undone

    def get(self, no: str) -> Ticket | None:
        known = self._known_one(no)
        if known is not None:
            row = self._link.run(_VERSION, no=no).fetchone()
            if row is not None and row[0] == known.version:
                return known
        row = self._link.run(_GET, no=no).fetchone()
        return None if row is None else self._keep(ticket_of(row, self._link.codec))

    def _known_one(self, no: str) -> Ticket | None:
        if self._undone != self._link.undone:
            self._known.clear()
            self._undone = self._link.undone
        return self._known.get(no)

    def _keep(self, ticket: Ticket) -> Ticket:
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[ticket.no] = ticket
        return ticket

    def add(self, ticket: Ticket) -> None:
        self._link.run_row(_ADD, ticket_row(ticket, self._link.codec))
        self._wrote(ticket)

    def save(self, ticket: Ticket, expected_version: int) -> None:
        row = _changing(ticket_row(ticket, self._link.codec))
        if self._link.run_row(_SAVE, (*row, ticket.no, expected_version)).rowcount != 1:
            raise StaleTicket(ticket.no)
        self._wrote(ticket)

    def _wrote(self, ticket: Ticket) -> None:
        """What it was read as before is over; it need not be read if it would come back so."""
        self._known.pop(ticket.no, None)
        if reads_alike(ticket):
            self._keep(ticket)

    def next_serial(self, scope: str) -> int:
        return int(self._link.run(_SERIAL, its_scope=scope).fetchone()[0])

    def closed_before(self, at: datetime, limit: int) -> list[Ticket]:
        rows = self._link.run(_CLOSED_BEFORE, before=at, most=limit).fetchall()
        return [ticket_of(row, self._link.codec) for row in rows]

    def open_after(self, no: str, limit: int) -> list[Ticket]:
        rows = self._link.run(_OPEN_AFTER, no=no, most=limit).fetchall()
        return [ticket_of(row, self._link.codec) for row in rows]

    def open_numbers_like(self, ending: str, limit: int = 20) -> list[str]:
        return self._like(_OPEN_LIKE, ending, limit)

    def numbers_like(self, ending: str, limit: int = 20) -> list[str]:
        return self._like(_ALL_LIKE, ending, limit)

    def _like(self, statement: Statement, ending: str, limit: int) -> list[str]:
        first = ending_of(ending)
        rows = self._link.run(statement, first=first, last=first + _LAST, most=limit).fetchall()
        return [row[0] for row in rows]


_APPEND: Final = Statement(insert(EVENT).returning(EVENT.c.id), EVENTS.columns)
_EVENT: Final = Statement(select(*EVENTS.selected).where(EVENT.c.id == bindparam("event")))
_LAST_EVENT: Final = Statement(select(func.max(EVENT.c.id)))
_NEWEST: Final = Statement(
    select(*EVENTS.selected)
    .where(EVENT.c.ticket == bindparam("no"), EVENT.c.version > bindparam("since"))
    .order_by(desc(EVENT.c.id))
    .limit(bindparam("most"))
)
_NUMBERED: Final = Statement(
    select(*EVENTS.selected, EVENT.c.id)
    .where(EVENT.c.ticket == bindparam("no"))
    .order_by(desc(EVENT.c.id))
    .limit(bindparam("most"))
)
_LATELY: Final = Statement(
    select(EVENT.c.id, EVENT.c.ticket)
    .where(EVENT.c.id > bindparam("past"))
    .order_by(desc(EVENT.c.id))
    .limit(bindparam("most"))
)


_ERASING: Final = "erasing"
"""The setting that lets a customer be taken out of the history; see the first migration."""
_SAID: Final = (EVENT.c.changes, EVENT.c.note, EVENT.c.files)


class SqlHistory:
    def __init__(self, link: Link) -> None:
        self._link = link

    def append(self, event: Event) -> int:
        row = event_row(event, self._link.codec)
        return int(self._link.run_row(_APPEND, row).fetchone()[0])

    def scrub(self, no: str, eraser: Eraser) -> None:
        run = self._link.core.execute
        run(insert(SETTING).values(key=_ERASING, value=no))
        rows = run(select(EVENT.c.id, *_SAID).where(EVENT.c.ticket == no)).all()
        for id_, changes, note, files in rows:
            said = {
                "changes": eraser.changes({k: (v[0], v[1]) for k, v in changes.items()}),
                "note": eraser.text(note),
                "files": [eraser.file(each) for each in files],
            }
            run(update(EVENT).where(EVENT.c.id == id_).values(**said))
        run(delete(SETTING).where(SETTING.c.key == _ERASING))

    def get(self, event_id: int) -> Event | None:
        row = self._link.run(_EVENT, event=event_id).fetchone()
        return event_of(row, self._link.codec) if row else None

    def newest(self) -> int:
        return self._link.run(_LAST_EVENT).fetchone()[0] or 0

    def of(self, no: str, since_version: int = 0, limit: int = 200) -> list[Event]:
        rows = self._link.run(_NEWEST, no=no, since=since_version, most=limit).fetchall()
        return [event_of(row, self._link.codec) for row in reversed(rows)]

    def numbered(self, no: str, limit: int) -> list[tuple[int, Event]]:
        rows = self._link.run(_NUMBERED, no=no, most=limit).fetchall()
        return [(row[-1], event_of(row[:-1], self._link.codec)) for row in reversed(rows)]

    def lately(self, after: int, limit: int) -> list[tuple[int, str]]:
        rows = self._link.run(_LATELY, past=after, most=limit).fetchall()
        return [(row[0], row[1]) for row in rows]
