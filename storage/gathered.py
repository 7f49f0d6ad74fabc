"""A batch's own view of the store: what it will read is read at once, what it writes goes together.

On PostgreSQL every statement is a journey of its own; waking a hundred duties one by one would be
a thousand of them. What is asked back in the same batch is written before it is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Integer,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
)

from bot.domain.duties import Duty, Key
from bot.domain.duty_rules import BREACHES
from bot.domain.history import Event
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.ports import LIVING, Outgoing, Saying
from storage.base import quoted
from storage.duties import SqlDuties
from storage.link import Link, Statement, among
from storage.mapping import DUTIES, EVENTS, TICKETS, duties_of, event_row, ticket_of
from storage.outbox import SqlOutbox
from storage.outbox_tables import OUTBOX
from storage.saying import DRAW
from storage.skimmed import SKIMMED, skimmed
from storage.tables import DUTY, EVENT, TICKET
from storage.tickets import SqlHistory, SqlTickets
from storage.together import added

_REASON: Final = DutyKind.OVERDUE_REASON
_CARDS: Final = Statement(
    select(OUTBOX.c.ticket, OUTBOX.c.lane, OUTBOX.c.id)
    .where(
        OUTBOX.c.saying == quoted("card"),
        OUTBOX.c.state != quoted("dead"),
        among(OUTBOX.c.ticket, "nos"),
    )
    .order_by(OUTBOX.c.id)
)
_SKIMMED: Final = Statement(
    select(*SKIMMED.selected)
    .where(among(TICKET.c.no, "nos"))
    .order_by(TICKET.c.no)
    .with_for_update()
)
"""Held before anything of them is, as commands do."""

_WHOLE: Final = Statement(select(*TICKETS.selected).where(among(TICKET.c.no, "nos")))
_OWED: Final = (
    select(*DUTIES.selected)
    .where(among(DUTY.c.ticket, "nos"))
    .order_by(DUTY.c.id)
    .with_for_update()
)
_DUTIES: Final = Statement(_OWED)
_LATER: Final = DUTY.alias("later")
_MISSES: Final = Statement(
    _OWED.where(
        DUTY.c.kind.in_([quoted(kind) for kind in (_REASON, *sorted(BREACHES))]),
        or_(DUTY.c.kind == quoted(_REASON), DUTY.c.missed_at.is_not(None)),
        ~exists().where(
            _LATER.c.ticket == DUTY.c.ticket,
            _LATER.c.kind == DUTY.c.kind,
            _LATER.c.about == DUTY.c.about,
            _LATER.c.seq > DUTY.c.seq,
        ),
    )
)
_TAKEN: Final = Statement(
    select(func.nextval(quoted("event_id_seq"))).select_from(
        func.generate_series(literal_column("1"), bindparam("most", type_=Integer()))
    )
)
_NUMBERED: Final = ("id", *EVENTS.columns)
_APPEND: Final = added(Statement(insert(EVENT), _NUMBERED), EVENT, _NUMBERED)


class ForeseenTickets(SqlTickets):
    """Those that will be asked for one by one are read by one statement."""

    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        self._nos = nos
        self._read = self._first()

    def _first(self) -> dict[str, Ticket]:
        return self._all_whole()

    def _all_whole(self) -> dict[str, Ticket]:
        rows = self._link.run(_WHOLE, nos=self._nos).fetchall()
        tickets = (ticket_of(row, self._link.codec) for row in rows)
        return {ticket.no: ticket for ticket in tickets}

    def get(self, no: str) -> Ticket | None:
        return self._read.get(no) or super().get(no)

    def save(self, ticket: Ticket, expected_version: int) -> None:
        self._read.pop(ticket.no, None)
        super().save(ticket, expected_version)
        self._link.moved()


class GatheredTickets(ForeseenTickets):
    """Of most of them a batch asks very little."""

    def _first(self) -> dict[str, Ticket]:
        self._whole: dict[str, Ticket] = {}
        rows = self._link.run(_SKIMMED, nos=self._nos).fetchall()
        return {row[0]: skimmed(row, self._link.codec, self._read_whole) for row in rows}

    def _read_whole(self, no: str) -> Ticket:
        """What one of them is asked about they will all be asked about."""
        if not self._whole:
            self._whole = self._all_whole()
        return self._whole[no]


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
        return [row[0] for row in self._link.run(_TAKEN, most=self._most).fetchall()]

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


_Turn = tuple[str, Key, int]


class GatheredDuties(SqlDuties):
    """What a batch reads of one ticket's duties it reads of all of them, and then keeps in step."""

    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        self._nos = frozenset(nos)
        self._written: dict[_Turn, Duty] = {}
        self._woken: dict[_Turn, Duty] = {}
        self._held: dict[Statement, dict[str, dict[Key, Duty]]] = {}

    def write(self, duties: Iterable[Duty]) -> None:
        """A row is known by its turn, for a new one has no number yet."""
        self._remember(duties, self._written)

    def woken(self, duties: Sequence[Duty]) -> None:
        self._remember(duties, self._woken)

    def _remember(self, duties: Iterable[Duty], kept: dict[_Turn, Duty]) -> None:
        for duty in duties:
            kept[duty.ticket, duty.key, duty.seq] = duty
            for held in self._held.values():
                _note(duty, held)

    def of(self, no: str) -> list[Duty]:
        self.flush()
        return super().of(no)

    def newest(self, no: str) -> list[Duty]:
        return self._of_batch(_DUTIES, no) if no in self._nos else self._elsewhere(no)

    def misses(self, no: str) -> list[Duty]:
        return self._of_batch(_MISSES, no) if no in self._nos else self._elsewhere(no)

    def _elsewhere(self, no: str) -> list[Duty]:
        self.flush()
        return super().newest(no)

    def _of_batch(self, which: Statement, no: str) -> list[Duty]:
        held = self._held.get(which)
        if held is None:
            held = self._held[which] = self._read(which)
        return list(held[no].values())

    def _read(self, which: Statement) -> dict[str, dict[Key, Duty]]:
        """As the rows will be when what was written is written."""
        held: dict[str, dict[Key, Duty]] = {no: {} for no in self._nos}
        rows = self._link.run(which, nos=list(self._nos)).fetchall()
        known = duties_of(rows, self._link.codec)
        for duty in (*known, *self._woken.values(), *self._written.values()):
            _note(duty, held)
        return held

    def get(self, duty_id: int) -> Duty | None:
        self.flush()
        return super().get(duty_id)

    def flush(self) -> None:
        woken, written = self._woken, self._written
        self._woken, self._written, self._held = {}, {}, {}
        super().woken([duty for turn, duty in woken.items() if turn not in written])
        if written:
            super().write(written.values())


