"""The fake's pushes: sealed, signed, verified, and retried as documented."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from tests.fakes.feishu import Delivery, FakeFeishu, decrypt, encrypt, signature
from tests.fakes.feishu_app import PushedApp

GROUP = "oc_tickets"


@pytest.fixture
async def feishu() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as running:
        yield running


@pytest.fixture
async def app(feishu: FakeFeishu) -> AsyncIterator[PushedApp]:
    async with PushedApp(feishu) as running:
        yield running


def test_the_published_vector_opens() -> None:
    sealed = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
    assert decrypt(sealed, "test key") == "hello world"


def test_what_is_sealed_opens_again_and_never_looks_the_same() -> None:
    for text in ("", "x" * 16, "打印机坏了"):
        assert decrypt(encrypt(text, "k"), "k") == text
    assert encrypt("x", "k") != encrypt("x", "k")


def test_the_signature_is_a_plain_hash_over_time_nonce_key_and_body() -> None:
    # Worked out by hand: printf '1700000000nonce1key{}' | sha256sum.
    made = signature("1700000000", "nonce1", "key", b"{}")
    assert made == "c105189e506ae8ecafba7eac57b4f7bc689781acd425cf5a5763382385670cbc"


async def test_a_message_arrives_sealed_and_signed_with_its_mentions(
    feishu: FakeFeishu, app: PushedApp
) -> None:
    told = await feishu.say("ou_chen", GROUP, "/ticket new 打印机坏了", mentions_bot=True)
    (payload,) = app.heard
    assert payload["header"]["event_type"] == "im.message.receive_v1"
    assert payload["header"]["token"] == feishu.verification_token
    message = payload["event"]["message"]
    assert json.loads(message["content"]) == {"text": "@_user_1 /ticket new 打印机坏了"}
    assert message["mentions"][0]["id"]["open_id"] == "ou_bot"
    assert (message["message_id"], message["chat_type"]) == (told.id, "group")
    assert payload["event"]["sender"]["sender_id"]["open_id"] == "ou_chen"


async def test_the_address_is_verified_by_its_challenge(feishu: FakeFeishu, app: PushedApp) -> None:
    ack = await feishu.verify_url("abc-1")
    assert ack.body == {"challenge": "abc-1"}
    assert app.heard == []


async def test_a_tampered_body_and_a_wrong_key_do_not_get_through(
    feishu: FakeFeishu, app: PushedApp
) -> None:
    event = {"schema": "2.0", "header": {}, "event": {}}
    assert (await feishu.raw_post(feishu.sealed(event), sign=True)).status == 200
    unsigned = await feishu.raw_post(feishu.sealed(event))
    foreign = await feishu.raw_post(feishu.sealed(event, encrypt_key="other"), sign=True)
    assert (unsigned.status, foreign.status) == (401, 500)
    assert len(app.heard) == 1


async def tried(feishu: FakeFeishu, delivery: Delivery, times: int) -> None:
    """It is tried so many times, and not again at this hour."""
    await feishu.until(lambda _: len(delivery.acks) >= times)
    await asyncio.sleep(0.02)
    assert len(delivery.acks) == times


async def test_an_event_comes_again_after_15_s_5_min_1_h_and_6_h(
    feishu: FakeFeishu, app: PushedApp
) -> None:
    app.status = 500
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    feishu.clock.stand_still()
    for times, delay in enumerate((15, 300, 3600, 21_600), start=1):
        feishu.clock.advance(delay - 2)
        await tried(feishu, told.deliveries[0], times)
        feishu.clock.advance(3)
        await tried(feishu, told.deliveries[0], times + 1)
    feishu.clock.advance(86_400)
    await tried(feishu, told.deliveries[0], 5)
    assert len({json.dumps(each) for each in app.heard}) == 1


async def test_retries_end_with_the_first_success(feishu: FakeFeishu, app: PushedApp) -> None:
    app.status = 500
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    app.status = 200
    feishu.clock.advance(16)
    await tried(feishu, told.deliveries[0], 2)
    feishu.clock.advance(86_400)
    await tried(feishu, told.deliveries[0], 2)


async def test_a_slow_answer_is_a_failure_though_it_was_heard(
    feishu: FakeFeishu, app: PushedApp
) -> None:
    feishu.courier.answer_within, app.slow = 1.0, 10.0
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    assert told.deliveries[0].ack.trouble == "timeout"
    assert len(app.heard) == 1


async def test_the_same_message_may_come_under_another_event_id(
    feishu: FakeFeishu, app: PushedApp
) -> None:
    told = await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
    await feishu.redeliver(told.deliveries[0])
    await feishu.redeliver(told.deliveries[0], new_event_id=True)
    ids = [each["header"]["event_id"] for each in app.heard]
    assert ids[0] == ids[1] != ids[2]
    assert {each["event"]["message"]["message_id"] for each in app.heard} == {told.id}


async def test_without_an_encrypt_key_the_body_is_open_and_unsigned() -> None:
    async with FakeFeishu(encrypt_key=None) as feishu, PushedApp(feishu) as app:
        await feishu.say("ou_chen", GROUP, "hello", mentions_bot=True)
        assert app.heard[0]["schema"] == "2.0"
        assert json.loads(feishu.courier.sealed({"a": "b"})) == {"a": "b"}
