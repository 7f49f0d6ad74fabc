"""Ten thousand duties due in the same second: how many a second, and how late the last is."""

import asyncio
import statistics
import time
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from bot.ports import Saying, Store
from bot.pump import Pump
from bot.ticking import scheduled
from storage.outbox_tables import OUTBOX
from tests.bench import waking
from tests.bench.goals import ROUNDS, Goal
from tests.databases import serving_databases
from tests.desk.office import Policies, until

LEAD: Final = timedelta(seconds=1.2)
"""So long the desk has been up when they are due, and ticked."""

UNUSED: Final = 200_000
"""A number for tickets from which on there are none."""


class Onward:
    """A clock that goes on from a moment of the bench."""

    def __init__(self, since: datetime) -> None:
        self._since = since
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self._since + timedelta(seconds=time.monotonic() - self._began)

    def monotonic(self) -> float:
        return time.monotonic()


def burst(many: int = 10_000) -> list[Goal]:
    """The rate against the floor's; and due → committed outbox of all but one in a hundred."""
    goals = []
    with serving_databases() as databases:
        for name, fresh in databases.items():
            with waking.opened(fresh) as store:
                waking.waiting(store, 100_000)
                what = f"burst of {many:,}, {name}"
                goals.append(waking.against_floor(store, many, ROUNDS, what))
                late = statistics.median(_late(store, many, nth) for nth in range(ROUNDS))
                waking.each_once(store)
            what = f"burst of {many:,}: p99 of due → outbox, 0.5 s tick, {name} ÷ 1 s"
            goals.append(Goal(what, late, 1.0, 0.8, late, 1.0, "s", at_least=False))
    return goals


def _late(store: Store, many: int, nth: int) -> float:
    """Seconds after which all but one in a hundred were said, by a desk that is up and ticks."""
    at, start = waking.NOW + timedelta(minutes=1 + nth), UNUSED + nth * many
    waking.due(store, many, start, at)
    waking.shown(store, many, start)
    clock = Onward(at - LEAD)
    pump = Pump(store, Policies(waking.POLICY), {}, clock, "bench")
    took = asyncio.run(_ticked(pump, many, at))
    said = store.read(lambda uow: _said(uow, at)).result(60)
    assert said == many * waking.CALLS, said
    return took


async def _ticked(pump: Pump, many: int, at: datetime) -> float:
    scheduler = scheduled({"sweep": pump.sweep})
    scheduler.start()
    await until(lambda: pump.counts.woken >= 0.99 * many, 60)
    late = (pump.clock.now() - at).total_seconds()
    await until(lambda: pump.counts.woken >= many)
    await scheduler.end()
    await pump.stop()
    return late


def _said(uow: Any, since: datetime) -> int:
    core: Connection = uow.link.core
    calls = select(func.count()).where(
        OUTBOX.c.saying == Saying.REMINDER.value, OUTBOX.c.created_at >= since
    )
    return int(core.execute(calls).scalar_one())
