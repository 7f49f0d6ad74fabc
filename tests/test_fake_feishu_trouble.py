"""The fake's tokens, scopes, rates and scripted faults."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.cardjson.samples import good_ticket
from tests.fakes.feishu import FakeFeishu
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


async def test_a_token_is_the_same_while_half_an_hour_is_left_and_then_another(
    feishu: FakeFeishu, client: Client
) -> None:
    first = await token_of(feishu)
    feishu.clock.advance(7200 - 1800 - 60)
    assert await token_of(feishu) == first
    feishu.clock.advance(120)
    assert await token_of(feishu) != first
    assert (await client.send(good_ticket()))["code"] == 0
    feishu.clock.advance(1800)
    assert (await client.send(good_ticket()))["code"] == 99991663


async def test_wrong_credentials_get_no_token_and_no_token_gets_nothing(
    feishu: FakeFeishu, client: Client
) -> None:
    place = "auth/v3/tenant_access_token/internal"
    wrong = {"app_id": feishu.app_id, "app_secret": "no"}
    assert (await client.call("POST", place, wrong))["code"] == 10014
    feishu.invalidate_tokens()
    assert (await client.call("GET", "bot/v3/info"))["code"] == 99991663
    del client.session.headers["Authorization"]
    assert (await client.call("GET", "bot/v3/info"))["code"] == 99991661


async def test_json_without_its_content_type_is_refused_and_recorded(
    feishu: FakeFeishu, client: Client
) -> None:
    place = f"{feishu.domain}/open-apis/im/v1/messages?receive_id_type=chat_id"
    headers = {"Content-Type": "text/plain"}
    async with client.session.post(place, data=b"{}", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 99992402)
    assert [each.violation.rule for each in feishu.violations] == ["content_type"]


async def test_a_missing_scope_is_named(feishu: FakeFeishu, client: Client) -> None:
    feishu.tenant.scopes.discard("im:message")
    answer = await client.send(good_ticket())
    assert answer["code"] == 99991672
    assert "im:message:send_as_bot" in answer["msg"]


async def test_a_group_takes_five_a_second_and_then_answers_230020(
    feishu: FakeFeishu, client: Client
) -> None:
    feishu.enforce_rates = True
    feishu.clock.stand_still()
    codes = [(await client.send(good_ticket()))["code"] for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 230020]
    assert [(each.limit, each.of) for each in feishu.rate_violations] == [("group", GROUP)]
    feishu.clock.advance(1.0)
    assert (await client.send(good_ticket()))["code"] == 0


async def test_a_private_chat_counts_as_its_person(feishu: FakeFeishu, client: Client) -> None:
    feishu.clock.stand_still()
    content = '{"text": "psst"}'
    for number in range(6):
        to, kind = (("ou_bob", "open_id"), ("oc_p2p_bob", "chat_id"))[number % 2]
        body = {"receive_id": to, "msg_type": "text", "content": content}
        await client.call("POST", "im/v1/messages", body, receive_id_type=kind)
    assert [(each.limit, each.of) for each in feishu.rate_violations] == [("person", "ou_bob")]


async def test_one_card_is_updated_five_times_a_second_and_no_faster(
    feishu: FakeFeishu, client: Client
) -> None:
    feishu.clock.stand_still()
    message = await client.post()
    codes = [(await client.patch(message, good_ticket()))["code"] for _ in range(6)]
    # Not enforced here: the sixth is recorded all the same.
    assert codes == [0] * 6
    assert [(each.limit, each.of) for each in feishu.rate_violations] == [("message", message)]


async def test_an_api_takes_fifty_a_second_and_says_for_how_long_to_wait(
    feishu: FakeFeishu, client: Client
) -> None:
    feishu.enforce_rates = True
    feishu.clock.stand_still()
    place = f"{feishu.domain}/open-apis/bot/v3/info"

    async def ask() -> tuple[int, str | None]:
        async with client.session.get(place) as answer:
            return answer.status, answer.headers.get("x-ogw-ratelimit-reset")

    answers = await asyncio.gather(*(ask() for _ in range(51)))
    assert sorted(answers)[:1] + sorted(answers)[-1:] == [(200, None), (429, "1")]
    assert [each.limit for each in feishu.rate_violations] == ["api_second"]


async def test_a_thousand_a_minute_is_the_other_limit(feishu: FakeFeishu, client: Client) -> None:
    feishu.clock.stand_still()
    for _ in range(20):
        for _ in range(50):
            assert feishu.open_api.rates.passed("bot.info") is None
        feishu.clock.advance(1.0)
    await client.call("GET", "bot/v3/info")
    (broken,) = feishu.rate_violations
    assert (broken.limit, round(broken.wait)) == ("api_minute", 40)


async def test_scripted_faults_come_before_or_after_the_effect(
    feishu: FakeFeishu, client: Client
) -> None:
    feishu.fault("im.message.create", code=230020)
    assert (await client.send(good_ticket()))["code"] == 230020
    feishu.fault("im.message.create", status=429, reset=7)
    assert (await client.send(good_ticket()))["code"] == 99991400
    feishu.fault("im.message.create", status=500)
    assert (await client.send(good_ticket()))["code"] == 2200
    assert feishu.chat(GROUP).messages == []
    feishu.fault("im.message.create", mode="after_accept_then_reset")
    with pytest.raises(aiohttp.ClientError):
        await client.send(good_ticket())
    assert len(feishu.chat(GROUP).messages) == 1
    feishu.fault("im.message.create", mode="html_502")
    with pytest.raises(aiohttp.ContentTypeError):
        await client.send(good_ticket())
    feishu.fault("im.message.create", mode="hang", seconds=0.1)
    with pytest.raises(aiohttp.ClientError):
        await client.send(good_ticket())
    assert (await client.send(good_ticket()))["code"] == 0
    codes = [each.code for each in feishu.calls("im.message.create")]
    assert codes == [230020, 99991400, 2200, 0, None, None, 0]


async def test_a_fault_may_choose_its_calls(feishu: FakeFeishu, client: Client) -> None:
    message, other = await client.post(), await client.post()
    feishu.fault("im.message.patch", code=230011, when=lambda given: given["message"] == message)
    assert (await client.patch(other, good_ticket()))["code"] == 0
    assert (await client.patch(message, good_ticket()))["code"] == 230011
    assert (await client.patch(message, good_ticket()))["code"] == 0
