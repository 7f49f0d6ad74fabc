"""The long connection: events over a WebSocket, for desks without a public address.

Feishu sends each event over one connection and waits three seconds for its frame to come back.
Whoever listens answers in a task of its own, so a slow answer holds up neither pings nor others. A
ping that stays unanswered, however alive TCP looks, ends the connection and a new one is made.
"""

import asyncio
import base64
import json
import logging
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import aiohttp

from adapters.feishu import frames, sdk
from adapters.feishu.access import Access
from adapters.feishu.frames import Fragments
from adapters.feishu.listen import Heeded, Listening
from adapters.feishu.sdk import Frame
from adapters.feishu.trouble import classified
from adapters.plain import Json
from adapters.shape import BadPayload, parsed
from adapters.tasks import Tasks
from bot.ports import DeliveryError

log = logging.getLogger(__name__)

ENDPOINT_WITHIN: Final = aiohttp.ClientTimeout(total=10, connect=5)
FIRST_WITHIN: Final = 10.0
PONG_WITHIN: Final = 10.0
PING_AT_MOST: Final = 60.0
RECONNECT_EVERY: Final = 120.0
RECONNECT_JITTER: Final = 30.0
LARGEST: Final = 4 * 1024 * 1024
FATAL: Final = frozenset(
    {sdk.ws.FORBIDDEN, sdk.ws.AUTH_FAILED, sdk.ws.NO_CREDENTIAL, 1000040345, 1000040351}
)
"""The app's id, secret or domain is wrong: nothing but an admin helps."""

_FIRST_PAUSE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Config:
    """How Feishu wants to be connected to; it may say so again with any pong."""

    ping_every: float = PING_AT_MOST
    reconnect_every: float = RECONNECT_EVERY
    reconnect_jitter: float = RECONNECT_JITTER

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Config":
        return cls(
            min(_positive(written.get("PingInterval"), PING_AT_MOST), PING_AT_MOST),
            _positive(written.get("ReconnectInterval"), RECONNECT_EVERY),
            _positive(written.get("ReconnectNonce"), RECONNECT_JITTER),
        )

    def pause(self, misses: int) -> float:
        """Soon at first, then ever later, never in step with others."""
        longest = min(_FIRST_PAUSE * 2.0**misses, self.reconnect_every)
        spread = min(longest, self.reconnect_jitter)
        return longest - spread * random.random() / 2  # noqa: S311 - not a secret.


