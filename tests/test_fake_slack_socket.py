"""Socket Mode of the fake, used by the real client: envelopes, retries, lost connections."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack


class App:
    """A Socket Mode app that remembers its requests and answers commands with words."""

    def __init__(self, slack: FakeSlack) -> None:
        web = AsyncWebClient(slack.bot_token, slack.api_url)
        self.heard: list[SocketModeRequest] = []
        self.client = SocketModeClient(slack.app_token, web_client=web, ping_interval=1)
        self.client.socket_mode_request_listeners.append(self.receive)

    async def connect(self) -> None:
        await self.client.connect()  # type: ignore[no-untyped-call]  # The SDK leaves it bare.

    async def close(self) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]  # The SDK leaves it bare.

    async def receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        words = {"text": "created"} if request.type == "slash_commands" else None
        answer = SocketModeResponse(envelope_id=request.envelope_id, payload=words)
        await client.send_socket_mode_response(answer)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as running:
        yield running


@pytest.fixture
async def app(slack: FakeSlack) -> AsyncIterator[App]:
    made = App(slack)
    await made.connect()
    yield made
    await made.close()


async def test_a_command_goes_through_and_its_answer_is_whispered(
    slack: FakeSlack, app: App
) -> None:
    told = await slack.slash("U1", "C1", "/ticket", "new")
    assert told.body == {"text": "created"}
    assert app.heard[0].payload["command"] == "/ticket"
    assert [each.text for each in slack.ephemerals("U1")] == ["created"]


async def test_an_unacknowledged_event_comes_again_with_its_attempt(
    slack: FakeSlack, app: App
) -> None:
    slack.courier.ack_within, slack.courier.retry_after = 0.2, (0.05,)
    slack.socket_mode.acks_lost = 1
    said = await slack.say("U1", "C1", "hello")
    (told,) = said.deliveries
    assert told.ack.trouble == "http_timeout"
    slack.courier.ack_within = 20
    await slack.until(lambda _: len(told.acks) == 2)
    assert [each.retry_attempt for each in app.heard] == [None, 1]
    assert [each.retry_reason for each in app.heard] == [None, "timeout"]
    assert told.acks[1].ok


async def test_the_client_moves_when_asked_to(slack: FakeSlack, app: App) -> None:
    await slack.disconnect("refresh_requested")
    await slack.until(lambda s: s.socket_mode.opened == 2 and s.socket_mode.connections)
    assert (await slack.slash("U1", "C1", "/ticket", "new")).ok


async def test_a_warning_changes_nothing(slack: FakeSlack, app: App) -> None:
    await slack.socket_mode.disconnect("warning")
    assert (await slack.slash("U1", "C1", "/ticket", "new")).ok


async def test_the_client_comes_back_after_the_connection_is_cut(
    slack: FakeSlack, app: App
) -> None:
    slack.kill_connections()
    await slack.until(lambda s: s.socket_mode.opened == 2 and s.socket_mode.connections, 10)
    assert (await slack.slash("U1", "C1", "/ticket", "new")).ok


async def test_several_connections_share_the_envelopes(slack: FakeSlack, app: App) -> None:
    second = App(slack)
    await second.connect()
    await slack.until(lambda s: len(s.socket_mode.connections) == 2)
    told = await asyncio.gather(*(slack.slash("U1", "C1", "/ticket", f"{n}") for n in range(40)))
    assert all(each.ok for each in told)
    assert len(app.heard) + len(second.heard) == 40
    assert app.heard
    assert second.heard
    await second.close()


async def test_nobody_listening_is_a_failed_connection(slack: FakeSlack) -> None:
    told = await slack.slash("U1", "C1", "/ticket", "new")
    assert told.ack.trouble == "connection_failed"
