"""Tickets, their history, and the running numbers."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import bindparam, delete, desc, func, insert, select, text, update

from bot.domain.erasing import Eraser
from bot.domain.history import Event
from bot.domain.ticket import Ticket
from bot.ports import StaleTicket
from storage.base import NOT_ERASED, OPEN
from storage.known import KnownTickets
from storage.link import Link, Numbered, Statement
from storage.mapping import (
    EVENTS,
    TICKETS,
    ending_of,
    event_of,
    event_row,
    reads_alike,
    ticket_changes,
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
_GET: Final = Statement(select(*TICKETS.selected).where(TICKET.c.no == bindparam("no")))
_SEEN: Final = select(TICKET.c.version).where(TICKET.c.no == bindparam("no"))
_VERSION: Final = Statement(_SEEN)
_HOLD: Final = Statement(_SEEN.with_for_update())
_ADD: Final = Statement(insert(TICKET).inline(), _WRITTEN)


@lru_cache(maxsize=512)
def _saving(columns: tuple[str, ...]) -> Statement:
    """An index is rewritten for each of its columns that is said, be it as it was."""
    known_by = TICKET.c.no == bindparam("its_no"), TICKET.c.version == bindparam("expected")
    return Statement(update(TICKET).where(*known_by), columns)


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


_NEXT_OPEN: Final = (
    select(*TICKETS.selected)
    .where(text(OPEN), TICKET.c.no > bindparam("no"))
    .order_by(TICKET.c.no)
    .limit(bindparam("most"))
)
_OPEN_AFTER: Final = Statement(_NEXT_OPEN)
_HOLD_OPEN_AFTER: Final = Statement(_NEXT_OPEN.with_for_update())


_CLOSED_BEFORE: Final = Statement(
    select(*TICKETS.selected)
    .where(text(NOT_ERASED), TICKET.c.closed_at < bindparam("before"))
    .order_by(TICKET.c.closed_at)
    .limit(bindparam("most"))
)


class SqlTickets:
    def __init__(self, link: Link) -> None:
        self._link = link
        self._known = KnownTickets(link)

    def begin(self) -> None:
        """A new transaction has begun."""
        self._known.begin()

    def get(self, no: str) -> Ticket | None:
        known = self._known.get(no)
        if known is not None and (self._known.still_stands(no) or self._is_last(known)):
            return known
        row = self._link.run(_GET, no=no).fetchone()
        return None if row is None else self._known.keep(ticket_of(row, self._link.codec))

    def _is_last(self, known: Ticket) -> bool:
        row = self._link.run(_VERSION, no=known.no).fetchone()
        if row is None or row[0] != known.version:
            return False
        self._known.stands(known.no)
        return True

    def hold(self, ticket: Ticket) -> None:
        row = self._link.run(_HOLD, no=ticket.no).fetchone()
        if row is None or row[0] != ticket.version:
            self._known.forget(ticket.no)
            raise StaleTicket(ticket.no)

    def add(self, ticket: Ticket) -> None:
        self._link.add(_ADD, ticket_row(ticket, self._link.codec))
        self._wrote(ticket)

    def save(self, ticket: Ticket, expected_version: int) -> None:
        columns, row = self._changes(ticket, expected_version)
        saved = self._link.run_row(_saving(columns), (*row, ticket.no, expected_version))
        if saved.rowcount != 1:
            self._known.forget(ticket.no)
            raise StaleTicket(ticket.no)
        self._wrote(ticket)

    def _changes(self, ticket: Ticket, before: int) -> tuple[tuple[str, ...], Sequence[Any]]:
        """What is to be written over that version: all there is, if it is not at hand."""
        known = self._known.get(ticket.no)
        if known is not None and known.version == before:
            return ticket_changes(known, ticket, self._link.codec)
        return _CHANGING, _changing(ticket_row(ticket, self._link.codec))

    def _wrote(self, ticket: Ticket) -> None:
        """What it was read as before is over; it need not be read if it would come back so."""
        self._known.forget(ticket.no)
        if reads_alike(ticket):
            self._known.keep(ticket)

    def next_serial(self, scope: str) -> int:
        return int(self._link.run(_SERIAL, its_scope=scope).fetchone()[0])

    def closed_before(self, at: datetime, limit: int) -> list[Ticket]:
        rows = self._link.run(_CLOSED_BEFORE, before=at, most=limit).fetchall()
        return [ticket_of(row, self._link.codec) for row in rows]

    def open_after(self, no: str, limit: int) -> list[Ticket]:
        which = _HOLD_OPEN_AFTER if self._link.writes else _OPEN_AFTER
        rows = self._link.run(which, no=no, most=limit).fetchall()
        return [ticket_of(row, self._link.codec) for row in rows]

    def open_numbers_like(self, ending: str, limit: int = 20) -> list[str]:
        return self._like(_OPEN_LIKE, ending, limit)

    def numbers_like(self, ending: str, limit: int = 20) -> list[str]:
        return self._like(_ALL_LIKE, ending, limit)

    def _like(self, statement: Statement, ending: str, limit: int) -> list[str]:
        first = ending_of(ending)
        rows = self._link.run(statement, first=first, last=first + _LAST, most=limit).fetchall()
        return [row[0] for row in rows]


_APPEND: Final = Numbered(
    Statement(insert(EVENT).inline(), EVENTS.columns),
    Statement(insert(EVENT).returning(EVENT.c.id), EVENTS.columns),
)
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
        return self._link.run_numbered(_APPEND, event_row(event, self._link.codec))

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
