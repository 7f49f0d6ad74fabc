"""The fake in a thread of its own, for tests that drive another process and are not async."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.fakes.slack.courier import Ack, Delivery
from tests.fakes.slack.faults import Mode
from tests.fakes.slack.gate import Breach
from tests.fakes.slack.people import Said
from tests.fakes.slack.server import SIGNING_SECRET, FakeSlack
from tests.fakes.slack.state import Channel, Message, Window
from tests.fakes.slack.submitting import Submitted
from tests.fakes.slack.web_api import Call
from tests.fakes.threaded import Threaded, in_thread


class ThreadedSlack(Threaded[FakeSlack]):
    """Synchronous, thread-safe: gestures run on the fake's loop, reads return copies."""

    # --- addresses and keys, fixed while it runs ------------------------------------------------

    @property
    def api_url(self) -> str:
        return self._fake.api_url

    @property
    def bot_token(self) -> str:
        return self._fake.bot_token

    @property
    def app_token(self) -> str:
        return self._fake.app_token

    @property
    def signing_secret(self) -> str:
        return self._fake.signing_secret

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
    fake = FakeSlack(signing_secret=signing_secret)
    with in_thread(partial(ThreadedSlack, fake)) as slack:
        yield slack
