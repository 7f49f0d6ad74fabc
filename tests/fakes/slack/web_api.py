"""The HTTP side of the fake: `/api/<method>`, uploads, private files and response_urls."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.slack import chat, conversations, directory, files, windows
from tests.fakes.slack.args import Args, read_args, token_of
from tests.fakes.slack.faults import Fault, FaultPlan
from tests.fakes.slack.gate import Gate
from tests.fakes.slack.methods import Request, Table
from tests.fakes.slack.rates import Rates, TooFast
from tests.fakes.slack.response_url import respond
from tests.fakes.slack.state import Json, SlackError, Workspace

METHODS: Table = {
    **chat.TABLE,
    **conversations.TABLE,
    **directory.TABLE,
    **files.TABLE,
    **windows.TABLE,
}
CONNECT = "apps.connections.open"
_HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(slots=True)
class Call:
    """One request the app made, and what it was answered (None while unanswered or dropped)."""

    method: str
    args: Json
    at: float
    style: str
    answer: Json | None = None
    status: int = 0


@dataclass(slots=True)
class Tokens:
    bot: str = "xoxb-fake"
    app: str = "xapp-fake"
    trouble: str | None = None

    def check(self, method: str, token: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if self.trouble:
            raise SlackError(self.trouble)
        if token not in {self.bot, self.app}:
            raise SlackError("invalid_auth")
        if (token == self.app) != (method == CONNECT):
            raise SlackError("not_allowed_token_type")


@dataclass(slots=True)
class WebApi:
    workspace: Workspace
    gate: Gate
    connect: Callable[[], Json]
    rates: Rates
    tokens: Tokens = field(default_factory=Tokens)
    faults: FaultPlan = field(default_factory=FaultPlan)
    enforce_rates: bool = False
    too_fast: list[TooFast] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    answered: Callable[[Call], None] = lambda _: None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/{method}", self.api),
            web.get("/api/{method}", self.api),
            web.post("/upload/{file}", self.upload),
            web.get("/files/{file}/{rest:.*}", self.download),
            web.post("/respond/{team}/{token}", self.response_url),
        ]

    async def api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, {}, time.monotonic(), _style(request))
        try:
            given = await read_args(request)
            call.args = given
            self.calls.append(call)
            self.tokens.check(method, token_of(request, given))
        except SlackError as refusal:
            return self._answer(call, refusal.answer)
        return await self._suffer(request, call, lambda: self._run(call))

    def _run(self, call: Call) -> Json:
        if call.method == CONNECT:
            return self.connect()
        method = METHODS.get(call.method)
        if method is None:
            return SlackError("unknown_method", req_method=call.method).answer
        try:
            return method(Request(call.method, Args(call.args), self.workspace, self.gate))
        except SlackError as refusal:
            return refusal.answer

    async def _suffer(
        self, request: web.Request, call: Call, run: Callable[[], Json]
    ) -> web.StreamResponse:
        """Run a call through its rate limit and its fault, if any."""
        wait = self._wait(call)
        if wait and self.enforce_rates:
            return self._answer(call, {"ok": False, "error": "ratelimited"}, 429, wait)
        fault = self.faults.take(call.method, call.args)
        if fault is None:
            return self._answer(call, run())
        if fault.takes_effect:
            call.answer = run()
        return await self._strike(request, call, fault)

    def _wait(self, call: Call) -> int:
        channel = str(call.args.get("channel", ""))
        wait = self.rates.wait(call.method, channel)
        if wait:
            self.too_fast.append(TooFast(call.method, channel, wait))
        return wait

    async def _strike(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.mode == "html_502":
            call.status = 502
            return web.Response(status=502, text=_HTML_502, content_type="text/html")
        if fault.mode.endswith(("reset", "hang")):
            if fault.mode.endswith("hang"):
                await self._hang(fault.seconds)
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault.error:
            return self._answer(call, {"ok": False, "error": fault.error, **fault.more})
        error = "ratelimited" if fault.status == 429 else "internal_error"
        return self._answer(call, {"ok": False, "error": error}, fault.status, fault.retry_after)

    async def _hang(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return

    def _answer(
        self, call: Call, answer: Json, status: int = 200, retry_after: int | None = None
    ) -> web.Response:
        call.answer, call.status = answer, status
        self.answered(call)
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return web.json_response(answer, status=status, headers=headers)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        stored = self.workspace.files.get(request.match_info["file"])
        content = await _uploaded_bytes(request)
        call = Call("upload", {"file": request.match_info["file"]}, time.monotonic(), "raw")
        self.calls.append(call)
        fault = self.faults.take("upload", call.args)
        if fault is not None:
            return await self._strike(request, call, fault)
        if stored is None:
            return web.Response(status=404, text="file_not_found")
        stored.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A private file needs the bearer; without it Slack shows a sign-in page, with 200."""
        stored = self.workspace.files.get(request.match_info["file"])
        if token_of(request, {}) != self.tokens.bot:
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        if stored is None:
            return web.Response(status=404)
        return web.Response(body=stored.content, content_type=stored.mimetype)

    async def response_url(self, request: web.Request) -> web.StreamResponse:
        call = Call("response_url", {}, time.monotonic(), _style(request))
        try:
            call.args = await read_args(request)
            self.calls.append(call)
        except SlackError as refusal:
            return self._answer(call, refusal.answer, 400)
        fault = self.faults.take("response_url", call.args)
        if fault is not None:
            return await self._strike(request, call, fault)
        token = request.match_info["token"]
        status, answer = respond(self.workspace, self.gate, token, call.args)
        return self._answer(call, answer, status)


async def _uploaded_bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    parts = await request.post()
    found = [part for part in parts.values() if isinstance(part, web.FileField)]
    return found[0].file.read() if found else b""


def _style(request: web.Request) -> str:
    if request.method == "GET":
        return "get"
    if request.query:
        return "query"
    return "json" if request.content_type == "application/json" else "form"
