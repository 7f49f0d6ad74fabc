"""The fake's files, directory and slash commands."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.feishu import FakeFeishu
from tests.fakes.feishu.state import BOT
from tests.fakes.feishu_client import GROUP, Client, token_of


@pytest.fixture
async def feishu() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as running:
        yield running


@pytest.fixture
async def client(feishu: FakeFeishu) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {await token_of(feishu)}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Client(session, feishu.domain)


async def test_files_go_up_into_messages_and_come_down_from_them(
    feishu: FakeFeishu, client: Client
) -> None:
    form = aiohttp.FormData({"image_type": "message"})
    form.add_field("image", b"png-bytes", filename="a.png", content_type="image/png")
    place = f"{feishu.domain}/open-apis/im/v1/images"
    async with client.session.post(place, data=form) as answer:
        key = (await answer.json())["data"]["image_key"]
    assert (await client.send({"image_key": key}, "image"))["code"] == 0
    assert (await client.send({"image_key": "img_x"}, "image"))["code"] == 230001
    said = await feishu.say("ou_bob", GROUP, files=[("log.txt", b"boom")])
    stored = said.message.content["file_key"]
    place = f"{feishu.domain}/open-apis/im/v1/messages/{said.id}/resources/{stored}"
    async with client.session.get(place, params={"type": "file"}) as answer:
        assert await answer.read() == b"boom"
    strange = f"im/v1/messages/{said.id}/resources/{key}"
    assert (await client.call("GET", strange, type="image"))["code"] == 234003


async def test_the_directory_knows_people_chats_and_the_bot(
    feishu: FakeFeishu, client: Client
) -> None:
    bob = (await client.call("GET", "contact/v3/users/ou_bob"))["data"]["user"]
    assert (bob["name"], bob["email"], bob["user_id"]) == ("Bob", "bob@example.test", "")
    assert (await client.call("GET", "contact/v3/users/ou_eve"))["code"] == 41050
    mails = {"emails": ["chen@example.test", "eve@example.test"]}
    found = await client.call("POST", "contact/v3/users/batch_get_id", mails)
    assert found["data"]["user_list"] == [
        {"email": "chen@example.test", "user_id": "ou_chen"},
        {"email": "eve@example.test"},
    ]
    assert (await client.call("GET", "bot/v3/info"))["bot"]["open_id"] == BOT
    feishu.private("ou_bob")
    chats = (await client.call("GET", "im/v1/chats"))["data"]["items"]
    assert [each["chat_id"] for each in chats] == [GROUP]
    members = await client.call("GET", f"im/v1/chats/{GROUP}/members", page_size="2")
    assert [each["member_id"] for each in members["data"]["items"]] == ["ou_alice", "ou_bob"]
    assert members["data"]["has_more"]


async def test_slash_commands_are_registered_once_and_changed(
    feishu: FakeFeishu, client: Client
) -> None:
    at = "application/v7/app_slash_commands"
    body = {"command": "ticket", "description": {"default_value": "Create or manage tickets"}}
    made = (await client.call("POST", at, body))["data"]["command_id"]
    assert (await client.call("POST", at, body))["code"] == 40000000
    wrong = {**body, "command": "x", "icon": {"icon_key": "no"}}
    assert (await client.call("POST", at, wrong))["code"] == 40000031
    said = {"description": {"default_value": "Tickets"}}
    assert (await client.call("PATCH", f"{at}/{made}", said))["code"] == 0
    (listed,) = (await client.call("GET", at))["data"]["items"]
    assert listed["description"]["default_value"] == "Tickets"
    await client.call("DELETE", f"{at}/{made}")
    assert feishu.tenant.slash_commands == {}
