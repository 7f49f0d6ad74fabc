"""Carrying events and callbacks to the app: sealed HTTP pushes or the long connection; retries."""

import asyncio
import json
import secrets
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import aiohttp

from tests.fakes.feishu.clock import PlatformClock
from tests.fakes.feishu.encryption import encrypt, signature
from tests.fakes.feishu.errors import Json

Kind = Literal["event", "callback"]
ANSWER_WITHIN = 3.0
RETRY_AFTER = (15.0, 300.0, 3600.0, 21_600.0)


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered: `status` 0 when it did not, and then `trouble` says why.

    `body` is the decoded JSON, the text when it is not JSON, or None when empty.
    """

    status: int
    body: Any = None
    elapsed: float = 0.0
    trouble: str | None = None

    @property
    def ok(self) -> bool:
        return self.status == 200 and self.trouble is None


@dataclass(slots=True, eq=False)
class Delivery:
    """One thing that happened, and every attempt to tell the app about it."""

    kind: Kind
    payload: Json
    acks: list[Ack] = field(default_factory=list)

    @property
    def type(self) -> str:
        return str(self.payload["header"]["event_type"])

    @property
    def event(self) -> Json:
        return dict(self.payload["event"])

    @property
    def ack(self) -> Ack:
        """The answer to the first attempt."""
        return self.acks[0]

    @property
    def ok(self) -> bool:
        return self.ack.ok

    @property
    def body(self) -> Any:
        return self.ack.body


class Line(Protocol):
    async def send(self, delivery: Delivery, within: float) -> Ack: ...


@dataclass(slots=True)
class Keys:
    """What the app and Feishu share; without an Encrypt Key nothing is sealed or signed."""

    encrypt_key: str | None
    verification_token: str


class Courier:
    """Delivers at least once: events again after 15 s, 5 min, 1 h and 6 h, callbacks never."""

    def __init__(self, clock: PlatformClock, keys: Keys, line: Line) -> None:
        self.keys = keys
        self.request_url: str | None = None
        self.answer_within = ANSWER_WITHIN
        self.retry_after: tuple[float, ...] = RETRY_AFTER
        self.deliveries: list[Delivery] = []
        self._clock = clock
        self._line = line
        self._session: aiohttp.ClientSession | None = None
        self._later: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        # Two hundred people may tap at once; the default pool would queue the second hundred.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def stop(self) -> None:
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def deliver(self, kind: Kind, payload: Json) -> Delivery:
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        ack = await self.attempt(delivery)
        if kind == "event" and not ack.ok:
            # The wait counts from now, not from whenever the task gets its turn.
            self.later(self._retry(delivery, self._clock.now()))
        return delivery

    async def attempt(self, delivery: Delivery) -> Ack:
        if self.request_url is None:
            ack = await self._line.send(delivery, self.answer_within)
        else:
            body = self.sealed(delivery.payload)
            ack = await self.post(body, self.signed(body))
        delivery.acks.append(ack)
        return ack

    async def _retry(self, delivery: Delivery, failed: float) -> None:
        for delay in self.retry_after:
            await self._clock.reach(failed + delay)
            if (await self.attempt(delivery)).ok:
                return
            failed = self._clock.now()

    def sealed(self, payload: Json) -> bytes:
        text = json.dumps(payload, ensure_ascii=False)
        if self.keys.encrypt_key is not None:
            text = json.dumps({"encrypt": encrypt(text, self.keys.encrypt_key)})
        return text.encode()

    def signed(self, body: bytes, ahead: float = 0.0) -> dict[str, str]:
        """The headers of a push; `ahead` moves the timestamp off the true time."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.keys.encrypt_key is None:
            return headers
        stamp, nonce = str(int(self._clock.true_time() + ahead)), secrets.token_hex(8)
        return {
            **headers,
            "X-Lark-Request-Timestamp": stamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": signature(stamp, nonce, self.keys.encrypt_key, body),
        }

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Ack:
        if self._session is None or self.request_url is None:
            raise RuntimeError("the fake is not started, or has no request_url")
        begun = time.monotonic()
        limit = aiohttp.ClientTimeout(total=self.answer_within)
        try:
            async with self._session.post(
                self.request_url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                shown = _decoded(await answer.text())
                return Ack(answer.status, shown, time.monotonic() - begun)
        except TimeoutError:
            return Ack(0, None, time.monotonic() - begun, "timeout")
        except aiohttp.ClientError:
            return Ack(0, None, time.monotonic() - begun, "connection_failed")


def _decoded(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
