"""A desk in a process of its own, led over a pipe: real store, pump, messengers; a hand clock."""

import asyncio
import logging
import os
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any, Final

import aiohttp

from adapters.feishu.access import Access
from adapters.feishu.client import Client
from adapters.feishu.messenger import FeishuMessenger
from adapters.feishu.posting import Posting
from adapters.slack.client import SlackMessenger, web_client
from bot.awaiting import outcome
from bot.commands import Request, Typed
from bot.desk import LiveDesk
from bot.handlers.delivering import LEASE
from bot.policyfile import load_text
from bot.ports import Messenger, StoreAway
from bot.pump import Pump
from bot.words import LOCALES, catalogue
from storage.store import open_store
from tests.clock import HandClock
from tests.desk.office import Policies
from tests.faults.points import Points
from tests.faults.story import BASE, POLICY, STORY, Step

POLICIES: Final = Policies(load_text(POLICY).policy)
_WORDS: Final = [catalogue(locale) for locale in LOCALES]
"""Read once, before children are forked."""

PATIENCE: Final = 200
"""Rounds of two seconds in which the outbox must run empty."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a child works; `answers_within` so many seconds a platform must answer it."""

    database: str
    slack_url: str
    slack_token: str
    feishu: Access
    takes_over: bool = False
    answers_within: float = 15.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a child is to do: the story's steps, then perhaps to let everything be delivered.

    `die_at`: the boundary, counted from here, at which it dies. `ahead`: by how much its clock is
    wrong. `file_size`: no file may grow beyond so many bytes. `sweep`: wake what is due, and let
    what is said then wait. `audit`: look first for what is missing.
    """

    steps: tuple[tuple[int, Step], ...]
    settle: bool = True
    die_at: int | None = None
    ahead: timedelta = timedelta()
    file_size: int | None = None
    sweep: bool = False
    audit: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """How each step was answered, how many boundaries were crossed, and what could not be said."""

    replies: tuple[str, ...]
    crossed: int
    waiting: int = 0


class UnpacedSlack(SlackMessenger):
    @property
    def per_second(self) -> float:
        return 10_000.0


class UnpacedFeishu(FeishuMessenger):
    @property
    def per_second(self) -> float:
        return 10_000.0


class NoPace:
    """Feishu's windows are in real time; a story of three days is told in a second."""

    @asynccontextmanager
    async def turn(self, api: str, lane: str = "") -> AsyncIterator[None]:
        """Go on."""
        yield

    def hold(self, api: str, seconds: float) -> None:
        """Go on all the same: a fake does not mind."""


def work(led: Connection, place: Place) -> None:
    """Run until the pipe is closed or the last boundary is reached."""
    logging.disable(logging.CRITICAL)
    points = Points()
    points.watch()
    asyncio.run(_work(led, place, points))


async def tell(place: Place) -> None:
    """The whole story in this process, which nothing befalls."""
    async with aiohttp.ClientSession() as session:
        child = Child(place, Points(), session)
        await child.obey(Order(tuple(enumerate(STORY)), sweep=True))
    child.store.close()


async def _work(led: Connection, place: Place, points: Points) -> None:
    timeout = aiohttp.ClientTimeout(total=place.answers_within)
    async with aiohttp.ClientSession(timeout=timeout, trace_configs=[points.trace()]) as session:
        child = Child(place, points, session)
        while True:
            try:
                order = led.recv()
            except EOFError:
                break
            led.send(await child.obey(order))
    child.store.close()


def messengers(place: Place, session: aiohttp.ClientSession, clock: Any) -> dict[str, Messenger]:
    """The real ones, at whatever speed the fakes can bear."""
    web = web_client(session, place.slack_token, place.slack_url)
    client = Client(session, place.feishu)
    client._pace = NoPace()  # type: ignore[assignment] # Its two methods.
    return {"slack": UnpacedSlack(web), "feishu": UnpacedFeishu(Posting(client), clock)}


@dataclass
class Child:
    place: Place
    points: Points
    session: aiohttp.ClientSession
    clock: HandClock = field(default_factory=lambda: HandClock(BASE))

    def __post_init__(self) -> None:
        self.store = open_store(self.place.database)
        spoken = messengers(self.place, self.session, self.clock)
        owner = f"child-{os.getpid()}"
        self.pump = Pump(self.store, POLICIES, spoken, self.clock, owner)
        self.desk = LiveDesk(self.store, POLICIES, self.clock, lambda _lanes: None, b"secret")
        self._taken_over = not self.place.takes_over
        self._ahead = timedelta()

    async def obey(self, order: Order) -> Report:
        self.points.arm(order.die_at)
        soft = order.file_size or resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))
        replies = [await self._told(number, step, order) for number, step in order.steps]
        if order.sweep:
            await self.pump.sweep()
        if order.audit:
            await self.pump.audit()
        waiting = await self._settled() if order.settle else 0
        return Report(tuple(replies), self.points.crossed, waiting)

    async def _settled(self) -> int:
        """As the scheduler does, which tries again at the next tick when the store is away."""
        with suppress(StoreAway):
            return await self._settle()
        return PATIENCE

    async def _told(self, number: int, step: Step, order: Order) -> str:
        self._turn_to(BASE + timedelta(minutes=step.minutes) + order.ahead, order.ahead)
        await self._take_over()
        if not step.who:
            return ""
        request = Request(Typed(step.line), step.identity, step.place, f"delivery-{number}")
        answer = await self.desk.ask(request)
        code = getattr(answer.view, "error", answer.view)
        return type(code).__name__

    def _turn_to(self, at: datetime, ahead: timedelta) -> None:
        """Time only goes forward, but for a clock that is set."""
        self.clock.at = at if ahead != self._ahead else max(at, self.clock.at)
        self._ahead = ahead

    async def _take_over(self) -> None:
        """Alone on a file nobody else holds anything; on a server a lease must run out first."""
        if self._taken_over:
            return
        self._taken_over = True
        if self.place.database.startswith("sqlite"):
            await self.pump.recover()
        else:
            self.clock.at += LEASE + timedelta(seconds=1)
            await self.pump.rescue()

    async def _settle(self) -> int:
        """Let the pump do all there is to do; what waits for a time is waited for."""
        for _ in range(PATIENCE):
            await self.pump.sweep()
            await self.pump.drain()
            while self.pump.lanes.under_way:
                await asyncio.gather(*self.pump.lanes.under_way.values())
            if await self._more_now():
                continue
            if not await self._waiting():
                return 0
            self.clock.forward(seconds=2)
            await self.pump.rescue()
        return max(1, await self._waiting())

    async def _more_now(self) -> bool:
        """Whether a duty is to be woken, perhaps by what another has said, or a lane served."""
        now = self.clock.now()
        upcoming = await self.pump.upcoming()
        if upcoming.wake_at is not None and upcoming.wake_at <= now:
            return True
        lanes = await outcome(self.store.read(lambda uow: uow.outbox.ready_lanes(now)))
        return bool(lanes)

    async def _waiting(self) -> int:
        """Messages not yet settled, also those that a dead worker holds."""
        ever = self.clock.now() + timedelta(days=1)
        found = await outcome(self.store.read(lambda uow: uow.health.overdue(ever)))
        return found.outbox
