"""SQLite: one connection that writes (`storage.writer`), and readers that never wait for it."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import compress, groupby, repeat
from operator import is_not
from typing import Any, ClassVar, Final, TypeVar

from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.engine import URL

from bot.ports import UnitOfWork
from storage.columns import SQLITE, Codec
from storage.link import Cursor, Link, Many, Numbered, Statement, Trouble, original
from storage.people import RosterCache
from storage.work import Crew, Desk
from storage.writer import Writer

T = TypeVar("T")

READERS: Final = 3
_IS_PATIENT: Final = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA wal_autocheckpoint=16000",  # 32 MiB: commands wait for a checkpoint eight times less.
)
_HURRIES: Final = ("PRAGMA busy_timeout=0", "PRAGMA wal_autocheckpoint=0")
_PRAGMAS: Final = (
    *_IS_PATIENT,
    "PRAGMA page_size=2048",  # Of a new file: a commit is forty pages, each changed in one place.
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
    _moment: object = None
    _version: int = -1
    _looked = False

    @property
    def moment(self) -> object:
        if not self._looked:
            (version,) = self.driver.execute("PRAGMA data_version").fetchone()
            self._looked = True
            if version != self._version:  # Another connection has written.
                self._version = version
                self.moved()
        return self._moment

    def moved(self) -> None:
        self._moment = object()

    def add(self, statement: Statement, row: Sequence[Any]) -> Cursor:
        """What is empty is left out: of each None the driver asks at length what it stands for."""
        there = _there(row)
        return self.run_row(statement.part(there), tuple(compress(row, there)))

    def add_many(self, many: Many, rows: Sequence[Sequence[Any]]) -> None:
        for there, alike in groupby(rows, _there):
            text, _, _ = many.one.part(there).on(self.codec.dialect)
            self.driver.cursor().executemany(text, [tuple(compress(row, there)) for row in alike])

    def hurry(self, *, on: bool) -> None:
        if on is not self._hurries:
            for pragma in _HURRIES if on else _IS_PATIENT:
                self.driver.execute(pragma)
            self._hurries = on

    def run_numbered(self, numbered: Numbered, row: Sequence[Any]) -> int:
        cursor: Any = self.run_row(numbered.plain, row)
        return int(cursor.lastrowid)

    def begin(self) -> None:
        self.driver.execute("BEGIN IMMEDIATE" if self.writes else "BEGIN")
        self._looked = False

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


def _there(row: Sequence[Any]) -> tuple[bool, ...]:
    """Which of its values are not None."""
    return tuple(map(is_not, row, repeat(None)))


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

    abreast = 1

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
