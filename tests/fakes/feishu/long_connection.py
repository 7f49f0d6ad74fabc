"""The long connection: the endpoint that hands out addresses, and the websockets behind them."""

import asyncio
import base64
import json
import random
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.feishu.courier import Ack, Delivery
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.frames import CONTROL, DATA, Frame, decode, encode
from tests.fakes.feishu.state import APP_ID, APP_SECRET

BUSY, FORBIDDEN, AUTH_FAILED = 1, 403, 514
NO_CREDENTIAL, BAD_CREDENTIAL = 1000040344, 1000040345
TOO_MANY, WRONG_DOMAIN = 1000040350, 1000040351
MOST_CONNECTIONS = 50
_SERVICE = 7


@dataclass(slots=True, eq=False)
class Connection:
    socket: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Frame]] = field(default_factory=dict)
    pings: int = 0
    silent: bool = False

    def abort(self) -> None:
        """Cut the TCP connection without a close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()


class LongConnection:
    """Every event goes to one of the open connections, chosen by chance, never to all.

    `endpoint_codes` answers the next calls of the endpoint; `hang_endpoint` holds them; `silent`
    accepts connections and then neither sends nor answers on them; `acks_lost` drops the app's
    answers; `fragments` splits each event into so many frames; `card_frames` is the frame type of
    card callbacks, "event" in all that was seen of the new kind.
    """

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        self.endpoint_calls = 0
        self.endpoint_codes: list[int] = []
        self.hang_endpoint = False
        self.silent = False
        self.acks_lost = 0
        self.fragments = 1
        self.card_frames = "event"
        self.app_secret = APP_SECRET
        self.client_config: Json = {
            "ReconnectCount": -1,
            "ReconnectInterval": 120,
            "ReconnectNonce": 30,
            "PingInterval": 120,
        }
        self.pong_config: Json | None = None
        self.base_url = ""
        self.closing = asyncio.Event()
        self._tickets: set[str] = set()
        self._choice = random.Random(0)  # noqa: S311  # Chance, not a secret; seeded to repeat.

    # --- the endpoint ---------------------------------------------------------------------------

    async def endpoint(self, request: web.Request) -> web.StreamResponse:
        self.endpoint_calls += 1
        if self.hang_endpoint:
            await self.closing.wait()
        body = await request.json()
        code = self.endpoint_codes.pop(0) if self.endpoint_codes else self._code(body)
        if code:
            return web.json_response({"code": code, "msg": _WORDS.get(code, "error")})
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        place = self.base_url.replace("http://", "ws://")
        query = f"device_id=d1&service_id={_SERVICE}&access_key=secret&ticket={ticket}"
        found = {"URL": f"{place}/ws/v2?{query}", "ClientConfig": self.client_config}
        return web.json_response({"code": 0, "msg": "ok", "data": found})

    def _code(self, body: Json) -> int:
        if not body.get("AppID") or not body.get("AppSecret"):
            return NO_CREDENTIAL
        if (body["AppID"], body["AppSecret"]) != (APP_ID, self.app_secret):
            return BAD_CREDENTIAL
        return TOO_MANY if len(self.connections) >= MOST_CONNECTIONS else 0

    # --- the connections ------------------------------------------------------------------------

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            headers = {"handshake-status": "514", "handshake-msg": "invalid ticket"}
            return web.Response(status=400, headers={**headers, "handshake-autherrcode": "1"})
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=0.2)
        await socket.prepare(request)
        connection = Connection(socket, request, silent=self.silent)
        self.connections.append(connection)
        self.opened += 1
        try:
            await self._listen(connection)
        finally:
            self._gone(connection)
        return socket

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.BINARY:
                await self._take(connection, decode(message.data))

    async def _take(self, connection: Connection, frame: Frame) -> None:
        if frame.method == CONTROL:
            connection.pings += 1
            if not connection.silent:
                await connection.socket.send_bytes(encode(self._pong()))
            return
        waiting = connection.waiting.get(frame.header("message_id"))
        if self.acks_lost > 0:
            self.acks_lost -= 1
        elif waiting is not None and not waiting.done():
            waiting.set_result(frame)

    def _pong(self) -> Frame:
        payload = json.dumps(self.pong_config).encode() if self.pong_config else b""
        return Frame(CONTROL, (("type", "pong"),), payload, _SERVICE)

    def _gone(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for waiting in connection.waiting.values():
            waiting.cancel()

    # --- sending --------------------------------------------------------------------------------

    async def send(self, delivery: Delivery, within: float) -> Ack:
        """One event to one connection; the answer is its frame echoed with a payload."""
        begun = time.monotonic()
        if not self.connections:
            return Ack(0, None, 0.0, "connection_failed")
        connection = self._choice.choice(self.connections)
        number = secrets.token_hex(8)
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        connection.waiting[number] = waiting
        try:
            if not connection.silent:
                await self._write(connection, number, delivery)
            async with asyncio.timeout(within):
                answer = await waiting
        except TimeoutError:
            return Ack(0, None, time.monotonic() - begun, "timeout")
        except ConnectionError:
            return Ack(0, None, time.monotonic() - begun, "connection_failed")
        except asyncio.CancelledError:
            if connection in self.connections:
                raise
            return Ack(0, None, time.monotonic() - begun, "connection_failed")
        finally:
            connection.waiting.pop(number, None)
        return _answered(answer, time.monotonic() - begun)

    async def _write(self, connection: Connection, number: str, delivery: Delivery) -> None:
        kind = self.card_frames if delivery.kind == "callback" else "event"
        whole = json.dumps(delivery.payload, ensure_ascii=False).encode()
        step = -(-len(whole) // self.fragments)
        parts = [whole[at : at + step] for at in range(0, len(whole), step)]
        for seq, part in enumerate(parts):
            headers = {
                "type": kind,
                "message_id": number,
                "sum": str(len(parts)),
                "seq": str(seq),
                "trace_id": f"trace-{number}",
            }
            frame = Frame(DATA, tuple(headers.items()), part, _SERVICE, payload_type="json")
            await connection.socket.send_bytes(encode(frame))

    # --- trouble --------------------------------------------------------------------------------

    def kill(self) -> None:
        """Cut every connection at TCP level."""
        for connection in list(self.connections):
            connection.abort()

    def fall_silent(self) -> None:
        """The open connections stay up but carry nothing more, not even pongs."""
        for connection in self.connections:
            connection.silent = True

    async def stop(self) -> None:
        self.closing.set()
        for connection in list(self.connections):
            await connection.socket.close()
            connection.abort()


_WORDS = {
    BUSY: "system busy",
    FORBIDDEN: "forbidden",
    AUTH_FAILED: "auth failed",
    NO_CREDENTIAL: "no credential",
    BAD_CREDENTIAL: "app_id or app_secret is invalid",
    TOO_MANY: "the number of connections exceeded the limit",
    WRONG_DOMAIN: "Incorrect domain name",
}


def _answered(frame: Frame, elapsed: float) -> Ack:
    """The status inside the frame, and the callback's answer, which comes as base64."""
    try:
        answer: Any = json.loads(frame.payload)
        sealed = answer.get("data")
        body = json.loads(base64.b64decode(sealed)) if sealed else None
        status = int(answer["code"])
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return Ack(0, repr(error), elapsed, "bad_answer")
    return Ack(status, body, elapsed)
