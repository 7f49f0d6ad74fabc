"""Errands under way: the oldest first, and each only from the ticket on that it has come to."""

from typing import Final

from sqlalchemy import bindparam, delete, insert, literal_column, select, update

from bot.domain.errand import Errand, Task
from storage.link import Link, Statement
from storage.tables import ERRAND

_E: Final = ERRAND.c
_COLUMNS: Final = ("task", "incident", "event", "target", "told", "reached")
_ADD: Final = Statement(insert(ERRAND).inline(), _COLUMNS)
_OLDEST: Final = (
    select(*(_E[name] for name in _COLUMNS), _E.id).order_by(_E.id).limit(literal_column("1"))
)
_LOOK: Final = Statement(_OLDEST)
_TAKE: Final = Statement(_OLDEST.with_for_update())
_ADVANCE: Final = Statement(
    update(ERRAND).values(reached=bindparam("done")).where(_E.id == bindparam("its_id"))
)
_END: Final = Statement(delete(ERRAND).where(_E.id == bindparam("its_id")))


class SqlErrands:
    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, errand: Errand) -> None:
        self._link.run(_ADD, **{name: getattr(errand, name) for name in _COLUMNS})

    def first(self) -> Errand | None:
        """Held until the commit: of two workers one waits, and goes on where the other ended."""
        row = self._link.run(_TAKE if self._link.writes else _LOOK).fetchone()
        if row is None:
            return None
        task, incident, event, target, told, reached, number = row
        return Errand(Task(task), incident, event, target, bool(told), reached, number)

    def advance(self, errand: Errand, reached: str) -> None:
        self._link.run(_ADVANCE, done=reached, its_id=errand.id)

    def end(self, errand: Errand) -> None:
        self._link.run(_END, its_id=errand.id)
