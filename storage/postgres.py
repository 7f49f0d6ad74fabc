"""PostgreSQL: a few threads, each with a connection, each job a transaction of its own.

READ COMMITTED, as the database does by default: what must not be decided twice is decided by one
statement (compare-and-set, ON CONFLICT, FOR UPDATE SKIP LOCKED). A job that met another one is run
again; a lost connection is opened anew for the next job.
"""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar

import psycopg
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.engine import URL

from bot.ports import UnitOfWork
from storage.columns import POSTGRES, Codec
from storage.link import Link, Many, Trouble, original
from storage.people import RosterCache
from storage.work import Crew, Desk

T = TypeVar("T")

WRITERS: Final = 4
READERS: Final = 2
_CONNECT_WITHIN: Final = 5  # Seconds.
_AGAIN: Final = frozenset({"40001", "40P01"})  # Serialization failure, deadlock.
_AWAY: Final = frozenset({"08", "53", "57", "58", "25", "XX"})
"""Classes of SQLSTATE: connection, resources (disk full), operator, system, read-only, internal."""


class PostgresLink(Link):
    codec: ClassVar[Codec] = POSTGRES

    def hurry(self, *, on: bool) -> None:
        """It works for its job alone in any case."""

    def _first_rows(self, text: str, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """All of them under way at once, instead of each waiting for the answer to the last."""
        if len(rows) == 1:
            return super()._first_rows(text, rows)
        cursor = self.driver.cursor()
        cursor.executemany(text, rows, returning=True)
        return [result.fetchone() for result in cursor.results()]

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
            text, _, _ = many.together.on(self.codec.dialect)
            named = [dict(zip(many.names, row, strict=True)) for row in rows]
            self.driver.execute(text, [json.dumps(named, default=datetime.isoformat)])

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


def postgres_engine(url: URL) -> Engine:
    """An engine that leaves BEGIN and COMMIT to us, and reads every time in UTC."""
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={"connect_timeout": _CONNECT_WITHIN, "options": "-c timezone=UTC"},
    )


def postgres_link(engine: Engine, *, writes: bool) -> PostgresLink:
    return PostgresLink(engine.connect(), writes=writes)


class PostgresStore:
    """Any number of processes may work on one database."""

    def __init__(self, url: URL) -> None:
        engine = postgres_engine(url)
        cache = RosterCache()

        def crew(name: str, size: int, *, writes: bool) -> Crew:
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
