"""Carrying payloads to the app: signed HTTP posts or Socket Mode envelopes, with retries."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.clock import PlatformClock
from tests.fakes.slack.state import Json

Kind = Literal["slash_commands", "interactive", "events_api"]
ACK_WITHIN = 3.0
RETRY_AFTER = (0.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered: `status` 0 when it did not, and then `trouble` says why.

    `body` is the decoded JSON, the text when it is not JSON, or None when empty.
    """

    status: int
    body: Any = None
    elapsed: float = 0.0
    trouble: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300 and self.trouble is None


@dataclass(slots=True, eq=False)
class Delivery:
    """One thing that happened, and every attempt to tell the app about it."""

    kind: Kind
    payload: Json
    acks: list[Ack] = field(default_factory=list)

    @property
    def ack(self) -> Ack:
        """The answer to the first attempt."""
        return self.acks[0]

    @property
    def ok(self) -> bool:
        return self.ack.ok

    @property
    def status(self) -> int:
        return self.ack.status

    @property
    def body(self) -> Any:
        return self.ack.body

    @property
    def elapsed(self) -> float:
        return self.ack.elapsed


@dataclass(frozen=True, slots=True)
class Retry:
    number: int
    reason: str = "http_timeout"


class Socket(Protocol):
    async def send(self, delivery: Delivery, retry: Retry | None, within: float) -> Ack: ...


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`X-Slack-Signature` of a body (slack.md §2.3)."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encode(delivery: Delivery) -> tuple[bytes, str]:
    """Body and content type as Slack posts them."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    form = delivery.payload
    if delivery.kind == "interactive":
        form = {"payload": json.dumps(delivery.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


class Courier:
    """Delivers to `request_url` when there is one, else over Socket Mode."""

    def __init__(self, clock: PlatformClock, secret: str, socket: Socket) -> None:
        self.secret = secret
        self.request_url: str | None = None
        self.ack_within = ACK_WITHIN
        self.retry_after: tuple[float, ...] = RETRY_AFTER
        self.deliveries: list[Delivery] = []
        self._clock = clock
        self._socket = socket
        self._session: aiohttp.ClientSession | None = None
        self._retrying: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        # Two hundred people may tap at once; the default pool would queue the second hundred.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def stop(self) -> None:
        for task in self._retrying:
            task.cancel()
        await asyncio.gather(*self._retrying, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def deliver(self, kind: Kind, payload: Json) -> Delivery:
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        ack = await self.attempt(delivery)
        if kind == "events_api" and _worth_retrying(ack):
            task = asyncio.create_task(self._retry(delivery))
            self._retrying.add(task)
            task.add_done_callback(self._retrying.discard)
        return delivery

    async def attempt(self, delivery: Delivery, retry: Retry | None = None) -> Ack:
        if self.request_url is None:
            ack = await self._socket.send(delivery, retry, self.ack_within)
        else:
            ack = await self._post_signed(delivery, retry)
        delivery.acks.append(ack)
        return ack

    async def _retry(self, delivery: Delivery) -> None:
        """Events only: at once, after a minute, after five; commands and taps are not retried."""
        for number, delay in enumerate(self.retry_after, start=1):
            await asyncio.sleep(delay)
            reason = delivery.acks[-1].trouble or "http_error"
            if not _worth_retrying(await self.attempt(delivery, Retry(number, reason))):
                return

    async def _post_signed(self, delivery: Delivery, retry: Retry | None) -> Ack:
        body, content_type = encode(delivery)
        headers = {"Content-Type": content_type, **self.signed(body)}
        if retry is not None:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        return await self.post(body, headers)

    def signed(self, body: bytes, ahead: float = 0.0) -> dict[str, str]:
        """The two signature headers; `ahead` moves the timestamp off the true time."""
        stamp = str(int(self._clock.true_time() + ahead))
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.secret, stamp, body),
        }

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Ack:
        if self._session is None or self.request_url is None:
            raise RuntimeError("the fake is not started, or has no request_url")
        begun = time.monotonic()
        limit = aiohttp.ClientTimeout(total=self.ack_within)
        try:
            async with self._session.post(
                self.request_url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                shown = _decoded(await answer.text())
                took = time.monotonic() - begun
                return Ack(answer.status, shown, took, headers=dict(answer.headers))
        except TimeoutError:
            return Ack(0, None, time.monotonic() - begun, "http_timeout")
        except aiohttp.ClientError:
            return Ack(0, None, time.monotonic() - begun, "connection_failed")


def _worth_retrying(ack: Ack) -> bool:
    return not ack.ok and ack.headers.get("x-slack-no-retry") != "1"


def _decoded(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
