"""A chat platform at the Messenger's boundary: it paces, times out, forgets, is away, and is late.

Every fault is one that Slack or Feishu is known for. Which call meets which is drawn from the
seed; outages and rooms that are gone come from the weather.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from bot.domain.people import Address
from bot.ports import DeliveryError
from bot.views import Message
from bot.words import Words
from tests.simulator.weather import Weather, Windows
from tests.simulator.witness import Witness

_NEVER: Final = Windows()
_TIMEOUT: Final = 10.0
"""Seconds after which the desk gives an answer up."""


@dataclass(frozen=True, slots=True)
class Odds:
    """How often a call meets each fault. `forgotten`: a look-up does not find what is there."""

    limited: float = 0.004
    timeout: float = 0.003
    answer_lost: float = 0.003
    deleted: float = 0.0005
    forgotten: float = 0.02


GENTLE: Final = Odds(0, 0, 0, 0, 0)


@dataclass
class Platform:
    """`dedupes`: a repeated `ref` is taken once within the hour, as Feishu's uuid is."""

    name: str
    witness: Witness
    weather: Weather
    rng: Random
    odds: Odds = field(default_factory=Odds)
    card_lives: timedelta | None = None
    per_second: float = 1.0
    dedupes: bool = False

    async def urge(self, to: Address, message: str) -> None:
        await self._reach(to)

    async def post(
        self, to: Address, view: Message, words: Words, *, ref: str, thread: str = ""
    ) -> str:
        await self._reach(to)
        if thread and thread not in self.witness.messages:
            raise DeliveryError("thread_not_found", lost=True)
        known = self.witness.by_ref.get((to.lane, ref)) if self.dedupes else None
        message = known or self.witness.posted(to, view, ref)
        await self._answer()
        return message

    async def update(self, to: Address, message: str, view: Message, words: Words) -> None:
        await self._reach(to)
        if message in self.witness.messages and self.rng.random() < self.odds.deleted:
            self.witness.deleted(message)
        if message not in self.witness.messages:
            raise DeliveryError("message_not_found", lost=True)
        self.witness.updated(message, view)
        await self._answer()

    async def find(self, to: Address, ref: str, since: datetime, thread: str = "") -> str | None:
        await self._reach(to)
        if not self.dedupes and self.rng.random() < self.odds.forgotten:
            self.witness.excused.add((to.lane, ref))
            return None
        return self.witness.by_ref.get((to.lane, ref))

    async def _reach(self, to: Address) -> None:
        """The way there: it may fail, and then nothing has arrived."""
        loop = self.witness.clock.loop
        await loop.later(self.rng.uniform(0.04, 0.25))
        now = loop.time()
        if self.weather.outages.get(self.name, _NEVER).at(now):
            raise DeliveryError("http 503")
        if self.weather.gone.get(to.lane, _NEVER).at(now):
            raise DeliveryError("is_archived", permanent=True, gone=True)
        drawn = self.rng.random()
        if drawn < self.odds.limited:
            raise DeliveryError("http 429", retry_after=self.rng.randint(1, 30), unsent=True)
        if drawn < self.odds.limited + self.odds.timeout:
            await self.witness.clock.loop.later(_TIMEOUT)
            raise DeliveryError("timeout")

    async def _answer(self) -> None:
        """The way back: it may fail, and then everything has arrived but nobody knows."""
        await self.witness.clock.loop.later(self.rng.uniform(0.02, 0.15))
        if self.rng.random() < self.odds.answer_lost:
            await self.witness.clock.loop.later(_TIMEOUT)
            raise DeliveryError("timeout")
