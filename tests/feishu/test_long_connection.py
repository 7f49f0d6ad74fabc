"""The long connection: in fragments, killed, dead without a word, and in the gap."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientTimeout

from adapters.feishu.access import Access
from adapters.feishu.feishu import Feishu
from adapters.feishu.long_connection import Config, LongConnection
from bot.clock import SystemClock
from bot.commands import Request
from bot.ports import DeliveryError
from bot.views import Done, Reply, Silent
from tests.fakes.feishu import APP_SECRET, FakeFeishu
from tests.fakes.feishu.long_connection import BUSY
from tests.feishu.conftest import access_to
from tests.feishu.room import ROOM
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, card, words


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for a reconnection in a test."""
    monkeypatch.setattr("adapters.feishu.long_connection._FIRST_PAUSE", 0.05)


@pytest.fixture
async def hasty(fake: FakeFeishu, desk: FakeDesk) -> AsyncIterator[Feishu]:
    """Pinged so often that silence is noticed at once."""
    fake.long_connection.client_config["PingInterval"] = 0.2
    running = Feishu(access_to(fake), desk, SystemClock())
    await running.start()
    line(running).pong_within = 0.2
    yield running
    await running.stop()


def line(feishu: Feishu) -> LongConnection:
    assert feishu._connection is not None
    return feishu._connection


