"""PostgreSQL: a few threads, each with a connection, each job a transaction of its own.

READ COMMITTED, as the database does by default: what must not be decided twice is decided by one
statement (compare-and-set, ON CONFLICT, FOR UPDATE SKIP LOCKED). A job that met another one is run
again; a lost connection is opened anew for the next job.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, ClassVar, Final, TypeVar

import orjson
import psycopg
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.engine import URL

from bot.ports import UnitOfWork
from storage.columns import POSTGRES, Codec
from storage.link import Each, Link, Many, Numbered, Trouble, original
from storage.people import RosterCache
from storage.together import parted
from storage.work import Crew, Desk

T = TypeVar("T")

WRITERS: Final = 4
READERS: Final = 2
_CONNECT_WITHIN: Final = 5  # Seconds.
_IDLE: Final = 10_000
"""Milliseconds. Whoever stands still for so long in the midst of a job, as a process does that was
stopped or cut off, is hung up on: all others would wait for what it holds. Who only reads holds
nothing, and may reckon long with what was read."""

_AGAIN: Final = frozenset({"40001", "40P01"})  # Serialization failure, deadlock.
_AWAY: Final = frozenset({"08", "53", "57", "58", "25", "XX"})
"""Classes of SQLSTATE: connection, resources (disk full), operator, system, read-only, internal."""


class PostgresLink(Link):
    codec: ClassVar[Codec] = POSTGRES

    def hurry(self, *, on: bool) -> None:
        """It works for its job alone in any case."""

    def moved(self) -> None:
        """Here anybody may write at any moment."""

    def run_each(self, each: Each, values: Sequence[Mapping[str, Any]], **same: Any) -> list[Any]:
        """All of them in one journey, planned and begun once."""
        if len(values) == 1:
            return super().run_each(each, values, **same)
        return self.run(each.together, rows=_json(values), **same).fetchall() if values else []

    def count_each(self, each: Each, values: Sequence[Mapping[str, Any]], **same: Any) -> int:
        if len(values) == 1:
            return super().count_each(each, values, **same)
        return self.run(each.together, rows=_json(values), **same).rowcount if values else 0

    def run_numbered(self, numbered: Numbered, row: Sequence[Any]) -> int:
        return int(self.run_row(numbered.answered, row).fetchone()[0])

    def begin(self) -> None:
        self.driver.execute(
            "BEGIN" if self.writes else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        )

    def commit(self) -> None:
        self.driver.execute("COMMIT")

    def rollback(self) -> None:
        super().rollback()
        self.driver.execute("ROLLBACK")

    def run_many(self, many: Many, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            self.run_row(many.one, rows[0])
        else:
            each, same = parted(many.names, rows)
            self.run(many.together, rows=_json(each), same=_json(same))

    @property
    def dead(self) -> bool:
        return bool(self.driver.closed or self.driver.broken)

    def trouble(self, error: Exception) -> Trouble:
        cause = original(error)
        if not isinstance(cause, psycopg.Error):
            return Trouble.OWN
        state = cause.sqlstate or ""
        if state in _AGAIN:
            return Trouble.AGAIN
        return Trouble.AWAY if self.dead or state[:2] in _AWAY else Trouble.OWN


def _json(values: Any) -> str:
    return orjson.dumps(values).decode()


def postgres_engine(url: URL, *, writes: bool) -> Engine:
    """An engine that leaves BEGIN and COMMIT to us, and reads every time in UTC."""
    idle = f" -c idle_in_transaction_session_timeout={_IDLE}" if writes else ""
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={
            "connect_timeout": _CONNECT_WITHIN,
            "options": f"-c timezone=UTC{idle}",
        },
    )


def postgres_link(engine: Engine, *, writes: bool) -> PostgresLink:
    return PostgresLink(engine.connect(), writes=writes)


class PostgresStore:
    """Any number of processes may work on one database."""

    abreast = 2  # One is made ready here while the server writes the other: a third faster.

    def __init__(self, url: URL) -> None:
        cache = RosterCache()

        def crew(name: str, size: int, *, writes: bool) -> Crew:
            engine = postgres_engine(url, writes=writes)

            def connect() -> Link:
                return postgres_link(engine, writes=writes)

            return Crew(name, [Desk(connect, cache) for _ in range(size)])

        self._writers = crew("write", WRITERS, writes=True)
        self._readers = crew("read", READERS, writes=False)

    def write(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._writers.submit(job)

    write_brief = write  # A server answers in its own time: no event loop waits for that.

    def read(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._readers.submit(job)

    def close(self) -> None:
        self._writers.close()
        self._readers.close()
