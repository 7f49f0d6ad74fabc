"""A batch's own view of the store: what it will read is read at once, what it writes goes together.

On PostgreSQL every statement is a journey of its own; waking a hundred duties one by one would be
a thousand of them. What is asked back in the same batch is written before it is read.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, text
from sqlalchemy.sql import sqltypes

from bot.domain.duties import Duty, Key
from bot.domain.history import Event
from bot.domain.ticket import Ticket
from bot.ports import Outgoing, Saying
from storage.base import IS_CARD
from storage.duties import SqlDuties, newest_of
from storage.link import Link, Statement
from storage.mapping import DUTIES, EVENTS, TICKETS, duties_of, event_row, ticket_of
from storage.outbox import SqlOutbox
from storage.tables import DUTY, EVENT, OUTBOX, TICKET
from storage.tickets import SqlHistory, SqlTickets

_CARDS: Final = select(OUTBOX.c.ticket, OUTBOX.c.lane).where(
    text(IS_CARD), OUTBOX.c.state != "dead"
)
_EVENT_IDS: Final = func.pg_get_serial_sequence("event", "id", type_=sqltypes.String())
_APPEND: Final = Statement(insert(EVENT), ("id", *EVENTS.columns))


class GatheredTickets(SqlTickets):
    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        found = select(*TICKETS.stored).where(TICKET.c.no.in_(nos))
        rows = link.core.execute(found).all()
        self._read = {row.no: ticket_of(row, link.codec) for row in rows}

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
    """What a batch reads of one ticket's duties it reads of all of them, and then keeps in step."""

    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        self._nos = nos
        self._written: dict[tuple[str, Key, int], Duty] = {}
        self._newest: dict[str, dict[Key, Duty]] = {}

    def write(self, duties: Iterable[Duty]) -> None:
        """A row is known by its turn, for a new one has no number yet."""
        for duty in duties:
            self._written[duty.ticket, duty.key, duty.seq] = duty
            if newest := self._newest.get(duty.ticket):
                known = newest.get(duty.key)
                newest[duty.key] = known if known and known.seq > duty.seq else duty

    def of(self, no: str) -> list[Duty]:
        self.flush()
        return super().of(no)

    def newest(self, no: str) -> list[Duty]:
        if no not in self._nos:
            self.flush()
            return super().newest(no)
        if not self._newest:
            self.flush()
            self._newest = self._held()
        return list(self._newest[no].values())

    def _held(self) -> dict[str, dict[Key, Duty]]:
        found = select(*DUTIES.stored).where(DUTY.c.ticket.in_(self._nos)).order_by(DUTY.c.id)
        rows = self._link.core.execute(found.with_for_update() if self._link.writes else found)
        of_ticket: dict[str, list[Duty]] = {no: [] for no in self._nos}
        for duty in duties_of(rows.all(), self._link.codec):
            of_ticket[duty.ticket].append(duty)
        return {no: newest_of(duties) for no, duties in of_ticket.items()}

    def get(self, duty_id: int) -> Duty | None:
        self.flush()
        return super().get(duty_id)

    def flush(self) -> None:
        written, self._written, self._newest = self._written, {}, {}
        if written:
            super().write(written.values())


class GatheredOutbox(SqlOutbox):
    """A sweep says things, and asks in which rooms a ticket's cards are; it asks nothing else."""

    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        self._said: dict[str, Outgoing] = {}
        self._lanes: dict[str, list[str]] = {no: [] for no in nos}
        rows = link.core.execute(_CARDS.where(OUTBOX.c.ticket.in_(nos)).order_by(OUTBOX.c.id))
        for row in rows.all():
            self._lanes[row.ticket].append(row.lane)

    def say(self, messages: Iterable[Outgoing], now: datetime) -> None:
        self._now = now
        for one in messages:
            self._said.setdefault(one.key, one)  # A card that is drawn anew is drawn once.
            if one.saying is Saying.CARD and one.ticket in self._lanes:
                lanes = self._lanes[one.ticket]
                lanes += [one.lane] if one.lane not in lanes else []

    def card_lanes(self, ticket: str) -> list[str]:
        known = self._lanes.get(ticket)
        return super().card_lanes(ticket) if known is None else list(known)

    def flush(self) -> None:
        """By their turn: a lane says those of an earlier one first, whenever they were written."""
        said, self._said = self._said, {}
        if said:
            super().say(sorted(said.values(), key=_turn), self._now)


def _turn(one: Outgoing) -> tuple[int, bool]:
    """Cards before the lines of their threads."""
    return one.turn, one.saying is not Saying.CARD
