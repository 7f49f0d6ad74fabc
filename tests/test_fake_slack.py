"""The fake's Web API, asked by the real SDK: channels kept and failures made as Slack does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.faults import Mode

Json = dict[str, Any]
HANGS: dict[Mode, int] = {"hang": 2, "after_accept_then_hang": 3}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as running:
        yield running


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(slack.bot_token, slack.api_url, session=session)


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(**more: Any) -> Json:
    words = {"type": "plain_text_input", "action_id": "v"}
    label = {"type": "plain_text", "text": "Title"}
    field = {"type": "input", "block_id": "title", "label": label, "element": words}
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "New"},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": [field],
        **more,
    }


@contextlib.contextmanager
def refused(error: str) -> Iterator[pytest.ExceptionInfo[SlackApiError]]:
    with pytest.raises(SlackApiError) as caught:
        yield caught
    assert caught.value.response["error"] == error


async def test_a_card_is_posted_updated_and_found_again(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    about = {"event_type": "card", "event_payload": {"ticket": "T-1"}}
    posted = await client.chat_postMessage(
        channel="C1", text="T-1", blocks=[section("new")], metadata=about
    )
    await client.chat_update(channel="C1", ts=posted["ts"], text="T-1", blocks=[section("taken")])
    (card,) = slack.channel("C1").top
    assert (card.edited, card.blocks[0]["text"]["text"]) == (True, "taken")
    plain = await client.conversations_history(channel="C1")
    whole = await client.conversations_history(channel="C1", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert whole["messages"][0]["metadata"] == about


async def test_updating_text_alone_deletes_the_blocks(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C1", text="T-1", blocks=[section("new")])
    await client.chat_update(channel="C1", ts=posted["ts"], text="only words")
    assert slack.channel("C1").top[0].blocks == []


@pytest.mark.parametrize("style", ["json", "form", "query", "get"])
async def test_all_four_argument_styles_are_understood(slack: FakeSlack, style: str) -> None:
    about = {"channel": "C1", "text": "hi"}
    sent: dict[str, Json] = {
        "json": {"json": about},
        "form": {"data": about},
        "query": {"params": about},
        "get": {"params": about},
    }
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    verb = "GET" if style == "get" else "POST"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(verb, f"{slack.api_url}chat.postMessage", **sent[style]) as answer,
    ):
        assert (await answer.json())["ok"]
    assert slack.calls("chat.postMessage")[0].style == style
    assert slack.channel("C1").top[0].text == "hi"


async def test_history_is_newest_first_paged_and_bounded(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    stamps = [(await slack.say("U1", "C1", f"m{n}")).ts for n in range(5)]
    seen = [
        each["text"]
        async for part in await client.conversations_history(channel="C1", limit=2)
        for each in part["messages"]
    ]
    assert seen == ["m4", "m3", "m2", "m1", "m0"]
    ends: Json = {"channel": "C1", "oldest": stamps[1], "latest": stamps[3]}
    inner = await client.conversations_history(**ends)
    outer = await client.conversations_history(**ends, inclusive=True)
    assert [len(each["messages"]) for each in (inner, outer)] == [1, 3]


async def test_a_thread_outlives_its_deleted_card_but_a_vanished_card_takes_no_replies(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    card = (await client.chat_postMessage(channel="C1", text="card"))["ts"]
    await client.chat_postMessage(channel="C1", text="note", thread_ts=card)
    await slack.delete("U1", "C1", card)
    await client.chat_postMessage(channel="C1", text="still here", thread_ts=card)
    texts = (await client.conversations_replies(channel="C1", ts=card))["messages"]
    assert [each.get("subtype", each["text"]) for each in texts] == [
        "tombstone",
        "note",
        "still here",
    ]
    with refused("message_not_found"):
        await client.chat_update(channel="C1", ts=card, text="x")
    bare = (await client.chat_postMessage(channel="C1", text="bare"))["ts"]
    await client.chat_delete(channel="C1", ts=bare)
    with refused("thread_not_found"):
        await client.chat_postMessage(channel="C1", text="x", thread_ts=bare)


async def test_an_ephemeral_has_a_ts_but_cannot_be_updated(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    told = await client.chat_postEphemeral(channel="C1", user="U1", text="only you")
    with refused("message_not_found"):
        await client.chat_update(channel="C1", ts=told["message_ts"], text="x")
    assert [each.text for each in slack.ephemerals("U1")] == ["only you"]
    assert slack.ephemerals("U2") == []


async def test_rooms_refuse_as_slack_does(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.workspace.add_channel("C2", "elsewhere", "U1")
    slack.workspace.add_channel("C3", "secret", "U1", private=True)
    theirs = (await slack.say("U1", "C1", "mine")).ts
    with refused("not_in_channel"):
        await client.chat_postMessage(channel="C2", text="x")
    with refused("channel_not_found"):
        await client.chat_postMessage(channel="C3", text="x")
    with refused("cant_update_message"):
        await client.chat_update(channel="C1", ts=theirs, text="x")
    slack.channel("C1").members.discard("U2")
    with refused("user_not_in_channel"):
        await client.chat_postEphemeral(channel="C1", user="U2", text="x")
    slack.channel("C1").archived = True
    with refused("is_archived"):
        await client.chat_postMessage(channel="C1", text="x")


async def test_blocks_pass_the_gate_or_are_refused_with_a_pointer(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    with refused("invalid_blocks") as caught:
        await client.chat_postMessage(channel="C1", text="x", blocks=[section("")])
    (line,) = caught.value.response["response_metadata"]["messages"]
    assert "[json-pointer:/blocks/0/text/text]" in line
    with refused("msg_blocks_too_long"):
        await client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "divider"}] * 51)
    with refused("no_text"):
        await client.api_call("chat.postMessage", json={"channel": "C1"})
    with refused("msg_too_long"):
        await client.chat_update(
            channel="C1",
            ts=(await client.chat_postMessage(channel="C1", text="x"))["ts"],
            text="x" * 4001,
        )
    rules = [each.violation.rule for each in slack.violations]
    assert rules == ["empty_text", "bad_count", "no_text", "too_long"]


async def test_a_direct_message_opens(slack: FakeSlack, client: AsyncWebClient) -> None:
    opened = (await client.conversations_open(users="U1"))["channel"]["id"]
    posted = await client.chat_postMessage(channel="U1", text="psst")
    assert posted["channel"] == opened
    assert slack.channel(opened).kind == "im"
    person = (await client.users_info(user="U3", include_locale=True))["user"]
    assert (person["locale"], person["profile"]["real_name"]) == ("zh-CN", "陈伟")
    found = await client.users_lookupByEmail(email="bob@example.test")
    assert found["user"]["id"] == "U2"


async def test_a_file_goes_up_in_three_steps_and_comes_down_with_the_token(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(
        filename="report.csv", content="a,b", channel="C1", initial_comment="here"
    )
    (message,) = slack.channel("C1").top
    place = message.files[0]["url_private_download"]
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(place, headers=headers) as answer:
            assert await answer.read() == b"a,b"
        for wrong in ({}, {"Authorization": "Bearer xoxb-wrong"}):
            async with session.get(place, headers=wrong) as answer:
                assert "Sign in" in await answer.text()


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    fresh, late = (slack.workspace.issue_trigger("U1") for _ in range(2))
    opened = await client.views_open(trigger_id=fresh, view=modal())
    shown = slack.modal("U1")
    assert shown is not None
    assert opened["view"]["id"] == shown.id
    with refused("exchanged_trigger_id"):
        await client.views_open(trigger_id=fresh, view=modal())
    slack.clock.advance(3.1)
    with refused("expired_trigger_id"):
        await client.views_open(trigger_id=late, view=modal())


async def test_a_stale_hash_is_refused_and_typed_words_survive_an_update(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    trigger = slack.workspace.issue_trigger("U1")
    opened = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    slack.fill("U1", {"Title": "Printer on fire"})
    changed = modal(callback_id="changed")
    updated = await client.views_update(view_id=opened["id"], hash=opened["hash"], view=changed)
    kept = updated["view"]["state"]["values"]["title"]["v"]["value"]
    assert kept == "Printer on fire"
    with refused("hash_conflict"):
        await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    renamed = modal()
    renamed["blocks"][0]["block_id"] = "title2"
    fresh = await client.views_update(view_id=opened["id"], view=renamed)
    assert fresh["view"]["state"]["values"]["title2"]["v"]["value"] is None


async def test_a_view_past_250_kb_is_refused(client: AsyncWebClient) -> None:
    big = modal(blocks=[section("工" * 3000) for _ in range(30)])
    with refused("view_too_large"):
        await client.views_open(trigger_id="any", view=big)


async def test_tokens_are_checked(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["user_id"] == "UBOT"
    with refused("invalid_auth"):
        await AsyncWebClient("xoxb-wrong", slack.api_url).auth_test()
    with refused("not_allowed_token_type"):
        await client.apps_connections_open(app_token=slack.bot_token)
    slack.refuse_tokens("token_revoked")
    with refused("token_revoked"):
        await client.auth_test()


async def test_scripted_faults_strike_before_or_after_the_post(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.fault("chat.postMessage", status=429, retry_after=7)
    with refused("ratelimited") as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response.headers["Retry-After"] == "7"
    slack.fault("chat.postMessage", mode="html_502")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C1", text="x")
    assert slack.channel("C1").top == []
    slack.fault("chat.postMessage", mode="after_accept_then_reset", times=2)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="twice by the SDK's own retry")
    assert len(slack.channel("C1").top) == 2
    patient = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])
    for mode, posts in HANGS.items():
        slack.fault("chat.postMessage", mode=mode, seconds=30)
        await given_up(slack, patient)
        assert len(slack.channel("C1").top) == posts
    slack.fault("chat.postMessage", error="missing_scope", more={"needed": "chat:write"})
    with refused("missing_scope"):
        await client.chat_postMessage(channel="C1", text="x")
    assert len(slack.channel("C1").top) == 3


async def given_up(slack: FakeSlack, client: AsyncWebClient) -> None:
    """Post something, and wait for the answer no longer than until it has arrived there."""
    asked = len(slack.calls("chat.postMessage"))
    posting = asyncio.create_task(client.chat_postMessage(channel="C1", text="x"))
    await slack.until(lambda s: len(s.calls("chat.postMessage")) > asked)
    posting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await posting


async def test_posting_too_fast_is_recorded_and_when_enforced_refused(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.clock.stand_still()
    for number in range(6):
        await client.chat_postMessage(channel="C1", text=f"{number}")
    assert len(slack.rate_violations) == 1
    slack.enforce_rates = True
    with refused("ratelimited") as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response.headers["Retry-After"] == "1"
