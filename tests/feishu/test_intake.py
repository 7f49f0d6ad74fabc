"""The one address that Feishu pushes to: what is not from Feishu learns nothing."""

import hashlib
import json
from typing import Any

import pytest

from adapters.feishu.access import Access
from adapters.feishu.feishu import Feishu
from adapters.feishu.intake import Intake, Unverified, signature
from adapters.shape import BadPayload
from bot.clock import SystemClock
from tests.fakes.feishu import FakeFeishu
from tests.slack.desk import FakeDesk

EVENT: dict[str, Any] = {
    "schema": "2.0",
    "header": {
        "event_id": "e1",
        "event_type": "im.message.receive_v1",
        "token": "fake-verification-token",
        "app_id": "cli_a1b2c3",
    },
    "event": {
        "sender": {"sender_id": {"open_id": "ou_chen"}, "sender_type": "user"},
        "message": {
            "message_id": "om_1",
            "chat_id": "oc_tickets",
            "chat_type": "group",
            "message_type": "text",
            "content": '{"text":"/ticket mine"}',
        },
    },
}


async def test_the_address_is_verified_with_and_without_encryption(
    by_http: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    ack = await fake.verify_url("abc-1")
    assert (ack.status, ack.body) == (200, {"challenge": "abc-1"})
    assert desk.asked == []  # Feishu waits for a second.


async def test_a_tampered_body_is_refused_without_a_word(
    by_http: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    right = fake.sealed(EVENT)
    headers = fake.courier.signed(right)
    for body, sent in (
        (right, {**headers, "X-Lark-Signature": "0" * 64}),
        (fake.sealed({**EVENT, "x": 1}), headers),
        (right + b" ", headers),
        (right, {**headers, "X-Lark-Request-Nonce": "other"}),
        (right, {}),
        (right, {**headers, "X-Lark-Signature": "ü"}),
    ):
        ack = await fake.raw_post(body, sent)
        assert (ack.status, ack.body) == (401, None)
    assert desk.asked == []


async def test_somebody_elses_key_token_or_plain_text_is_refused(
    by_http: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    other = {**EVENT, "header": {**EVENT["header"], "token": "wrong"}}
    verification = {"type": "url_verification", "challenge": "x", "token": "wrong"}
    for body in (
        fake.sealed(EVENT, encrypt_key="another key"),
        fake.sealed(other),
        fake.sealed(verification),
        json.dumps(EVENT).encode(),
        json.dumps({"encrypt": "no base64!"}).encode(),
        json.dumps({"encrypt": "QUJD"}).encode(),
        json.dumps({"encrypt": 7}).encode(),
    ):
        assert (await fake.raw_post(body, sign=True)).status == 401
    assert desk.asked == []


async def test_only_a_verification_may_come_unsigned(by_http: Feishu, fake: FakeFeishu) -> None:
    assert (await fake.raw_post(fake.sealed(EVENT))).status == 401


async def test_what_is_older_than_the_inbox_remembers_is_refused(
    by_http: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    body = fake.sealed(EVENT)
    assert (await fake.raw_post(body, sign=True, ahead=-7 * 3600)).status == 200
    assert (await fake.raw_post(body, sign=True, ahead=-25 * 3600)).status == 401
    assert len(desk.asked) == 1


async def test_a_replayed_body_has_the_same_delivery_which_the_inbox_knows(
    by_http: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    said = await fake.say("ou_chen", "oc_tickets", "/ticket mine")
    (delivery,) = said.deliveries
    await fake.redeliver(delivery)
    await fake.redeliver(delivery, new_event_id=True)
    assert [each.delivery for each in desk.asked] == [said.id] * 3


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff\xfe", b"[" * 100_000])
async def test_garbage_is_refused(by_http: Feishu, fake: FakeFeishu, body: bytes) -> None:
    assert (await fake.raw_post(body, sign=True)).status == 400


async def test_a_body_too_large_is_not_read_to_its_end(
    by_http: Feishu, fake: FakeFeishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.feishu.intake.LARGEST", 1000)
    assert (await fake.raw_post(b"x" * 1001, sign=True)).status == 413
    assert (await fake.raw_post(b"x" * 1000, sign=True)).status == 400


@pytest.mark.parametrize(
    "event",
    [
        {**EVENT, "event": {}},
        {**EVENT, "event": {**EVENT["event"], "message": "x"}},
        {**EVENT, "header": {**EVENT["header"], "event_type": 7}},
        {**EVENT, "event": None},
    ],
)
async def test_an_event_of_an_unknown_shape_is_acknowledged_and_counted(
    by_http: Feishu, fake: FakeFeishu, desk: FakeDesk, event: dict[str, Any]
) -> None:
    assert (await fake.raw_post(fake.sealed(event), sign=True)).status == 200
    assert by_http.counts["feishu.bad"] == 1
    assert desk.asked == []


async def test_another_apps_event_is_acknowledged_and_ignored(
    by_http: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    other = {**EVENT, "header": {**EVENT["header"], "app_id": "cli_other"}}
    assert (await fake.raw_post(fake.sealed(other), sign=True)).status == 200
    assert desk.asked == []


class Unheard:
    """Verification must be over before anything is listened to."""


def intake(key: str, token: str) -> Intake:
    return Intake(Unheard(), Access("cli_x", "s", key, token), SystemClock())  # type: ignore[arg-type] # Not listened to.


def test_without_a_key_the_token_is_what_counts() -> None:
    known = intake("", "fake-verification-token")
    assert known.verified(json.dumps(EVENT).encode(), {}) == EVENT
    for wrong in ({}, {**EVENT, "header": {"token": "x"}}):
        with pytest.raises(Unverified):
            known.verified(json.dumps(wrong).encode(), {})


def test_the_official_vector_is_no_object_and_so_no_event() -> None:
    known = intake("test key", "")
    sealed = {"encrypt": "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="}
    with pytest.raises((Unverified, BadPayload)):
        known.verified(json.dumps(sealed).encode(), {})


def test_the_signature_is_the_hash_that_feishu_documents() -> None:
    wanted = hashlib.sha256(b"1700000000" + b"nonce" + b"key" + b'{"a":1}').hexdigest()
    assert signature("1700000000", "nonce", "key", b'{"a":1}') == wanted


async def test_routes_are_there_only_for_http(by_http: Feishu) -> None:
    assert [each.path for each in by_http.routes()] == ["/feishu/events"]
    assert await by_http.connected()
