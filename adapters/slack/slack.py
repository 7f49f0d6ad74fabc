"""Slack as one part of the running desk: start, routes, messenger, stop."""

from collections import Counter
from collections.abc import Container, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from adapters import calling
from adapters.pulse import Pulse
from adapters.slack.answers import Answers
from adapters.slack.asked import Us
from adapters.slack.client import API, TIMEOUT, SlackMessenger, web_client
from adapters.slack.door import bolt_app
from adapters.slack.files import SlackFiles
from adapters.slack.intake import Intake
from adapters.slack.listen import Listening
from adapters.slack.socket_mode import Socket
from adapters.slack.trouble import classified
from adapters.slack.workspace import Workspace
from adapters.tasks import Tasks
from bot.desk import Desk

DRAIN_WITHIN: Final = 8.0


@dataclass(frozen=True, slots=True)
class Access:
    """What lets us in. With an app token Socket Mode is used, with a signing secret HTTP."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = API


class Slack:
    """One workspace. `start` must have run before anything else is used."""

    def __init__(
        self,
        access: Access,
        desk: Desk,
        reactions: Container[str] = (),
        counts: MutableMapping[str, int] | None = None,
    ) -> None:
        self._access = access
        self._desk = desk
        self._reactions = reactions
        self.counts: MutableMapping[str, int] = Counter() if counts is None else counts
        self._tasks = Tasks()
        self._socket: Socket | None = None
        self._session: aiohttp.ClientSession
        self._intake: Intake | None = None
        self._pulse: Pulse | None = None
        self.us: Us
        self.messenger: SlackMessenger
        self.files: SlackFiles
        self.workspace: Workspace

    async def start(self) -> None:
        """Find out who we are, and listen. A DeliveryError says why Slack does not let us in."""
        self._session = calling.session(TIMEOUT)
        try:
            await self._listen()
        except BaseException:
            await self._session.close()
            raise

    async def _listen(self) -> None:
        access = self._access
        web = web_client(self._session, access.bot_token, access.api_url)
        found = await _let_in(web)
        self.us = Us(
            team=str(found["team_id"]),
            bot_user=str(found["user_id"]),
            bot_id=str(found.get("bot_id") or ""),
            reactions=self._reactions,
        )
        self.messenger = SlackMessenger(web)
        self.files = SlackFiles(web, self._session, access.bot_token, access.api_url)
        self._pulse = Pulse("Slack", lambda: _let_in(web), lambda: self.messenger.denied)
        self.workspace = Workspace(web, self._session)
        answers = Answers(
            self._desk, self.workspace, self.messenger.publish_home, self._tasks, self.counts
        )
        listening = Listening(answers, self._tasks, self.us, self.counts)
        bare = web_client(self._session, None, access.api_url)
        app = bolt_app(listening.listeners(), self.us, bare, access.bot_token)
        if access.signing_secret:
            self._intake = Intake(app, SignatureVerifier(access.signing_secret))
        if access.app_token:
            self._socket = Socket(app, access.app_token, bare)
            await self._socket.start()

    def routes(self) -> list[Route]:
        """What the web server mounts; nothing without a signing secret."""
        return self._intake.routes() if self._intake else []

    async def connected(self) -> bool:
        """Whether events can reach us and answers Slack, for the readiness probe."""
        if self._pulse is None or not await self._pulse.beats():
            return False
        return await self._socket.connected() if self._socket else True

    async def stop(self) -> None:
        """Hear nothing more, then finish what was begun."""
        if self._socket:
            await self._socket.stop()
        await self._tasks.drain(DRAIN_WITHIN)
        await self._session.close()


async def _let_in(web: AsyncWebClient) -> Any:
    """Who we are, says Slack; or why we are nobody."""
    with classified():
        return await web.auth_test()
