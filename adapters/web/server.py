"""The one HTTP server: uvicorn on the loop that everything else runs on.

It starts and stops when it is told to, leaves the process's signals alone, and answers nothing
that no route asked for. Every answer carries the headers that keep a browser careful; no body may
be larger than it is told (`LARGEST_BODY`) or take longer than `BODY_WITHIN` to arrive.
"""

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY: Final = 1024 * 1024
BODY_WITHIN = 5.0
"""Seconds in which the whole of a request must have come; platforms send theirs at once."""
_BACKLOG: Final = 1024
_LAST_WORDS: Final = 5
"""Seconds that requests under way have to be answered at a stop; a platform waits three."""

_CAREFUL: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
_SORRY: Final = "Too large"
_SLOW: Final = "Too slow"


class Careful:
    """Adds the careful headers where a route set none of its own, and bounds bodies."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
        if scope["type"] != "http":
            return

        async def careful_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_careful(message["headers"])
            await send(message)

        # A route that answers for itself what is too large does so before it reads anything.
        bounded = (
            _refusing
            if _announces_too_much(scope, self._largest)
            else _bounded(receive, self._largest)
        )
        await self._app(scope, bounded, careful_send)


def _add_careful(headers: list[tuple[bytes, bytes]]) -> None:
    own = {name for name, _ in headers}
    headers.extend(pair for pair in _CAREFUL if pair[0] not in own)


def _announces_too_much(scope: Scope, largest: int) -> bool:
    lengths = (value for name, value in scope["headers"] if name == b"content-length")
    return any(not length.isdigit() or int(length) > largest for length in lengths)


async def _refusing() -> Message:
    raise HTTPException(413, _SORRY, headers={"connection": "close"})


def _bounded(receive: Receive, largest: int) -> Receive:
    came = 0
    until: float | None = asyncio.get_running_loop().time() + BODY_WITHIN

    async def bounded() -> Message:
        nonlocal came, until
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408, _SLOW, headers={"connection": "close"}) from error
        came += len(message.get("body", b""))
        if came > largest:
            raise HTTPException(413, _SORRY)
        if not message.get("more_body"):
            until = None  # What comes now is the end of the connection, whenever that may be.
        return message

    return bounded


def web_app(routes: Sequence[BaseRoute]) -> ASGIApp:
    return Careful(Starlette(routes=list(routes)))


class _Quiet(uvicorn.Server):
    """Signals belong to the process, not to one of its servers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class WebServer:
    """`start` raises OSError if the address cannot be had. `sockets`: take WebSockets as well."""

    def __init__(self, app: ASGIApp, host: str, port: int, *, sockets: bool = False) -> None:
        self._socket = _listening(host, port)
        self._server = _Quiet(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="wsproto" if sockets else "none",
                http="httptools",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_LAST_WORDS,
            )
        )
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def start(self) -> None:
        self._task = asyncio.create_task(self._server.serve([self._socket]), name="web")
        while not self._server.started:
            if self._task.done():
                await self._task
                raise RuntimeError("the web server ended as it began")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Answer what is under way, take nothing new."""
        self._server.should_exit = True
        if self._task:
            await self._task
        self._socket.close()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that is ours before anything else starts, so that a taken port is told at once."""
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.create_server(address[:2], family=family, backlog=_BACKLOG, reuse_port=False)
    made.settimeout(0)
    return made
