"""The floor of G1: a bare Bolt app that does nothing, behind the same server as ours.

`python -m tests.bench.bare_bolt PORT SECRET [default]`; `default` leaves Bolt's own way of
answering, which polls every 10 ms.
"""

import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T111", bot_token="xoxb-0", bot_id="B1", bot_user_id="UBOT"
    )


def bare(secret: str, *, default: bool) -> Starlette:
    app = AsyncApp(authorize=_authorize, signing_secret=secret, process_before_response=not default)

    @app.command("/ticket")
    async def ticket(ack: AsyncAck) -> None:
        await ack("ok")

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


if __name__ == "__main__":
    port, secret = int(sys.argv[1]), sys.argv[2]
    uvicorn.run(
        bare(secret, default="default" in sys.argv),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_level="error",
    )
