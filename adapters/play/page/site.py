"""The playground's pages, mounted into the one server: routes, headers, and who may ask."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote

from fastapi import FastAPI
from nicegui import core, ui
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.play.page.attaching import NAME, UPLOADS
from adapters.play.page.screen import Screen
from adapters.play.stage import Stage
from bot.words import LOCALES

_STYLE: Final = Path(__file__).with_name("style.css")
_PATHS: Final = ("/play/", "/_nicegui/", "/_nicegui_ws/")
_HTML_LANG: Final[dict[str, Literal["zh-CN", "en-US"]]] = {"zh": "zh-CN", "en": "en-US"}
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "  # NiceGUI makes both.
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Under(BaseRoute):
    """Hands everything below some paths to another app, unchanged and with the page's headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        ours = scope["type"] in ("http", "websocket") and scope["path"].startswith(_PATHS)
        return (Match.FULL if ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_local(scope):
            await _refuse(scope, receive, send)
            return

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["content-security-policy"] = POLICY
            await send(message)

        await self._app(scope, receive, with_policy)


def _is_local(scope: Scope) -> bool:
    """Asked for by a name of this machine: no other site's name may lead here."""
    host = Headers(scope=scope).get("host", "")
    return host.rpartition(":")[0] in _LOCAL or host in _LOCAL


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("Not here", 403)(scope, receive, send)


def _entrance(request: Request) -> Response:
    """`/play` in the browser's own language."""
    return RedirectResponse(f"/play/{preferred(request.headers.get('accept-language', ''))}", 307)


def preferred(accepted: str) -> str:
    """The first language of a browser's list that there is a catalogue for."""
    for wish in accepted.split(","):
        start = wish.strip().lower()[:2]
        if start in LOCALES:
            return start
    return "en"


@asynccontextmanager
async def mounted(stage: Stage) -> AsyncIterator[list[BaseRoute]]:
    """The routes to be served for as long as the block lasts."""
    for locale in LOCALES:
        _page(stage, locale)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    ui.run_with(
        app, tailwind=False, show_welcome_message=False, binding_refresh_interval=None,
        favicon="🔁", reconnect_timeout=30.0,
    )  # fmt: skip
    core.sio.eio.cors_allowed_origins = None  # Only our own page may open a socket.
    gc.freeze()  # NiceGUI looks through everything alive for its server, which is not here yet.
    async with app.router.lifespan_context(app):
        yield [Route("/play", _entrance), *_uploads(stage), Under(app)]


def _uploads(stage: Stage) -> list[BaseRoute]:
    """Where the page sends a file that somebody chose; other sites' pages may not (no CORS)."""

    async def taken(request: Request) -> Response:
        name = request.headers.get(NAME)
        if name is None or not _is_local(request.scope):
            return PlainTextResponse("Not here", 403)
        return PlainTextResponse(await stage.tray.put(unquote(name), request.stream()))

    return [Route(UPLOADS, taken, methods=["POST"])]


def _page(stage: Stage, locale: str) -> None:
    title = stage.words(locale).say("play.title")

    @ui.page(f"/play/{locale}", title=title, language=_HTML_LANG[locale])
    def page() -> None:
        ui.add_css(_STYLE.read_text(encoding="utf-8"))
        Screen(stage, locale).build()
