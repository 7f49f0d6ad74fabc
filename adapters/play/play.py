"""The playground as one part of the running desk: start, routes, messenger, stop."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from starlette.routing import BaseRoute

from adapters.play import people
from adapters.play.chat import Chat
from adapters.play.messenger import PlayMessenger
from adapters.play.page.site import mounted
from adapters.play.seeding import everything_read, live_through
from adapters.play.stage import Stage
from adapters.play.talk import Talk
from adapters.play.travel import Travel
from adapters.play.tray import Tray
from bot.clock import MovableClock
from bot.custody import Custody
from bot.desk import Desk
from bot.domain.people import Roster
from bot.words import Words


class Play:
    """`words` are those of a language at the present moment of the demonstration."""

    def __init__(
        self,
        journal: Path,
        desk: Desk,
        travel: Travel,
        clock: MovableClock,
        custody: Custody,
        words: Callable[[str], Words],
    ) -> None:
        self.chat = Chat(journal)
        self._desk = desk
        self._clock = clock
        self._words = words
        self._travel = travel
        self._tray = Tray(custody)
        self._stack = AsyncExitStack()
        self._routes: list[BaseRoute] = []
        self.messenger = PlayMessenger(self.chat)

    async def start(self) -> None:
        talk = Talk(self._desk, self.chat, self._clock)
        stage = Stage(self.chat, talk, self._travel, self._tray, self._words)
        self._routes = await self._stack.enter_async_context(mounted(stage))

    @property
    def files(self) -> None:
        """Files come with what is said: nothing is left here to be fetched."""

    def routes(self) -> list[BaseRoute]:
        return self._routes

    async def connected(self) -> bool:
        return True

    async def stop(self) -> None:
        await self._stack.aclose()

    # A first start, and a later one.

    def roster(self) -> Roster:
        return people.roster()

    async def live_through_the_week(self) -> None:
        words = self._words("zh")
        await live_through(self._desk, self.chat, self._clock, self._travel, words)

    def go_on(self) -> None:
        """From where the clock of an earlier demonstration had come to."""
        if self.chat.newest_at is not None:
            self._clock.forward_to(self.chat.newest_at)
        everything_read(self.chat)
