"""Socket Mode: tickets, websockets, envelopes waiting for their acknowledgement."""

import asyncio
import json
import random
import secrets
import time
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.slack.courier import Ack, Delivery, Retry
from tests.fakes.slack.state import APP, Json, SlackError

MOST_CONNECTIONS = 10


@dataclass(slots=True, eq=False)
class Connection:
    socket: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    silent: bool = False

    def abort(self) -> None:
        """Cut the TCP connection without a close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()


class SocketMode:
    """Any connection may get any envelope; `acks_lost` drops the app's acknowledgements."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        self.acks_lost = 0
        self.base_url = ""
        self._tickets: set[str] = set()
        self._choice = random.Random(0)  # noqa: S311  # Chance, not a secret; seeded to repeat.

    def connect(self) -> Json:
        """apps.connections.open."""
        if len(self.connections) >= MOST_CONNECTIONS:
            return SlackError("too_many_websockets").answer
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        place = self.base_url.replace("http://", "ws://")
        return {"ok": True, "url": f"{place}/link?ticket={ticket}&app_id={APP}"}

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=0.2)
        await socket.prepare(request)
        connection = Connection(socket, request)
        await socket.send_json(self._hello())
        self.connections.append(connection)
        self.opened += 1
        try:
            await self._listen(connection)
        finally:
            self._gone(connection)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "connection_info": {"app_id": APP},
            "debug_info": {
                "host": "applink-1",
                "started": "2026-01-01 00:00:00.000",
                "build_number": 54,
                "approximate_connection_time": 3600,
            },
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            answer = json.loads(message.data)
            waiting = connection.waiting.get(answer.get("envelope_id", ""))
            if self.acks_lost > 0:
                self.acks_lost -= 1
            elif waiting is not None and not waiting.done():
                waiting.set_result(answer)

    def _gone(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for waiting in connection.waiting.values():
            waiting.cancel()

    async def send(self, delivery: Delivery, retry: Retry | None, within: float) -> Ack:
        """One envelope to one connection, chosen by chance; the answer is its acknowledgement."""
        begun = time.monotonic()
        open_now = [each for each in self.connections if not each.silent]
        if not open_now:
            return Ack(0, None, 0.0, "connection_failed")
        connection = self._choice.choice(open_now)
        envelope = _envelope(delivery, retry)
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = waiting
        try:
            await connection.socket.send_json(envelope)
            async with asyncio.timeout(within):
                answer = await waiting
        except TimeoutError:
            return Ack(0, None, time.monotonic() - begun, "http_timeout")
        except ConnectionError:
            return Ack(0, None, time.monotonic() - begun, "connection_failed")
        except asyncio.CancelledError:
            if connection in self.connections:
                raise
            return Ack(0, None, time.monotonic() - begun, "connection_failed")
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)
        return Ack(200, answer.get("payload") or None, time.monotonic() - begun)

    async def disconnect(self, reason: str, *, close_after: float | None = 0.3) -> None:
        """Tell every connection to move; with None the old sockets stay open but get nothing."""
        for connection in list(self.connections):
            # Slack sends nothing more on a connection that it has asked to leave.
            connection.silent = reason != "warning"
            notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": "wss-111"}}
            await connection.socket.send_json(notice)
            if reason != "warning" and close_after is not None:
                await asyncio.sleep(close_after)
                await connection.socket.close()

    def kill(self) -> None:
        for connection in list(self.connections):
            connection.abort()

    async def stop(self) -> None:
        for connection in list(self.connections):
            await connection.socket.close()
            connection.abort()


def _envelope(delivery: Delivery, retry: Retry | None) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
        "payload": delivery.payload,
    }
    if retry is not None:
        envelope["retry_attempt"] = retry.number
        envelope["retry_reason"] = retry.reason.removeprefix("http_")
    return envelope
