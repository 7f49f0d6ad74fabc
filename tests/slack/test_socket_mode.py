"""Socket Mode: the same things happen, and a dead connection is renewed."""

import pytest

from adapters.slack.payloads import NEW_TICKET
from adapters.slack.slack import Access, Slack
from bot.commands import Typed
from bot.views import FormView, HelpPage, Silent
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk
from tests.slack.samples import form


async def test_by_socket_the_same_things_happen(
    by_socket: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    assert await by_socket.connected()
    assert by_socket.routes() == []
    desk.always(HelpPage("alice", ("new",)))
    told = await fake.slash("U1", "C1", "/ticket", "帮助")
    assert told.ack.ok
    assert desk.last.command == Typed("帮助")
    desk.always(FormView(form("new")))
    await fake.global_shortcut("U1", NEW_TICKET)
    await fake.until(lambda s: s.modal("U1"))
    desk.always(Silent())
    assert (await fake.submit_view("U1", {"Problem": "x"})).closed


async def test_a_dead_socket_is_noticed_and_renewed(by_socket: Slack, fake: FakeSlack) -> None:
    socket = by_socket._socket
    assert socket
    client = socket._handler.client
    client.auto_reconnect_enabled = False
    client.default_auto_reconnect_enabled = False
    assert client.current_session_monitor
    assert client.message_receiver
    assert client.current_session
    client.current_session_monitor.cancel()
    client.message_receiver.cancel()
    await client.current_session.close()
    assert not await by_socket.connected()
    await socket._reconnect()
    assert await by_socket.connected()
    assert (await fake.slash("U1", "C1", "/ticket", "x")).ack.ok


async def test_oauth_settings_in_the_environment_do_not_turn_this_into_another_app(
    fake: FakeSlack,
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(name, "xoxb-somebody-elses")
    access = Access(fake.bot_token, fake.app_token, "", fake.api_url)
    running = Slack(access, desk)
    await running.start()
    assert (await fake.slash("U1", "C1", "/ticket", "x")).ack.ok
    assert (await fake.slash("U1", "C1", "/ticket", "y")).ack.ok
    assert len(fake.calls("auth.test")) == 1
    assert "will be unused" not in caplog.text
    await running.stop()
