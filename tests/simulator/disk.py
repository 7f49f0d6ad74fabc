"""The store on a real SQLite, in the loop's own thread, that may die at any statement."""

import _sqlite3
import ctypes
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing, suppress
from math import inf
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, StaticPool, create_engine

from bot.ports import UnitOfWork
from storage.link import Cursor, Link, Many
from storage.people import RosterCache
from storage.sqlite import SqliteLink
from storage.work import Crew, Desk, Outcome

T = TypeVar("T")


class Died(BaseException):
    """The machine lost power here. What was committed stays; all else is as if it never was."""


class Mortality:
    """Counts statements down to the next death; every boundary of the database is one step."""

    def __init__(self, rng: Random, every: int) -> None:
        self._rng = rng
        self._every = every
        self._left = self._next()
        self.paused = False
        self.deaths = 0

    def _next(self) -> float:
        return 1 + int(self._rng.expovariate(1 / self._every)) if self._every else inf

    def step(self) -> None:
        if self.paused:
            return
        self._left -= 1
        if self._left <= 0:
            self._left = self._next()
            self.deaths += 1
            raise Died


_MULTITHREAD: Final = 2
_MEMSTATUS: Final = 9


def never_share() -> None:
    """Have SQLite neither lock connections nor count its memory: each is one thread's alone here.

    To be said before the first is opened; where the library is part of the interpreter, it cannot.
    """
    with suppress(AttributeError):
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_shutdown()
        library.sqlite3_config(_MULTITHREAD)
        library.sqlite3_config(_MEMSTATUS, 0)
        library.sqlite3_initialize()


_IN_MEMORY: Final = "file:platter?vfs=memdb"
_PRAGMAS: Final = (
    "PRAGMA journal_mode=MEMORY",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=2000",
)
"""A commit that moves pages about looks through the whole cache; `:memory:` is all cache."""


class Platter:
    """What is left when the machine dies: whatever was committed.

    It is held in memory, for nobody waits for a real disk here, nor is any power lost but the
    simulated machine's. One connection serves all lives, one after another; who dies leaves no
    transaction open.
    """

    def __init__(self, file: Path) -> None:
        self.link = sqlite3.connect(_IN_MEMORY, uri=True, cached_statements=256)
        with closing(sqlite3.connect(file)) as written:
            written.execute("PRAGMA journal_mode=DELETE")  # In memory there is no other.
            written.backup(self.link)
        for pragma in _PRAGMAS:
            self.link.execute(pragma)
        self.engine = create_engine(
            "sqlite://",
            isolation_level="AUTOCOMMIT",
            poolclass=StaticPool,
            creator=lambda: self.link,
        )


class _Alone(SqliteLink):
    """On the only connection that there is: nobody writes but those who know of it."""

    def __init__(self, core: Connection, *, writes: bool) -> None:
        super().__init__(core, writes=writes)
        self.moved()

    @property
    def moment(self) -> object:
        return self._moment


class MortalLink(_Alone):
    mortality: Mortality

    def _ask(self, text: str, row: Sequence[Any]) -> Cursor:
        self.mortality.step()
        return super()._ask(text, row)

    def run_many(self, many: Many, rows: Sequence[Sequence[Any]]) -> None:
        self.mortality.step()
        super().run_many(many, rows)

    def add_many(self, many: Many, rows: Sequence[Sequence[Any]]) -> None:
        self.mortality.step()
        super().add_many(many, rows)

    def commit(self) -> None:
        """Death strikes before it, or between it and whoever waits to hear of it."""
        self.mortality.step()
        super().commit()
        self.mortality.step()


class _Beside(_Alone):
    """Reads on the connection that writes, and sees by its count whether anything was written."""

    _written = 0

    def begin(self) -> None:
        super().begin()
        written = self.driver.total_changes
        if written != self._written:
            self._written = written
            self.moved()


class Settled(Future[T]):
    """What came of a job that is done already: there is nobody to wake, and nothing to lock."""

    def __init__(self, outcome: Outcome) -> None:
        self._came_to = outcome

    def done(self) -> bool:
        return True

    def result(self, timeout: float | None = None) -> T:
        if self._came_to.error is not None:
            raise self._came_to.error
        return cast("T", self._came_to.value)


class _Inline(Crew):
    """The store's own way of running a job, without its thread: it is done when it is handed in.

    Nobody else waits meanwhile, so there is never a group to commit.
    """

    def __init__(self, connect: Callable[[], Link], cache: RosterCache) -> None:
        super().__init__("inline", ())
        self.desk = Desk(connect, cache)

    def submit(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return Settled(self._outcome(self.desk, job))


class Disk:
    """A Store. After a death it answers nobody any more; a new one is opened on what is left.

    Nothing else happens during a job, so one connection both writes and reads.
    """

    abreast = 1

    def __init__(self, platter: Platter, mortality: Mortality, died: Callable[[], None]) -> None:
        cache = RosterCache()
        link = MortalLink(platter.engine.connect(), writes=True)
        link.mortality = mortality
        link.driver.execute("PRAGMA foreign_keys=ON")
        self._died = died
        self._dead = False
        self._link = link
        self._writer = _Inline(lambda: link, cache)
        self._reader = _Inline(lambda: _Beside(link.core, writes=False), cache)

    @property
    def written(self) -> int:
        """How many rows were written since it was opened."""
        return int(self._link.driver.total_changes)

    def write(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._done(self._writer, job)

    write_brief = write

    def read(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._done(self._reader, job)

    def _done(self, crew: _Inline, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        if not self._dead:
            try:
                return crew.submit(job)
            except Died:
                self.close()
                self._died()
        return Future()

    def close(self) -> None:
        if not self._dead:
            self._dead = True
            self._link.rollback()
            self._link.core.close()
