"""The Messenger over the real SDK: what is posted, found again, and what each failure means."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from adapters.profiles import Profile
from adapters.slack.asked import Back
from adapters.slack.client import SlackMessenger, web_client
from adapters.slack.manifest import EVENTS, SCOPES, manifest
from adapters.slack.render import Rendered, blocks
from adapters.slack.workspace import Workspace
from adapters.tasks import Tasks
from bot.domain.people import Address, Identity
from bot.ports import DeliveryError, Messenger
from bot.views import Digest, HomePage, Person
from tests.fakes.slack import FakeSlack
from tests.slack.room import ROOM
from tests.slack.samples import card, every_view, history, reminder, words

BOB = Address("slack", "T111", user="U2")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def messenger(fake: FakeSlack, session: aiohttp.ClientSession) -> Messenger:
    return SlackMessenger(web_client(session, fake.bot_token, fake.api_url))


@pytest.fixture
def workspace(fake: FakeSlack, session: aiohttp.ClientSession) -> Workspace:
    return Workspace(web_client(session, fake.bot_token, fake.api_url), session)


def now(fake: FakeSlack) -> datetime:
    return datetime.fromtimestamp(fake.clock.now(), UTC)


async def failure(sending: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await sending
    return caught.value


async def test_a_card_is_posted_updated_in_place_and_answered_in_its_thread(
    fake: FakeSlack, messenger: Messenger
) -> None:
    ts = await messenger.post(ROOM, card("a & <b>"), words(), ref="card:1")
    line = await messenger.post(ROOM, history("x"), words(), ref="line:1", thread=ts)
    await messenger.update(ROOM, ts, card("changed"), words())
    assert [each.ts for each in fake.channel("C1").thread(ts)] == [line]
    (shown,) = fake.channel("C1").top
    assert (shown.ts, shown.edited) == (ts, True)
    assert shown.blocks
    assert "changed" in shown.text
    assert not fake.violations
    sent = fake.calls("chat.postMessage")[0].args
    assert sent["metadata"] == {"event_type": "closeloop", "event_payload": {"ref": "card:1"}}
    assert (sent["parse"], sent["unfurl_links"]) == ("none", False)


async def test_nothing_that_is_said_stands_in_a_log_at_any_level(
    messenger: Messenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await messenger.post(ROOM, card("the hinge is broken"), words(), ref="card:1")
    assert "hinge" not in caplog.text
    assert "chat.postMessage" not in caplog.text


async def test_a_direct_message_is_opened_once(fake: FakeSlack, messenger: Messenger) -> None:
    first = await messenger.post(BOB, card(), words(), ref="a")
    await messenger.post(BOB, card(), words(), ref="b")
    await messenger.update(Address("slack", "T111", chat="@U2"), first, card(), words())
    assert len(fake.calls("conversations.open")) == 1
    assert len(fake.workspace.direct("U2").messages) == 2


async def test_in_a_private_conversation_only_the_person_in_it_is_mentioned(
    fake: FakeSlack, messenger: Messenger
) -> None:
    both = (
        Person("李娜", (Identity("slack", "T111", "U1"),)),
        Person("Bob", (Identity("slack", "T111", "U2"),)),
    )
    said = replace(reminder("x"), people=both)
    shown = replace(card(), responsible=both)
    for to in (BOB, Address("slack", "T111", chat="@U2")):
        ts = await messenger.post(to, said, words(), ref="a")
        await messenger.update(to, ts, shown, words())
        await messenger.post(to, Digest((said,), both), words(), ref="b")
    told = str([each.blocks for each in fake.workspace.direct("U2").messages])
    assert "<@U2>" in told
    assert "李娜" in told
    assert "<@U1>" not in told
    await messenger.post(ROOM, said, words(), ref="c")
    assert "<@U1>" in str(fake.channel("C1").top[-1].blocks)


async def test_a_home_page_goes_to_the_home_tab(fake: FakeSlack, messenger: Messenger) -> None:
    page = every_view("x")["home"]
    assert isinstance(page, HomePage)
    view = await messenger.post(BOB, page, words(), ref="home")
    await messenger.update(BOB, view, page, words())
    home = fake.home("U2")
    assert home
    assert home.id == view


async def test_what_arrived_before_its_answer_was_lost_is_found_and_not_posted_twice(
    fake: FakeSlack, messenger: Messenger
) -> None:
    since = now(fake) - timedelta(seconds=5)
    fake.fault("chat.postMessage", mode="after_accept_then_reset")
    error = await failure(messenger.post(ROOM, card(), words(), ref="card:1"))
    assert not error.unsent
    assert not error.permanent
    (there,) = fake.channel("C1").top
    assert len(fake.channel("C1").messages) == 1
    assert await messenger.find(ROOM, "card:1", since) == there.ts
    assert await messenger.find(ROOM, "card:2", since) is None
    line = await messenger.post(ROOM, history("x"), words(), ref="line:1", thread=there.ts)
    assert await messenger.find(ROOM, "line:1", since, thread=there.ts) == line
    assert await messenger.find(ROOM, "line:1", since) is None


async def test_a_message_is_found_behind_many_others(fake: FakeSlack, messenger: Messenger) -> None:
    since = now(fake)
    ts = await messenger.post(ROOM, card(), words(), ref="card:1")
    for _ in range(450):
        fake.workspace.post(fake.channel("C1"), "U1", {"text": "x"})
    assert await messenger.find(ROOM, "card:1", since) == ts


async def test_being_too_fast_is_unsent_and_says_how_long_to_wait(
    fake: FakeSlack, messenger: Messenger
) -> None:
    fake.fault("chat.postMessage", status=429, retry_after=7)
    error = await failure(messenger.post(ROOM, card(), words(), ref="x"))
    assert (error.retry_after, error.unsent, error.permanent) == (7.0, True, False)
    assert len(fake.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("fault", [{"status": 503}, {"mode": "html_502"}, {"mode": "reset"}])
async def test_a_server_that_fails_may_have_posted_it(
    fake: FakeSlack, messenger: Messenger, fault: dict[str, Any]
) -> None:
    fake.fault("chat.postMessage", **fault)
    error = await failure(messenger.post(ROOM, card(), words(), ref="x"))
    assert (error.unsent, error.permanent, error.retry_after) == (False, False, None)
    assert not fake.channel("C1").messages
    await messenger.post(ROOM, card(), words(), ref="x")


async def test_the_shared_session_gives_up_in_time(fake: FakeSlack) -> None:
    fake.fault("chat.postMessage", mode="hang", seconds=30)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5)) as session:
        messenger = SlackMessenger(web_client(session, fake.bot_token, fake.api_url))
        error = await failure(messenger.post(ROOM, card(), words(), ref="x"))
    assert "TimeoutError" in str(error)
    assert not error.unsent


async def test_no_connection_at_all_is_unsent(session: aiohttp.ClientSession) -> None:
    nobody = SlackMessenger(web_client(session, "xoxb", "http://127.0.0.1:9/api/"))
    error = await failure(nobody.post(ROOM, card(), words(), ref="x"))
    assert (error.unsent, error.permanent) == (True, False)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("channel_not_found", {"permanent", "gone", "unsent"}),
        ("is_archived", {"permanent", "gone", "unsent"}),
        ("not_in_channel", {"permanent", "gone", "unsent"}),
        ("invalid_blocks", {"permanent", "unsent"}),
        ("msg_too_long", {"permanent", "unsent"}),
        ("restricted_action_thread_locked", {"permanent", "unsent"}),
        ("message_not_found", {"lost", "unsent"}),
        ("cant_update_message", {"lost", "unsent"}),
        ("edit_window_closed", {"lost", "unsent"}),
        ("token_revoked", {"unsent"}),
        ("something_new", {"unsent"}),
        ("ratelimited", {"unsent"}),
        ("internal_error", set()),
    ],
)
async def test_each_refusal_means_what_it_means(
    fake: FakeSlack, messenger: Messenger, code: str, expected: set[str]
) -> None:
    ts = await messenger.post(ROOM, card(), words(), ref="x")
    fake.fault("chat.update", status=200, error=code)
    error = await failure(messenger.update(ROOM, ts, card(), words()))
    flags = {each for each in ("permanent", "gone", "lost", "unsent") if getattr(error, each)}
    assert flags == expected
    fake.fault("conversations.open", status=200, error="user_not_found")
    assert (await failure(messenger.post(BOB, card(), words(), ref="y"))).gone


async def test_a_profile_is_asked_for_once_and_a_failure_is_no_obstacle(
    fake: FakeSlack, workspace: Workspace
) -> None:
    fake.fault("users.info", status=500)
    assert await workspace.people.get("U1") == Profile()
    assert await workspace.people.get("U3") == Profile("陈伟", "zh-CN")
    assert await workspace.people.get("U3") == Profile("陈伟", "zh-CN")
    assert workspace.people.known("U3") == Profile("陈伟", "zh-CN")
    assert workspace.people.known("U2") is None
    assert len(fake.calls("users.info")) == 2


async def test_a_whisper_finds_its_way_when_the_person_is_not_in_the_channel(
    fake: FakeSlack, workspace: Workspace
) -> None:
    fake.workspace.add_channel("C2", "others", "UBOT", "U1")
    said = Rendered("psst", [])
    await workspace.whisper(Back("U1", "C2"), said)
    await workspace.whisper(Back("U2", "C2"), said)
    assert fake.ephemerals("U1")[-1].channel == "C2"
    assert fake.workspace.direct("U2").messages[-1].text == "psst"


async def test_messages_are_read_in_channels_and_threads_and_linked(
    fake: FakeSlack, workspace: Workspace
) -> None:
    top = (await fake.say("U1", "C1", "top")).ts
    reply = (await fake.say("U1", "C1", "reply", thread_ts=top)).ts
    assert [(await workspace.read_message("C1", ts) or {})["text"] for ts in (top, reply)] == [
        "top",
        "reply",
    ]
    assert await workspace.read_message("C1", "1.000000") is None
    assert await workspace.read_message("C9", top) is None
    assert "/C1/" in await workspace.permalink("C1", top)


async def test_a_used_up_response_url_is_no_error(fake: FakeSlack, workspace: Workspace) -> None:
    url = fake.workspace.issue_reply_address("U1", "C1")
    said = blocks(card(), words())
    assert [await workspace.respond(url, said) for _ in range(6)] == [True] * 5 + [False]


async def test_work_that_hangs_is_cancelled_at_the_end_of_the_drain(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks = Tasks()

    async def broken() -> None:
        raise KeyError("x")

    tasks.start(broken())
    tasks.start(asyncio.sleep(30))
    assert await tasks.drain(0.05) == 1
    assert "work after an acknowledgement failed" in caplog.text
    assert len(tasks) == 0


def test_the_manifest_asks_for_what_the_adapter_uses() -> None:
    over_http = manifest("https://desk.example.test/")
    by_socket = manifest(None)
    url = "https://desk.example.test/slack/events"
    assert over_http["settings"]["event_subscriptions"]["request_url"] == url
    assert over_http["features"]["slash_commands"][0]["url"] == url
    assert not over_http["settings"]["socket_mode_enabled"]
    assert by_socket["settings"]["socket_mode_enabled"]
    assert "url" not in str(by_socket["settings"])
    assert {"commands", "chat:write", "im:write"} <= set(SCOPES)
    assert {"message.channels", "app_mention", "reaction_added"} <= set(EVENTS)
    for each in by_socket["features"]["shortcuts"]:
        assert len(each["name"]) <= 24
