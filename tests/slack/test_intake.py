"""The HTTP door: what is forged, stale, garbage or huge gets an empty answer and nothing more."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.intake import LARGEST
from adapters.slack.slack import Slack
from tests.fakes.slack import FakeSlack
from tests.slack.desk import FakeDesk
from tests.slack.test_payloads import COMMAND, SUBMITTED, TAP, enveloped

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def form(**fields: Any) -> bytes:
    return urlencode(fields).encode()


async def test_a_signed_command_is_heard(slack: Slack, fake: FakeSlack, desk: FakeDesk) -> None:
    ack = await fake.raw_post(form(**COMMAND), FORM, sign=True)
    assert ack.status == 200
    assert len(desk.asked) == 1


async def test_bolt_makes_a_client_only_for_what_it_has_to_see_to_itself(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[object]()

    class Noted(AsyncWebClient):
        def __init__(self, *args: Any, **options: Any) -> None:
            made.append(self)
            super().__init__(*args, **options)

    monkeypatch.setattr("slack_bolt.app.async_app.AsyncWebClient", Noted)
    await fake.raw_post(form(**COMMAND), FORM, sign=True)
    assert (len(desk.asked), made) == (1, [])
    unheard = json.dumps({"type": "block_suggestion", "team": {"id": "T1"}}).encode()
    ack = await fake.raw_post(unheard, JSON, sign=True)
    assert (ack.status, len(made)) == (200, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1531420618"},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Signature": "v0=é", "X-Slack-Request-Timestamp": "1531420618"},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "²"},
    ],
    ids=["none", "forged", "no number", "endless number", "not ascii", "superscript"],
)
@pytest.mark.parametrize("body", [b"{}", b"payload=%7Bbad", b"\xff\xfe", b"ssl_check=1", b""])
async def test_what_is_not_signed_by_slack_is_turned_away_unread(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, headers: dict[str, str], body: bytes
) -> None:
    ack = await fake.raw_post(body, {**FORM, **headers})
    assert (ack.status, ack.body) == (401, None)
    assert desk.asked == []


@pytest.mark.parametrize("ahead", [-301, 301])
async def test_a_stale_signature_is_turned_away(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, ahead: int
) -> None:
    ack = await fake.raw_post(form(**COMMAND), FORM, sign=True, ahead=ahead)
    assert (ack.status, ack.body) == (401, None)
    assert desk.asked == []


GARBAGE = {
    "half json": (b'{"type":', JSON),
    "a list": (b"[1, 2]", JSON),
    "no type": (b"{}", JSON),
    "nested": (b"[" * 50_000, JSON),
    "bad payload": (b"payload=%7Bbad", FORM),
    "payload list": (b"payload=%5B%5D", FORM),
    "many fields": (b"&".join(b"a=1" for _ in range(500)), FORM),
    "nothing": (b"", FORM),
    "user is a text": (json.dumps({"type": "block_actions", "user": "U1"}).encode(), JSON),
    "event is a text": (json.dumps({"type": "event_callback", "event": "x"}).encode(), JSON),
    "no event": (json.dumps({"type": "event_callback"}).encode(), JSON),
    "bare tap": (json.dumps({"type": "block_actions"}).encode(), JSON),
    "bare form": (json.dumps({"type": "view_submission", "view": {}}).encode(), JSON),
    "bare command": (b"command=/ticket", FORM),
    "number for a type": (json.dumps(enveloped({"type": 3})).encode(), JSON),
}


@pytest.mark.parametrize("name", GARBAGE)
async def test_signed_garbage_gets_a_bare_400_or_200_and_never_a_traceback(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, name: str
) -> None:
    body, headers = GARBAGE[name]
    ack = await fake.raw_post(body, headers, sign=True)
    assert ack.status in (200, 400)
    assert ack.body is None
    assert desk.asked == []


def without(body: dict[str, Any], *path: str) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(body))
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return copied


@pytest.mark.parametrize(
    "body",
    [
        without(TAP, "user", "id"),
        without(SUBMITTED, "view", "private_metadata"),
        without(SUBMITTED, "view", "state"),
    ],
)
async def test_a_payload_that_lacks_something_is_a_400(
    slack: Slack, fake: FakeSlack, desk: FakeDesk, body: dict[str, Any]
) -> None:
    ack = await fake.raw_post(form(payload=json.dumps(body)), FORM, sign=True)
    assert (ack.status, ack.body) == (400, None)
    assert desk.asked == []


async def test_what_is_no_text_cannot_be_slacks(slack: Slack, fake: FakeSlack) -> None:
    ack = await fake.raw_post(b"\xff\xfe\x00", JSON, sign=True)
    assert (ack.status, ack.body) == (401, None)


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_too_large_a_body_is_not_read_to_its_end(slack: Slack, fake: FakeSlack) -> None:
    ack = await fake.raw_post(b"x" * (LARGEST + 1), FORM, sign=True)
    assert (ack.status, ack.body) == (413, None)


async def test_slack_may_check_the_address_and_say_what_nobody_needs(
    slack: Slack, fake: FakeSlack, desk: FakeDesk
) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "3eZb"}).encode()
    assert (await fake.raw_post(challenge, JSON, sign=True)).body == "3eZb"
    assert (await fake.raw_post(b"ssl_check=1", FORM, sign=True)).status == 200
    for body in ({"type": "app_rate_limited"}, {"type": "view_closed", "view": {}},
                 enveloped({"type": "team_join", "user": {"id": "U9"}})):  # fmt: skip
        assert (await fake.raw_post(json.dumps(body).encode(), JSON, sign=True)).status == 200
    assert desk.asked == []


async def test_only_posts_are_taken(slack: Slack) -> None:
    (route,) = slack.routes()
    assert route.methods == {"POST"}
