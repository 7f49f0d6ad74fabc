"""Improvement actions: open ones by their due time, then those that are over, the latest first."""

from typing import Any, Final

from sqlalchemy import Select, bindparam, case, func, insert, select, update

from bot.domain.improvement import Action, State
from bot.ports import StaleTicket
from storage.columns import CORE
from storage.link import Link, Statement
from storage.mapping import ACTIONS
from storage.tables import ACTION

_OPEN: Final = State.OPEN.value
_GET: Final = Statement(select(*ACTIONS.selected).where(ACTION.c.no == bindparam("its_no")))
_ADD: Final = Statement(insert(ACTION).inline(), ACTIONS.columns)
_END: Final = Statement(
    update(ACTION).where(
        ACTION.c.no == bindparam("its_no"),
        ACTION.c.state == bindparam("was"),
        ACTION.c.moved == bindparam("unknown"),
    ),
    ACTIONS.columns,
)


class SqlActions:
    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, no: str) -> Action | None:
        row = self._link.run(_GET, its_no=no).fetchone()
        return Action(*ACTIONS.values(row, self._link.codec)) if row else None

    def add(self, action: Action) -> None:
        self._link.run_row(_ADD, ACTIONS.row(action, self._link.codec))

    def end(self, action: Action, was: State) -> None:
        row = ACTIONS.row(action, self._link.codec)
        if self._link.run_row(_END, [*row, action.no, was.value, ""]).rowcount != 1:
            raise StaleTicket(action.no)

    def find(self, owner: str, limit: int, *, over: bool) -> tuple[list[Action], int]:
        rows = self._link.core.execute(_found(owner, limit, over=over)).all()
        found = [Action(*ACTIONS.values(row[:-1], CORE)) for row in rows]
        return found, rows[0][-1] if rows else 0


def _found(owner: str, limit: int, *, over: bool) -> Select[Any]:
    is_over = case((ACTION.c.state == _OPEN, 0), else_=1)
    found = select(*ACTIONS.selected, func.count().over())
    if owner:
        found = found.where(ACTION.c.owner == owner)
    if not over:
        found = found.where(ACTION.c.state == _OPEN)
    return found.order_by(is_over, ACTION.c.ended_at.desc(), ACTION.c.due_at).limit(limit)
