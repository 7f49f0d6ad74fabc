"""A batch's own view of the store: what it will read is read at once, what it writes goes together.

On PostgreSQL every statement is a journey of its own; waking a hundred duties one by one would be
a thousand of them. What is asked back in the same batch is written before it is read.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, text
from sqlalchemy.sql import sqltypes

from bot.domain.duties import Duty
from bot.domain.history import Event
from bot.domain.ticket import Ticket
from bot.ports import Outgoing, Saying
from storage.base import IS_CARD
from storage.columns import CORE
from storage.duties import SqlDuties
from storage.link import Link, Statement
from storage.mapping import EVENTS, TICKETS, event_row, ticket_of
from storage.outbox import SqlOutbox
from storage.tables import EVENT, OUTBOX, TICKET
from storage.tickets import SqlHistory, SqlTickets

_CARDS: Final = select(OUTBOX.c.ticket, OUTBOX.c.lane).where(
    text(IS_CARD), OUTBOX.c.state != "dead"
)
_EVENT_IDS: Final = func.pg_get_serial_sequence("event", "id", type_=sqltypes.String())
_APPEND: Final = Statement(insert(EVENT), ("id", *EVENTS.columns))


class GatheredTickets(SqlTickets):
    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        found = select(*TICKETS.selected).where(TICKET.c.no.in_(nos))
        rows = link.core.execute(found).all()
        self._read = {row.no: ticket_of(row, CORE) for row in rows}

    def get(self, no: str) -> Ticket | None:
        return self._read.get(no) or super().get(no)

    def save(self, ticket: Ticket, expected_version: int) -> None:
        self._read.pop(ticket.no, None)
        super().save(ticket, expected_version)


class GatheredHistory(SqlHistory):
    """Events are numbered when they happen, and written at the end."""

    def __init__(self, link: Link, most: int) -> None:
        super().__init__(link)
        self._rows: list[list[Any]] = []
        self._numbers: list[int] = []
        if link.codec.dialect == "postgresql":  # In a process's own file a row costs no journey.
            taken = select(func.nextval(_EVENT_IDS)).select_from(func.generate_series(1, most))
            self._numbers = sorted(link.core.execute(taken).scalars(), reverse=True)

    def append(self, event: Event) -> int:
        if not self._numbers:
            self.flush()
            return super().append(event)
        number = self._numbers.pop()
        self._rows.append([number, *event_row(event, self._link.codec)])
        return number

    def get(self, event_id: int) -> Event | None:
        self.flush()
        return super().get(event_id)

    def of(self, no: str, since_version: int = 0, limit: int = 200) -> list[Event]:
        self.flush()
        return super().of(no, since_version, limit)

    def flush(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            self._link.run_many(_APPEND, rows)


class GatheredDuties(SqlDuties):
    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._changed: dict[int, Duty] = {}

    def write(self, duties: Iterable[Duty]) -> None:
        """New rows at once: they have no number yet by which they could be changed again."""
        written = list(duties)
        if all(duty.id for duty in written):
            self._changed |= {duty.id: duty for duty in written}
            return
        self.flush()
        super().write(written)

    def of(self, no: str) -> list[Duty]:
        self.flush()
        return super().of(no)

    def newest(self, no: str) -> list[Duty]:
        self.flush()
        return super().newest(no)

    def get(self, duty_id: int) -> Duty | None:
        return self._changed.get(duty_id) or super().get(duty_id)

    def flush(self) -> None:
        changed, self._changed = self._changed, {}
        if changed:
            super().write(changed.values())


class GatheredOutbox(SqlOutbox):
    """A sweep says things, and asks in which rooms a ticket's cards are; it asks nothing else."""

    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        self._said: list[Outgoing] = []
        self._lanes: dict[str, list[str]] = {no: [] for no in nos}
        rows = link.core.execute(_CARDS.where(OUTBOX.c.ticket.in_(nos)).order_by(OUTBOX.c.id))
        for row in rows:
            self._lanes[row.ticket].append(row.lane)

    def say(self, messages: Iterable[Outgoing], now: datetime) -> None:
        self._now = now
        for one in messages:
            self._said.append(one)
            if one.saying is Saying.CARD and one.ticket in self._lanes:
                lanes = self._lanes[one.ticket]
                lanes += [one.lane] if one.lane not in lanes else []

    def card_lanes(self, ticket: str) -> list[str]:
        known = self._lanes.get(ticket)
        return super().card_lanes(ticket) if known is None else list(known)

    def flush(self) -> None:
        """By their turn: a lane says those of an earlier one first, whenever they were written."""
        said, self._said = self._said, []
        if said:
            super().say(sorted(said, key=_turn), self._now)


def _turn(one: Outgoing) -> tuple[int, bool]:
    """Cards before the lines of their threads."""
    return one.turn, one.saying is not Saying.CARD
