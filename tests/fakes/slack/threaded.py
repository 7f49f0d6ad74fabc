"""The fake in a thread of its own, for tests that drive another process and are not async."""

import asyncio
import copy
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from tests.fakes.slack.courier import Ack, Delivery
from tests.fakes.slack.faults import Mode
from tests.fakes.slack.gate import Breach
from tests.fakes.slack.people import Said
from tests.fakes.slack.server import SIGNING_SECRET, FakeSlack
from tests.fakes.slack.state import Channel, Message, Window
from tests.fakes.slack.submitting import Submitted
from tests.fakes.slack.web_api import Call

T = TypeVar("T")
WITHIN = 30.0


class ThreadedSlack:
    """Synchronous, thread-safe: gestures run on the fake's loop, reads return copies."""

    def __init__(self, slack: FakeSlack, loop: asyncio.AbstractEventLoop) -> None:
        self._slack = slack
        self._loop = loop

    def run(self, gesture: Callable[[FakeSlack], Coroutine[Any, Any, T]]) -> T:
        """Any gesture: `slack.run(lambda s: s.edit("U1", "C1", ts, "no"))`."""
        waiting = asyncio.run_coroutine_threadsafe(gesture(self._slack), self._loop)
        return waiting.result(WITHIN)

    def read(self, look: Callable[[FakeSlack], T]) -> T:
        """A copy of anything: `slack.read(lambda s: s.channel("C1").top)`."""

        async def looked(slack: FakeSlack) -> T:
            return copy.deepcopy(look(slack))

        return self.run(looked)

    def change(self, turn: Callable[[FakeSlack], object]) -> None:
        """Turn a knob on the fake's loop: `slack.change(lambda s: s.clock.advance(4))`."""

        async def turned(slack: FakeSlack) -> None:
            turn(slack)

        self.run(turned)

    def until(self, holds: Callable[[FakeSlack], Any], within: float = 10.0) -> None:
        self.run(lambda slack: slack.until(holds, within))

    # --- addresses and keys, fixed while it runs ------------------------------------------------

    @property
    def api_url(self) -> str:
        return self._slack.api_url

    @property
    def bot_token(self) -> str:
        return self._slack.bot_token

    @property
    def app_token(self) -> str:
        return self._slack.app_token

    @property
    def signing_secret(self) -> str:
        return self._slack.signing_secret

    def deliver_to(self, request_url: str | None) -> None:
        self.change(lambda slack: slack.deliver_to(request_url))

    # --- gestures -----------------------------------------------------------------------------

    def slash(self, user: str, channel: str, command: str, text: str = "") -> Delivery:
        return self.run(lambda slack: slack.slash(user, channel, command, text))

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: list[tuple[str, bytes]] | None = None,
    ) -> Said:
        return self.run(lambda s: s.say(user, channel, text, thread_ts=thread_ts, files=files))

    def react(self, user: str, channel: str, ts: str, emoji: str) -> list[Delivery]:
        return self.run(lambda slack: slack.react(user, channel, ts, emoji))

    def delete(self, user: str, channel: str, ts: str) -> list[Delivery]:
        return self.run(lambda slack: slack.delete(user, channel, ts))

    def open_home(self, user: str) -> list[Delivery]:
        return self.run(lambda slack: slack.open_home(user))

    def join(self, user: str, channel: str, *, inviter: str | None = None) -> list[Delivery]:
        return self.run(lambda slack: slack.join(user, channel, inviter=inviter))

    def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Delivery:
        return self.run(lambda slack: slack.message_shortcut(user, channel, ts, callback_id))

    def global_shortcut(self, user: str, callback_id: str) -> Delivery:
        return self.run(lambda slack: slack.global_shortcut(user, callback_id))

    def tap(self, user: str, channel: str, ts: str, what: str, *, choose: Any = None) -> Delivery:
        return self.run(lambda slack: slack.tap(user, channel, ts, what, choose=choose))

    def tap_in_modal(self, user: str, what: str, *, choose: Any = None) -> Delivery:
        return self.run(lambda slack: slack.tap_in_modal(user, what, choose=choose))

    def tap_in_home(self, user: str, what: str, *, choose: Any = None) -> Delivery:
        return self.run(lambda slack: slack.tap_in_home(user, what, choose=choose))

    def submit_view(self, user: str, values: Mapping[str, Any] | None = None) -> Submitted:
        return self.run(lambda slack: slack.submit_view(user, values))

    def close_view(self, user: str) -> Delivery | None:
        return self.run(lambda slack: slack.close_view(user))

    def redeliver(
        self, delivery: Delivery, *, retry_num: int | None = 1, reason: str = "http_timeout"
    ) -> Ack:
        return self.run(lambda s: s.redeliver(delivery, retry_num=retry_num, reason=reason))

    def raw_post(
        self,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        sign: bool = False,
        ahead: float = 0.0,
    ) -> Ack:
        return self.run(lambda s: s.raw_post(body, headers, sign=sign, ahead=ahead))

    # --- trouble ------------------------------------------------------------------------------

    def fault(
        self,
        method: str,
        *,
        status: int = 500,
        times: int = 1,
        mode: Mode = "before",
        **more: Any,
    ) -> None:
        self.change(lambda s: s.fault(method, status=status, times=times, mode=mode, **more))

    def disconnect(self, reason: str = "refresh_requested") -> None:
        self.run(lambda slack: slack.disconnect(reason))

    def kill_connections(self) -> None:
        self.change(lambda slack: slack.kill_connections())

    # --- what is seen -------------------------------------------------------------------------

    def channel(self, channel: str) -> Channel:
        return self.read(lambda slack: slack.channel(channel))

    def ephemerals(self, user: str) -> list[Message]:
        return self.read(lambda slack: slack.ephemerals(user))

    def modal(self, user: str) -> Window | None:
        return self.read(lambda slack: slack.modal(user))

    def home(self, user: str) -> Window | None:
        return self.read(lambda slack: slack.home(user))

    def calls(self, method: str | None = None) -> list[Call]:
        return self.read(lambda slack: slack.calls(method))

    @property
    def violations(self) -> list[Breach]:
        return self.read(lambda slack: slack.violations)


@contextmanager
def slack_in_thread(*, signing_secret: str = SIGNING_SECRET) -> Iterator[ThreadedSlack]:
    """Start a fake Slack in a background thread; it stops with the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fake-slack", daemon=True)
    thread.start()
    slack = ThreadedSlack(FakeSlack(signing_secret=signing_secret), loop)
    try:
        slack.run(FakeSlack.__aenter__)
        yield slack
    finally:
        slack.run(lambda running: running.__aexit__(None, None, None))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(WITHIN)
        loop.close()
