"""What a process that was away does to its event loop, and how late a lone reminder is (G6)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import create_engine, event, select

from bot.clock import SystemClock
from bot.domain.policy import DutyKind
from bot.pump import Pump
from bot.ticking import scheduled
from storage.outbox_tables import OUTBOX
from tests.bench import waking
from tests.bench.goals import Goal, in_turn
from tests.databases import Fresh, serving_databases
from tests.desk.office import Policies
from tests.storage.samples import a_duty

RAN: list[int] = []
LONG_AGO: Final = waking.DUE - timedelta(days=365)  # Its clock is the real one.


def _ran(number: int) -> None:
    RAN.append(number)


async def widest_gap(work: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds for which the loop did nothing else, at worst, while this work was done."""
    ended, widest = asyncio.Event(), 0.0

    async def watch() -> None:
        nonlocal widest
        last = time.perf_counter()
        while not ended.is_set():
            await asyncio.sleep(0.001)  # Spinning would keep the work itself from its core.
            now = time.perf_counter()
            widest, last = max(widest, now - last), now

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    await work()
    ended.set()
    await watching
    return widest * 1000


def g6(many: int = 10_000) -> list[Goal]:
    """A restart with ten thousand overdue: the widest gap of the loop ÷ APScheduler's."""
    with serving_databases() as databases:
        fresh = databases["sqlite"]
        ratio = in_turn(lambda: _ours(fresh, many), lambda: _theirs(fresh, many))
    what = f"G6 widest gap of the loop, {many:,} overdue ÷ APScheduler, sqlite"
    return [Goal(what, ratio[0], 0.05, 0.02, *ratio[1:], "ms", at_least=False)]


def _ours(fresh: Fresh, many: int) -> float:
    with waking.opened(fresh) as store:
        waking.due(store, many)
        pump = Pump(store, Policies(waking.POLICY), {}, waking.Still(), "bench")
        gap = asyncio.run(_swept(pump))
        assert pump.counts.woken == many, pump.counts
        waking.each_once(store)
        return gap


async def _swept(pump: Pump) -> float:
    gap = await widest_gap(pump.sweep)
    await pump.stop()
    return gap


def _theirs(fresh: Fresh, many: int) -> float:
    with fresh() as url:
        _filled(url, many)
        RAN.clear()
        gap = asyncio.run(_started(url, many))
        assert sorted(RAN) == list(range(many))
        return gap


def _filled(url: str, many: int) -> None:
    """The jobs of ten thousand reminders; what they cost to add is measured elsewhere (G8)."""
    engine = create_engine(url)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    scheduler = waking.StillScheduler(timezone="UTC")
    scheduler.add_jobstore(SQLAlchemyJobStore(engine=engine))
    scheduler.start(paused=True)
    for n in range(many):
        how = {"args": [n], "run_date": LONG_AGO, "misfire_grace_time": None}
        scheduler.add_job(_ran, "date", **how)
    scheduler.shutdown()


async def _started(url: str, many: int) -> float:
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_jobstore(SQLAlchemyJobStore(url=url))

    done = asyncio.Event()

    def heard(_event: Any) -> None:
        if len(RAN) == many:
            done.set()

    async def work() -> None:
        scheduler.add_listener(heard, EVENT_JOB_EXECUTED)
        scheduler.start()
        await done.wait()

    gap = await widest_gap(work)
    scheduler.shutdown()
    return gap


def late(many: int = 60, among: int = 100_000) -> list[Goal]:
    """How late a lone reminder is in the outbox, among a hundred thousand that wait: p99."""
    goals = []
    with serving_databases() as databases:
        for name, fresh in databases.items():
            with waking.opened(fresh) as store:
                waking.waiting(store, among)
                took = sorted(asyncio.run(_lone(store, many)))
            p99 = took[int(len(took) * 0.99)]
            what = f"a lone reminder among {among:,}: p99 of due → outbox, {name} ÷ 1 s"
            goals.append(Goal(what, p99, 1.0, 0.6, p99, 1.0, "s", at_least=False))
    return goals


async def _lone(store: Any, many: int) -> list[float]:
    clock = SystemClock()
    pump = Pump(store, Policies(waking.POLICY), {}, clock, "bench")
    first = clock.now() + timedelta(seconds=1)
    dues = {waking.ticket(n).no: first + timedelta(seconds=0.17 * n) for n in range(many)}

    def write(uow: Any) -> None:
        for n, (no, at) in enumerate(dues.items()):
            uow.tickets.add(waking.ticket(n))
            duty = a_duty(no, DutyKind.FIRST_RESPONSE, due_at=at, owner="wang", warned_at=first)
            uow.duties.write([replace(duty, started_at=first - timedelta(hours=1), wake_at=at)])

    store.write(write).result(60)
    scheduler = scheduled({"sweep": pump.sweep})
    scheduler.start()
    await asyncio.sleep((max(dues.values()) - clock.now()).total_seconds() + 2)
    await scheduler.end()
    await pump.stop()
    assert pump.counts.woken == many, pump.counts
    said = store.read(_first_said).result()
    return [(said[no] - at).total_seconds() for no, at in dues.items()]


def _first_said(uow: Any) -> dict[str, Any]:
    rows = uow.link.core.execute(select(OUTBOX.c.ticket, OUTBOX.c.created_at))
    return {row.ticket: row.created_at for row in rows}
