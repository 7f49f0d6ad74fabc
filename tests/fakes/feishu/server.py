"""The fake Feishu itself: one loopback server, the people in front of it, and what they see."""

import secrets
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.fake import Fake
from tests.fakes.feishu import directory, marking, messages, resources, slash
from tests.fakes.feishu.clock import PlatformClock
from tests.fakes.feishu.courier import Ack, Courier, Delivery, Keys
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.faults import Fault, Mode
from tests.fakes.feishu.gate import Breach, Gate
from tests.fakes.feishu.long_connection import LongConnection
from tests.fakes.feishu.open_api import Call, OpenApi
from tests.fakes.feishu.people import People
from tests.fakes.feishu.rates import Rates, TooFast
from tests.fakes.feishu.reading import resolved, words
from tests.fakes.feishu.state import APP_ID, APP_SECRET, Chat, Message, Tenant, Urgent
from tests.fakes.feishu.tokens import Tokens
from tests.fakes.feishu.touching import Touching

HOST = "127.0.0.1"
ENCRYPT_KEY, VERIFICATION_TOKEN = "fake-encrypt-key", "fake-verification-token"
SCOPES = frozenset(
    {
        "application:app_slash_command:read",
        "application:app_slash_command:write",
        "contact:user.base:readonly",
        "contact:user.email:readonly",
        "contact:user.id:readonly",
        "im:chat:readonly",
        "im:message",
        "im:message.group_at_msg:readonly",
        "im:message.p2p_msg:readonly",
        "im:message.pins:write_only",
        "im:message.reactions:write_only",
        "im:message.urgent",
        "im:resource",
    }
)


