"""What becomes of one customer's problem: who takes it, how late, and how it ends.

Every story draws from a generator of its own, so that a change in one leaves the others alone.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from bot import commands as ask
from bot.commands import Command
from bot.domain.duties import Call
from bot.views import Done, Refused, Reply, Silent
from tests.simulator.hands import Hands
from tests.simulator.office import at_work
from tests.simulator.virtual import VirtualClock

_CATEGORIES: Final = ("product", "product", "logistics", "policy", "usage", "service")
_URGENCIES: Final = ("urgent", "important", "important", "normal", "normal", "normal")
_DEPARTMENT: Final = {"product": "technical", "logistics": "warehouse", "policy": "aftersales"}
_WORKERS: Final = {
    "technical": [f"tech{n}" for n in range(9) if n % 3 != 2] + ["liaison_technical"],
    "warehouse": [f"tech{n}" for n in range(9) if n % 3 == 2] + ["liaison_warehouse"],
    "aftersales": ["liaison_aftersales"],
}
_TARGETS: Final = ("first_response", "resolution")
_NEVER: Final = 0.012
"""So often somebody simply never does the next thing."""

_PACE: Final = {"urgent": 0.25, "important": 0.5, "normal": 1.0}
"""How patient an urgency makes people."""


class Given(Exception):
    """Somebody gave up, or the desk refused what this story would need."""


@dataclass
class Story:
    number: int
    rng: Random
    hands: Hands
    clock: VirtualClock
    no: str = ""
    agent: str = ""
    worker: str = ""
    category: str = field(init=False)
    urgency: str = field(init=False)
    complains: bool = field(init=False)
    done_at: float = float("inf")

    def __post_init__(self) -> None:
        self.category = self.rng.choice(_CATEGORIES)
        self.urgency = self.rng.choice(_URGENCIES)
        self.agent = f"agent{self.rng.randrange(8)}"
        self.complains = self._chance(0.04)

    @property
    def boss(self) -> str:
        return f"boss_{_DEPARTMENT.get(self.category, 'service')}"

    async def live(self) -> None:
        try:
            await self._report()
            await self._work()
            await self._finish()
        except Given:
            pass
        finally:
            self.done_at = self.clock.loop.time()

    # --- Beginning ----------------------------------------------------------------------------

    async def _report(self) -> None:
        ready, whole = self._chance(0.94), self._chance(0.93)
        description = f"客户反映的问题 {_letters(self.number)}"
        mine = self.category in ("usage", "service")
        command = ask.NewTicket(
            description=description,
            customer=self.rng.choice(("张三", "李四", "王五", "欧阳小敏")),
            phone=f"138{self.rng.randrange(10**8):08d}",
            product=f"A{self.rng.randrange(20)}" if whole else "",
            channel="电话",
            kind="投诉" if self.complains else "维修",
            category=self.category if ready else "",
            urgency=self.urgency if ready else "",
            reported=self.rng.choice(("", "", "", "3m ago", "12m ago", "40m ago")),
            to=self.agent if mine and self._chance(0.9) else "",
            confirmed=True,
        )
        view = await self.hands.ask(self.agent, command, self.rng)
        if isinstance(view, Refused):
            raise Given
        if isinstance(view, Done):
            self.no = str(view.blanks["ticket"])
        else:  # Done the first time, when the answer was lost.
            self.no = self.hands.number_of(description)
        if not ready:
            classify = ask.Classify(self.no, self.category, self.urgency)
            await self._do(self.agent, classify, 20)
        if not whole:
            await self._do(self.agent, ask.Fill(self.no, product="A7"), 60)

    # --- Middle -------------------------------------------------------------------------------

    async def _work(self) -> None:
        if self._chance(0.05):
            await self._end_early()
        workers = _WORKERS.get(_DEPARTMENT.get(self.category, ""), [self.agent])
        self.worker = self.rng.choice(workers)
        if self.worker != self.agent and self._chance(0.15):
            await self._do(self.boss, ask.Assign(self.no, self.worker, "安排"), 15)
        await self._accept(workers)
        if self._chance(0.92):
            medium = self.rng.choices(("电话", "在线", "上门"), (86, 8, 6))[0]
            await self._do(self.worker, ask.Contact(self.no, "已了解情况", medium), 12)
            if medium == "上门" and self._chance(0.8):
                sheet = ask.Signed(self.no, "客户已签字", ("服务单.jpg",), confirmed=True)
                await self._do(self.worker, sheet, 1500)
        await self._toil()
        await self._do(self.worker, ask.Resolve(self.no, "已更换配件"), 60)
        if self._is_overdue() and self._chance(0.8):
            await self._do(self.worker, ask.Reason(self.no, "配件缺货"), 60)

    def _is_overdue(self) -> bool:
        """Whether anybody was told that a target was missed."""
        told = self.hands.witness.reminded.get(self.no, ())
        return any(one.kind in _TARGETS and one.call is not Call.WARN for one in told)

    async def _accept(self, workers: Sequence[str]) -> None:
        """Whoever is first; at times two are, and one of them must lose."""
        if self._chance(0.1) and len(workers) > 1:
            rival = self.rng.choice([w for w in workers if w != self.worker])
            await self._do(rival, ask.Accept(self.no), 14)
        view = await self._do(self.worker, ask.Accept(self.no), 8)
        if isinstance(view, Refused) and view.error.code in ("already_accepted", "not_allowed"):
            self.worker = self.boss
        elif isinstance(view, Refused) and view.error.code == "assigned_to_other":
            await self._do(self.boss, ask.Assign(self.no, self.worker, "改派"), 10)
            await self._do(self.worker, ask.Accept(self.no), 10)

    async def _toil(self) -> None:
        for _ in range(self.rng.choice((0, 0, 0, 1, 2))):
            told = self._chance(0.5)
            await self._do(self.worker, ask.Progress(self.no, "正在检测", told), 40)
        if self._chance(0.12):
            await self._hold()
        if self._chance(0.08):
            await self._ask_others()
        if self.complains:
            await self._approved()
        elif self._chance(0.3):
            await self._do(self.worker, ask.Propose(self.no, "建议换新", "0"), 40)
            if self._chance(0.25):
                await self._do(self.worker, ask.Reject(self.no, "客户不同意"), 60)
            elif self._chance(0.6):
                await self._do(self.agent, ask.Agree(self.no, "客户同意"), 60)

    async def _hold(self) -> None:
        until = self.rng.choice(("", "in 2h", "in 4h"))
        await self._do(self.worker, ask.Hold(self.no, "等待配件", until), 20)
        if not until or self._chance(0.3):
            await self._do(self.worker, ask.Resume(self.no), 120)

    async def _ask_others(self) -> None:
        """Another department is asked; it answers, says why not, or never does."""
        home = _DEPARTMENT.get(self.category, "")
        other = self.rng.choice([d for d in ("technical", "warehouse", "aftersales") if d != home])
        await self._do(self.worker, ask.Collaborate(self.no, other, need="请核对库存"), 20)
        request, boss = self.hands.last_request(self.no), f"boss_{other}"
        if not request or self._chance(0.15):
            return
        if self._chance(0.15):
            await self._do(boss, ask.CollabDecline(request, "不属于本部门"), 200)
            return
        if self._chance(0.7):
            await self._do(boss, ask.CollabAccept(request), 60)
        await self._do(boss, ask.CollabDone(request, "已核对"), 300)

    async def _approved(self) -> None:
        """The remedy of a severe complaint goes to two departments, until both are for it."""
        await self._do(self.boss, ask.Judge(self.no, severity="severe"), 30)
        for _ in range(3):
            await self._do(self.worker, ask.Propose(self.no, "退一赔一", "300"), 60)
            if not self._chance(0.2):
                break
            await self._do("boss_technical", ask.Disapprove(self.no, "成本过高"), 200)
        for dept in ("technical", "warehouse"):
            await self._do(f"boss_{dept}", ask.Approve(self.no, "同意"), 250)

    # --- End ----------------------------------------------------------------------------------

    async def _end_early(self) -> None:
        """The customer changed their mind, or has called before."""
        await self._do(self.boss, ask.Cancel(self.no, "客户撤回"), 30)
        raise Given

    async def _finish(self) -> None:
        if self._chance(0.04):
            await self._do(self.agent, ask.Confirm(self.no, "no", "不满意", "没修好"), 120)
            await self._do(self.worker, ask.Resolve(self.no, "重新处理"), 90)
            await self._make_good(600)
        if self._chance(0.04):
            await self._unreachable()
        else:
            await self._do(self.agent, ask.Confirm(self.no, "yes", "满意", "谢谢"), 120)
        await self._call_back()
        if self._chance(0.03):
            await self._do(self.boss, ask.Reopen(self.no, "又坏了"), 600)
            await self._do(self.worker, ask.Contact(self.no, "再次联系", "电话"), 15)
            await self._do(self.worker, ask.Resolve(self.no, "再次维修"), 60)
            await self._do(self.agent, ask.Confirm(self.no, "yes"), 60)

    async def _call_back(self) -> None:
        """A case that is open already stays the one there is."""
        if self._chance(0.96):
            await self._do(self.agent, ask.CallBack(self.no, "客户满意", "满意", "reached"), 300)
            return
        await self._do(
            self.agent, ask.CallBack(self.no, "客户不满意", "非常不满意", "reached"), 300
        )
        await self._make_good(900)

    async def _make_good(self, minutes: float) -> None:
        """The supervisor offers something and asks again, until the customer is satisfied."""
        while True:
            await self._do(self.boss, ask.Remedy(self.no, "免费升级", "等得太久"), minutes)
            if self._chance(0.7):
                await self._do(self.boss, ask.Satisfied(self.no, "satisfied"), minutes)
                break
            await self._do(self.boss, ask.Satisfied(self.no, "dissatisfied"), minutes)

    async def _unreachable(self) -> None:
        for _ in range(3):
            await self._do(self.agent, ask.Confirm(self.no, "unreachable"), 120)
        await self._do(self.boss, ask.Close(self.no, "三次未接通"), 60)

    # --- Hands --------------------------------------------------------------------------------

    async def _do(self, who: str, command: Command, minutes: float) -> Reply:
        """Somebody does the next thing, about so many minutes later: early, late, or never."""
        if self._chance(_NEVER):
            raise Given
        delay = minutes * _PACE[self.urgency] * self.rng.lognormvariate(-0.5, 0.9)
        due = at_work(self.clock.true() + timedelta(minutes=delay), self.urgency, self.rng)
        await asyncio.sleep(max(0.0, (due - self.clock.true()).total_seconds()))
        view = await self.hands.ask(who, command, self.rng)
        if self._chance(0.03):  # A thumb on an old button.
            await self.hands.ask(who, command, self.rng)
        if not isinstance(view, Done | Silent | Refused):
            raise TypeError(view)
        return view

    def _chance(self, odds: float) -> bool:
        return self.rng.random() < odds


def _letters(number: int) -> str:
    """A number that no phone number could be mistaken for, and nobody masks."""
    found = ""
    while number or not found:
        number, digit = divmod(number, 26)
        found = chr(ord("a") + digit) + found
    return f"问题{found}"
