"""The fake's long connection: endpoint, frames, fragments, answers, and every way to lose it."""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.feishu import FakeFeishu
from tests.fakes.feishu.frames import Frame, decode, encode
from tests.fakes.feishu_app import ListeningApp

GROUP = "oc_tickets"
NUMBERS = st.integers(0, 2**63 - 1)
FRAMES = st.builds(
    Frame,
    method=st.sampled_from([0, 1]),
    headers=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=200)), max_size=6).map(tuple),
    payload=st.binary(max_size=400),
    service=st.integers(0, 2**31 - 1),
    seq_id=NUMBERS,
    log_id=NUMBERS,
    payload_encoding=st.text(max_size=5),
    payload_type=st.text(max_size=5),
    log_id_new=st.text(max_size=9),
)
# The SDK's package imports eleven thousand modules; bare parents in its place leave the codec.
LEAN = """
import base64, json, sys, types, importlib.util
place = importlib.util.find_spec("lark_oapi").submodule_search_locations[0]
for name, path in (("lark_oapi", place), ("lark_oapi.ws", place + "/ws")):
    bare = types.ModuleType(name)
    bare.__path__ = [path]
    sys.modules[name] = bare
from lark_oapi.ws.pb.pbbp2_pb2 import Frame
seen = []
for line in sys.stdin:
    frame = Frame()
    frame.ParseFromString(base64.b64decode(line))
    seen.append({
        "method": frame.method, "service": frame.service,
        "seq_id": frame.SeqID, "log_id": frame.LogID,
        "headers": [[each.key, each.value] for each in frame.headers],
        "payload": base64.b64encode(frame.payload).decode(),
        "payload_encoding": frame.payload_encoding, "payload_type": frame.payload_type,
        "log_id_new": frame.LogIDNew,
        "again": base64.b64encode(frame.SerializeToString()).decode(),
    })
print(json.dumps(seen))
"""


@pytest.fixture
async def feishu() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as running:
        yield running


@pytest.fixture
async def app(feishu: FakeFeishu) -> AsyncIterator[ListeningApp]:
    async with ListeningApp(feishu) as running:
        yield running


