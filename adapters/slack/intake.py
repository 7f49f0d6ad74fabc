"""The HTTP side: one verified route, before Bolt sees anything.

Bolt parses before it verifies, answers garbage with a traceback, and drops a command whose text
holds the word "payload". So size, signature and shape are checked here, the body is parsed once,
and Bolt is handed the finished object as it is in Socket Mode.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from yarl import URL

from adapters.plain import Json
from adapters.shape import BadPayload

log = logging.getLogger(__name__)

PATH: Final = "/slack/events"
LARGEST: Final = 1024 * 1024
_FIELDS: Final = 200

_BAD: Final = 400
_UNSIGNED: Final = 401
_UNHANDLED: Final = 404
_TOO_LARGE: Final = 413
_BROKEN: Final = 500
_AWAY: Final = 503

# Bolt reads these before any listener, and fails on anything but objects.
_OBJECTS: Final = ("user", "team", "channel", "view", "event", "message", "container", "enterprise")
_LONGEST_STAMP: Final = 12


class Intake:
    def __init__(self, app: AsyncApp, verifier: SignatureVerifier) -> None:
        self._app = app
        self._verifier = verifier

    def routes(self) -> list[Route]:
        return [Route(PATH, self, methods=["POST"])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self.receive(Request(scope, receive))
        await answer(scope, receive, send)

    async def receive(self, request: Request) -> Response:
        raw = await _read(request)
        if raw is None:
            return Response(status_code=_TOO_LARGE)
        if not self._signed(raw, request.headers):
            return Response(status_code=_UNSIGNED)
        try:
            body = parse(raw, request.headers.get("content-type", ""))
        except BadPayload as error:
            log.warning("a signed request that cannot be read: %s", error)
            return Response(status_code=_BAD)
        return await self._answer(body, request.headers)

    def _signed(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        stamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        # The verifier itself fails on a timestamp that is no number and on letters beyond ASCII.
        seconds = stamp.isascii() and stamp.isdigit() and len(stamp) <= _LONGEST_STAMP
        if not (seconds and signature.isascii()):
            return False
        try:
            return self._verifier.is_valid(raw, stamp, signature)
        except UnicodeDecodeError:
            return False

    async def _answer(self, body: Json, headers: Mapping[str, str]) -> Response:
        match body.get("type"):
            case "url_verification":
                return Response(str(body.get("challenge", "")), media_type="text/plain")
            case "app_rate_limited":
                log.warning("Slack holds events back: app_rate_limited")
                return Response()
            case _ if "ssl_check" in body:
                return Response()
            case _:
                return await self._dispatch(body, headers)

    async def _dispatch(self, body: Json, headers: Mapping[str, str]) -> Response:
        kept = {k: v for k, v in headers.items() if k.startswith("x-slack-retry")}
        try:
            asked = AsyncBoltRequest(mode="socket_mode", body=body, headers=dict(kept))
            return _response(await self._app.async_dispatch(asked))
        except Exception:
            # The outermost edge: our listeners never raise, so Bolt could not read the payload.
            log.exception("a signed payload that Bolt cannot read")
            return Response(status_code=_BAD)


def _response(answered: BoltResponse) -> Response:
    """Unhandled is 200, or Slack sends it again; Bolt's own 500 means an unreadable payload."""
    if answered.status == _AWAY:
        return Response(status_code=_AWAY)
    if answered.status >= _BROKEN:
        return Response(status_code=_BAD)
    if answered.status == _UNHANDLED:
        return Response()
    headers = {k: v[0] for k, v in answered.headers.items() if k.lower() != "content-length"}
    return Response(answered.body, answered.status, headers)


async def _read(request: Request) -> bytes | None:
    """The raw body, or None as soon as it is too large."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            return None
    return bytes(read)


def parse(raw: bytes, content_type: str) -> Json:
    """The one object that Slack posted, as JSON, as a form, or as JSON within a form."""
    try:
        if content_type.partition(";")[0].strip() == "application/json":
            return checked(json.loads(raw))
        form = _form(raw.decode())
        return checked(json.loads(form["payload"]) if "payload" in form else form)
    except (ValueError, RecursionError) as error:
        raise BadPayload(str(error)[:200]) from error


def _form(written: str) -> Json:
    """Its fields, the first of each name. `yarl` reads them in C, ten times as fast as `urllib`."""
    if written.count("&") >= _FIELDS:
        raise BadPayload("too many fields")
    return dict(URL.build(query_string=written, encoded=True).query)


def checked(body: Any) -> Json:
    """An object with a type or a command, whose parts are what Bolt takes them for."""
    if not isinstance(body, dict):
        raise BadPayload("not an object")
    if "command" not in body and "ssl_check" not in body and not isinstance(body.get("type"), str):
        raise BadPayload("neither a command nor a type")
    for key in _OBJECTS:
        if body.get(key) is not None and not isinstance(body[key], dict):
            raise BadPayload(key)
    return body