class FakeFeishu(People, Touching, Fake):
    """`async with FakeFeishu() as feishu:`; point the app's domain at `feishu.domain`.

    It starts with three people (ou_alice and ou_bob read English, ou_chen Chinese) and the group
    oc_tickets with all of them and the app in it. Without `deliver_to` everything goes by the
    long connection.
    """

    def __init__(
        self,
        *,
        encrypt_key: str | None = ENCRYPT_KEY,
        verification_token: str = VERIFICATION_TOKEN,
    ) -> None:
        self.clock = PlatformClock()
        self.long_connection = LongConnection()
        keys = Keys(encrypt_key, verification_token)
        courier = Courier(self.clock, keys, self.long_connection)
        super().__init__(Tenant(self.clock, scopes=set(SCOPES)), courier, Gate())
        self.tokens = Tokens(self.clock)
        self.open_api = OpenApi(
            self.tenant, self.gate, self.tokens, Rates(self.clock), self._apis()
        )
        self.base_url = ""
        self._runner: web.AppRunner | None = None
        self._furnish()

    def _apis(self) -> list[Any]:
        return [
            *messages.apis(),
            *marking.apis(self._app_reacted),
            *directory.apis(),
            *resources.apis(),
            *slash.apis(),
            *self.taps.apis(),
        ]

    def _furnish(self) -> None:
        self.tenant.add_person("ou_alice", "Alice", locale="en_us")
        self.tenant.add_person("ou_bob", "Bob", locale="en_us")
        self.tenant.add_person("ou_chen", "陈伟")
        self.tenant.add_chat("oc_tickets", "工单群", "ou_alice", "ou_bob", "ou_chen")

    def _app_reacted(self, message: Message, by: str, emoji: str, what: str) -> None:
        """The app is told of its own reactions too, when its call has been answered."""
        self.courier.later(self._reaction(message, by, emoji, what))

    # --- life -----------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                *self.open_api.routes(),
                web.post("/callback/ws/endpoint", self.long_connection.endpoint),
                web.get("/ws/v2", self.long_connection.link),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.base_url = f"http://{HOST}:{self._runner.addresses[0][1]}"
        self.long_connection.base_url = self.base_url
        await self.courier.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.open_api.closing.set()
        await self.courier.stop()
        await self.long_connection.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def domain(self) -> str:
        """What stands for https://open.feishu.cn, for REST and long connection alike."""
        return self.base_url

    @property
    def app_id(self) -> str:
        return APP_ID

    @property
    def app_secret(self) -> str:
        return APP_SECRET

    @property
    def encrypt_key(self) -> str | None:
        return self.courier.keys.encrypt_key

    @property
    def verification_token(self) -> str:
        return self.courier.keys.verification_token

    def deliver_to(self, request_url: str | None) -> None:
        """Push by HTTP to this address; None means by the long connection."""
        self.courier.request_url = request_url

    # --- trouble --------------------------------------------------------------------------------

    def fault(self, api: str, *, times: int = 1, mode: Mode = "before", **more: Any) -> Fault:
        """Script trouble for the next calls; `more`: code, status, reset, seconds, ext, when."""
        planned = Fault(api, times=times, mode=mode, **more)
        self.open_api.faults.faults.append(planned)
        return planned

    @property
    def enforce_rates(self) -> bool:
        return self.open_api.enforce_rates

    @enforce_rates.setter
    def enforce_rates(self, enforced: bool) -> None:
        self.open_api.enforce_rates = enforced

    def invalidate_tokens(self) -> None:
        """Every token issued so far answers 99991663 from now on."""
        self.tokens.invalidate()

    def hear_all_group_messages(self, allowed: bool = True) -> None:  # noqa: FBT001, FBT002
        """Grant (or take) the sensitive scope that lets the app hear what does not mention it."""
        change = self.tenant.scopes.add if allowed else self.tenant.scopes.discard
        change("im:message.group_msg")

    def kill_connections(self) -> None:
        self.long_connection.kill()

    # --- deliveries -----------------------------------------------------------------------------

    async def redeliver(self, delivery: Delivery, *, new_event_id: bool = False) -> Ack:
        """The same payload again, freshly sealed and signed; perhaps under another event_id."""
        if new_event_id:
            delivery.payload["header"]["event_id"] = secrets.token_hex(16)
        return await self.courier.attempt(delivery)

    async def verify_url(self, challenge: str = "challenge-1") -> Ack:
        """What the console sends when the address is entered: sealed, not signed."""
        asked: Json = {"challenge": challenge, "token": self.verification_token}
        body = self.courier.sealed({**asked, "type": "url_verification"})
        return await self.courier.post(body, {"Content-Type": "application/json; charset=utf-8"})

    async def raw_post(
        self,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        sign: bool = False,
        ahead: float = 0.0,
    ) -> Ack:
        """Any bytes to the app's address: forged, unsigned, stale (`ahead=-3601`) or garbage."""
        signed = self.courier.signed(body, ahead) if sign else {}
        return await self.courier.post(body, {**signed, **(headers or {})})

    def sealed(self, payload: Json, *, encrypt_key: str | None = None) -> bytes:
        """A body as Feishu would seal it, perhaps under a wrong key, for `raw_post`."""
        if encrypt_key is None:
            return self.courier.sealed(payload)
        keys = Keys(encrypt_key, self.verification_token)
        return Courier(self.clock, keys, self.long_connection).sealed(payload)

    @property
    def deliveries(self) -> list[Delivery]:
        return self.courier.deliveries

    # --- what is seen ---------------------------------------------------------------------------

    @property
    def violations(self) -> list[Breach]:
        return self.gate.violations

    @property
    def rate_violations(self) -> list[TooFast]:
        """Calls past Feishu's limits, counted whether enforced or not."""
        return self.open_api.too_fast

    def calls(self, api: str | None = None) -> list[Call]:
        return [each for each in self.open_api.calls if api in {None, each.api}]

    def chat(self, chat: str) -> Chat:
        return self.tenant.chats[chat]

    def private(self, user: str) -> Chat:
        """The private chat of this person with the app."""
        return self.tenant.private(user)

    def message(self, message: str) -> Message:
        return self.tenant.message(message)

    def card(self, message: str, locale: str = "zh_cn") -> Json:
        """The card as somebody with this locale has it on screen."""
        return resolved(self.message(message).content, locale)

    def words(self, message: str | Message, locale: str = "zh_cn") -> str:
        """Everything somebody with this locale reads in a message, line by line."""
        found = self.message(message) if isinstance(message, str) else message
        return words(found, locale)

    def urgents(self, user: str | None = None) -> list[Urgent]:
        return [each for each in self.tenant.urgents if user in {None, each.user}]
