"""The whole adapter against the fake Slack: by signed HTTP, or by Socket Mode."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette

from adapters.slack.intake import PATH
from adapters.slack.slack import Access, Slack
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as running:
        yield running


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
async def slack(fake: FakeSlack, desk: FakeDesk) -> AsyncIterator[Slack]:
    """Over HTTP, behind a real server."""
    access = Access(fake.bot_token, "", fake.signing_secret, fake.api_url)
    running = Slack(access, desk, reactions=("ticket",))
    await running.start()
    listening = socket.create_server(("127.0.0.1", 0))
    web = Starlette(routes=running.routes())
    server = uvicorn.Server(uvicorn.Config(web, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    fake.deliver_to(f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}")
    yield running
    server.should_exit = True
    await serving
    await running.stop()


@pytest.fixture
async def by_socket(fake: FakeSlack, desk: FakeDesk) -> AsyncIterator[Slack]:
    access = Access(fake.bot_token, fake.app_token, "", fake.api_url)
    running = Slack(access, desk, reactions=("ticket",))
    await running.start()
    yield running
    await running.stop()
