"""The smallest apps behind a fake Feishu: one that is pushed to, one on the long connection."""

import asyncio
import base64
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.clock import opened
from tests.fakes.feishu import FakeFeishu, decrypt, signature
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.frames import CONTROL, Frame, decode, encode

Answer = Callable[[Json], Any]


@dataclass(slots=True)
class App:
    """What both remember and answer, after `slow` seconds and once they may."""

    feishu: FakeFeishu
    heard: list[Json] = field(default_factory=list)
    answer: Answer = lambda _: {}
    status: int = 200
    slow: float = 0.0
    may_answer: asyncio.Event = field(default_factory=opened)

    async def hear(self, payload: Json) -> Any:
        self.heard.append(payload)
        await asyncio.sleep(self.slow)
        await self.may_answer.wait()
        return self.answer(payload)


class PushedApp(App):
    """Opens, checks and answers pushes as the documentation says; entered it is Feishu's target."""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/events", self._receive)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.feishu.deliver_to(f"http://127.0.0.1:{self._runner.addresses[0][1]}/events")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        payload = json.loads(body)
        key = self.feishu.encrypt_key
        if "encrypt" in payload and key is not None:
            payload = json.loads(decrypt(payload["encrypt"], key))
        if payload.get("type") == "url_verification":
            return web.json_response({"challenge": payload["challenge"]})
        if key is not None and not self._signed(request, key, body):
            return web.json_response({}, status=401)
        return web.json_response(await self.hear(payload), status=self.status)

    def _signed(self, request: web.Request, key: str, body: bytes) -> bool:
        stamp, nonce, given = (
            request.headers.get(f"X-Lark-{name}", "")
            for name in ("Request-Timestamp", "Request-Nonce", "Signature")
        )
        return given == signature(stamp, nonce, key, body)


class ListeningApp(App):
    """One long connection, which puts fragments together and answers every event."""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        who = {"AppID": self.feishu.app_id, "AppSecret": self.feishu.app_secret}
        place = f"{self.feishu.domain}/callback/ws/endpoint"
        async with self._session.post(place, json=who) as found:
            url = (await found.json())["data"]["URL"]
        patience = aiohttp.ClientWSTimeout(ws_close=0.2)
        self.socket = await self._session.ws_connect(url, timeout=patience)
        self._parts: dict[str, dict[int, bytes]] = {}
        self.pongs: list[Frame] = []
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listening
        await self.socket.close()
        await self._session.close()

    async def ping(self) -> None:
        await self.socket.send_bytes(encode(Frame(CONTROL, (("type", "ping"),), service=7)))

    async def _listen(self) -> None:
        async for message in self.socket:
            frame = decode(message.data)
            if frame.method == CONTROL:
                self.pongs.append(frame)
            elif (whole := self._put_together(frame)) is not None:
                await self._acknowledge(frame, await self.hear(json.loads(whole)))

    def _put_together(self, frame: Frame) -> bytes | None:
        parts = self._parts.setdefault(frame.header("message_id"), {})
        parts[int(frame.header("seq"))] = frame.payload
        if len(parts) < int(frame.header("sum")):
            return None
        return b"".join(parts[seq] for seq in sorted(parts))

    async def _acknowledge(self, frame: Frame, answer: Any) -> None:
        said: Json = {"code": self.status}
        if answer:
            said["data"] = base64.b64encode(json.dumps(answer).encode()).decode()
        headers = (*frame.headers, ("biz_rt", "1"))
        echoed = replace(frame, headers=headers, payload=json.dumps(said).encode())
        await self.socket.send_bytes(encode(echoed))
