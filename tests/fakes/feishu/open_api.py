"""The HTTP side of the fake: /open-apis/…, with tokens, scopes, rates and scripted faults."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.feishu.asking import Api, Asked
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.faults import Fault, FaultPlan
from tests.fakes.feishu.gate import Gate
from tests.fakes.feishu.rates import Rates, TooFast
from tests.fakes.feishu.resources import Download
from tests.fakes.feishu.state import Tenant
from tests.fakes.feishu.tokens import Tokens

TOKEN = "auth.tenant_access_token"
_TOKEN_PATH = "/open-apis/auth/v3/tenant_access_token/internal"
_HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body>openresty</body></html>"
_SENDS = frozenset({"im.message.create", "im.message.reply"})


@dataclass(slots=True)
class Call:
    """One request the app made, and what it was answered (None while unanswered or dropped)."""

    api: str
    given: Json
    at: float
    answer: Json | None = None
    status: int = 0

    @property
    def code(self) -> int | None:
        return None if self.answer is None else int(self.answer["code"])


@dataclass(slots=True)
class OpenApi:
    tenant: Tenant
    gate: Gate
    tokens: Tokens
    rates: Rates
    apis: list[Api]
    faults: FaultPlan = field(default_factory=FaultPlan)
    enforce_rates: bool = False
    too_fast: list[TooFast] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.route("*", "/open-apis/{rest:.*}", self.serve)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name, found = self._find(request)
        call = Call(name, {}, time.monotonic())
        self.calls.append(call)
        try:
            asked = await self._asked(request, name, found)
            call.given = {**asked.path, **asked.query, **asked.body}
            self._admit(request, found, asked)
        except FeishuError as refusal:
            return self._refused(call, refusal)
        return await self._suffer(request, call, lambda: self._run(found, asked))

    def _find(self, request: web.Request) -> tuple[str, Api | None]:
        if request.path == _TOKEN_PATH:
            return TOKEN, None
        for api in self.apis:
            if api.match(request.method, request.path) is not None:
                return api.name, api
        return f"{request.method} {request.path}", None

    async def _asked(self, request: web.Request, name: str, api: Api | None) -> Asked:
        path = dict((api.match(request.method, request.path) if api else None) or {})
        body, upload, size = await self._body(request, name, api)
        query = dict(request.query)
        return Asked(name, path, query, body, self.tenant, self.gate, size, upload)

    async def _body(
        self, request: web.Request, name: str, api: Api | None
    ) -> tuple[Json, tuple[str, bytes] | None, int]:
        if request.content_type == "multipart/form-data":
            return await _form(request)
        raw = await request.read()
        wants_json = request.method in {"POST", "PUT", "PATCH"} and (api is None or api.json_body)
        if not wants_json:
            return {}, None, len(raw)
        # Feishu's own SDK fetches its token without any Content-Type, and gets it.
        if request.content_type != "application/json" and name != TOKEN:
            self.gate.note(name, "content_type", str(request.headers.get("Content-Type")))
            raise FeishuError(99992402, "Content-Type must be application/json; charset=utf-8")
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise FeishuError(99992402, "the body is not a JSON object")
        return body, None, len(raw)

    def _admit(self, request: web.Request, api: Api | None, asked: Asked) -> None:
        if asked.api == TOKEN:
            return
        if api is None:
            raise FeishuError(99992402, "no such API", status=404)
        self.tokens.check(request.headers.get("Authorization", ""))
        if api.scopes and not api.scopes & self.tenant.scopes:
            raise FeishuError(99991672, f"[{', '.join(sorted(api.scopes))}]")
        self._limit(asked)

    def _limit(self, asked: Asked) -> None:
        too_fast = self.rates.passed(
            asked.api,
            place=self._place(asked),
            message=asked.path["message"] if asked.api == "im.message.patch" else "",
        )
        if too_fast is None:
            return
        self.too_fast.append(too_fast)
        if self.enforce_rates and too_fast.limit.startswith("api"):
            raise FeishuError(99991400, reset=max(1, round(too_fast.wait)))
        if self.enforce_rates:
            raise FeishuError(230020)

    def _place(self, asked: Asked) -> str:
        """Where a message goes: a group, or a person under their open_id."""
        if asked.api not in _SENDS:
            return ""
        to = self.tenant.find(asked.path.get("message", ""))
        place = to.chat if to else str(asked.body.get("receive_id", ""))
        chat = self.tenant.chats.get(place)
        return next(iter(chat.members), "") if chat and chat.p2p else place

    def _run(self, api: Api | None, asked: Asked) -> Json:
        return self.tokens.issue(asked.body) if api is None else api.answer(asked)

    async def _suffer(
        self, request: web.Request, call: Call, run: Callable[[], Json]
    ) -> web.StreamResponse:
        """Run a call through its fault, if any."""
        fault = self.faults.take(call.api, call.given)
        try:
            if fault is None:
                return self._answered(call, run())
            if fault.takes_effect:
                call.answer = run()
        except FeishuError as refusal:
            return self._refused(call, refusal)
        except Download as download:
            call.answer, call.status = {"code": 0}, 200
            return web.Response(body=download.stored.content, headers=_attached(download))
        return await self._strike(request, call, fault)

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
        code = fault.code or (99991400 if fault.status == 429 else 2200)
        reset = 1 if code == 99991400 and fault.reset is None else fault.reset
        status = fault.status or (500 if code == 2200 else None)
        return self._refused(call, FeishuError(code, fault.ext, status=status, reset=reset))

    async def _hang(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return

    def _answered(self, call: Call, answer: Json) -> web.Response:
        call.answer, call.status = answer, 200
        return web.json_response(answer, headers={"X-Tt-Logid": "20261122000000FAKE"})

    def _refused(self, call: Call, refusal: FeishuError) -> web.Response:
        call.answer, call.status = refusal.answer, refusal.status
        headers = {"X-Tt-Logid": "20261122000000FAKE", **refusal.headers}
        return web.json_response(refusal.answer, status=refusal.status, headers=headers)


async def _form(request: web.Request) -> tuple[Json, tuple[str, bytes] | None, int]:
    parts = await request.post()
    upload, fields = None, {}
    for name, part in parts.items():
        if isinstance(part, web.FileField):
            upload = (part.filename, part.file.read())
        else:
            fields[name] = part
    return fields, upload, 0


def _attached(download: Download) -> dict[str, str]:
    name = download.stored.name.encode("ascii", "replace").decode()
    kind = "application/octet-stream" if download.stored.kind == "file" else "image/png"
    return {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
