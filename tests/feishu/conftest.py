"""The whole adapter against the fake Feishu, by sealed HTTP or the long connection; its calls."""

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette

from adapters.feishu.access import Access
from adapters.feishu.client import Client
from adapters.feishu.feishu import Feishu
from adapters.feishu.intake import PATH
from adapters.feishu.messenger import FeishuMessenger
from adapters.feishu.posting import Posting
from bot.clock import SystemClock
from tests.clock import HandClock
from tests.fakes.feishu import FakeFeishu
from tests.slack.desk import FakeDesk
from tests.slack.samples import NOW

REACTIONS = ("pin",)


def access_to(fake: FakeFeishu, *, http: bool = False) -> Access:
    return Access(
        fake.app_id,
        fake.app_secret,
        fake.encrypt_key or "",
        fake.verification_token,
        fake.domain,
        http,
    )


@pytest.fixture
async def fake() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as running:
        running.hear_all_group_messages()
        yield running


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
async def by_http(fake: FakeFeishu, desk: FakeDesk) -> AsyncIterator[Feishu]:
    """Behind a real server."""
    running = Feishu(access_to(fake, http=True), desk, SystemClock(), REACTIONS)
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
async def by_line(fake: FakeFeishu, desk: FakeDesk) -> AsyncIterator[Feishu]:
    """By the long connection."""
    running = Feishu(access_to(fake), desk, SystemClock(), REACTIONS)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture(params=["by_http", "by_line"])
def feishu(request: pytest.FixtureRequest) -> Feishu:
    """Both ways in; what people say and tap must come to the same."""
    running = request.getfixturevalue(request.param)
    assert isinstance(running, Feishu)
    return running


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
async def client(fake: FakeFeishu) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(session, access_to(fake))


@pytest.fixture
def messenger(client: Client, clock: HandClock) -> FeishuMessenger:
    return FeishuMessenger(Posting(client), clock)
