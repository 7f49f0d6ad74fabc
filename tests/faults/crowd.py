"""Everybody at once at the same few tickets: two desks on one PostgreSQL, and time that flies.

Nobody may be told of a fault of ours, no word may get lost, what is owed must be what is stored,
and no two may ever lock each other out.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Final

from sqlalchemy import text

from bot.domain.duties import reconcile
from bot.domain.history import Happening
from bot.policyfile import load
from bot.ports import UnitOfWork
from bot.views import Done
from storage.store import open_store
from tests.databases import Fresh
from tests.desk.office import NEW, Office
from tests.faults.table import Part
from tests.faults.toll import Toll

TICKETS: Final = 12
PEOPLE: Final = 8
ASKS: Final = 60
"""Of each of them."""

STEP: Final = 0.05
MINUTES: Final = 10
"""So many pass in each step of so many seconds."""

POLICY_EVERY: Final = 10
"""Steps after which what everybody owes is reckoned anew."""

LINES: Final = (
    "edit {no} 产品=P{n}", "edit {no} 订单=SO-{few}", "edit {no} 电话=1377777000{few}",
    "hold {no} 30分钟 配件", "resume {no}", "ack {no}", "contact {no} 已联系", "escalate {no} 快",
    "reason {no} 缺件", "new 漏水 客户=新 电话=1377777000{few} 部门=技术部",
)  # fmt: skip
_DEADLOCKS: Final = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def crowded(fresh: Fresh, rounds: int = 3) -> Iterator[Part]:
    for seed in range(rounds):
        yield f"round {seed}", partial(_crowded, fresh, seed)


def _crowded(fresh: Fresh, seed: int) -> Toll:
    with fresh() as url, ExitStack() as stack:
        stores = [stack.enter_context(closing(open_store(url))) for _ in range(2)]
        offices = [Office.opened(store, load().policy) for store in stores]
        offices[1].clock = offices[0].clock
        crowd = Crowd(offices, random.Random(seed))  # noqa: S311 - A game.
        asyncio.run(crowd.meets())
        crowd.judged()
        stores[0].close()  # Their numbers are told by connections that end.
        with closing(open_store(url)) as store:
            crowd.toll.wrong += store.read(_deadlocks).result(20)
    return crowd.toll


def _deadlocks(uow: Any) -> int:
    return int(uow.link.core.execute(text(_DEADLOCKS)).scalar_one())


@dataclass
class Crowd:
    offices: list[Office]
    chance: random.Random
    toll: Toll = field(default_factory=Toll)
    nos: list[str] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)
    over: bool = False
    numbers: Iterator[int] = field(default_factory=count)

    async def meets(self) -> None:
        first = self.offices[0]
        for _ in range(TICKETS):
            self.nos.append(await first.created(f"{NEW} 部门=技术部"))
            await first.ask("wang", f"accept {self.nos[-1]}")
        jobs = [self._flies(), *(self._ticks(office) for office in self.offices)]
        ticking = [asyncio.create_task(job) for job in jobs]
        await asyncio.gather(*(self._acts(number) for number in range(PEOPLE)))
        self.over = True
        await asyncio.gather(*ticking)
        for office in self.offices:
            await office.pump.stop()

    async def _acts(self, number: int) -> None:
        for _ in range(ASKS):
            office, no = self.chance.choice(self.offices), self.chance.choice(self.nos)
            who = self.chance.choice(["wang", "tang", "chen", "li"])
            said = f"备注 {number}-{next(self.numbers)}"
            line = self.chance.choice([f"note {no} {said}", *LINES])
            line = line.format(no=no, n=next(self.numbers), few=self.chance.randrange(4))
            view = await self._tried(line, partial(office.ask, who, line))
            if said in line and isinstance(view, Done):
                self.noted[said] += 1

    async def _flies(self) -> None:
        for step in count(1):
            if self.over:
                break
            await asyncio.sleep(STEP)
            self.offices[0].clock.forward(minutes=MINUTES)
            if step % POLICY_EVERY == 0:
                await self._tried("policy", self.offices[1].pump.policy_changed)

    async def _ticks(self, office: Office) -> None:
        while not self.over:
            await self._tried("sweep", office.pump.sweep)
            await self._tried("drain", office.pump.drain)
            await asyncio.sleep(STEP / 4)

    async def _tried(self, what: str, does: Callable[[], Awaitable[Any]]) -> Any:
        self.toll.times += 1
        try:
            return await does()
        except Exception as error:  # noqa: BLE001 - What nobody should meet is what is counted.
            self.toll.wrong += 1
            self.toll.notes.append(f"{what}: {error!r}")

    def judged(self) -> None:
        written, owed = self.offices[0].store.read(self._found).result(60)
        self.toll.lost += (self.noted - written).total()
        self.toll.twice += (written - self.noted).total()
        self.toll.wrong += len(owed)
        self.toll.notes += owed

    def _found(self, uow: UnitOfWork) -> tuple[Counter[str], list[str]]:
        """The notes that are written, and the tickets of which something else is owed."""
        events = (event for no in self.nos for event in uow.history.of(no, limit=9999))
        written = Counter(one.note for one in events if one.happening is Happening.NOTED)
        policy, now = load().policy, self.offices[0].clock.now()
        owed = [
            f"{one.no} owes {changed}"
            for one in uow.tickets.open_after("", 9999)
            if (changed := reconcile(one, policy, uow.duties.newest(one.no), now))
        ]
        return written, owed
