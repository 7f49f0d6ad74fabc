"""What ticks the jobs of one machine: APScheduler, in memory.

Every row of the store carries its own time, so a tick may be late, missed or repeated without harm;
nothing is ever scheduled for one reminder.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, timedelta
from functools import partial
from typing import Final

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, SystemClock
from bot.policyfile import PolicyFile, PolicyMistakes
from bot.ports import StoreAway
from bot.pump import Pump

log = logging.getLogger(__name__)

EVERY: Final[Mapping[str, timedelta]] = {
    "sweep": timedelta(seconds=0.5),
    "drain": timedelta(seconds=0.5),
    "rescue": timedelta(seconds=5),
    "audit": timedelta(seconds=60),
    "fetch": timedelta(seconds=2),
    "policy": timedelta(seconds=2),
    "probe": timedelta(seconds=5),
}
SOONEST: Final = timedelta(milliseconds=2)
"""Before that a job that has just asked to be run again has not ended."""

Job = Callable[[], Awaitable[timedelta | None]]
"""Returns how long it has nothing to do, if it knows: it may not wait for its next tick."""

Explain = Callable[[PolicyMistakes], Iterable[str]]
"""A sentence for each mistake, in the language of whoever runs the desk."""


def refused(mistakes: PolicyMistakes) -> Iterable[str]:
    """The bare codes, where nobody has words for them."""
    return [f"{mistakes.file}: {mistake.code}" for mistake in mistakes.mistakes]


def jobs_of(pump: Pump) -> dict[str, Job]:
    """The pump's four jobs, where no other engine runs them."""
    return {
        "sweep": pump.sweep,
        "drain": pump.drain,
        "rescue": pump.rescue,
        "audit": pump.audit,
    }


class Patient(AsyncIOExecutor):  # type: ignore[misc] # Untyped.
    """An executor that can wait for what it runs."""

    async def ended(self, within: float) -> None:
        if self._pending_futures:
            await asyncio.wait(self._pending_futures, timeout=within)


class Steady(AsyncIOScheduler):  # type: ignore[misc] # Untyped.
    """A scheduler that goes on when the clock is set back, and ends in order.

    It knows its jobs' next times by the clock, and would wait until that has caught up with them.
    """

    def __init__(self) -> None:
        self._running = Patient()
        super().__init__(timezone=UTC, executors={"default": self._running})

    async def end(self, within: float = 5.0) -> None:
        """Begin no job any more, and let those under way end: called off they count as failed."""
        self.pause()
        await self._running.ended(within)
        self.shutdown(wait=False)

    def wakeup(self) -> None:
        now = SystemClock().now()
        for job in self.get_jobs():  # The first that is modified wakes it up for the others.
            if job.next_run_time > now + 2 * EVERY[job.id]:
                log.warning("the clock was set back", extra={"job": job.id})
                job.modify(next_run_time=now)
        super().wakeup()


def scheduled(jobs: Mapping[str, Job]) -> Steady:
    """A scheduler of these jobs, each at its interval, or sooner where it knows its next time."""
    scheduler = Steady()
    for name, job in jobs.items():
        scheduler.add_job(
            _unless_under_way(Tick(name, job, partial(_sooner, scheduler, name)).run),
            "interval",
            id=name,
            name=name,
            seconds=EVERY[name].total_seconds(),
            coalesce=True,
            max_instances=2,
            misfire_grace_time=None,
        )
    return scheduler


def _unless_under_way(run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A sweep of ten thousand duties outlasts its ticks: they are none, and nothing to warn of."""
    turn = asyncio.Lock()

    async def tick() -> None:
        if not turn.locked():
            async with turn:
                await run()

    return tick


def _sooner(scheduler: Steady, name: str, rest: timedelta) -> None:
    """Have a job run after so long, if that is before its next tick."""
    if rest >= EVERY[name]:
        return
    job = scheduler.get_job(name)
    at = SystemClock().now() + max(rest, SOONEST)
    if job is not None and at < job.next_run_time:
        job.modify(next_run_time=at)


class Tick:
    """One job at its interval. A store that is away is told once, not twice a second."""

    def __init__(
        self, name: str, job: Job, after: Callable[[timedelta], None] = lambda _rest: None
    ) -> None:
        self._name = name
        self._job = job
        self._after = after
        self._away = False

    async def run(self) -> None:
        try:
            rest = await self._job()
        except StoreAway as error:
            self._tell("the store is away", away=True, reason=str(error))
        else:
            self._tell("the store is back", away=False)
            if rest is not None:
                self._after(rest)

    def _tell(self, said: str, *, away: bool, **more: str) -> None:
        if away is not self._away:
            log.warning(said, extra={"job": self._name, **more})
        self._away = away


async def reload_policy(
    policies: PolicyFile, clock: Clock, changed: Job, explain: Explain = refused
) -> None:
    """A changed good file is in force from now on; a bad one is told with its lines."""
    found = policies.reload(clock.now())
    if isinstance(found, PolicyMistakes):
        for mistake, sentence in zip(found.mistakes, explain(found), strict=True):
            where = {"line": mistake.line, "where": mistake.where, "reason": mistake.code}
            log.error("policy file refused, the old policy stays: %s", sentence, extra=where)
    elif found is not None:
        log.info("policy changed", extra={"preset": found.preset})
        await changed()
