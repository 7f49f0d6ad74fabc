"""The people of the fake: what of their words the app hears, and whom a message calls."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.cardjson.samples import card, markdown, plain
from tests.fakes.feishu import FakeFeishu
from tests.fakes.feishu_app import ListeningApp
from tests.fakes.feishu_client import GROUP, Client, token_of


@pytest.fixture
async def feishu() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as running:
        yield running


@pytest.fixture
async def app(feishu: FakeFeishu) -> AsyncIterator[ListeningApp]:
    async with ListeningApp(feishu) as running:
        yield running


@pytest.fixture
async def client(feishu: FakeFeishu) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {await token_of(feishu)}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Client(session, feishu.domain)


def kinds(app: ListeningApp) -> list[str]:
    return [each["header"]["event_type"] for each in app.heard]


async def test_in_a_group_the_app_hears_only_what_mentions_it(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    assert (await feishu.say("ou_chen", GROUP, "/ticket new")).deliveries == ()
    await feishu.say("ou_chen", GROUP, "/ticket new", mentions_bot=True)
    await feishu.say("ou_chen", feishu.private("ou_chen").id, "/ticket new")
    assert [each["event"]["message"]["chat_type"] for each in app.heard] == ["group", "p2p"]
    feishu.hear_all_group_messages()
    await feishu.say("ou_chen", GROUP, "all of it")
    assert len(app.heard) == 3


async def test_people_are_placeholders_in_the_text_and_names_in_the_mentions(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    text = '/ticket assign T-1 <at user_id="ou_bob"></at>'
    said = await feishu.say("ou_chen", GROUP, text, mentions_bot=True)
    message = app.heard[0]["event"]["message"]
    assert json.loads(message["content"])["text"] == "@_user_1 /ticket assign T-1 @_user_2"
    assert [each["name"] for each in message["mentions"]] == ["工单助手", "Bob"]
    assert said.message.mentions[1]["id"]["open_id"] == "ou_bob"


async def test_text_with_a_picture_is_a_post_and_a_file_a_message_of_its_own(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    files = [("a.png", b"png"), ("log.txt", b"boom")]
    here = feishu.private("ou_chen").id
    said = await feishu.say("ou_chen", here, "坏了\n看图", files=files)
    assert [each.msg_type for each in said.messages] == ["post", "file"]
    lines = said.message.content["content"]
    assert [[part["tag"] for part in line] for line in lines] == [["text"], ["text"], ["img"]]
    assert feishu.words(said.message) == "坏了\n看图"
    assert kinds(app) == ["im.message.receive_v1"] * 2
    alone = await feishu.say("ou_chen", here, files=[("b.jpg", b"jpg")])
    assert alone.message.msg_type == "image"


async def test_a_reply_and_a_thread_say_what_they_belong_to(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    first = await feishu.say("ou_bob", GROUP, "打印机坏了")
    await feishu.say("ou_chen", GROUP, "/ticket new", reply_to=first.id, mentions_bot=True)
    await feishu.say("ou_chen", GROUP, "note", thread=first.id, mentions_bot=True)
    beside, inside = (each["event"]["message"] for each in app.heard)
    assert (beside["parent_id"], "thread_id" in beside) == (first.id, False)
    assert (inside["root_id"], inside["thread_id"][:4]) == (first.id, "omt_")
    assert [each.text for each in feishu.chat(GROUP).thread(first.id)] == ["@_user_1 note"]


async def test_other_gestures_become_their_events(feishu: FakeFeishu, app: ListeningApp) -> None:
    said = await feishu.say("ou_bob", GROUP, "hello")
    await feishu.react("ou_chen", said.id, "DONE")
    await feishu.unreact("ou_chen", said.id, "DONE")
    await feishu.recall("ou_bob", said.id)
    await feishu.menu("ou_chen", "ticket_new")
    await feishu.open_p2p("ou_chen")
    await feishu.leave("ou_bob", GROUP)
    await feishu.join("ou_bob", GROUP)
    await feishu.remove_bot("ou_alice", GROUP)
    assert await feishu.leave("ou_bob", GROUP) == ()
    await feishu.add_bot("ou_alice", GROUP)
    await feishu.resign("ou_chen")
    assert kinds(app) == [
        "im.message.reaction.created_v1",
        "im.message.reaction.deleted_v1",
        "im.message.recalled_v1",
        "application.bot.menu_v6",
        "im.chat.access_event.bot_p2p_chat_entered_v1",
        "im.chat.member.user.deleted_v1",
        "im.chat.member.user.added_v1",
        "im.chat.member.bot.deleted_v1",
        "im.chat.member.bot.added_v1",
        "contact.user.deleted_v3",
    ]
    menu = app.heard[3]["event"]
    assert (menu["event_key"], "chat_id" in menu) == ("ticket_new", False)
    assert feishu.chat(GROUP).members == {"ou_alice"}


async def test_the_app_hears_of_its_own_reaction_too(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    said = await feishu.say("ou_bob", GROUP, "hello")
    path = f"im/v1/messages/{said.id}/reactions"
    await client.call("POST", path, {"reaction_type": {"emoji_type": "DONE"}})
    await feishu.until(lambda _: app.heard)
    assert app.heard[0]["event"]["operator_type"] == "app"


async def test_what_the_app_did_not_subscribe_to_does_not_come(
    feishu: FakeFeishu, app: ListeningApp
) -> None:
    feishu.subscriptions.discard("application.bot.menu_v6")
    assert await feishu.menu("ou_chen", "ticket_new") == ()
    assert app.heard == []


CALLS = {
    "an at tag in markdown": (markdown("<at id=ou_bob></at>", "x"), {"ou_bob"}),
    "several in one": (markdown("<at ids=ou_bob,ou_chen></at>", "x"), {"ou_bob", "ou_chen"}),
    "everybody": (markdown("<at id=all></at>", "x"), {"ou_alice", "ou_bob", "ou_chen"}),
    "a person component": ({"tag": "person", "user_id": "ou_bob"}, set()),
    "an at tag in plain text": (
        {"tag": "div", "text": plain("<at id=ou_bob></at>", "x")},
        set(),
    ),
}


@pytest.mark.parametrize("name", CALLS)
async def test_only_at_tags_in_markdown_call_people(
    feishu: FakeFeishu, client: Client, name: str
) -> None:
    element, called = CALLS[name]
    message = await client.post(card(element))
    assert feishu.message(message).notified == called


async def test_an_update_calls_nobody_and_strangers_are_not_called(
    feishu: FakeFeishu, client: Client
) -> None:
    message = await client.post(card(markdown("x", "x")))
    await client.patch(message, card(markdown("<at id=ou_bob></at>", "x")))
    assert feishu.message(message).notified == frozenset()
    feishu.tenant.add_person("ou_eve", "Eve")
    far = await client.post(card(markdown("<at id=ou_eve></at>", "x")))
    assert feishu.message(far).notified == frozenset()
    text = {"text": '<at user_id="ou_chen">陈伟</at> 快超时了'}
    near = await client.post(text, kind="text")
    assert feishu.message(near).notified == {"ou_chen"}


async def test_a_language_that_is_missing_is_read_in_english(
    feishu: FakeFeishu, client: Client
) -> None:
    message = await client.post(card(markdown("已接单", "Accepted")))
    read = {each: feishu.words(message, each) for each in ("zh_cn", "en_us", "ja_jp")}
    assert read == {
        "zh_cn": "工单\n已接单",
        "en_us": "Ticket\nAccepted",
        "ja_jp": "Ticket\nAccepted",
    }
    only_chinese = card(markdown("已接单", "Accepted"))
    only_chinese["config"]["locales"] = ["zh_cn"]
    other = await client.post(only_chinese)
    assert feishu.words(other, "en_us") == "工单\n已接单"
