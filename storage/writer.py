"""The one connection that writes a SQLite file, and who may use it now.

Waiting jobs run one after another, each in a savepoint of its own, and share one COMMIT; nobody is
answered before it. So sixteen commands cost one fsync, and none sees another's half-done work. A
job that is alone needs no savepoint, its failure is the transaction's: SQLite keeps beside each a
copy of all pages that are changed after it.

A thread runs them. But brief ones are run by the event loop that asks for them, unless the thread
is at work: to hand a command over and back would cost half as much as the command itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Lock
from typing import Any, Final, TypeVar

from bot.ports import StaleTicket, UnitOfWork
from storage.link import Trouble
from storage.unit import Unit
from storage.work import TRIES, Crew, Desk, Outcome, Task, Verdict, attempt, away, concluded

T = TypeVar("T")

GROUP: Final = 64
"""Jobs that share a commit at most, so that the first of them is not kept waiting long."""

AT_ONCE: Final = 16
"""Of brief ones fewer: all else in their event loop waits as well."""

IN_A_ROW: Final = 200
"""After so many brief ones the thread has a turn, for only the thread empties the WAL."""

SLOW: Final = 0.25
"""Seconds. A disk that made the event loop wait so long may make it wait longer still,"""

APART: Final = 60.0
"""so for this many seconds it is left to the thread."""


class Writer(Crew):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = Lock()  # Whoever holds it has the desk.
        self._brief: deque[Task[Any]] = deque()
        self._summoned: asyncio.AbstractEventLoop | None = None
        """The loop that will run the brief ones, or be called when the thread has done."""
        self._in_a_row = 0
        self._apart_until = 0.0
        self._group = 0
        desk.awaited = self._is_awaited
        super().__init__("write", [desk])

    def _is_awaited(self) -> bool:
        """Whether anybody waits for the job that is being done, in its group or behind it."""
        return self._group > 1 or bool(self._brief) or bool(self._tasks)

    def submit_brief(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Have a job run by this thread's event loop, with others that are asked for just now."""
        return self._handed_in(Task(job), self._summon)

    def _summon(self, task: Task[Any]) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._apart_until:
            self._tasks.put(task)
            return
        self._brief.append(task)
        if self._summoned is not loop:
            self._summoned = loop
            loop.call_soon(self._run_brief)

    def _run_brief(self) -> None:
        if not self._turn.acquire(blocking=False):
            return  # The thread is at work; it calls when it has done.
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            self._run_here()
        finally:
            self._turn.release()
        with self._closing:
            if loop.time() > began + SLOW:
                self._apart_until = loop.time() + APART
                self._leave_to_thread()
            self._summoned = loop if self._brief else None
            if self._brief:
                loop.call_soon(self._run_brief)

    def _run_here(self) -> None:
        if not self._brief:
            return
        try:
            unit = self._desk.begun(hurries=True) if self._in_a_row < IN_A_ROW else None
        except Exception:  # noqa: BLE001 - The thread tries again, patiently, and says what it is.
            unit = None
        if unit is None:
            with self._closing:
                self._leave_to_thread()
            return
        group = [task for task in self._next_brief(AT_ONCE) if task.begins()]
        self._in_a_row += len(group)
        self._group = len(group)
        _tell(group, _in_turn(self._desk, unit, group))

    def _leave_to_thread(self) -> None:
        """While nobody closes: what came after the end would never be done."""
        self._in_a_row = 0
        for task in self._next_brief(len(self._brief)):
            self._tasks.put(task)

    def _call_loop(self) -> None:
        """Let the loop run what was asked of it while the thread was at work."""
        with self._closing:
            if self._summoned is None or not self._brief:
                return
            try:
                self._summoned.call_soon_threadsafe(self._run_brief)
            except RuntimeError:  # It is closed.
                self._summoned = None
                self._leave_to_thread()

    def _next_brief(self, most: int) -> Iterator[Task[Any]]:
        for _ in range(most):
            try:
                yield self._brief.popleft()
            except IndexError:
                break

    def _end(self) -> None:
        self._leave_to_thread()
        super()._end()

    def _leave(self, desk: Desk) -> None:
        with self._turn:
            super()._leave(desk)

    def _run(self, desk: Desk, task: Task[Any]) -> None:
        with self._turn:
            others = self._waiting()
            self._group = 1 + len(others)
            if others:
                group = [task, *others]
                _tell(group, _together(desk, group))
            else:
                super()._run(desk, task)
        self._call_loop()

    def _waiting(self) -> list[Task[Any]]:
        found: list[Task[Any]] = []
        while len(found) < GROUP - 1:
            try:
                task = self._tasks.take_waiting()
            except IndexError:
                break
            if task is None:  # The end of the queue: the main loop must see it too.
                self._tasks.put(None)
                break
            if task.begins():
                found.append(task)
        return found


def _together(desk: Desk, group: list[Task[Any]]) -> list[Outcome]:
    try:
        unit = desk.begun()
    except Exception as error:  # noqa: BLE001 - Whatever keeps us from the database, it is away.
        return [Outcome(error=away(error))] * len(group)
    return _in_turn(desk, unit, group)


def _in_turn(desk: Desk, unit: Unit, group: list[Task[Any]]) -> list[Outcome]:
    """One after another, and one commit for all: if that fails, all have."""
    if len(group) == 1:
        return [_alone(desk, unit, group[0].job)]
    try:
        outcomes = [_tried(unit, one.job) for one in group]
        unit.link.commit()
    except Exception as error:  # noqa: BLE001 - Whatever it is, every caller must hear of it.
        desk.undo()
        return [Outcome(error=away(error))] * len(group)
    return outcomes


def _alone(desk: Desk, unit: Unit, job: Callable[[UnitOfWork], Any]) -> Outcome:
    """A brief one, which is begun anew as it was begun: without waiting for other processes."""
    outcome, verdict = concluded(desk, unit, job)
    for _ in range(TRIES - 1):
        if verdict is not Verdict.ANEW:
            break
        outcome, verdict = attempt(desk, job, hurries=True)
    return outcome


def _tell(group: list[Task[Any]], outcomes: list[Outcome]) -> None:
    for one, outcome in zip(group, outcomes, strict=True):
        outcome.tell(one.future)


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
