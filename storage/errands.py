"""Errands under way: the oldest first, and each as far as it has come."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.errand import Errand, Task
from storage.link import Link, Statement
from storage.tables import ERRAND

_E: Final = ERRAND.c
_ASKED: Final = ("task", "incident", "event", "target", "told", "reached", "tries", "avail_at")
_WAYS: Final = ("reached", "tries", "avail_at")
_ADD: Final = Statement(insert(ERRAND).inline(), _ASKED)
_COLUMNS: Final = (*(_E[name] for name in _ASKED), _E.id)
_ALL: Final = Statement(select(*_COLUMNS).order_by(_E.id))
_ONE: Final = select(*_COLUMNS).where(_E.id == bindparam("its_id"))
_LOOK: Final = Statement(_ONE)
_TAKE: Final = Statement(_ONE.with_for_update())
_PUT: Final = Statement(
    update(ERRAND)
    .values({name: bindparam(f"its_{name}", type_=_E[name].type) for name in _WAYS})
    .where(_E.id == bindparam("its_id"))
)
_END: Final = Statement(delete(ERRAND).where(_E.id == bindparam("its_id")))


class SqlErrands:
    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, errand: Errand) -> None:
        self._link.run(_ADD, **{name: getattr(errand, name) for name in _ASKED})

    def all(self) -> list[Errand]:
        return [self._read(row) for row in self._link.run(_ALL).fetchall()]

    def take(self, errand: int) -> Errand | None:
        """Held until the commit: of two workers one waits, and goes on where the other ended."""
        taken = _TAKE if self._link.writes else _LOOK
        row = self._link.run(taken, its_id=errand).fetchone()
        return self._read(row) if row else None

    def put(self, errand: Errand) -> None:
        ways = {f"its_{name}": getattr(errand, name) for name in _WAYS}
        self._link.run(_PUT, its_id=errand.id, **ways)

    def end(self, errand: Errand) -> None:
        self._link.run(_END, its_id=errand.id)

    def _read(self, row: Sequence[Any]) -> Errand:
        told = dict(zip((*_ASKED, "id"), row, strict=True))
        told |= {
            "task": Task(told["task"]),
            "told": bool(told["told"]),
            "avail_at": self._link.codec.moment(told["avail_at"]),
        }
        return Errand(**told)
