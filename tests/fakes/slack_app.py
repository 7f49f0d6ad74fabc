"""The smallest app a fake Slack can talk to: verifies, remembers what it heard, answers as told."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack import SIGNING_SECRET

Json = dict[str, Any]
Answer = Callable[[Json], tuple[int, Any]]
VERIFIER = SignatureVerifier(SIGNING_SECRET)


class App:
    """Answers what `answer` gives, after `delay` and when all that `barrier` waits for are in."""

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.retries: list[str | None] = []
        self.answer: Answer = lambda _: (200, None)
        self.delay = 0.0
        self.barrier: asyncio.Barrier | None = None

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.text()
        if not VERIFIER.is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        self.retries.append(request.headers.get("X-Slack-Retry-Num"))
        payload = _payload(request.content_type, body)
        self.heard.append(payload)
        await asyncio.sleep(self.delay)
        if self.barrier is not None:
            await self.barrier.wait()
        status, shown = self.answer(payload)
        return web.Response(status=status) if shown is None else web.json_response(shown)


def _payload(content_type: str, body: str) -> Json:
    decoded: Json
    if content_type == "application/json":
        decoded = json.loads(body)
        return decoded
    form = {key: values[0] for key, values in parse_qs(body).items()}
    decoded = json.loads(form["payload"]) if "payload" in form else form
    return decoded


def answering(body: Any, status: int = 200) -> Answer:
    return lambda _: (status, body)
