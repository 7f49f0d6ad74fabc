"""The computer that the desk runs on: it starts, ticks, is switched off, dies, and starts again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, TypeVar

from bot.commands import Request
from bot.desk import Answer, LiveDesk, Policies
from bot.plant import Counts
from bot.ports import Messenger
from bot.pump import Pump
from tests.simulator.disk import Disk, Mortality, Platter
from tests.simulator.virtual import VirtualClock
from tests.simulator.weather import Weather, Window

log = logging.getLogger("bot.simulated")
T = TypeVar("T")
_MINDED: Final = 3600.0
"""Seconds between two looks of the rescue."""

_AUDITED_EVERY: Final = 7200.0
"""Seconds between two looks of the audit."""

_AUDITED: Final = 10
"""Tickets in a run of the audit: that it does no harm is seen by few as well."""

_DAY: Final = timedelta(days=1)
_BACK: Final = (2.0, 40.0)
"""Seconds until whoever watches the process has started it again."""


class OffError(Exception):
    """Nobody answers: the machine is off, or died over this."""


@dataclass
class Run:
    """One life of the process: everything here is gone when it ends."""

    disk: Disk
    pump: Pump
    desk: LiveDesk
    ended: "asyncio.Future[None]"
    tasks: set["asyncio.Task[Any]"] = field(default_factory=set)
    resting: tuple[int, datetime] | None = None

    async def serve_due(self) -> None:
        """Sweep and drain, if the desk says that there is anything to do.

        If it says that there is not, that holds until something is written.
        """
        now = self.pump.clock.now()
        if self.resting and self.disk.written == self.resting[0] and now < self.resting[1]:
            return
        rest = (await self.pump.upcoming()).rest(now)
        if rest > timedelta():
            self.resting = self.disk.written, now + min(rest, _DAY)
            return
        await self.pump.sweep()
        await self.pump.drain()

    def start(self, job: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(job)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def drop(self) -> None:
        """No instruction of this life is carried out any more."""
        pump = self.pump
        if pump._kicked is not None:
            pump._kicked.cancel()
        pump.lanes.let_go()
        own = (pump._draining, pump.lanes._rounds._serving)
        for task in (*self.tasks, *pump.lanes.under_way.values(), *filter(None, own)):
            task.cancel()
        if not self.ended.done():
            self.ended.set_result(None)


@dataclass
class Machine:
    platter: Platter
    policies: Policies
    messengers: Mapping[str, Messenger]
    clock: VirtualClock
    weather: Weather
    mortality: Mortality
    rng: Random
    tick: float  # Seconds between two sweeps; rarer than in earnest, which must do no harm.
    over: list[Window] = field(default_factory=list)  # Downtimes.
    down_since: float | None = None
    run: Run | None = None
    lives: int = 0
    counts: list[Counts] = field(default_factory=list)  # Of every life.

    async def keep_running(self) -> None:
        """For ever: start, run until death or until somebody switches it off, wait."""
        loop = self.clock.loop
        while True:
            run = self._start()
            window = self.weather.off.after(loop.time())
            left = window.start - loop.time() if window else None
            await asyncio.wait({run.ended}, timeout=left)
            since = self.down_since = loop.time()
            await self._end(run)
            off = self.weather.off.at(loop.time())
            await asyncio.sleep(off.end - loop.time() if off else self.rng.uniform(*_BACK))
            self.over.append(Window(since, loop.time()))
            self.down_since = None

    @property
    def downs(self) -> list[Window]:
        """Whenever nobody was awake, with the time since when nobody is."""
        if self.down_since is None:
            return self.over
        return [*self.over, Window(self.down_since, float("inf"))]

    def _start(self) -> Run:
        self.lives += 1
        ended = self.clock.loop.create_future()
        disk = Disk(self.platter, self.mortality, self._died)
        pump = Pump(disk, self.policies, self.messengers, self.clock, f"life {self.lives}")
        pump.caretaker.batch = _AUDITED
        self.counts.append(pump.counts)
        desk = LiveDesk(disk, self.policies, self.clock, pump.kick, b"secret")
        run = self.run = Run(disk, pump, desk, ended)
        run.start(self._serve(run))
        return run

    async def _serve(self, run: Run) -> None:
        await run.pump.recover()
        pump = run.pump
        for job, every in (
            (run.serve_due, self.tick),
            (pump.rescue, _MINDED),
            (pump.audit, _AUDITED_EVERY),
        ):
            run.start(self._tick(job, every))

    async def _tick(self, job: Callable[[], Awaitable[None]], every: float) -> None:
        while True:
            try:
                await job()
            except Exception:  # The scheduler would log it and go on.
                log.exception("a tick failed")
            await asyncio.sleep(every)

    def _died(self) -> None:
        run, self.run = self.run, None
        if run is not None:
            run.drop()

    async def _end(self, run: Run) -> None:
        """Half of the time it is asked to stop, else the plug is pulled."""
        if self.run is run:
            self.run = None
            if self.rng.random() < 1 / 2:
                await run.pump.stop()
        run.drop()
        run.disk.close()

    async def ask(self, request: Request) -> Answer:
        """Hand a request in and wait for the answer; raises OffError if none will come."""
        if self.run is None:
            raise OffError
        task = self.run.start(self.run.desk.ask(request))
        await asyncio.wait({task})
        with suppress(asyncio.CancelledError):
            return task.result()
        raise OffError