def _note(duty: Duty, held: dict[str, dict[Key, Duty]]) -> None:
    """Of each key the last row is held; an older one says nothing more."""
    newest = held.get(duty.ticket)
    if newest is not None:
        known = newest.get(duty.key)
        newest[duty.key] = known if known and known.seq > duty.seq else duty


class GatheredOutbox(SqlOutbox):
    """A sweep says things, and asks in which rooms a ticket's cards are; it asks nothing else."""

    def __init__(self, link: Link, nos: Sequence[str]) -> None:
        super().__init__(link)
        self._said: dict[str, Outgoing] = {}
        self._drawn: dict[int, str] = {}  # Where each of these cards is.
        self._cards: dict[str, dict[str, int | None]] = {no: {} for no in nos}
        for ticket, lane, number in link.run(_CARDS, nos=nos).fetchall():
            self._cards[ticket][lane] = number

    def say(self, messages: Iterable[Outgoing], now: datetime) -> None:
        self._now = now
        for one in messages:
            if one.saying is Saying.CARD:
                self._draw(one)
            else:
                self._said.setdefault(one.key, one)

    def _draw(self, card: Outgoing) -> None:
        """One that is there is drawn anew with all the others, however often it is asked for."""
        if card.key in self._said:
            return
        cards = self._cards.get(card.ticket, {})
        number = cards.setdefault(card.lane, None)
        if number is not None and not card.shut:
            self._drawn[number] = card.lane
        else:
            self._said[card.key] = card

    def card_lanes(self, ticket: str) -> list[str]:
        known = self._cards.get(ticket)
        return super().card_lanes(ticket) if known is None else list(known)

    def flush(self) -> None:
        """Cards before the lines of their threads; among others a lane goes by their turn."""
        said, self._said = self._said, {}
        if said:
            super().say(sorted(said.values(), key=_is_line), self._now)
        drawn, self._drawn = self._drawn, {}
        if drawn:
            self._link.run(DRAW, ids=list(drawn), now=self._now)
            self.heard_in(drawn.values())


def _is_line(one: Outgoing) -> bool:
    return one.saying not in LIVING
