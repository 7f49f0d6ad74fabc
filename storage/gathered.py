"""A batch's own view of the store: what it will read is read at once, what it writes goes together.

On PostgreSQL every statement is a journey of its own; waking a hundred duties one by one would be
a thousand of them. What is asked back in the same batch is written before it is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, func, insert, select, text
from sqlalchemy.sql import sqltypes

from bot.domain.duties import Duty, Key
from bot.domain.history import Event
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.ports import Outgoing, Saying
from storage.base import IS_CARD
from storage.duties import SqlDuties, newest_of
from storage.link import Link, Statement
from storage.mapping import DUTIES, EVENTS, TICKETS, duties_of, event_row, ticket_of
from storage.outbox import SqlOutbox
from storage.tables import DUTY, EVENT, OUTBOX, TICKET
from storage.tickets import SqlHistory, SqlTickets

_NOS: Final[BindParameter[Any]] = bindparam("nos", expanding=True)
_CARDS: Final = (
    select(OUTBOX.c.ticket, OUTBOX.c.lane)
    .where(text(IS_CARD), OUTBOX.c.state != "dead", OUTBOX.c.ticket.in_(_NOS))
    .order_by(OUTBOX.c.id)
)
_TICKETS: Final = select(*TICKETS.stored).where(TICKET.c.no.in_(_NOS))
_DUTIES: Final = (
    select(*DUTIES.stored).where(DUTY.c.ticket.in_(_NOS)).order_by(DUTY.c.id).with_for_update()
)
_OF_KINDS: Final = _DUTIES.where(DUTY.c.kind.in_(bindparam("kinds", expanding=True)))
_EVENT_IDS: Final = func.pg_get_serial_sequence("event", "id", type_=sqltypes.String())
_APPEND: Final = Statement(insert(EVENT), ("id", *EVENTS.columns))


class GatheredTickets(SqlTickets):
    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        rows = link.core.execute(_TICKETS, {"nos": nos}).all()
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
        self._most = most
        self._numbers: Iterator[int] = iter(())
        self._rows: list[list[Any]] = []

    def append(self, event: Event) -> int:
        number = next(self._numbers, None) or self._after_more()
        self._rows.append([number, *event_row(event, self._link.codec)])
        return number

    def _after_more(self) -> int:
        self.flush()
        self._numbers = iter(sorted(self._taken()))
        return next(self._numbers)

    def _taken(self) -> Iterable[int]:
        """Numbers that nobody else takes: in a file, whoever writes is alone."""
        if self._link.codec.dialect == "sqlite":
            newest = self.newest()
            return range(newest + 1, newest + 1 + self._most)
        numbers = select(func.nextval(_EVENT_IDS)).select_from(func.generate_series(1, self._most))
        return self._link.core.execute(numbers).scalars()

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
        self._kinds: tuple[DutyKind, ...] = ()

    def write(self, duties: Iterable[Duty]) -> None:
        """A row is known by its turn, for a new one has no number yet."""
        for duty in duties:
            self._written[duty.ticket, duty.key, duty.seq] = duty
            newest = self._newest.get(duty.ticket)
            if newest is not None and (not self._kinds or duty.kind in self._kinds):
                known = newest.get(duty.key)
                newest[duty.key] = known if known and known.seq > duty.seq else duty

    def of(self, no: str) -> list[Duty]:
        self.flush()
        return super().of(no)

    def newest(self, no: str, *kinds: DutyKind) -> list[Duty]:
        if no not in self._nos:
            self.flush()
            return super().newest(no, *kinds)
        if not self._newest or kinds != self._kinds:
            self.flush()
            self._newest, self._kinds = self._held(kinds), kinds
        return list(self._newest[no].values())

    def _held(self, kinds: tuple[DutyKind, ...]) -> dict[str, dict[Key, Duty]]:
        which = {"nos": self._nos, "kinds": [kind.value for kind in kinds]}
        rows = self._link.core.execute(_OF_KINDS if kinds else _DUTIES, which)
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
        for ticket, lane in link.core.execute(_CARDS, {"nos": nos}).all():
            self._lanes[ticket].append(lane)

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