async def test_an_event_in_fragments_is_heard_whole(
    by_line: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    fake.long_connection.fragments = 7
    said = await fake.say("ou_chen", "oc_tickets", "/ticket 空调不制冷")
    assert said.deliveries[0].ok
    assert desk.last.command.text == "/ticket 空调不制冷"  # type: ignore[union-attr]
    assert by_line.routes() == []
    assert await by_line.connected()


async def test_card_frames_of_the_old_kind_are_answered_too(
    by_line: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    fake.long_connection.card_frames = "card"
    desk.always(Done("accepted", {"ticket": NO}))
    message = await by_line.messenger.post(ROOM, card(), words("zh"), ref="card:1")
    assert NO in (await fake.tap("ou_chen", message, "接单")).says


async def test_a_slow_answer_holds_up_neither_pings_nor_others(
    hasty: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    line(hasty).pong_within = 20
    desk.may_answer.clear()
    says = (fake.say("ou_chen", "oc_tickets", f"/ticket {n}") for n in range(5))
    saying = asyncio.gather(*says)
    await fake.until(lambda _: len(desk.asked) == 5)
    [connection] = fake.long_connection.connections
    before = connection.pings
    await fake.until(lambda _: connection.pings > before)
    desk.may_answer.set()
    assert all(each.deliveries[0].ok for each in await saying)


async def test_a_connection_that_is_cut_is_made_anew(
    by_line: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    fake.kill_connections()
    await fake.until(lambda f: f.long_connection.opened == 2)
    await fake.until(lambda f: f.long_connection.connections)
    assert (await fake.say("ou_chen", "oc_tickets", "/ticket")).deliveries[0].ok


async def test_what_happened_in_the_gap_comes_again_and_is_one_delivery(
    by_line: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    seen: set[str] = set()

    def once(request: Request) -> Reply:
        known = request.delivery in seen
        seen.add(request.delivery)
        return Silent() if known else Done("noted", {"ticket": NO})

    desk.answer = once
    fake.long_connection.acks_lost = 1
    fake.courier.answer_within = 0.3
    first = await fake.say("ou_chen", "oc_tickets", "/ticket a")
    fake.long_connection.endpoint_codes = [BUSY] * 100
    fake.kill_connections()
    await fake.until(lambda f: not f.long_connection.connections)
    second = await fake.say("ou_chen", "oc_tickets", "/ticket b")
    assert not first.deliveries[0].ok
    assert not second.deliveries[0].ok
    fake.long_connection.endpoint_codes.clear()
    await fake.until(lambda f: f.long_connection.connections)
    fake.courier.answer_within = 20
    fake.clock.advance(16)
    await fake.until(lambda _: all(each.deliveries[0].acks[-1].ok for each in (first, second)))
    await by_line.stop()
    assert seen == {first.id, second.id}
    assert len(desk.asked) == 3
    assert len([each for each in fake.private("ou_chen").messages if each.by_app]) == 2


async def test_a_line_that_is_dead_without_a_word_is_noticed(
    hasty: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    fake.long_connection.fall_silent()
    await fake.until(lambda f: f.long_connection.opened >= 2)
    line(hasty).pong_within = 20
    await fake.until(lambda f: any(not c.silent for c in f.long_connection.connections))
    assert (await fake.say("ou_chen", "oc_tickets", "/ticket")).deliveries[0].ok


async def test_a_pong_may_change_how_often_we_ping(hasty: Feishu, fake: FakeFeishu) -> None:
    fake.long_connection.pong_config = {"PingInterval": 30, "ReconnectInterval": 5}
    await fake.until(lambda _: line(hasty)._config.ping_every == 30.0)
    assert line(hasty)._config.reconnect_every == 5.0


@pytest.mark.parametrize("code", [514, 403, 1000040344, 1000040345, 1000040351])
async def test_what_only_an_admin_can_mend_is_said_at_the_start(
    fake: FakeFeishu, desk: FakeDesk, code: int
) -> None:
    fake.long_connection.endpoint_codes.append(code)
    with pytest.raises(DeliveryError, match=str(code)):
        await Feishu(access_to(fake), desk, SystemClock()).start()


async def test_a_busy_endpoint_is_asked_again(fake: FakeFeishu, desk: FakeDesk) -> None:
    fake.long_connection.endpoint_codes += [1, 1000040343, 1000040350]
    running = Feishu(access_to(fake), desk, SystemClock())
    await running.start()
    assert await running.connected()
    assert fake.long_connection.endpoint_calls == 4
    await running.stop()


async def test_an_endpoint_that_never_answers_holds_up_nobody_for_ever(
    fake: FakeFeishu, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.feishu.long_connection.ENDPOINT_WITHIN", ClientTimeout(total=0.2))
    monkeypatch.setattr("adapters.feishu.long_connection.FIRST_WITHIN", 0.3)
    fake.long_connection.hang_endpoint = True
    running = Feishu(access_to(fake), desk, SystemClock())
    await running.start()
    assert not await running.connected()
    fake.long_connection.hang_endpoint = False
    await fake.until(lambda f: f.long_connection.connections)
    await running.stop()


async def test_a_stop_sends_the_answers_that_are_due_and_leaves_nothing_behind(
    fake: FakeFeishu, desk: FakeDesk
) -> None:
    running = Feishu(access_to(fake), desk, SystemClock())
    await running.start()
    desk.may_answer.clear()
    saying = asyncio.create_task(fake.say("ou_chen", "oc_tickets", "/ticket"))
    await fake.until(lambda _: desk.asked)
    before = asyncio.all_tasks()
    stopping = asyncio.create_task(running.stop())
    await asyncio.sleep(0)  # It has begun to stop.
    desk.may_answer.set()
    await stopping
    assert (await saying).deliveries[0].ok
    assert not await running.connected()
    left = {each for each in asyncio.all_tasks() & before if "adapters/feishu" in repr(each)}
    assert left == set()


async def test_secrets_never_reach_the_log(
    fake: FakeFeishu, desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="adapters")
    running = Feishu(access_to(fake), desk, SystemClock())
    await running.start()
    fake.kill_connections()
    await fake.until(lambda f: f.long_connection.opened == 2)
    fake.long_connection._tickets.clear()
    await running.stop()
    assert "long connection" in caplog.text
    for secret in (APP_SECRET, "ticket=", "access_key", "t-"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("misses", "least", "most"), [(0, 0.5, 1.0), (3, 4.0, 8.0), (30, 105.0, 120.0)]
)
def test_pauses_grow_with_the_misses_and_are_never_in_step(
    misses: int, least: float, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.feishu.long_connection._FIRST_PAUSE", 1.0)
    pauses = [Config.read({"ReconnectInterval": 120}).pause(misses) for _ in range(50)]
    assert least <= min(pauses) < max(pauses) <= most


def test_a_config_of_nonsense_is_the_usual_one() -> None:
    for written in ({}, {"PingInterval": -1}, {"PingInterval": "x", "ReconnectNonce": None}):
        assert Config.read(written) == Config()
    assert Config.read({"PingInterval": 120}).ping_every == 60.0


def test_access_shows_no_secret() -> None:
    assert "s3cret" not in repr(Access("cli_x", "s3cret", "s3cret", "s3cret"))
