"""SQLite: one connection that writes (`storage.writer`), and readers that never wait for it."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from typing import ClassVar, Final, TypeVar

from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.engine import URL

from bot.ports import UnitOfWork
from storage.columns import SQLITE, Codec
from storage.link import Link, Trouble, original
from storage.people import RosterCache
from storage.work import Crew, Desk
from storage.writer import Writer

T = TypeVar("T")

READERS: Final = 3
_IS_PATIENT: Final = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA wal_autocheckpoint=8000",  # 32 MiB: commands wait for a checkpoint eight times less.
)
_HURRIES: Final = ("PRAGMA busy_timeout=0", "PRAGMA wal_autocheckpoint=0")
_PRAGMAS: Final = (
    *_IS_PATIENT,
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",  # Else a savepoint past 64 KiB spills to a file.
    "PRAGMA cache_size=-65536",
)
_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


class SqliteLink(Link):
    codec: ClassVar[Codec] = SQLITE
    _hurries = False

    def hurry(self, *, on: bool) -> None:
        if on is not self._hurries:
            for pragma in _HURRIES if on else _IS_PATIENT:
                self.driver.execute(pragma)
            self._hurries = on

    def begin(self) -> None:
        self.driver.execute("BEGIN IMMEDIATE" if self.writes else "BEGIN")

    def commit(self) -> None:
        self.driver.execute("COMMIT")

    def rollback(self) -> None:
        super().rollback()
        if self.driver.in_transaction:
            self.driver.execute("ROLLBACK")

    def trouble(self, error: Exception) -> Trouble:
        cause = original(error)
        if not isinstance(cause, sqlite3.Error):
            return Trouble.OWN
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        return Trouble.AWAY if code in _AWAY else Trouble.OWN


def sqlite_engine(url: URL) -> Engine:
    """An engine that leaves BEGIN and COMMIT to us."""
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "cached_statements": 256},
    )


def sqlite_link(engine: Engine, *, writes: bool) -> SqliteLink:
    link = SqliteLink(engine.connect(), writes=writes)
    for pragma in _PRAGMAS:
        link.driver.execute(pragma)
    if not writes:
        link.driver.execute("PRAGMA query_only=ON")
    return link


class SqliteStore:
    """One file, one writer; see `storage.lock` for keeping a second process away."""

    def __init__(self, url: URL) -> None:
        engine = sqlite_engine(url)
        cache = RosterCache()

        def desk(*, writes: bool) -> Desk:
            return Desk(lambda: sqlite_link(engine, writes=writes), cache)

        self._writer = Writer(desk(writes=True))
        self._readers = Crew("read", [desk(writes=False) for _ in range(READERS)])

    def write(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._writer.submit(job)

    def write_brief(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._writer.submit_brief(job)

    def read(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._readers.submit(job)

    def close(self) -> None:
        self._writer.close()
        self._readers.close()
