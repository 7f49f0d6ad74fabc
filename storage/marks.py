"""Moments the desk remembers by name: when it was last awake, which report was sent last."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from storage.link import Link, Statement
from storage.tables import MARK

_AT: Final = Statement(select(MARK.c.at).where(MARK.c.name == bindparam("its_name")))


def _advance(insert: Any) -> Any:
    said = insert(MARK).inline()
    return said.on_conflict_do_update(
        index_elements=["name"], set_={"at": said.excluded.at}, where=MARK.c.at < said.excluded.at
    )


_ADVANCE: Final = Statement(_advance, ("name", "at"))


class SqlMarks:
    def __init__(self, link: Link) -> None:
        self._link = link

    def at(self, name: str) -> datetime | None:
        row = self._link.run(_AT, its_name=name).fetchone()
        at: datetime | None = row and self._link.codec.moment(row[0])
        return at

    def advance(self, name: str, at: datetime) -> bool:
        return self._link.run(_ADVANCE, name=name, at=at).rowcount == 1
