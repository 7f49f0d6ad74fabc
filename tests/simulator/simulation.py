"""One season of the department, from the first call to the last answer."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from random import Random
from traceback import format_exception
from typing import Any, Final

from bot import commands as ask
from bot.domain.duties import Call
from bot.domain.policy import Policy
from bot.views import Reminder
from storage.schema import upgrade
from storage.store import open_store
from tests.simulator.arrivals import arrivals
from tests.simulator.disk import Mortality, Platter
from tests.simulator.hands import Hands
from tests.simulator.machine import Machine
from tests.simulator.office import PLATFORMS, STORE_ROOM, SYNC_ROOM, ZONE, policy, roster
from tests.simulator.platforms import GENTLE, Odds, Platform
from tests.simulator.stories import Story
from tests.simulator.virtual import VirtualClock, VirtualLoop
from tests.simulator.weather import DAY, Weather, forecast
from tests.simulator.witness import BrokenError, Witness

FIRST_DAY: Final = date(2026, 2, 2)
"""Before the Spring Festival: a long holiday, make-up days, Qingming and May lie ahead."""


_LAST_WORDS: Final = 900.0
"""Seconds after which nothing may be left unsaid."""

_CONCERN: Final = 0.4
"""So often whoever is called about a breach acknowledges it."""


@dataclass(frozen=True)
class Season:
    """What is simulated. `deaths`: statements to the next crash, on average; 0 is never."""

    days: int = 3
    per_day: int = 30
    seed: int = 1
    deaths: int = 3000
    fair: bool = False
    tail: float = 2.5
    tick: float = 60.0

    @property
    def length(self) -> float:
        """Days in all: after the last call, what is under way comes to its end."""
        return self.days + self.tail


@dataclass
class Policies:
    current: Policy


class _Failures(logging.Handler):
    """Keeps what the desk would only have logged: an error that nobody understood."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.found.append(self.format(record))


@dataclass
class Simulation:
    season: Season
    folder: Path
    loop: VirtualLoop = field(default_factory=VirtualLoop)
    policies: Policies = field(default_factory=lambda: Policies(policy()))
    stories: list[Story] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._failures = _Failures()
        self._machinery: set[asyncio.Task[object]] = set()
        self._people: set[asyncio.Task[object]] = set()
        season, start = self.season, datetime.combine(FIRST_DAY, time(), tzinfo=ZONE)
        self.platter = Platter(_furnished(self.folder / "desk.db"))
        self.clock = VirtualClock(start.astimezone(UTC), self.loop)
        self.witness = Witness(self.clock)
        length = season.length
        self.weather = (
            Weather.fair()
            if season.fair
            else forecast(self.dice("weather"), length, PLATFORMS, (SYNC_ROOM, STORE_ROOM))
        )
        odds = GENTLE if season.fair else Odds()
        self.mortality = Mortality(self.dice("deaths"), season.deaths)
        self.machine = Machine(
            self.platter, self.policies, self._platforms(odds), self.clock, self.weather,
            self.mortality, self.dice("machine"), season.tick,
        )  # fmt: skip
        self._nerves = self.dice("nerves")
        self.witness.hear = self._hear
        self.hands = Hands(self.machine, self.witness, roster(), self.platter.link)

    def dice(self, what: str) -> Random:
        return Random(f"{self.season.seed} {what}")  # noqa: S311 - Repeatable is the point.

    def _platforms(self, odds: Odds) -> dict[str, Platform]:
        slack = Platform("slack", self.witness, self.weather, self.dice("slack"), odds)
        feishu = Platform(
            "feishu", self.witness, self.weather, self.dice("feishu"), odds,
            card_lives=timedelta(days=14), per_second=5.0, dedupes=True,
        )  # fmt: skip
        return {"slack": slack, "feishu": feishu}

    def run(self, each_day: Callable[[int], None] = lambda _day: None) -> None:
        """Live the whole season; `each_day` is called at the end of each."""
        logger, level = logging.getLogger("bot"), logging.getLogger("bot").level
        logger.addHandler(self._failures)
        logger.setLevel(logging.ERROR)
        try:
            self.loop.run_until_complete(self._season(each_day))
        finally:
            logger.removeHandler(self._failures)
            logger.setLevel(level)
            self._put_away()

    def _put_away(self) -> None:
        """Drop what is still under way: the season is over."""
        if self.machine.run is not None:
            self.machine.run.drop()
            self.machine.run.disk.close()
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self.loop.close()

    @property
    def failures(self) -> list[str]:
        return self._failures.found

    async def _season(self, each_day: Callable[[int], None]) -> None:
        self._start(self.machine.keep_running())
        self._start(self._shift_clock())
        self._start(self._customers(), self._people)
        for day in range(ceil(self.season.length)):
            ends = min(day + 1, self.season.length) * DAY
            await asyncio.sleep(ends - self.loop.time())
            each_day(day)
        await self._settle()

    async def _settle(self) -> None:
        """Everybody goes home; the desk says what it still has to say."""
        self.mortality.paused = True
        for task in self._people:
            task.cancel()
        await asyncio.sleep(_LAST_WORDS)
        if self.machine.run is not None:
            await self.machine.run.pump.stop()

    def _start(self, job: Coroutine[Any, Any, object], among: set[Any] | None = None) -> None:
        """Let something happen beside everything else; what goes wrong in it is not lost."""
        task = self.loop.create_task(job)
        task.add_done_callback(self._ended)
        (self._machinery if among is None else among).add(task)

    def _ended(self, task: "asyncio.Task[object]") -> None:
        self._people.discard(task)
        self._machinery.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, BrokenError):
            self.witness.broken.append(error)
        elif error is not None:
            self.failures.append("".join(format_exception(error)))

    async def _customers(self) -> None:
        season = self.season
        calls = arrivals(FIRST_DAY, season.days, season.per_day, self.dice("arrivals"))
        for number, call in enumerate(calls):
            await asyncio.sleep(max(0.0, (call - self.clock.true()).total_seconds()))
            story = Story(number, self.dice(f"story {number}"), self.hands, self.clock)
            self.stories.append(story)
            self._start(story.live(), self._people)

    def _hear(self, lane: str, reminder: Reminder) -> None:
        """A supervisor or manager who is called about a breach says, at times, that they know."""
        rng = self._nerves
        if reminder.call is Call.WARN or "@" not in lane or rng.random() > _CONCERN:
            return
        who = lane.rpartition("_")[2] if lane.startswith("feishu") else lane.rpartition("@U_")[2]
        self._start(self._acknowledge(who.lower(), reminder.ticket, rng), self._people)

    async def _acknowledge(self, who: str, no: str, rng: Random) -> None:
        await asyncio.sleep(rng.uniform(60, 3600))
        await self.hands.ask(who, ask.Acknowledge(no), rng)

    async def _shift_clock(self) -> None:
        """Somebody corrects the machine's clock, the wrong way, and later back."""
        for window in self.weather.skewed.all:
            await asyncio.sleep(window.start - self.loop.time())
            self.clock.skew = timedelta(seconds=self.weather.skews[window])
            await asyncio.sleep(window.end - self.loop.time())
            self.clock.skew = timedelta()
        await asyncio.Event().wait()


def _furnished(file: Path) -> Path:
    """The file of a desk that knows who works there, and nothing else."""
    url = f"sqlite:///{file}"
    if not file.exists():
        upgrade(url)
    store = open_store(url)
    store.write(lambda uow: uow.people.replace(roster())).result()
    store.close()
    return file
