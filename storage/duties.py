"""The rows of what is owed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import (
    Select,
    Table,
    bindparam,
    exists,
    insert,
    literal_column,
    select,
    text,
    update,
)

from bot.domain.duties import Duty
from bot.domain.policy import DutyKind
from storage.base import AWAKE
from storage.link import Link, Statement
from storage.mapping import DUTIES, Plan, duties_of, duty_of, new_duty_of
from storage.tables import DUTY, TICKET
from storage.together import added, changed

_INSERTED: Final = tuple(name for name in DUTIES.columns if name != "id")

_OWED: Final = select(*DUTIES.selected).where(DUTY.c.ticket == bindparam("no")).order_by(DUTY.c.id)
_OF: Final = Statement(_OWED)
_HOLD: Final = Statement(_OWED.with_for_update())
_GET: Final = Statement(select(*DUTIES.selected).where(DUTY.c.id == bindparam("duty")))
_NEW: Final = Plan[Duty](DUTY, _INSERTED, {"kind": DutyKind})
_ADD: Final = added(Statement(insert(DUTY).inline(), _INSERTED), DUTY, _INSERTED)
_KNOWN_BY: Final = ("ticket", "kind", "about", "seq")
"""What tells a row from all others never changes; written again, its index would be as well."""

_SAVED: Final = (*(name for name in _INSERTED if name not in _KNOWN_BY), "id")
_CHANGING: Final = Plan[Duty](DUTY, _SAVED, {})
_SAVE: Final = changed(
    Statement(update(DUTY).where(DUTY.c.id == bindparam("its_id")), _SAVED[:-1]),
    DUTY,
    _SAVED[:-1],
    key="id",
)
_SPOKEN: Final = ("warned_at", "missed_at", "missed_by", "called_at", "rung", "wake_at")
_WAKING: Final = Plan[Duty](DUTY, (*_SPOKEN, "id"), {})
_WOKEN: Final = changed(
    Statement(update(DUTY).where(DUTY.c.id == bindparam("its_id")), _SPOKEN),
    DUTY,
    _SPOKEN,
    key="id",
)
_AWAKE: Final = (
    select(*DUTIES.selected)
    .where(text(AWAKE), DUTY.c.wake_at <= bindparam("now"))
    .order_by(DUTY.c.wake_at, DUTY.c.id)
    .limit(bindparam("most"))
)
_NEXT: Final = Statement(
    select(DUTY.c.wake_at).where(text(AWAKE)).order_by(DUTY.c.wake_at).limit(literal_column("1"))
)
_AFTER: Final = Statement(
    select(*DUTIES.selected)
    .where(text(AWAKE), DUTY.c.due_at >= bindparam("at"))
    .order_by(DUTY.c.due_at, DUTY.c.id)
    .limit(bindparam("most"))
)
_LOOK: Final = Statement(_AWAKE)

_DUE: Final = (DUTY.c.wake_at.is_not(None), DUTY.c.wake_at <= bindparam("now"))


def _taken(due: Select[Any], *held: Table) -> Statement:
    """What is due of what nobody else has in hand: whoever waited would hold up all the others."""
    first = due.where(*_DUE).order_by(DUTY.c.wake_at).limit(bindparam("most"))
    return Statement(first.with_for_update(skip_locked=True, of=held))


_OWED_DUE: Final = select(*DUTIES.selected)
_TAKE: Final = _taken(_OWED_DUE.join(TICKET, TICKET.c.no == DUTY.c.ticket), TICKET, DUTY)
"""With their tickets, as commands hold one before they ask what is owed on it."""

_TAKE_APART: Final = _taken(_OWED_DUE.where(~exists().where(TICKET.c.no == DUTY.c.ticket)), DUTY)
"""What is owed on something else."""


class SqlDuties:
    def __init__(self, link: Link) -> None:
        self._link = link

    def of(self, no: str) -> list[Duty]:
        return duties_of(self._link.run(_OF, no=no).fetchall(), self._link.codec)

    def newest(self, no: str) -> list[Duty]:
        """Held until the commit: a sweep and a command never overwrite each other's row."""
        rows = self._link.run(_HOLD if self._link.writes else _OF, no=no).fetchall()
        by_turn = sorted(duties_of(rows, self._link.codec), key=attrgetter("seq"))
        return list({duty.key: duty for duty in by_turn}.values())

    def misses(self, no: str) -> list[Duty]:
        return self.newest(no)

    def get(self, duty_id: int) -> Duty | None:
        row = self._link.run(_GET, duty=duty_id).fetchone()
        return duty_of(row, self._link.codec) if row else None

    def write(self, duties: Iterable[Duty]) -> None:
        codec = self._link.codec
        added: list[list[Any]] = []
        changed: list[list[Any]] = []
        for duty in duties:
            if duty.id:
                changed.append(_CHANGING.row(duty, codec))
            else:
                added.append(_NEW.row(duty, codec))
        if changed:  # First: a row that ends makes room for the next of its kind.
            self._link.run_many(_SAVE, changed)
        if added:
            self._link.add_many(_ADD, added)

    def woken(self, duties: Sequence[Duty]) -> None:
        if duties:
            self._link.run_many(_WOKEN, [_WAKING.row(one, self._link.codec) for one in duties])

    def due_after(self, at: datetime, limit: int) -> list[Duty]:
        rows = self._link.run(_AFTER, at=at, most=limit).fetchall()
        return duties_of(rows, self._link.codec)

    def next_wake(self) -> datetime | None:
        row = self._link.run(_NEXT).fetchone()
        at: datetime | None = row and self._link.codec.moment(row[0])
        return at

    def due(self, now: datetime, limit: int) -> list[Duty]:
        """SQLite has one writer, who is alone with all of them."""
        alone = self._link.codec.dialect == "sqlite" or not self._link.writes
        rows = self._rows(_LOOK if alone else _TAKE, now, limit)
        if not alone and len(rows) < limit:
            rows += self._rows(_TAKE_APART, now, limit - len(rows))
        return [new_duty_of(row, self._link.codec) for row in rows]

    def _rows(self, statement: Statement, now: datetime, limit: int) -> list[Any]:
        return self._link.run(statement, now=now, most=limit).fetchall()
