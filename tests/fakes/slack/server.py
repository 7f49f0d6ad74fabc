"""The fake Slack itself: one loopback server, the people in front of it, and what they see."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.fake import Fake
from tests.fakes.slack.clock import PlatformClock
from tests.fakes.slack.courier import Ack, Courier, Delivery, Retry
from tests.fakes.slack.faults import Fault, Mode
from tests.fakes.slack.gate import Breach, Gate
from tests.fakes.slack.people import People
from tests.fakes.slack.rates import Rates, TooFast
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.state import Channel, Message, Window, Workspace
from tests.fakes.slack.touching import Touching
from tests.fakes.slack.web_api import Call, WebApi

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
HOST = "127.0.0.1"


class FakeSlack(People, Touching, Fake):
    """`async with FakeSlack() as slack:`; point the SDK's base_url at `slack.api_url`.

    It starts with three people (U1 alice, U2 bob, U3 chen with a Chinese locale) and the channel
    C1 "tickets" with all of them and the app in it.
    """

    def __init__(self, *, signing_secret: str = SIGNING_SECRET) -> None:
        self.clock = PlatformClock()
        self.socket_mode = SocketMode()
        self.web = WebApi(
            Workspace(self.clock), Gate(), self.socket_mode.connect, Rates(self.clock)
        )
        super().__init__(
            self.web.workspace,
            Courier(self.clock, signing_secret, self.socket_mode),
            self.web.gate,
        )
        self._runner: web.AppRunner | None = None
        self._furnish()

    def _furnish(self) -> None:
        self.workspace.add_person("U1", "alice", locale="en-US")
        self.workspace.add_person("U2", "bob", locale="en-GB")
        self.workspace.add_person("U3", "chen", real_name="陈伟", locale="zh-CN")
        self.workspace.add_channel("C1", "tickets", "U1", "U2", "U3", "UBOT")

    # --- life ---------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes([*self.web.routes(), web.get("/link", self.socket_mode.link)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.workspace.base_url = self.socket_mode.base_url = f"http://{HOST}:{port}"
        await self.courier.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.web.closing.set()
        await self.courier.stop()
        await self.socket_mode.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The `base_url` of the SDK's clients."""
        return f"{self.workspace.base_url}/api/"

    @property
    def bot_token(self) -> str:
        return self.web.tokens.bot

    @property
    def app_token(self) -> str:
        return self.web.tokens.app

    @property
    def signing_secret(self) -> str:
        return self.courier.secret

    def deliver_to(self, request_url: str | None) -> None:
        """Deliver by signed HTTP to this address; None means by Socket Mode."""
        self.courier.request_url = request_url

    # --- trouble ------------------------------------------------------------------------------

    def fault(
        self,
        method: str,
        *,
        status: int = 500,
        times: int = 1,
        mode: Mode = "before",
        **more: Any,
    ) -> Fault:
        """Script trouble for the next calls; `more`: error, retry_after, seconds, when."""
        planned = Fault(method, status=status, times=times, mode=mode, **more)
        self.web.faults.faults.append(planned)
        return planned

    @property
    def enforce_rates(self) -> bool:
        return self.web.enforce_rates

    @enforce_rates.setter
    def enforce_rates(self, enforced: bool) -> None:
        self.web.enforce_rates = enforced

    def refuse_tokens(self, error: str | None) -> None:
        """Answer every call with token_revoked, account_inactive …; None ends it."""
        self.web.tokens.trouble = error

    async def disconnect(
        self, reason: str = "refresh_requested", *, close_after: float | None = 0.3
    ) -> None:
        await self.socket_mode.disconnect(reason, close_after=close_after)

    def kill_connections(self) -> None:
        """Cut every Socket Mode connection at TCP level, without a close frame."""
        self.socket_mode.kill()

    # --- deliveries ---------------------------------------------------------------------------

    async def redeliver(
        self, delivery: Delivery, *, retry_num: int | None = 1, reason: str = "http_timeout"
    ) -> Ack:
        """The same payload again, freshly signed; None leaves the retry headers out."""
        retry = None if retry_num is None else Retry(retry_num, reason)
        return await self.courier.attempt(delivery, retry)

    async def raw_post(
        self,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        sign: bool = False,
        ahead: float = 0.0,
    ) -> Ack:
        """Any bytes to the app's address: forged, unsigned, stale (`ahead=-301`) or garbage."""
        signed = self.courier.signed(body, ahead) if sign else {}
        return await self.courier.post(body, {**signed, **(headers or {})})

    @property
    def deliveries(self) -> list[Delivery]:
        return self.courier.deliveries

    # --- what is seen -------------------------------------------------------------------------

    @property
    def violations(self) -> list[Breach]:
        return self.gate.violations

    @property
    def rate_violations(self) -> list[TooFast]:
        """Calls past Slack's limits, counted whether enforced or not."""
        return self.web.too_fast

    def calls(self, method: str | None = None) -> list[Call]:
        return [each for each in self.web.calls if method in {None, each.method}]

    def channel(self, channel: str) -> Channel:
        return self.workspace.channels[channel]

    def ephemerals(self, user: str) -> list[Message]:
        """What this person was whispered and still sees, oldest first."""
        mine = (each for each in self.workspace.ephemerals if each.seen_only_by == user)
        return [each for each in mine if not each.deleted]

    def modal(self, user: str) -> Window | None:
        stack = self.workspace.modals.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> Window | None:
        return self.workspace.homes.get(user)