def _positive(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) and value > 0 else default


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to connect to; the address holds a ticket, so it is never logged."""

    url: str = field(repr=False)
    config: Config


async def endpoint(session: aiohttp.ClientSession, access: Access) -> Endpoint:
    """Ask where to connect; a permanent DeliveryError means that an admin must mend something."""
    body = {"AppID": access.app_id, "AppSecret": access.app_secret}
    with classified():
        async with session.post(
            access.url(sdk.ws.GEN_ENDPOINT_URI),
            json=body,
            headers={"locale": "zh"},
            timeout=ENDPOINT_WITHIN,
        ) as response:
            answer = _object(await response.read())
    code, given = answer.get("code"), answer.get("data")
    if code != sdk.ws.OK or not isinstance(given, dict):
        reason = f"{code} {answer.get('msg')}"[:200] if code else f"HTTP {response.status}"
        raise DeliveryError(reason, permanent=code in FATAL, unsent=True)
    return Endpoint(str(given.get("URL") or ""), Config.read(given.get("ClientConfig") or {}))


class LongConnection:
    """One connection of one app; Feishu would share events out among several."""

    def __init__(
        self, session: aiohttp.ClientSession, access: Access, listening: Listening
    ) -> None:
        self._session = session
        self._access = access
        self._listening = listening
        self._answering = Tasks()
        self._config = Config()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._running: asyncio.Task[None] | None = None
        self._first = asyncio.Event()
        self._stopping = False
        self._heard_at = 0.0
        self.pong_within = PONG_WITHIN

    async def start(self) -> None:
        """Connect. A DeliveryError says that an admin must mend something; else we go on trying."""
        url = await self._endpoint_or_none()
        self._running = asyncio.create_task(self._run(url))
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_WITHIN):
                await self._first.wait()

    async def connected(self) -> bool:
        return self._socket is not None and not self._socket.closed

    async def stop(self, within: float = 3.0) -> None:
        """Take nothing more, send the answers that are due, then hang up.

        What comes meanwhile stays unanswered, so Feishu sends it again, to whoever is next.
        """
        self._stopping = True
        await self._answering.drain(within)
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        self._socket = None

    # Connecting.

    async def _endpoint_or_none(self) -> str | None:
        try:
            return await self._endpoint()
        except DeliveryError as error:
            if error.permanent:
                raise
            log.warning("no endpoint of the long connection yet: %s", error.reason)
            return None

    async def _endpoint(self) -> str:
        found = await endpoint(self._session, self._access)
        self._config = found.config
        return found.url

    async def _run(self, url: str | None) -> None:
        """Connect again and again. Only `stop` ends this."""
        misses = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._listen(url or await self._endpoint())
            except (DeliveryError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                log.warning("the long connection failed: %s", _why(error))
            except Exception:
                # The outermost edge: a desk that has gone deaf is worse than any bug.
                log.exception("the long connection failed")
            url = None
            lasted = asyncio.get_running_loop().time() - began
            misses = 0 if lasted > self._config.ping_every else misses + 1
            await asyncio.sleep(self._config.pause(misses))

    async def _listen(self, url: str) -> None:
        service = int(parse_qs(urlsplit(url).query).get(sdk.ws.SERVICE_ID, ["0"])[0])
        async with self._session.ws_connect(
            url, max_msg_size=LARGEST, timeout=aiohttp.ClientWSTimeout(ws_close=2.0)
        ) as socket:
            self._socket = socket
            self._heard_at = asyncio.get_running_loop().time()
            self._first.set()
            watching = asyncio.create_task(self._watch(socket, service))
            try:
                await self._hear(socket)
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching

    # Listening.

    async def _hear(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        fragments = Fragments()
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.BINARY:
                continue
            now = self._heard_at = asyncio.get_running_loop().time()
            try:
                self._take(socket, frames.read(message.data), fragments, now)
            except BadPayload as error:
                log.warning("a frame of an unknown shape: %s", error)
        log.info("the long connection was closed: %s", socket.close_code)

    def _take(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        frame: Frame,
        fragments: Fragments,
        now: float,
    ) -> None:
        if frames.is_control(frame):
            if frames.headers(frame).get(frames.KIND) == frames.PONG and frame.payload:
                self._config = Config.read(_object(frame.payload))
            return
        whole = fragments.whole(frames.part(frame), now)
        if whole is not None and not self._stopping:
            self._answering.start(self._answer(socket, frame, whole, now))

    async def _answer(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        frame: Frame,
        payload: bytes,
        began: float,
    ) -> None:
        """Events and taps alike; the frame goes back once the desk has committed."""
        try:
            heeded = await self._listening.heed(parsed(payload))
        except BadPayload as error:
            log.warning("an event that is no object: %s", error)
            heeded = Heeded()
        took = int((asyncio.get_running_loop().time() - began) * 1000)
        try:
            await socket.send_bytes(frames.answered(frame, _acknowledged(heeded), took))
        except (ConnectionError, aiohttp.ClientError):
            # Feishu will send it again, and the inbox knows that it was handled.
            log.info("an event was handled, but its acknowledgement found no way back")

    async def _watch(self, socket: aiohttp.ClientWebSocketResponse, service: int) -> None:
        """Ping; where nothing at all is heard after that, the line is dead whatever TCP says."""
        while not socket.closed:
            await asyncio.sleep(self._config.ping_every)
            asked_at = asyncio.get_running_loop().time()
            try:
                await socket.send_bytes(frames.ping(service))
            except (ConnectionError, aiohttp.ClientError):
                break
            await asyncio.sleep(self.pong_within)
            if self._heard_at < asked_at:
                log.warning("the long connection is silent; connecting anew")
                break
        await socket.close()


def _acknowledged(heeded: Heeded) -> bytes:
    said: Json = {"code": 200 if heeded.ok else 500}
    if heeded.answer:
        written = json.dumps(heeded.answer, ensure_ascii=False).encode()
        said["data"] = base64.b64encode(written).decode()
    return json.dumps(said).encode()


def _object(written: bytes) -> Json:
    try:
        return parsed(written)
    except BadPayload:
        return {}


def _why(error: Exception) -> str:
    """Without addresses: the one of the socket holds a secret."""
    if isinstance(error, aiohttp.WSServerHandshakeError):
        given: Mapping[str, str] = error.headers or {}
        hints = (sdk.ws.HEADER_HANDSHAKE_STATUS, sdk.ws.HEADER_HANDSHAKE_MSG)
        return " ".join([str(error.status), *(str(given.get(each, "")) for each in hints)])
    return error.reason if isinstance(error, DeliveryError) else type(error).__name__