@given(FRAMES)
def test_a_frame_survives_its_own_codec(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


def test_the_sdk_reads_our_frames_and_we_read_the_sdks() -> None:
    frames = [
        Frame(0, (("type", "ping"),), service=7),
        Frame(1, (("type", "event"), ("sum", "2"), ("seq", "0")), "打印机".encode(), 2**31 - 1),
        Frame(1, (("k", ""), ("k", "twice")), b"\x00\xff" * 300, 1, 2**63, 2**64 - 1, "gzip"),
        Frame(1, (), b"", 0, 0, 0, "", "json", "log-1"),
    ]
    sent = "\n".join(base64.b64encode(encode(each)).decode() for each in frames)
    ran = subprocess.run(
        [sys.executable, "-c", LEAN], input=sent, capture_output=True, text=True, check=True
    )
    for frame, seen in zip(frames, json.loads(ran.stdout), strict=True):
        again = base64.b64decode(seen.pop("again"))
        seen["payload"] = base64.b64decode(seen["payload"])
        seen["headers"] = tuple((key, value) for key, value in seen["headers"])
        assert Frame(**seen) == frame
        assert decode(again) == frame


async def test_an_event_goes_through_and_is_acknowledged(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    assert told.deliveries[0].ok
    assert app.heard[0]["event"]["message"]["message_id"] == told.id


async def test_a_large_event_comes_in_fragments(feishu: FakeFeishu, app: ListeningApp) -> None:
    feishu.long_connection.fragments = 3
    told = await feishu.say("ou_chen", GROUP, "很长" * 5000, mentions_bot=True)
    assert told.deliveries[0].ok
    assert json.loads(app.heard[0]["event"]["message"]["content"])["text"].endswith("很长")


async def test_a_ping_is_answered_perhaps_with_a_new_configuration(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    await app.ping()
    await feishu.until(lambda _: app.pongs)
    assert (app.pongs[0].header("type"), app.pongs[0].payload) == ("pong", b"")
    feishu.long_connection.pong_config = {"PingInterval": 5}
    await app.ping()
    await feishu.until(lambda _: len(app.pongs) == 2)
    assert json.loads(app.pongs[1].payload) == {"PingInterval": 5}
    assert feishu.long_connection.connections[0].pings == 2


async def test_one_of_several_connections_gets_each_event(feishu: FakeFeishu) -> None:
    async with ListeningApp(feishu) as first, ListeningApp(feishu) as second:
        for number in range(20):
            await feishu.say("ou_chen", GROUP, f"m{number}", mentions_bot=True)
        assert len(first.heard) + len(second.heard) == 20
        assert first.heard
        assert second.heard


async def test_an_event_without_a_listener_or_an_answer_comes_again(feishu: FakeFeishu) -> None:
    alone = await feishu.say("ou_chen", GROUP, "anybody?", mentions_bot=True)
    assert alone.deliveries[0].ack.trouble == "connection_failed"
    async with ListeningApp(feishu) as app:
        feishu.clock.advance(16)
        await feishu.until(lambda _: len(app.heard) == 1)
        feishu.courier.answer_within, feishu.long_connection.acks_lost = 0.1, 1
        lost = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
        assert lost.deliveries[0].ack.trouble == "timeout"
        feishu.clock.advance(16)
        await feishu.until(lambda _: len(app.heard) == 3)
        assert app.heard[1] == app.heard[2]


async def test_an_answer_that_says_500_is_a_failure(feishu: FakeFeishu, app: ListeningApp) -> None:
    app.status = 500
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    assert (told.deliveries[0].ok, told.deliveries[0].ack.status) == (False, 500)


async def test_a_killed_connection_ends_and_what_was_under_way_fails(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    app.slow = 5.0
    telling = asyncio.create_task(feishu.say("ou_chen", GROUP, "hello", mentions_bot=True))
    await feishu.until(lambda _: app.heard)
    feishu.kill_connections()
    assert (await telling).deliveries[0].ack.trouble == "connection_failed"
    assert feishu.long_connection.connections == []


async def test_a_silent_connection_is_open_but_carries_nothing(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    feishu.long_connection.fall_silent()
    feishu.courier.answer_within = 0.1
    await app.ping()
    await feishu.until(lambda f: f.long_connection.connections[0].pings)
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    assert told.deliveries[0].ack.trouble == "timeout"
    assert (app.heard, app.pongs, app.socket.closed) == ([], [], False)
    assert feishu.long_connection.connections[0].pings == 1


async def endpoint(feishu: FakeFeishu, **who: str) -> int:
    asked = {"AppID": feishu.app_id, "AppSecret": feishu.app_secret, **who}
    place = f"{feishu.domain}/callback/ws/endpoint"
    async with aiohttp.ClientSession() as session, session.post(place, json=asked) as answer:
        return int((await answer.json())["code"])


async def test_the_endpoint_refuses_by_its_codes(feishu: FakeFeishu) -> None:
    assert await endpoint(feishu) == 0
    assert await endpoint(feishu, AppSecret="") == 1000040344
    assert await endpoint(feishu, AppSecret="no") == 1000040345
    scripted = [1, 403, 514, 1000040343, 1000040350, 1000040351]
    feishu.long_connection.endpoint_codes = list(scripted)
    assert [await endpoint(feishu) for _ in scripted] == scripted
    assert await endpoint(feishu) == 0


async def test_the_endpoint_may_hang(feishu: FakeFeishu) -> None:
    feishu.long_connection.hang_endpoint = True
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await endpoint(feishu)


async def test_a_ticket_opens_one_connection_only(feishu: FakeFeishu, app: ListeningApp) -> None:
    used = str(app.socket._response.url)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(used)
    assert refused.value.headers is not None
    assert refused.value.headers["handshake-status"] == "514"


async def test_a_frame_nobody_asked_for_is_ignored(feishu: FakeFeishu, app: ListeningApp) -> None:
    stray = Frame(1, (("message_id", "x"),), b"{}")
    await app.socket.send_bytes(encode(replace(stray, service=7)))
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    assert told.deliveries[0].ok
