"""Evidence: files to be fetched, what became of them, and their bytes where no folder has them."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, desc, exists, select, text, update

from bot.domain.evidence import Exhibit, Kept
from storage.base import TO_FETCH
from storage.evidence_tables import BLOB, EXHIBIT
from storage.link import Link, Statement

_E: Final = EXHIBIT.c
_FIELDS: Final = tuple(f.name for f in fields(Exhibit))
_SELECTED: Final = tuple(_E[name] for name in _FIELDS)
_NOTED: Final = (
    "ticket", "source", "name", "at", "by", "state", "tries", "digest", "kind", "size", "signed",
    "avail_at",
)  # fmt: skip
_WAITS: Final = Statement(
    select(_E.id)
    .where(text(TO_FETCH), _E.avail_at <= bindparam("now"))
    .order_by(_E.avail_at)
    .limit(bindparam("most"))
)


def _note(dialect_insert: Any) -> Any:
    known = ["ticket", "source"]
    return dialect_insert(EXHIBIT).inline().on_conflict_do_nothing(index_elements=known)


def _keep(dialect_insert: Any) -> Any:
    """Bytes that are handed in again are new again: nobody throws them away meanwhile."""
    again = dialect_insert(BLOB).inline()
    return again.on_conflict_do_update(index_elements=["digest"], set_={"at": again.excluded.at})


_NOTE: Final = Statement(_note, _NOTED)
_KEEP: Final = Statement(_keep, ("digest", "size", "body", "at"))


class SqlExhibits:
    def __init__(self, link: Link) -> None:
        self._link = link

    def note(self, exhibits: Iterable[Exhibit]) -> None:
        for one in exhibits:
            told = {name: getattr(one, name) for name in _FIELDS if name != "id"}
            self._link.run(_NOTE, **{**told, "state": one.state.value}, avail_at=one.at)

    def get(self, exhibit: int) -> Exhibit | None:
        row = self._link.core.execute(select(*_SELECTED).where(_E.id == exhibit)).first()
        return _read(row) if row else None

    def of(self, ticket: str, limit: int = 50) -> list[Exhibit]:
        newest = select(*_SELECTED).where(_E.ticket == ticket).order_by(desc(_E.id)).limit(limit)
        return [_read(row) for row in reversed(self._link.core.execute(newest).all())]

    def waits(self, now: datetime) -> bool:
        return self._link.run(_WAITS, now=now, most=1).fetchone() is not None

    def take(self, now: datetime, until: datetime, limit: int) -> list[Exhibit]:
        ids = [row[0] for row in self._link.run(_WAITS, now=now, most=limit).fetchall()]
        taken = [each for each in ids if self._took(each, now, until)]
        return [found for each in taken if (found := self.get(each))]

    def _took(self, exhibit: int, now: datetime, until: datetime) -> bool:
        """Whoever moves the time on first has it; another looks again, and finds it moved."""
        mine = update(EXHIBIT).where(_E.id == exhibit, text(TO_FETCH), _E.avail_at <= now)
        done = self._link.core.execute(mine.values(avail_at=until, tries=_E.tries + 1))
        return done.rowcount == 1

    def put_back(self, exhibit: Exhibit, avail_at: datetime) -> None:
        waiting = update(EXHIBIT).where(_E.id == exhibit.id, text(TO_FETCH))
        self._link.core.execute(waiting.values(avail_at=avail_at))

    def settle(self, exhibit: Exhibit) -> None:
        """Only what waits is settled: a ticket may have been forgotten meanwhile."""
        known = {"state": exhibit.state.value, "digest": exhibit.digest, "kind": exhibit.kind}
        waiting = update(EXHIBIT).where(_E.id == exhibit.id, text(TO_FETCH))
        self._link.core.execute(waiting.values(**known, size=exhibit.size))

    def sign(self, exhibit: Exhibit) -> None:
        self._link.core.execute(update(EXHIBIT).where(_E.id == exhibit.id).values(signed=True))

    def forget(self, ticket: str) -> None:
        nothing = {"name": "", "digest": "", "kind": "", "state": Kept.ERASED.value}
        self._link.core.execute(update(EXHIBIT).where(_E.ticket == ticket).values(**nothing))

    def keep(self, digest: str, size: int, body: bytes | None, now: datetime) -> None:
        self._link.run(_KEEP, digest=digest, size=size, body=body, at=now)

    def body(self, digest: str) -> bytes | None:
        found = self._link.core.execute(select(BLOB.c.body).where(BLOB.c.digest == digest)).first()
        return bytes(found[0]) if found and found[0] is not None else None

    def unused(self, before: datetime, limit: int) -> list[str]:
        used = exists().where(_E.digest == BLOB.c.digest, _E.digest != "")
        rows = self._link.core.execute(
            select(BLOB.c.digest).where(~used, BLOB.c.at < before).limit(limit)
        ).all()
        return [row[0] for row in rows]

    def drop(self, digest: str) -> None:
        self._link.core.execute(delete(BLOB).where(BLOB.c.digest == digest))


def _read(row: Sequence[Any]) -> Exhibit:
    told = dict(zip(_FIELDS, row, strict=True))
    return Exhibit(**{**told, "state": Kept(told["state"])})
