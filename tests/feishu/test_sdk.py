"""What we use of lark-oapi's private layout, on the version that is pinned."""

import base64
import json
import subprocess
import sys
from importlib.metadata import version

import pytest
from Crypto.Cipher import AES

from adapters.feishu import frames, sdk
from adapters.feishu.frames import Fragments, Part
from adapters.shape import BadPayload
from tests.fakes.feishu.frames import Frame as FakeFrame
from tests.fakes.feishu.frames import decode, encode

LEAN = """
import json, resource, sys, time
import aiohttp
def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
import bot.phrases, bot.desk, starlette.routing
before, began, known = memory(), time.perf_counter(), len(sys.modules)
import adapters.feishu.feishu
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "mib": memory() - before,
    "lark": sorted(each for each in sys.modules if each.startswith("lark_oapi")),
}))
"""


def test_the_version_is_the_one_whose_layout_is_known() -> None:
    assert version("lark-oapi") == "1.7.5"


def test_loading_the_adapter_costs_little_and_never_loads_the_whole_sdk() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LEAN], capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(ran.stdout)
    assert found["mib"] < 20
    assert found["seconds"] < 1.5  # 0.1 s when nothing else runs; a busy machine is no failure.
    assert len(found["lark"]) < 40
    assert not [each for each in found["lark"] if each.startswith(("lark_oapi.api", "lark_oapi.e"))]
    assert "lark_oapi.ws.client" not in found["lark"]


def test_the_official_vector_is_decrypted() -> None:
    assert sdk.decryptor("test key").decrypt_str(
        "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
    ) == "hello world"  # fmt: skip


@pytest.mark.parametrize("length", [0, 5, 16, 31, 48])
def test_what_is_not_encrypted_with_our_key_is_a_value_error(length: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several messages, one meaning.
        sdk.decryptor("test key").decrypt_str(base64.b64encode(bytes(length)).decode())
    assert AES.block_size == 16


def test_frames_are_what_feishu_reads_and_writes() -> None:
    ping = decode(frames.ping(7))
    assert (ping.method, ping.service, ping.header("type")) == (0, 7, "ping")
    sent = FakeFrame(1, (("type", "event"), ("message_id", "m1")), "x字".encode(), 7)
    heard = frames.read(encode(sent))
    assert not frames.is_control(heard)
    assert frames.headers(heard) == {"type": "event", "message_id": "m1"}
    assert frames.part(heard) == Part("m1", 1, 0, "x字".encode())
    back = decode(frames.answered(heard, b"{}", 12))
    assert (back.header("message_id"), back.header("biz_rt"), back.payload) == ("m1", "12", b"{}")


@pytest.mark.parametrize("garbage", [b"\xff" * 20, b"hello"])
def test_garbage_is_no_frame(garbage: bytes) -> None:
    with pytest.raises(BadPayload):
        frames.read(garbage)


def test_fragments_are_joined_in_order_and_repeats_do_not_matter() -> None:
    joining = Fragments()
    parts = [Part("m", 3, at, bytes([at])) for at in range(3)]
    assert joining.whole(parts[2], 0.0) is None
    assert joining.whole(parts[0], 0.1) is None
    assert joining.whole(parts[0], 0.1) is None
    assert joining.whole(parts[1], 0.2) == b"\x00\x01\x02"
    assert joining.whole(parts[1], 0.3) is None


def test_a_message_that_never_gets_whole_is_forgotten() -> None:
    joining = Fragments()
    for number in range(1000):
        assert joining.whole(Part(str(number), 2, 0, b"x"), 0.0) is None
    assert len(joining._waiting) <= 200
    assert joining.whole(Part("late", 2, 0, b"x"), 6.0) is None
    assert len(joining._waiting) == 1
