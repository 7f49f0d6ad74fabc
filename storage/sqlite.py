"""SQLite: one writer thread with group commit, and readers that never wait for it.

Waiting jobs run one after another, each in a savepoint of its own, and share one COMMIT; nobody is
answered before it. So sixteen commands cost one fsync, and none sees another's half-done work.
"""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty
from typing import Any, ClassVar, Final, TypeVar

from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.engine import URL

from bot.ports import StaleTicket, UnitOfWork
from storage.columns import SQLITE, Codec
from storage.link import Link, Trouble, original
from storage.people import RosterCache
from storage.unit import Unit
from storage.work import TRIES, Crew, Desk, Outcome, Task, away

T = TypeVar("T")

GROUP: Final = 64
"""Jobs that share a commit at most, so that the first of them is not kept waiting long."""

READERS: Final = 3
_PRAGMAS: Final = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",  # Else a savepoint past 64 KiB spills to a file.
    "PRAGMA wal_autocheckpoint=8000",  # 32 MiB: commands wait for a checkpoint eight times less.
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

    def begin(self) -> None:
        self.driver.execute("BEGIN IMMEDIATE" if self.writes else "BEGIN")

    def commit(self) -> None:
        self.driver.execute("COMMIT")

    def rollback(self) -> None:
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


class Writer(Crew):
    """The one thread that writes."""

    def _run(self, desk: Desk, task: Task[Any]) -> None:
        others = self._waiting()
        if not others:  # Alone it needs no savepoint: its failure is the transaction's.
            super()._run(desk, task)
            return
        group = [task, *others]
        try:
            outcomes = _run_group(desk, group)
        except Exception as error:  # noqa: BLE001 - Whatever it is, every caller must hear of it.
            desk.undo()
            outcomes = [Outcome(error=away(error))] * len(group)
        for one, outcome in zip(group, outcomes, strict=True):
            outcome.tell(one.future)

    def _waiting(self) -> list[Task[Any]]:
        found: list[Task[Any]] = []
        while len(found) < GROUP - 1:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                break
            if task is None:  # The end of the queue: the main loop must see it too.
                self._tasks.put(None)
                break
            if task.future.set_running_or_notify_cancel():
                found.append(task)
        return found


def _run_group(desk: Desk, group: list[Task[Any]]) -> list[Outcome]:
    unit = desk.begun()
    outcomes = [_tried(unit, one.job) for one in group]
    unit.link.commit()
    return outcomes


def _tried(unit: Unit, job: Callable[[UnitOfWork], Any]) -> Outcome:
    outcome = _saved(unit, job)
    for _ in range(TRIES - 1):
        if not isinstance(outcome.error, StaleTicket):
            break
        outcome = _saved(unit, job)
    return outcome


def _saved(unit: Unit, job: Callable[[UnitOfWork], Any]) -> Outcome:
    """Run a job in its savepoint: what a failed one did is undone, and only that.

    If a full disk ended the transaction the savepoint is gone, and undoing it fails the group.
    """
    link = unit.link
    link.save()
    unit.next_job()
    try:
        value = job(unit)
    except Exception as error:  # noqa: BLE001 - A job's failure is its caller's.
        link.undo()
        return Outcome(error=away(error) if link.trouble(error) is Trouble.AWAY else error)
    link.keep()
    return Outcome(value)


class SqliteStore:
    """One file, one writer; see `storage.lock` for keeping a second process away."""

    def __init__(self, url: URL) -> None:
        engine = sqlite_engine(url)
        cache = RosterCache()
        self._writer = Writer("write", 1, lambda: sqlite_link(engine, writes=True), cache)
        self._readers = Crew("read", READERS, lambda: sqlite_link(engine, writes=False), cache)

    def write(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._writer.submit(job)

    def read(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._readers.submit(job)

    def close(self) -> None:
        self._writer.close()
        self._readers.close()
