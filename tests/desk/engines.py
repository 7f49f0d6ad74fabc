"""The engines that may tick the jobs, each with as many workers as its store allows.

The platform is one for all of them, as it is in the world, and so is the clock, which runs by
itself and can be moved ahead.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from bot import replicas, ticking
from bot.desk import LiveDesk
from bot.handlers import absence
from bot.policyfile import load
from bot.ports import Messenger
from bot.pump import Pump
from bot.replicas import Replica
from bot.ticking import jobs_of, scheduled
from storage.engine import conninfo, prepare
from storage.store import open_store
from tests.clock import HandClock
from tests.desk.office import MORNING, Ear, Office, Policies, roster

EVERY_SECOND = "* * * * * *"
_DOING = (
    "WITH other AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s)"
    " RETURNING id)"
    " INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id)"
    " SELECT 'default', 'drain', %s, jsonb_build_object('lane', %s::text), 'doing', id FROM other"
)
_EMPTY = (
    "DELETE FROM procrastinate_periodic_defers",
    "DELETE FROM procrastinate_jobs",
    "DELETE FROM procrastinate_workers",
)
_DRAINS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'drain' AND lock = %s"


@dataclass
class MovedClock(HandClock):
    """A day that is always the same: from its morning on the time runs, and a test moves ahead."""

    at: datetime = MORNING
    began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.at + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return time.monotonic() - self.began


@dataclass
class Engine:
    """Workers of one kind on one database. Office 0 is where the tests ask."""

    name: str
    url: str
    workers: int
    ear: Ear
    clock: MovedClock
    offices: list[Office] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def shared(self) -> bool:
        return self.name == "procrastinate"

    async def execute(self, command: str, *given: Any) -> None:
        """Reach into the engine's own tables, while its workers go on."""
        async with await psycopg.AsyncConnection.connect(
            conninfo(self.url), autocommit=True
        ) as connection:
            await connection.execute(command.encode(), given)

    async def empty(self) -> None:
        """Take from procrastinate all that it knows."""
        for command in _EMPTY:
            await self.execute(command)

    async def drains(self, lane: str) -> int:
        async with await psycopg.AsyncConnection.connect(conninfo(self.url)) as connection:
            found = await connection.execute(_DRAINS, [lane])
            row = await found.fetchone()
        assert row is not None
        return int(row[0])

    async def leave_behind(self, lane: str, seconds_ago: int) -> None:
        """A drain that another worker, heard of so long ago, is doing, says procrastinate."""
        await self.execute(_DOING, timedelta(seconds=seconds_ago), lane, lane)

    @property
    def database(self) -> str:
        return self.url.rpartition("/")[2].partition("?")[0]

    def hurried(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is done each minute is done each second, so that the tests need not wait.

        Nor is a clock that was moved ahead a downtime, whose reminders would be one digest.
        """
        hurry = timedelta(seconds=0.5)
        monkeypatch.setattr(ticking, "EVERY", dict.fromkeys(ticking.EVERY, hurry))
        monkeypatch.setattr(replicas, "IDLE", hurry)
        monkeypatch.setattr(absence, "AWAY", timedelta(days=1))
        monkeypatch.setattr(replicas, "EVERY_MINUTE", EVERY_SECOND)
        monkeypatch.setattr(replicas, "AGAIN", 0.2)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        if self.shared:
            await asyncio.to_thread(prepare, self.url)
        await self.start()
        try:
            yield
        finally:
            await self.stop()

    async def start(self) -> None:
        self.offices.clear()
        for number in range(self.workers):
            self._begin(number)

    async def stop(self) -> None:
        await self._stack.aclose()

    def _begin(self, number: int) -> None:
        stack = self._stack
        store = open_store(self.url)
        stack.callback(store.close)
        policies = Policies(load().policy)
        ears: dict[str, Messenger] = {"slack": self.ear}
        pump = Pump(store, policies, ears, self.clock, f"worker-{number}")
        desk = LiveDesk(store, policies, self.clock, pump.kick, b"secret")
        if not self.offices:
            store.write(lambda uow: uow.people.replace(roster())).result()
        office = Office(store, policies, self.clock, self.ear, pump, desk, ears, 1000 * number)
        self.offices.append(office)
        if self.shared:
            replica = Replica(pump, conninfo(self.url))
            replica.start()
            stack.push_async_callback(replica.stop)
        else:
            scheduler = scheduled(jobs_of(pump))
            scheduler.start()
            stack.push_async_callback(scheduler.end)
        stack.push_async_callback(pump.stop)


async def quiet(said: Callable[[], int]) -> None:
    """Wait until nothing new has been said for as long as two looks take."""
    known = -1
    while said() != known:
        known = said()
        await asyncio.sleep(1.1)
