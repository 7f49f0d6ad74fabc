"""The fake's open APIs: chats kept and refusals made as Feishu does."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.blockkit.shapes import Json
from tests.cardjson.samples import card, good_form, good_ticket, markdown
from tests.fakes.feishu import FakeFeishu
from tests.fakes.feishu.state import BOT
from tests.fakes.feishu_client import GROUP, Client, token_of, written


@pytest.fixture
async def feishu() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as running:
        yield running


@pytest.fixture
async def client(feishu: FakeFeishu) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {await token_of(feishu)}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Client(session, feishu.domain)


async def test_a_card_is_sent_updated_in_place_and_read_in_both_languages(
    feishu: FakeFeishu, client: Client
) -> None:
    message = await client.post()
    changed = card(markdown("**王工** 处理中", "**Wang** is on it"))
    assert (await client.patch(message, changed))["code"] == 0
    (shown,) = feishu.chat(GROUP).cards
    assert (shown.id, shown.edits) == (message, 1)
    assert "处理中" in feishu.words(message)
    assert "Wang" in feishu.words(message, "en_us")
    assert "Wang" not in feishu.words(message)
    assert feishu.violations == []


async def test_a_broken_card_is_refused_recorded_and_not_shown(
    feishu: FakeFeishu, client: Client
) -> None:
    broken = good_ticket()
    broken["body"]["elements"][0]["lines"] = 3
    answer = await client.send(broken)
    assert answer["code"] == 230099
    assert "ext=ErrCode: 200621" in answer["msg"]
    assert [each.violation.rule for each in feishu.violations] == ["unknown_key"]
    assert feishu.chat(GROUP).messages == []


BROKEN: dict[str, tuple[int, str, Any]] = {
    "too large": (230025, "", lambda c: c["body"]["elements"][0].update(content="工" * 10_000)),
    "too many": (230099, "11310", lambda c: c["body"]["elements"].extend([{"tag": "hr"}] * 200)),
    "of 1.0": (230099, "200861", lambda c: c["body"]["elements"].append({"tag": "note"})),
    "nobody": (230099, "100290", lambda c: c["body"]["elements"][3].update(user_id="ou_nobody")),
    "calls nobody": (
        230099,
        "100290",
        lambda c: c["body"]["elements"][0].update(content="<at id=ou_nobody></at>"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_each_kind_of_broken_card_has_its_own_number(client: Client, name: str) -> None:
    code, ext, change = BROKEN[name]
    broken = good_ticket()
    change(broken)
    answer = await client.send(broken)
    assert (answer["code"], ext in answer["msg"]) == (code, True)


async def test_an_update_needs_update_multi_and_its_own_living_young_card(
    feishu: FakeFeishu, client: Client
) -> None:
    message = await client.post()
    private = good_ticket()
    private["config"] = {"update_multi": False}
    assert (await client.patch(message, private))["code"] == 230099
    words = (await client.send({"text": "hi"}, "text"))["data"]["message_id"]
    assert (await client.patch(words, good_ticket()))["code"] == 230001
    told = await feishu.say("ou_bob", GROUP, "hello")
    assert (await client.patch(told.id, good_ticket()))["code"] == 230071
    feishu.clock.advance(14 * 86_400 - 60)
    assert (await client.call("GET", "bot/v3/info"))["code"] == 99991663
    client.session.headers["Authorization"] = f"Bearer {await token_of(feishu)}"
    assert (await client.patch(message, good_ticket()))["code"] == 0
    feishu.clock.advance(120)
    assert (await client.patch(message, good_ticket()))["code"] == 230031
    await feishu.recall("ou_alice", message)
    assert (await client.patch(message, good_ticket()))["code"] == 230011
    assert (await client.reply(message, "hi"))["code"] == 230011
    assert (await client.patch("om_nothing", good_ticket()))["code"] == 230001


async def test_a_card_that_was_not_shared_before_cannot_be_updated(
    feishu: FakeFeishu, client: Client
) -> None:
    private = good_ticket()
    del private["config"]["update_multi"]
    old = feishu.tenant.post(feishu.chat(GROUP), BOT, "interactive", private)
    assert (await client.patch(old.id, good_ticket()))["code"] == 230099
    assert old.content == private


async def test_the_same_uuid_sends_once_in_an_hour_and_other_content_under_it_is_noticed(
    feishu: FakeFeishu, client: Client
) -> None:
    first = await client.post(uuid="out-1")
    assert await client.post(uuid="out-1") == first
    assert feishu.violations == []
    assert await client.post(good_form(), uuid="out-1") == first
    assert [each.violation.rule for each in feishu.violations] == ["uuid_for_other_content"]
    assert (await client.patch(first, good_form()))["code"] == 0
    assert feishu.violations == []  # What stands there is what was last said, after all.
    feishu.clock.advance(3601)
    assert await client.post(uuid="out-1") != first
    assert (await client.send(good_ticket(), uuid="x" * 51))["code"] == 230001


async def test_a_reply_in_a_thread_opens_it_and_the_chat_lists_only_its_beginning(
    feishu: FakeFeishu, client: Client
) -> None:
    root = await client.post()
    reply = (await client.reply(root, "first", reply_in_thread=True))["data"]
    assert reply["thread_id"].startswith("omt_")
    assert (reply["root_id"], reply["parent_id"]) == (root, root)
    # Answering inside a thread stays inside it, asked for or not.
    again = (await client.reply(reply["message_id"], "second"))["data"]
    assert (again["thread_id"], again["parent_id"]) == (reply["thread_id"], root)
    beside = (await client.reply(await client.post(), "beside"))["data"]
    assert "thread_id" not in beside
    feishu.hear_all_group_messages()
    listing = await client.call(
        "GET", "im/v1/messages", container_id_type="chat", container_id=GROUP
    )
    assert [each["message_id"] for each in listing["data"]["items"]] == [
        root,
        beside["parent_id"],
        beside["message_id"],
    ]
    inside = await client.call(
        "GET", "im/v1/messages", container_id_type="thread", container_id=reply["thread_id"]
    )
    assert [each["message_id"] for each in inside["data"]["items"]] == [
        root,
        reply["message_id"],
        again["message_id"],
    ]
    assert [each.text for each in feishu.chat(GROUP).thread(root)] == ["first", "second"]


async def test_history_of_groups_needs_its_scope_and_comes_in_pages(
    feishu: FakeFeishu, client: Client
) -> None:
    for number in range(5):
        await feishu.say("ou_bob", GROUP, f"m{number}")
    asked = {"container_id_type": "chat", "container_id": GROUP, "page_size": "2"}
    assert (await client.call("GET", "im/v1/messages", **asked))["code"] == 230027
    feishu.hear_all_group_messages()
    seen, token = [], ""
    while True:
        page = (await client.call("GET", "im/v1/messages", page_token=token, **asked))["data"]
        seen += [json.loads(each["body"]["content"])["text"] for each in page["items"]]
        if not page["has_more"]:
            break
        token = page["page_token"]
    assert seen == ["m0", "m1", "m2", "m3", "m4"]
    late = str(int(feishu.clock.now()) + 5)
    none = await client.call("GET", "im/v1/messages", start_time=late, **asked)
    assert none["data"]["items"] == []


async def test_people_are_reached_by_open_id_or_mail_unless_out_of_reach(
    feishu: FakeFeishu, client: Client
) -> None:
    body = {"msg_type": "text", "content": written({"text": "psst"})}

    async def send(to: str, kind: str) -> int:
        whole = {**body, "receive_id": to}
        answer = await client.call("POST", "im/v1/messages", whole, receive_id_type=kind)
        return int(answer["code"])

    assert await send("ou_bob", "open_id") == 0
    assert await send("bob@example.test", "email") == 0
    assert [each.text for each in feishu.private("ou_bob").top] == ["psst", "psst"]
    feishu.tenant.people["ou_bob"].available = False
    assert await send("ou_bob", "open_id") == 230013
    assert await send("oc_p2p_bob", "chat_id") == 230013
    assert await send("ou_nobody", "open_id") == 230001
    await feishu.remove_bot("ou_alice", GROUP)
    assert await send(GROUP, "chat_id") == 230002
    await feishu.add_bot("ou_alice", GROUP)
    await feishu.dissolve("ou_alice", GROUP)
    assert await send(GROUP, "chat_id") == 232009


async def test_texts_are_edited_by_put_and_only_twenty_times(
    feishu: FakeFeishu, client: Client
) -> None:
    message = (await client.send({"text": "one"}, "text"))["data"]["message_id"]
    body = {"msg_type": "text", "content": written({"text": "two"})}
    codes = [
        (await client.call("PUT", f"im/v1/messages/{message}", body))["code"] for _ in range(21)
    ]
    assert codes == [0] * 20 + [230072]
    assert feishu.message(message).text == "two"


async def test_urgent_pings_reach_members_only_and_obey_the_group(
    feishu: FakeFeishu, client: Client
) -> None:
    message = await client.post()
    path = f"im/v1/messages/{message}/urgent_app"

    async def urge(*users: str) -> Json:
        return await client.call(
            "PATCH", path, {"user_id_list": list(users)}, user_id_type="open_id"
        )

    assert (await urge("ou_bob", "ou_eve"))["data"] == {"invalid_user_id_list": ["ou_eve"]}
    assert [(each.kind, each.message) for each in feishu.urgents("ou_bob")] == [
        ("urgent_app", message)
    ]
    assert (await urge("ou_eve"))["code"] == 230001
    assert (await urge(*["ou_bob"] * 201))["code"] == 230001
    feishu.tenant.people["ou_bob"].unread_urgents = 200
    assert (await urge("ou_bob"))["code"] == 230023
    feishu.chat(GROUP).urgent_setting = "only_owner"
    assert (await urge("ou_alice"))["code"] == 230052
    told = await feishu.say("ou_bob", GROUP, "hello")
    path = f"im/v1/messages/{told.id}/urgent_app"
    assert (await urge("ou_alice"))["code"] == 230012
    path = f"im/v1/messages/{message}/urgent_sms"
    assert (await urge("ou_alice"))["code"] == 99991672


async def test_reactions_pins_and_their_refusals(feishu: FakeFeishu, client: Client) -> None:
    told = await feishu.say("ou_bob", GROUP, "hello")
    path = f"im/v1/messages/{told.id}/reactions"
    made = await client.call("POST", path, {"reaction_type": {"emoji_type": "DONE"}})
    assert feishu.message(told.id).reactions == {"DONE": [BOT]}
    await client.call("DELETE", f"{path}/{made['data']['reaction_id']}")
    assert feishu.message(told.id).reactions == {"DONE": []}
    wrong = await client.call("POST", path, {"reaction_type": {"emoji_type": "🎫"}})
    assert wrong["code"] == 231001
    assert (await client.call("POST", "im/v1/pins", {"message_id": told.id}))["code"] == 0
    assert feishu.message(told.id).pinned
    feishu.chat(GROUP).pin_setting = "only_owner"
    assert (await client.call("POST", "im/v1/pins", {"message_id": told.id}))["code"] == 230046
    await feishu.recall("ou_bob", told.id)
    gone = await client.call("POST", path, {"reaction_type": {"emoji_type": "DONE"}})
    assert gone["code"] == 231003
