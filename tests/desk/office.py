"""An after-sales office for the tests: people, rooms, a clock that is moved by hand, a real store.

Only the chat platform is stood in for, by a messenger that keeps what it was told to post.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.commands import Command, Place, Request, Typed
from bot.desk import Answer, LiveDesk
from bot.domain.history import Event
from bot.domain.people import Address, Department, Identity, Member, Role, Room, RoomKind, Roster
from bot.domain.policy import Name, Policy
from bot.domain.ticket import Ticket
from bot.ports import DeliveryError, Messenger, Store, UnitOfWork
from bot.pump import Pump
from bot.views import Done, FormView, Message, Reply, TicketCard
from bot.words import Words
from tests.clock import HandClock

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai.
SYNC = "slack:T1/C_SYNC"
TECHNICAL = "slack:T1/C_TECH"
NEW = "new 空调不制冷 客户=张三 电话=13812345678"


async def until(holds: Callable[[], object], within: float = 20) -> None:
    """Let the loop turn until something holds."""
    for _ in range(int(within / 0.01)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"not within {within} s")


@dataclass
class Policies:
    current: Policy


@dataclass
class Said:
    lane: str
    view: Message
    words: Words
    ref: str
    thread: str = ""
    updates: int = 0


@dataclass
class Ear:
    """A messenger that remembers. `fail` holds refusals to give, by lane, before it takes any."""

    said: dict[str, Said] = field(default_factory=dict)
    fail: dict[str, list[DeliveryError]] = field(default_factory=dict)
    lose_answers: int = 0  # So many posts are taken, but their answer never comes back.
    calls: int = 0
    posted: int = 0
    card_lives: timedelta | None = None
    per_second: float = 1000.0  # Only tests about the pace wait for it.
    urged: list[str] = field(default_factory=list)
    heard: Callable[[], object] = lambda: None  # Told of every post that is taken.

    async def urge(self, to: Address, message: str) -> None:
        self.urged.append(to.lane)

    async def post(
        self, to: Address, view: Message, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        self._maybe_fail(to)
        self.posted += 1
        message = f"{self.posted}.000"
        self.said[message] = Said(to.lane, view, words, ref, thread)
        self.heard()
        if self.lose_answers:
            self.lose_answers -= 1
            raise DeliveryError("timeout")
        return message

    async def update(self, to: Address, message: str, view: Message, words: Words) -> None:
        self._maybe_fail(to)
        if message not in self.said:
            raise DeliveryError("message_not_found", lost=True)
        kept = self.said[message]
        self.said[message] = Said(to.lane, view, words, kept.ref, kept.thread, kept.updates + 1)

    async def find(self, to: Address, ref: str, since: datetime, thread: str = "") -> str | None:
        found = [m for m, s in self.said.items() if s.ref == ref and s.lane == to.lane]
        return found[0] if found else None

    def _maybe_fail(self, to: Address) -> None:
        self.calls += 1
        if self.fail.get(to.lane):
            raise self.fail[to.lane].pop(0)

    def in_lane(self, lane: str, kind: type[Any] | None = None) -> list[Any]:
        return [
            s.view
            for s in self.said.values()
            if s.lane == lane and isinstance(s.view, kind or object)
        ]

    def card(self, lane: str = SYNC) -> TicketCard:
        [only] = self.in_lane(lane, TicketCard)
        card: TicketCard = only
        return card


def member(name: str, role: Role, department: str, locale: str = "zh") -> Member:
    account = Identity("slack", "T1", f"U_{name.upper()}")
    return Member(name, name.title(), role, department, (account,), locale)


def roster() -> Roster:
    departments = [
        Department("service", Name("客服部", "Customer service"), "chen"),
        Department("technical", Name("技术部", "Technical"), "tang"),
        Department("warehouse", Name("仓储部", "Warehouse"), ""),
    ]
    people = [
        member("li", Role.AGENT, "service"),
        member("lin", Role.AGENT, "service", locale="en"),
        member("wang", Role.TECH, "technical"),
        member("wu", Role.TECH, "technical"),
        member("jie", Role.LIAISON, "technical"),
        member("hou", Role.LIAISON, "warehouse"),
        member("chen", Role.SUPERVISOR, "service"),
        member("tang", Role.SUPERVISOR, "technical"),
        member("ma", Role.MANAGER, "service"),
        member("admin", Role.ADMIN, ""),
    ]
    rooms = [
        Room("sync", RoomKind.SYNC, "slack", "T1", "C_SYNC", locale="zh"),
        Room("tech", RoomKind.DEPARTMENT, "slack", "T1", "C_TECH", "technical", "en"),
    ]
    return Roster.of(people, departments, rooms)


class UnhurriedPump(Pump):
    """Delivers when a test says so, and not a moment after something was said."""

    def kick(self, lanes: Iterable[str] | None = None) -> None:
        return


@dataclass
class Office:
    store: Store
    policies: Policies
    clock: HandClock
    ear: Ear
    pump: Pump
    desk: LiveDesk
    messengers: dict[str, Messenger]
    deliveries: int = 0

    @classmethod
    def opened(cls, store: Store, policy: Policy) -> "Office":
        clock, ear, policies = HandClock(MORNING), Ear(), Policies(policy)
        messengers: dict[str, Messenger] = {"slack": ear}
        pump = UnhurriedPump(store, policies, messengers, clock, "tester")
        desk = LiveDesk(store, policies, clock, lambda _lanes: None, b"secret")
        store.write(lambda uow: uow.people.replace(roster())).result()
        return cls(store, policies, clock, ear, pump, desk, messengers)

    def enrol(self, *new: Department | Member | Room) -> None:
        """From now on these are on the roster, each in the place of one with its id."""

        def job(uow: UnitOfWork) -> None:
            people = uow.people.roster()
            departments = {d.id: d for d in new if isinstance(d, Department)}
            members = {m.id: m for m in new if isinstance(m, Member)}
            rooms = {r.id: r for r in new if isinstance(r, Room)}
            uow.people.replace(
                replace(
                    people,
                    departments={**people.departments, **departments},
                    members={**people.members, **members},
                    rooms={**people.rooms, **rooms},
                )
            )

        self.store.write(job).result()

    async def ask(
        self,
        who: str,
        command: Command | str,
        thread: str = "",
        delivery: str = "",
        chat: str = "C_SYNC",
    ) -> Reply:
        return (await self.answer(who, command, thread, delivery, chat)).view

    async def answer(
        self,
        who: str,
        command: Command | str,
        thread: str = "",
        delivery: str = "",
        chat: str = "C_SYNC",
    ) -> Answer:
        self.deliveries += 1
        asked = Typed(command) if isinstance(command, str) else command
        return await self.desk.ask(
            Request(
                asked,
                Identity("slack", "T1", f"U_{who.upper()}"),
                Place("slack", "T1", chat, thread),
                delivery or f"delivery-{self.deliveries}",
            )
        )

    async def faults(self, who: str, line: str) -> dict[str, Exception]:
        """What is marked in the form that answers a line which cannot be taken as it is."""
        view = await self.ask(who, line)
        assert isinstance(view, FormView), view
        return dict(view.form.errors)

    async def done(self, who: str, command: Command | str, thread: str = "") -> str:
        """Ask for something that must work; returns the code of the answer."""
        view = await self.ask(who, command, thread)
        assert isinstance(view, Done), view
        return view.code

    async def created(self, line: str = NEW, who: str = "li") -> str:
        return await self.created_by(Typed(line), who)

    async def created_by(self, command: Command, who: str = "li") -> str:
        view = await self.ask(who, command)
        assert isinstance(view, Done), view
        return str(view.blanks["ticket"])

    async def settle(self, *, sweeping: bool = True) -> None:
        """Let the pump do all there is to do at this moment."""
        for _ in range(20):
            if sweeping:
                await self.pump.sweep()
            await self.pump.drain()
            while self.pump.lanes.under_way:
                self.clock.forward(seconds=0)
                await asyncio.sleep(0.005)
            if not self.store.read(lambda u: u.outbox.ready_lanes(self.clock.now())).result():
                break

    async def later(self, **span: float) -> None:
        self.clock.forward(**span)
        await self.settle()

    def ticket(self, no: str) -> Ticket:
        found = self.store.read(lambda uow: uow.tickets.get(no)).result()
        assert found is not None
        return found

    def history(self, no: str) -> list[Event]:
        return self.store.read(lambda uow: uow.history.of(no)).result()

    def happenings(self, no: str) -> list[str]:
        return [e.happening.value for e in self.history(no)]

    def thread(self, lane: str = SYNC) -> str:
        """The platform's id of the only card in a lane."""
        [only] = [
            m for m, s in self.ear.said.items() if s.lane == lane and isinstance(s.view, TicketCard)
        ]
        return only
