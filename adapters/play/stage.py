"""What every page of the playground shares: the chat, the voices in it, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.play.chat import Chat
from adapters.play.talk import Talk
from adapters.play.travel import Travel
from adapters.play.tray import Tray
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Stage:
    chat: Chat
    talk: Talk
    travel: Travel
    tray: Tray
    words: Callable[[str], Words]
