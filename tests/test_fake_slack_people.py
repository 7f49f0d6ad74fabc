"""The people in front of the fake Slack: what they do reaches the app in the documented shapes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack import (
    FakeSlack,
    NothingThereError,
)
from tests.fakes.slack_app import App, answering

Json = dict[str, Any]


@pytest.fixture
async def app() -> App:
    return App()


@pytest.fixture
async def slack(app: App) -> AsyncIterator[FakeSlack]:
    served = web.Application()
    served.add_routes([web.post("/slack/events", app.receive)])
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with FakeSlack() as running:
        running.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield running
    await runner.cleanup()


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def card() -> list[Json]:
    more = {"type": "overflow", "action_id": "more", "options": [option("Put on hold", "hold")]}
    accept = {"type": "button", "action_id": "accept", "text": plain("Accept"), "value": "T-1"}
    return [{"type": "actions", "block_id": "b", "elements": [accept, more]}]


def form() -> Json:
    words = {"type": "plain_text_input", "action_id": "v", "max_length": 20}
    urgency = {
        "type": "static_select",
        "action_id": "v",
        "options": [option("High", "high"), option("Low", "low")],
    }
    return {
        "type": "modal",
        "callback_id": "new",
        "notify_on_close": True,
        "title": plain("New"),
        "submit": plain("Go"),
        "blocks": [
            {"type": "input", "block_id": "title", "label": plain("Title"), "element": words},
            {
                "type": "input",
                "block_id": "urgency",
                "label": plain("Urgency"),
                "optional": True,
                "element": urgency,
            },
        ],
    }


async def opened(slack: FakeSlack, user: str = "U1") -> None:
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    await client.views_open(trigger_id=slack.workspace.issue_trigger(user), view=form())


async def posted(slack: FakeSlack) -> str:
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    answer = await client.chat_postMessage(channel="C1", text="T-1", blocks=card())
    return str(answer["ts"])


async def test_a_command_is_a_signed_form_and_its_answer_is_whispered(
    slack: FakeSlack, app: App
) -> None:
    app.answer = answering({"text": "created", "response_type": "ephemeral"})
    told = await slack.slash("U1", "C1", "/ticket", "new 空调 & payload=x")
    assert (told.status, told.body["text"]) == (200, "created")
    assert (app.heard[0]["text"], app.heard[0]["user_id"]) == ("new 空调 & payload=x", "U1")
    assert [each.text for each in slack.ephemerals("U1")] == ["created"]


async def test_an_app_slower_than_three_seconds_is_not_waited_for(
    slack: FakeSlack, app: App
) -> None:
    slack.courier.ack_within, app.delay = 0.05, 0.3
    told = await slack.slash("U1", "C1", "/ticket", "new")
    assert (told.status, told.ack.trouble) == (0, "http_timeout")


async def test_a_response_url_works_five_times_and_half_an_hour(slack: FakeSlack, app: App) -> None:
    await slack.slash("U1", "C1", "/ticket", "new")
    await slack.slash("U1", "C1", "/ticket", "new")
    first, second = (AsyncWebhookClient(each["response_url"]) for each in app.heard)
    answers = [await first.send(text=f"{n}", replace_original=True) for n in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [404]
    assert len(slack.ephemerals("U1")) == 5  # A command has no original to replace.
    slack.clock.advance(1801)
    assert (await second.send(text="late")).status_code == 404


async def test_a_tap_finds_the_real_button_and_may_replace_its_message(
    slack: FakeSlack, app: App
) -> None:
    ts = await posted(slack)
    assert (await slack.tap("U1", "C1", ts, "Accept")).ok
    tapped = app.heard[0]
    assert tapped["actions"][0]["value"] == "T-1"
    assert tapped["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C1",
        "is_ephemeral": False,
    }
    await AsyncWebhookClient(tapped["response_url"]).send(text="taken", replace_original=True)
    assert slack.channel("C1").top[0].text == "taken"
    with pytest.raises(NothingThereError, match="no 'Accept' here"):
        await slack.tap("U1", "C1", ts, "Accept")


async def test_an_overflow_option_is_tapped_by_its_words(slack: FakeSlack, app: App) -> None:
    await slack.tap("U1", "C1", await posted(slack), "Put on hold")
    assert app.heard[0]["actions"][0]["selected_option"]["value"] == "hold"


async def test_an_ephemerals_button_is_only_there_for_its_reader(
    slack: FakeSlack, app: App
) -> None:
    app.answer = answering({"text": "yours", "blocks": card()})
    await slack.slash("U1", "C1", "/ticket", "mine")
    app.answer = answering(None)
    (whisper,) = slack.ephemerals("U1")
    await slack.tap("U1", "C1", whisper.ts, "accept")
    assert app.heard[1]["container"]["is_ephemeral"]
    assert "message" not in app.heard[1]
    await AsyncWebhookClient(app.heard[1]["response_url"]).send_dict({"delete_original": True})
    assert slack.ephemerals("U1") == []
    with pytest.raises(AssertionError, match="sees no message"):
        await slack.tap("U2", "C1", whisper.ts, "accept")


async def test_a_modal_is_submitted_by_labels_and_keeps_its_words_on_errors(
    slack: FakeSlack, app: App
) -> None:
    await opened(slack)
    assert (await slack.submit_view("U1", {"Urgency": "High"})).delivery is None
    errors = {"response_action": "errors", "errors": {"title": "too vague"}}
    app.answer = answering(errors)
    refused = await slack.submit_view("U1", {"Title": "Fire"})
    assert (refused.errors, refused.action) == ({"title": "too vague"}, "errors")
    app.answer = answering(None)
    assert (await slack.submit_view("U1")).closed
    values = app.heard[-1]["view"]["state"]["values"]
    assert values["title"]["v"] == {"type": "plain_text_input", "value": "Fire"}
    assert values["urgency"]["v"]["selected_option"]["value"] == "high"
    assert slack.modal("U1") is None
    assert slack.violations == []


async def test_a_submission_may_update_push_or_clear_and_an_empty_field_is_null(
    slack: FakeSlack, app: App
) -> None:
    await opened(slack)
    for action, depth in (("update", 1), ("push", 2), ("clear", 0)):
        body = {"response_action": action, "view": form()} if depth else {"response_action": action}
        app.answer = answering(body)
        submitted = await slack.submit_view("U1", {"Title": "Fire"})
        assert submitted.action == action
        assert len(slack.workspace.modals["U1"]) == depth
    assert app.heard[0]["view"]["state"]["values"]["urgency"]["v"]["selected_option"] is None


async def test_only_a_tap_inside_a_modal_can_push_another(slack: FakeSlack, app: App) -> None:
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    view = {**form(), "blocks": [*form()["blocks"], *card()]}
    await client.views_open(trigger_id=slack.workspace.issue_trigger("U1"), view=view)
    await slack.tap("U1", "C1", await posted(slack), "Accept")
    with pytest.raises(SlackApiError):
        await client.views_push(trigger_id=app.heard[-1]["trigger_id"], view=view)
    await slack.tap_in_modal("U1", "Accept")
    await client.views_push(trigger_id=app.heard[-1]["trigger_id"], view=view)
    below, top = slack.workspace.modals["U1"]
    assert top.view["previous_view_id"] == top.view["root_view_id"] == below.id
    assert app.heard[-1]["container"] == {"type": "view", "view_id": below.id}


async def test_a_wrong_answer_to_a_submission_is_a_violation_and_leaves_the_modal(
    slack: FakeSlack, app: App
) -> None:
    await opened(slack)
    app.answer = answering({"response_action": "errors", "errors": {"nowhere": "x"}})
    await slack.submit_view("U1", {"Title": "Fire"})
    app.answer = answering({"text": "thanks"})
    assert (await slack.submit_view("U1")).action is None
    app.answer = answering(None, 500)
    assert (await slack.submit_view("U1")).action is None
    assert slack.modal("U1") is not None
    rules = [each.violation.rule for each in slack.violations]
    assert rules == ["error_on_no_input", "unknown_response_action"]


async def test_the_home_tab_is_published_and_tapped(slack: FakeSlack, app: App) -> None:
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    await client.views_publish(user_id="U1", view={"type": "home", "blocks": card()})
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(
            user_id="U1", hash="1.stale", view={"type": "home", "blocks": card()}
        )
    await slack.tap_in_home("U1", "Accept")
    assert (app.heard[0]["view"]["type"], "channel" in app.heard[0]) == ("home", False)
    with pytest.raises(NothingThereError):
        await slack.tap_in_home("U2", "Accept")


async def test_closing_is_told_only_where_asked(slack: FakeSlack, app: App) -> None:
    await opened(slack)
    closed = await slack.close_view("U1")
    assert closed is not None
    assert (app.heard[0]["type"], slack.modal("U1")) == ("view_closed", None)


async def test_words_in_a_thread_cause_a_message_and_a_mention(slack: FakeSlack, app: App) -> None:
    ts = await posted(slack)
    await slack.say("U1", "C1", "<@UBOT> accept", thread_ts=ts, files=[("a.png", b"png")])
    events = {each["event"]["type"]: each for each in app.heard}
    assert events.keys() == {"message", "app_mention"}
    assert events["message"]["event_id"] != events["app_mention"]["event_id"]
    heard = events["message"]["event"]
    assert (heard["thread_ts"], heard["parent_user_id"]) == (ts, "UBOT")
    assert (heard["subtype"], heard["files"][0]["name"]) == ("file_share", "a.png")
    assert [each.text for each in slack.channel("C1").thread(ts)] == ["<@UBOT> accept"]


async def test_other_gestures_arrive_in_their_shapes(slack: FakeSlack, app: App) -> None:
    ts = await posted(slack)
    await slack.react("U1", "C1", ts, "ticket")
    await slack.open_home("U1")
    await slack.message_shortcut("U1", "C1", ts, "make_ticket")
    await slack.global_shortcut("U1", "new_ticket")
    await slack.delete("U1", "C1", ts)
    kinds = [each.get("event", each)["type"] for each in app.heard]
    assert kinds == ["reaction_added", "app_home_opened", "message_action", "shortcut", "message"]
    assert app.heard[0]["event"]["item"]["ts"] == app.heard[2]["message"]["ts"] == ts
    assert app.heard[4]["event"]["subtype"] == "message_deleted"


async def test_a_failed_event_is_retried_and_a_delivery_can_come_twice(
    slack: FakeSlack, app: App
) -> None:
    slack.courier.retry_after = (0.0, 0.0)
    app.answer = lambda _: (200 if len(app.heard) > 2 else 500, None)
    (told,) = await slack.react("U1", "C1", await posted(slack), "ticket")
    await slack.until(lambda _: len(told.acks) == 3)
    assert app.retries == [None, "1", "2"]
    assert len({each["event_id"] for each in app.heard}) == 1
    assert (await slack.redeliver(told, retry_num=3)).ok
    assert app.retries[-1] == "3"


async def test_forged_and_stale_posts_are_refused_by_a_verifying_app(slack: FakeSlack) -> None:
    forged = {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=00"}
    assert (await slack.raw_post(b"text=x", forged)).status == 401
    assert (await slack.raw_post(b"{}", sign=True, ahead=-301)).status == 401
    assert (await slack.raw_post(b"{}", {"Content-Type": "application/json"}, sign=True)).ok


async def test_two_hundred_people_can_tap_at_once(slack: FakeSlack, app: App) -> None:
    ts = await posted(slack)
    app.barrier = asyncio.Barrier(200)  # Nobody is answered before everybody has tapped.
    slack.courier.ack_within = 20
    for number in range(200):
        slack.workspace.add_person(f"UX{number}", f"x{number}")
        slack.channel("C1").members.add(f"UX{number}")
    taps = (slack.tap(f"UX{number}", "C1", ts, "Accept") for number in range(200))
    assert all(each.ok for each in await asyncio.gather(*taps))
    assert len(app.heard) == 200
