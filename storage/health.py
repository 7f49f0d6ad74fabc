"""What the audit and the metrics ask: is anything late, and how much is there."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, literal_column, select, text

from bot.domain.errand import STUCK
from bot.ports import Overdue
from storage.base import AWAKE, DEAD, LATER, LEASED, OPEN, WAITING
from storage.columns import Moment
from storage.link import Link, Statement
from storage.outbox_tables import OUTBOX
from storage.tables import DUTY, ERRAND, TICKET

_BEFORE: Final = bindparam("before", type_=Moment())

_DUTIES: Final = Statement(
    select(func.count(), func.min(DUTY.c.wake_at)).where(text(AWAKE), DUTY.c.wake_at < _BEFORE)
)
_MESSAGES: Final = select(func.count(), func.min(OUTBOX.c.avail_at)).where(
    OUTBOX.c.avail_at < _BEFORE
)
_WAITING: Final = Statement(_MESSAGES.where(text(WAITING)))
_LATER: Final = Statement(_MESSAGES.where(text(LATER)))
_LEASED: Final = Statement(_MESSAGES.where(text(LEASED)))
# A statement each: SQLite finds no partial index for an OR.
_COUNTS: Final = {
    "open_tickets": Statement(select(func.count()).select_from(TICKET).where(text(OPEN))),
    "waiting_messages": Statement(select(func.count()).select_from(OUTBOX).where(text(WAITING))),
    "stuck_errands": Statement(
        select(func.count()).where(ERRAND.c.tries >= literal_column(str(STUCK)))
    ),
    "dead_messages": Statement(select(func.count()).select_from(OUTBOX).where(text(DEAD))),
}


class SqlHealth:
    def __init__(self, link: Link) -> None:
        self._link = link

    def overdue(self, before: datetime) -> Overdue:
        duties, woken = self._late(_DUTIES, before)
        outbox = [self._late(each, before) for each in (_WAITING, _LATER, _LEASED)]
        oldest = min((at for at in (woken, *(at for _, at in outbox)) if at), default=None)
        return Overdue(duties, sum(n for n, _ in outbox), oldest)

    def _late(self, statement: Statement, before: datetime) -> tuple[int, datetime | None]:
        count, oldest = self._link.run(statement, before=before).fetchone()
        return count, self._link.codec.moment(oldest)

    def counts(self) -> dict[str, int]:
        return {name: self._count(statement) for name, statement in _COUNTS.items()}

    def _count(self, statement: Statement) -> int:
        row: Any = self._link.run(statement).fetchone()
        return int(row[0])
