"""No faster than Feishu allows each chat, each card and each API."""

import asyncio

import pytest

from adapters.feishu.messenger import FeishuMessenger
from adapters.feishu.pace import Pace
from bot.ports import DeliveryError
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import ROOM, post
from tests.slack.samples import card, words


async def test_a_burst_stays_within_what_feishu_allows_each_chat_and_each_card(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    messages = await asyncio.gather(*(post(messenger, str(n)) for n in range(10)))
    await asyncio.gather(
        *(messenger.update(ROOM, messages[0], card(), words("zh")) for _ in range(6))
    )
    assert fake.rate_violations == []
    assert len(fake.chat("oc_tickets").cards) == 10


async def test_a_place_comes_free_a_while_after_the_answer_not_after_the_call() -> None:
    """Four calls that were slow on their way would otherwise arrive together with the next."""
    pace, loop = Pace(), asyncio.get_running_loop()
    answered: list[float] = []

    async def call() -> None:
        async with pace.turn("POST /x", "oc_1"):
            await asyncio.sleep(0.4)
        answered.append(loop.time())

    await asyncio.gather(*(call() for _ in range(4)))
    async with pace.turn("POST /x", "oc_1"):
        assert loop.time() - answered[0] >= 1


async def test_a_call_whose_turn_is_far_off_goes_back_to_the_outbox() -> None:
    pace = Pace()
    pace.hold("POST /x", 60)
    with pytest.raises(DeliveryError) as caught:
        await _called(pace, "POST /x")
    assert caught.value.unsent
    assert caught.value.retry_after is not None
    assert 55 < caught.value.retry_after <= 60
    await _called(pace, "POST /y")


async def test_a_long_queue_at_one_chat_goes_back_to_the_outbox() -> None:
    pace = Pace()
    waiting = [asyncio.create_task(_called(pace, "POST /x", "oc_1")) for _ in range(70)]
    await asyncio.sleep(0)
    with pytest.raises(DeliveryError):
        await _called(pace, "POST /x", "oc_1")
    await _called(pace, "POST /x", "oc_2")
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_an_apis_own_limit_holds_whatever_the_chats() -> None:
    pace, loop = Pace(), asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(_called(pace, "POST /x", f"oc_{n}") for n in range(60)))
    assert loop.time() - began > 0.9


async def _called(pace: Pace, api: str, lane: str = "") -> None:
    async with pace.turn(api, lane):
        pass
