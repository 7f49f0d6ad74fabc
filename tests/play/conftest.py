"""A playground without its page: the real desk, pump and SQLite store, and a clock that stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest

from adapters.play.chat import Chat, Message
from adapters.play.messenger import PlayMessenger
from adapters.play.people import roster
from adapters.play.shown import Mention, Text
from adapters.play.talk import Talk, Where
from adapters.play.travel import Travel
from adapters.play.tray import Tray
from bot.clock import MovableClock
from bot.custody import Custody
from bot.desk import Answer, LiveDesk
from bot.policyfile import load
from bot.ports import Store
from bot.pump import Pump
from bot.words import Words
from storage.opening import opened
from storage.vault import StoreVault
from tests.desk.office import Policies

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai.
NEW = "/ticket new 空调不制冷 客户=张三 电话=13812345678 产品=KFR-35GW 分类=产品质量 紧急程度=紧急"


@dataclass
class Playground:
    chat: Chat
    clock: MovableClock
    store: Store
    travel: Travel
    talk: Talk
    desk: LiveDesk
    tray: Tray

    def words(self, locale: str = "zh") -> Words:
        return Words(locale, load().policy.zone, self.clock.now())

    async def say(
        self, user: str, said: str, room: str = "sync", thread: str = ""
    ) -> Answer | None:
        answer = await self.talk.say(Where(user, room, thread), said, self.words())
        await self.travel.settle()
        return answer

    async def later(self, **span: float) -> None:
        await self.travel.forward(timedelta(**span))

    def seen(self, user: str, room: str = "sync") -> list[str]:
        return [text_of(message) for message in self.chat.in_room(room, user)]

    def card(self, room: str = "sync") -> Message:
        [only] = [m for m in self.chat.in_room(room, "") if m.happened == "card"]
        return only


def text_of(message: Message, locale: str = "zh") -> str:
    shown = message.shown[locale]
    texts = (block.parts for block in shown.blocks if isinstance(block, Text))
    parts = (p.name if isinstance(p, Mention) else p for parts in texts for p in parts)
    return " ".join([shown.title, *parts])


@pytest.fixture
def playground(tmp_path: Path, sqlite_template: Path) -> Iterator[Playground]:
    copy(sqlite_template, tmp_path / "desk.db")
    store = opened(f"sqlite:///{tmp_path / 'desk.db'}", migrate=False)
    store.write(lambda uow: uow.people.replace(roster())).result()
    chat, clock, policies = Chat(tmp_path / "chat.jsonl"), MovableClock(), Policies(load().policy)
    clock.stand(MORNING)
    pump = Pump(store, policies, {"play": PlayMessenger(chat)}, clock, "tester")
    desk = LiveDesk(store, policies, clock, lambda _lanes: None, b"secret", "https://acme.example")
    travel, talk = Travel(pump, store, clock), Talk(desk, chat, clock)
    tray = Tray(Custody(StoreVault(store, clock), policies))
    yield Playground(chat, clock, store, travel, talk, desk, tray)
    store.close()
