"""What ticks the jobs of one machine: APScheduler, in memory.

Every row of the store carries its own time, so a tick may be late, missed or repeated without harm;
nothing is ever scheduled for one reminder.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
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
Job = Callable[[], Awaitable[None]]
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


def scheduled(jobs: Mapping[str, Job]) -> AsyncIOScheduler:
    """A scheduler of these jobs, each at its interval."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    for name, job in jobs.items():
        scheduler.add_job(
            Tick(name, job).run,
            "interval",
            seconds=EVERY[name].total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler


class Tick:
    """One job at its interval. A store that is away is told once, not twice a second."""

    def __init__(self, name: str, job: Job) -> None:
        self._name = name
        self._job = job
        self._away = False

    async def run(self) -> None:
        try:
            await self._job()
        except StoreAway as error:
            self._tell("the store is away", away=True, reason=str(error))
        else:
            self._tell("the store is back", away=False)

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
