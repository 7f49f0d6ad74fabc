"""Jobs, their futures, and the threads that run them one transaction each."""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum, auto
from queue import SimpleQueue
from threading import Lock, Thread
from time import sleep
from typing import Any, Final, Generic, TypeVar

from bot.ports import StaleTicket, StoreAway, UnitOfWork
from storage.link import Link, Trouble, original
from storage.people import RosterCache
from storage.unit import Unit

T = TypeVar("T")
TRIES: Final = 10
"""How often a job is run before its StaleTicket is the caller's to explain."""

_GIVE_WAY_FOR: Final = 0.02
"""Seconds. Of two that locked each other out, the one ended would else take the same lock again
before the other has woken, and both would be where they were."""

log: Final = logging.getLogger("closeloop.store")


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    job: Callable[[UnitOfWork], T]
    future: "Future[T]" = field(default_factory=Future)

    def begins(self) -> bool:
        """Whether anybody still waits for it; from here on it cannot be called off."""
        return self.future.set_running_or_notify_cancel()


class Verdict(Enum):
    """Whether a job is to be run again."""

    FINAL = auto()
    ANEW = auto()  # It looked at something old: at once.
    GIVE_WAY = auto()  # Another transaction needs a moment first.


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to: a value, or the error that its caller will see."""

    value: Any = None
    error: Exception | None = None

    def tell(self, future: "Future[Any]") -> None:
        if self.error is None:
            future.set_result(self.value)
        else:
            future.set_exception(self.error)


def away(error: Exception) -> StoreAway:
    """The database's trouble in our words, with the cause behind it."""
    known = StoreAway(str(original(error)))
    known.__cause__ = error
    return known


class Desk:
    """A thread's connection and unit of work, opened when they are first needed.

    `awaited`: whether others may be waiting for what it does just now.
    """

    def __init__(self, connect: Callable[[], Link], cache: RosterCache) -> None:
        self.awaited: Callable[[], bool] = lambda: True
        self._connect = connect
        self._cache = cache
        self._unit: Unit | None = None

    def unit(self) -> Unit:
        if self._unit is None:
            self._unit = Unit(self._connect(), self._cache, self.awaited)
        return self._unit

    def begun(self, *, hurries: bool = False) -> Unit:
        """A unit in a new transaction. A connection that died while it was idle is replaced."""
        try:
            return self._begin(hurries=hurries)
        except Exception:
            if self._unit is None or not self._unit.link.dead:
                raise
            self.lose()
        return self._begin(hurries=hurries)

    def _begin(self, *, hurries: bool) -> Unit:
        unit = self.unit()
        unit.link.hurry(on=hurries)
        unit.link.begin()
        unit.begin()
        return unit

    def undo(self) -> None:
        """Roll back what there is; a connection that cannot even do that is let go."""
        if self._unit is None:
            return
        try:
            self._unit.link.rollback()
        except Exception:  # The job's own error is the one to tell.
            log.warning("A rollback failed; the connection is opened anew.", exc_info=True)
            self.lose()

    def lose(self) -> None:
        unit, self._unit = self._unit, None
        if unit is not None:
            unit.link.close()


Hand = SimpleQueue[Task[Any] | None]
"""Where somebody idle is given the next task; None: there will be no more."""


class Line:
    """Tasks are taken in the order in which they come, by whoever was idle for the shortest time.

    Its connection has done the like just now: its statements are planned, its pages at hand. In
    turn all of a server's connections would grow cold, and each of them is a process there.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._tasks: deque[Task[Any] | None] = deque()
        self._idle: list[Hand] = []

    def __bool__(self) -> bool:
        return bool(self._tasks)

    def put(self, task: Task[Any] | None) -> None:
        with self._turn:
            if self._idle:
                self._idle.pop().put(task)
            else:
                self._tasks.append(task)

    def take(self, hand: Hand) -> Task[Any] | None:
        """Wait for a task."""
        with self._turn:
            if self._tasks:
                return self._tasks.popleft()
            self._idle.append(hand)
        return hand.get()

    def take_waiting(self) -> Task[Any] | None:
        """A task that nobody has taken; raises IndexError if there is none."""
        return self._tasks.popleft()


class Crew:
    """A thread for each desk; they take jobs from a line and run each in its own transaction."""

    def __init__(self, name: str, desks: Iterable[Desk]) -> None:
        self._tasks = Line()
        self._closing = Lock()
        self._closed = False
        self._threads = [
            Thread(target=self._serve, args=(desk,), name=f"{name}-{n}", daemon=True)
            for n, desk in enumerate(desks)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._handed_in(Task(job), self._tasks.put)

    def _handed_in(self, task: Task[T], take: Callable[[Task[T]], None]) -> "Future[T]":
        with self._closing:
            if self._closed:
                task.future.set_exception(StoreAway("closed"))
            else:
                take(task)
        return task.future

    def close(self) -> None:
        """Finish what was submitted, then end."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._end()
        for thread in self._threads:
            thread.join()

    def _end(self) -> None:
        for _ in self._threads:
            self._tasks.put(None)

    def _serve(self, desk: Desk) -> None:
        hand = Hand()
        while (task := self._tasks.take(hand)) is not None:
            if task.begins():
                self._run(desk, task)
        self._leave(desk)

    def _leave(self, desk: Desk) -> None:
        desk.lose()

    def _run(self, desk: Desk, task: Task[Any]) -> None:
        self._outcome(desk, task.job).tell(task.future)

    def _outcome(self, desk: Desk, job: Callable[[UnitOfWork], Any]) -> Outcome:
        outcome, verdict = attempt(desk, job)
        left = {Verdict.ANEW: TRIES - 1, Verdict.GIVE_WAY: TRIES - 1}
        while left.get(verdict):
            left[verdict] -= 1
            if verdict is Verdict.GIVE_WAY:
                sleep(_GIVE_WAY_FOR * (TRIES - 1 - left[verdict]))
            outcome, verdict = attempt(desk, job)
        return outcome


def attempt(
    desk: Desk, job: Callable[[UnitOfWork], Any], *, hurries: bool = False
) -> tuple[Outcome, Verdict]:
    """Run a job in a transaction of its own."""
    try:
        unit = desk.begun(hurries=hurries)
    except Exception as error:  # noqa: BLE001 - Whatever keeps us from the database, it is away.
        return Outcome(error=away(error)), Verdict.FINAL
    return concluded(desk, unit, job)


def concluded(desk: Desk, unit: Unit, job: Callable[[UnitOfWork], Any]) -> tuple[Outcome, Verdict]:
    """Run the one job of a transaction that has begun: it is committed with it, or undone."""
    try:
        value = job(unit)
        unit.link.commit()
    except Exception as error:  # noqa: BLE001 - A job's failure belongs to whoever submitted it.
        desk.undo()
        return _judged(unit.link, error)
    return Outcome(value), Verdict.FINAL


def _judged(link: Link, error: Exception) -> tuple[Outcome, Verdict]:
    if isinstance(error, StaleTicket):
        return Outcome(error=error), Verdict.ANEW
    trouble = link.trouble(error)
    if trouble is Trouble.OWN:
        return Outcome(error=error), Verdict.FINAL
    verdict = Verdict.GIVE_WAY if trouble is Trouble.AGAIN else Verdict.FINAL
    return Outcome(error=away(error)), verdict
