"""Feishu as one part of the running desk: start, routes, messenger, stop."""

from collections import Counter
from collections.abc import Container, MutableMapping
from typing import Final

import aiohttp
from starlette.routing import Route

from adapters import calling
from adapters.feishu.access import Access
from adapters.feishu.answers import Answers
from adapters.feishu.asked import Us
from adapters.feishu.client import TIMEOUT, Client
from adapters.feishu.files import FeishuFiles
from adapters.feishu.intake import Intake
from adapters.feishu.listen import Listening, OnNews
from adapters.feishu.long_connection import LongConnection
from adapters.feishu.messenger import CARD_LIVES, FeishuMessenger
from adapters.feishu.posting import Posting
from adapters.feishu.workspace import Workspace
from adapters.pulse import Pulse
from bot.clock import Clock
from bot.desk import Desk

__all__ = ["CARD_LIVES", "Access", "Feishu"]

DRAIN_WITHIN: Final = 8.0
BOT_INFO: Final = "/open-apis/bot/v3/info"


class Feishu:
    """One app in one tenant. `start` must have run before anything else is used."""

    def __init__(  # noqa: PLR0913 - what it is joined to, by name.
        self,
        access: Access,
        desk: Desk,
        clock: Clock,
        reactions: Container[str] = (),
        *,
        urges: bool = True,
        counts: MutableMapping[str, int] | None = None,
        on_news: OnNews | None = None,
    ) -> None:
        self._access = access
        self._desk = desk
        self._clock = clock
        self._reactions = reactions
        self._urges = urges
        self._on_news = on_news
        self.counts: MutableMapping[str, int] = Counter() if counts is None else counts
        self._answers: Answers
        self._session: aiohttp.ClientSession
        self._intake: Intake | None = None
        self._connection: LongConnection | None = None
        self._pulse: Pulse | None = None
        self.us: Us
        self.messenger: FeishuMessenger
        self.files: FeishuFiles
        self.workspace: Workspace

    async def start(self) -> None:
        """Find out who we are, and listen. A DeliveryError says why Feishu does not let us in."""
        self._session = calling.session(TIMEOUT)
        try:
            await self._listen()
        except BaseException:
            await self._session.close()
            raise

    async def _listen(self) -> None:
        client = Client(self._session, self._access)
        self.us = await who_we_are(client, self._access, self._reactions)
        self._pulse = Pulse("Feishu", client.enter)
        listening = self._listening(client)
        if self._access.http:
            self._intake = Intake(listening, self._access, self._clock)
        else:
            self._connection = LongConnection(self._session, self._access, listening)
            await self._connection.start()

    def _listening(self, client: Client) -> Listening:
        posting = Posting(client)
        self.files = FeishuFiles(client)
        self.messenger = FeishuMessenger(posting, self._clock, urges=self._urges)
        self.workspace = Workspace(client, posting)
        self._answers = Answers(self._desk, self.workspace, self.messenger, self.us, self.counts)
        return Listening(self._answers, self.us, self.counts, self._on_news)

    def routes(self) -> list[Route]:
        """What the web server mounts; nothing beside a long connection."""
        return self._intake.routes() if self._intake else []

    async def connected(self) -> bool:
        """Whether events can reach us and answers Feishu, for the readiness probe."""
        if self._pulse is None or not await self._pulse.beats():
            return False
        return await self._connection.connected() if self._connection else True

    async def stop(self) -> None:
        """Hear nothing more, then finish what was begun."""
        if self._connection:
            await self._connection.stop()
        await self._answers.tasks.drain(DRAIN_WITHIN)
        await self._session.close()


async def who_we_are(client: Client, access: Access, reactions: Container[str] = ()) -> Us:
    """The bot's own account, by which mentions of it are known."""
    bot = (await client.call("GET", BOT_INFO)).get("bot") or {}
    return Us(
        access.app_id, str(bot.get("open_id") or ""), str(bot.get("app_name") or ""), reactions
    )
