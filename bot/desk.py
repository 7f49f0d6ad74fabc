"""The desk: a request in, an answer out, one transaction in between."""

from dataclasses import dataclass
from typing import Protocol

from bot.commands import Request
from bot.views import Reply
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker alone is shown, and the words of their language."""

    view: Reply
    words: Words


class Desk(Protocol):
    async def ask(self, request: Request) -> Answer: ...
