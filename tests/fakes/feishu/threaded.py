"""The fake in a thread of its own, for tests that drive another process and are not async."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.fakes.feishu.courier import Ack, Delivery
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.faults import Mode
from tests.fakes.feishu.gate import Breach
from tests.fakes.feishu.open_api import Call
from tests.fakes.feishu.people import Deliveries, Said
from tests.fakes.feishu.rates import TooFast
from tests.fakes.feishu.server import ENCRYPT_KEY, VERIFICATION_TOKEN, FakeFeishu
from tests.fakes.feishu.state import Chat, Message, Urgent
from tests.fakes.feishu.touching import Tapped
from tests.fakes.threaded import Threaded, in_thread


class ThreadedFeishu(Threaded[FakeFeishu]):
    """Synchronous, thread-safe: gestures run on the fake's loop, reads return copies."""

    # --- addresses and keys, fixed while it runs ------------------------------------------------

    @property
    def domain(self) -> str:
        return self._fake.domain

    @property
    def app_id(self) -> str:
        return self._fake.app_id

    @property
    def app_secret(self) -> str:
        return self._fake.app_secret

    @property
    def encrypt_key(self) -> str | None:
        return self._fake.encrypt_key

    @property
    def verification_token(self) -> str:
        return self._fake.verification_token

    def deliver_to(self, request_url: str | None) -> None:
        self.change(lambda feishu: feishu.deliver_to(request_url))

    # --- gestures -------------------------------------------------------------------------------

    def say(self, user: str, chat: str, text: str = "", **more: Any) -> Said:
        """As FakeFeishu.say: mentions_bot, reply_to, thread, files, post."""
        return self.run(lambda feishu: feishu.say(user, chat, text, **more))

    def tap(self, user: str, message: str, what: str, *, choose: Any = None) -> Tapped:
        return self.run(lambda feishu: feishu.tap(user, message, what, choose=choose))

    def fill_form(
        self,
        user: str,
        message: str,
        values: Mapping[str, Any] | None = None,
        *,
        submit: str | None = None,
    ) -> Tapped:
        return self.run(lambda feishu: feishu.fill_form(user, message, values, submit=submit))

    def react(self, user: str, message: str, emoji: str) -> Deliveries:
        return self.run(lambda feishu: feishu.react(user, message, emoji))

    def recall(self, user: str, message: str) -> Deliveries:
        return self.run(lambda feishu: feishu.recall(user, message))

    def menu(self, user: str, event_key: str) -> Deliveries:
        return self.run(lambda feishu: feishu.menu(user, event_key))

    def open_p2p(self, user: str) -> Deliveries:
        return self.run(lambda feishu: feishu.open_p2p(user))

    def join(self, user: str, chat: str) -> Deliveries:
        return self.run(lambda feishu: feishu.join(user, chat))

    def leave(self, user: str, chat: str) -> Deliveries:
        return self.run(lambda feishu: feishu.leave(user, chat))

    def add_bot(self, user: str, chat: str) -> Deliveries:
        return self.run(lambda feishu: feishu.add_bot(user, chat))

    def remove_bot(self, user: str, chat: str) -> Deliveries:
        return self.run(lambda feishu: feishu.remove_bot(user, chat))

    def redeliver(self, delivery: Delivery, *, new_event_id: bool = False) -> Ack:
        return self.run(lambda f: f.redeliver(delivery, new_event_id=new_event_id))

    def raw_post(
        self,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        sign: bool = False,
        ahead: float = 0.0,
    ) -> Ack:
        return self.run(lambda f: f.raw_post(body, headers, sign=sign, ahead=ahead))

    # --- trouble --------------------------------------------------------------------------------

    def fault(self, api: str, *, times: int = 1, mode: Mode = "before", **more: Any) -> None:
        self.change(lambda feishu: feishu.fault(api, times=times, mode=mode, **more))

    def advance(self, seconds: float) -> None:
        self.change(lambda feishu: feishu.clock.advance(seconds))

    def kill_connections(self) -> None:
        self.change(lambda feishu: feishu.kill_connections())

    # --- what is seen ---------------------------------------------------------------------------

    def chat(self, chat: str) -> Chat:
        return self.read(lambda feishu: feishu.chat(chat))

    def private(self, user: str) -> Chat:
        return self.read(lambda feishu: feishu.private(user))

    def message(self, message: str) -> Message:
        return self.read(lambda feishu: feishu.message(message))

    def card(self, message: str, locale: str = "zh_cn") -> Json:
        return self.read(lambda feishu: feishu.card(message, locale))

    def words(self, message: str | Message, locale: str = "zh_cn") -> str:
        return self.read(lambda feishu: feishu.words(message, locale))

    def urgents(self, user: str | None = None) -> list[Urgent]:
        return self.read(lambda feishu: feishu.urgents(user))

    def calls(self, api: str | None = None) -> list[Call]:
        return self.read(lambda feishu: feishu.calls(api))

    @property
    def violations(self) -> list[Breach]:
        return self.read(lambda feishu: feishu.violations)

    @property
    def rate_violations(self) -> list[TooFast]:
        return self.read(lambda feishu: feishu.rate_violations)


@contextmanager
def feishu_in_thread(
    *, encrypt_key: str | None = ENCRYPT_KEY, verification_token: str = VERIFICATION_TOKEN
) -> Iterator[ThreadedFeishu]:
    """Start a fake Feishu in a background thread; it stops with the block."""
    fake = FakeFeishu(encrypt_key=encrypt_key, verification_token=verification_token)
    with in_thread(partial(ThreadedFeishu, fake)) as feishu:
        yield feishu
