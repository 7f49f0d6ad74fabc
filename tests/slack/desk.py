"""A small desk that remembers what it was asked and answers what a test wants."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.commands import Request
from bot.desk import Answer
from bot.domain.errors import DeskError
from bot.views import Refused, Reply, Silent
from bot.words import known_locale
from tests.clock import opened
from tests.slack.samples import words

Answering = Callable[[Request], Reply]


def _silent(_: Request) -> Reply:
    return Silent()


@dataclass
class FakeDesk:
    answer: Answering = _silent
    may_answer: asyncio.Event = field(default_factory=opened)
    asked: list[Request] = field(default_factory=list)

    async def ask(self, request: Request) -> Answer:
        self.asked.append(request)
        await self.may_answer.wait()
        try:
            view = self.answer(request)
        except DeskError as error:
            view = Refused(error)
        return Answer(view, words(known_locale(request.locale)))

    def always(self, view: Reply) -> None:
        self.answer = lambda _: view

    @property
    def last(self) -> Request:
        return self.asked[-1]
