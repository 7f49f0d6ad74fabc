"""The whole way of a message: outbox row → HTTP to a platform → row settled, without pacing.

Beside it the same cards through the platform's own client, and nothing written anywhere. The
platform is a process of its own that takes everything.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

import uvloop
from sqlalchemy import func, select

from adapters import calling
from adapters.feishu.access import Access
from adapters.feishu.client import TIMEOUT as FEISHU_WITHIN
from adapters.feishu.client import Client
from adapters.feishu.messenger import FeishuMessenger
from adapters.feishu.pace import Pace
from adapters.feishu.posting import Posting
from adapters.slack.client import TIMEOUT as SLACK_WITHIN
from adapters.slack.client import SlackMessenger, web_client
from bot.domain.people import Address
from bot.handlers import showing, telling
from bot.handlers.scene import Scene
from bot.ports import Messenger, Store
from bot.pump import Pump
from bot.ticking import scheduled
from bot.words import Words
from storage.outbox_tables import OUTBOX
from tests.bench import waking
from tests.bench.goals import Goal, in_turn
from tests.bench.processes import pinned, taking_all
from tests.databases import serving_databases
from tests.desk.office import Policies, roster, until

MESSAGES: Final = 2000
IN_A_LANE: Final = 4
"""So many may be said at once to one room, at any platform's pace."""

AT_ONCE: Final = 100
PROMISED: Final = 1000


class Unpaced(Pace):
    @asynccontextmanager
    async def turn(self, api: str, lane: str = "") -> AsyncIterator[None]:
        """Nobody waits."""
        yield


@asynccontextmanager
async def slack(url: str) -> AsyncIterator[Messenger]:
    async with calling.session(SLACK_WITHIN) as session:
        yield SlackMessenger(web_client(session, "xoxb-0", f"{url}/api/"))


@asynccontextmanager
async def feishu(url: str) -> AsyncIterator[Messenger]:
    async with calling.session(FEISHU_WITHIN) as session:
        client = Client(session, Access("cli_0", "secret", domain=url))
        client._pace = Unpaced()
        yield FeishuMessenger(Posting(client), waking.Still())


PLATFORMS: Final = {"slack": slack, "feishu": feishu}


def send() -> list[Goal]:
    """Messages a second from the outbox to each platform, on both databases."""
    goals = []
    with serving_databases() as databases, taking_all() as url:
        pinned(0, 0)
        for database, fresh in databases.items():
            for platform in PLATFORMS:
                with waking.opened(fresh) as store:
                    way = Way(store, platform, url)
                    ratio, ours, bare = in_turn(way.ours, way.bare)
                what = f"outbox → {platform} → settled, {database}"
                cpu = f"{way.cpu * 1e6:,.0f} µs CPU a message"
                goals += [
                    Goal(f"{what} ÷ its client alone", ratio, 0.2, 0.4, ours, bare, "/s", note=cpu),
                    Goal(f"{what} ÷ {PROMISED}/s", ours / PROMISED, 1, 2, ours, PROMISED, "/s"),
                ]
    return goals


class Way:
    """From the outbox of one store to one platform. `cpu`: seconds a message of the last round."""

    def __init__(self, store: Store, platform: str, url: str) -> None:
        self._store = store
        self._platform = platform
        self._url = url
        self._starts: Iterator[int] = count(0, MESSAGES)
        self.cpu = 0.0

    def ours(self) -> float:
        start = next(self._starts)
        self._store.write(lambda uow: _said(uow, self._platform, start)).result(60)
        before = time.process_time()
        took = uvloop.run(self._drained())
        self.cpu = (time.process_time() - before) / MESSAGES
        assert self._store.read(_unsettled).result() == 0
        return MESSAGES / took

    async def _drained(self) -> float:
        async with PLATFORMS[self._platform](self._url) as messenger:
            clock = waking.Still()
            pump = Pump(
                self._store, Policies(waking.POLICY), {self._platform: messenger}, clock, "bench"
            )
            scheduler = scheduled({"drain": pump.drain})
            began = time.perf_counter()
            scheduler.start()
            pump.kick()
            await until(lambda: pump.counts.delivered == MESSAGES and not pump.lanes.under_way, 60)
            took = time.perf_counter() - began
            await scheduler.end()
            await pump.stop()
            return took

    def bare(self) -> float:
        return MESSAGES / uvloop.run(self._posted())

    async def _posted(self) -> float:
        """The same card as often, by as many at once as there are connections."""
        view = showing.card(waking.ticket(0), Scene(waking.POLICY, roster(), waking.NOW))
        words = Words("zh", ZoneInfo("Asia/Shanghai"), waking.NOW)
        numbers = iter(range(MESSAGES))
        async with PLATFORMS[self._platform](self._url) as messenger:

            async def one_after_another() -> None:
                for n in numbers:
                    to = Address.of_lane(_lane(self._platform, n))
                    await messenger.post(to, view, words, ref=f"bare:{n}")

            began = time.perf_counter()
            await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
            return time.perf_counter() - began


def _lane(platform: str, n: int) -> str:
    return f"{platform}:T1/C_{n // IN_A_LANE}"


def _said(uow: Any, platform: str, start: int) -> None:
    """Cards of as many tickets, to rooms that hear four each."""
    numbers = range(start, start + MESSAGES)
    tickets = [waking.ticket(n) for n in numbers]
    for ticket in tickets:
        uow.tickets.add(ticket)
    cards = [telling.card(t.no, _lane(platform, n)) for t, n in zip(tickets, numbers, strict=True)]
    uow.outbox.say(cards, waking.NOW)


def _unsettled(uow: Any) -> int:
    waiting = select(func.count()).where(OUTBOX.c.state != "sent")
    return int(uow.link.core.execute(waiting).scalar_one())
