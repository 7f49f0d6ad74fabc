"""The floor of G1: a bare Bolt app that does nothing, behind the same server as ours.

`python -m tests.bench.bare_bolt PORT SECRET [default | rows FILE DUTIES MESSAGES]`; `default`
leaves Bolt's own way of answering, which polls every 10 ms. With `rows` it commits the ready rows
of a new ticket to a SQLite file before it answers: sooner nobody can acknowledge one.
"""

import sys
from collections.abc import Callable
from itertools import count

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from sqlalchemy.engine import make_url
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storage.sqlite import sqlite_engine, sqlite_link
from tests.bench.store import FloorTicket

Do = Callable[[], None]


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T111", bot_token="xoxb-0", bot_id="B1", bot_user_id="UBOT"
    )


def _nothing() -> None:
    return None


def writing(file: str, duties: int, messages: int) -> Do:
    """One transaction on a connection like ours, the rows made before."""
    link = sqlite_link(sqlite_engine(make_url(f"sqlite:///{file}")), writes=True)
    ticket, numbers = FloorTicket(duties, messages, customers=True), count()

    def write() -> None:
        link.begin()
        ticket.write(link.driver, next(numbers))
        link.commit()

    return write


def bare(secret: str, *, default: bool = False, do: Do = _nothing) -> Starlette:
    app = AsyncApp(authorize=_authorize, signing_secret=secret, process_before_response=not default)

    @app.command("/ticket")
    async def ticket(ack: AsyncAck) -> None:
        do()
        await ack("ok")

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def _asked_for(secret: str, how: list[str]) -> Starlette:
    match how:
        case ["rows", file, duties, messages]:
            return bare(secret, do=writing(file, int(duties), int(messages)))
        case _:
            return bare(secret, default="default" in how)


if __name__ == "__main__":
    uvicorn.run(
        _asked_for(sys.argv[2], sys.argv[3:]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        log_level="error",
    )
