"""What each failure of a call means to the outbox."""

import asyncio

import aiohttp
import pytest

from adapters.feishu.access import Access
from adapters.feishu.client import Client
from adapters.feishu.messenger import FeishuMessenger
from adapters.feishu.posting import Posting
from adapters.feishu.trouble import refusal
from bot.ports import DeliveryError
from tests.clock import HandClock
from tests.fakes.feishu import FakeFeishu
from tests.feishu.conftest import access_to
from tests.feishu.room import ROOM, failure, post
from tests.slack.samples import NOW, card, words


async def test_feishu_says_in_its_own_header_how_long_to_wait_and_nobody_asks_before(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    fake.fault("im.message.create", status=429, reset=1)
    before = asyncio.get_running_loop().time()
    error = await failure(messenger)
    assert (error.retry_after, error.unsent) == (1.0, True)
    await post(messenger)
    assert asyncio.get_running_loop().time() - before > 0.9


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (230020, {"retry_after": 1.0, "unsent": True}),
        (11232, {"retry_after": 1.0, "unsent": True}),
        (99991400, {"retry_after": 1.0, "unsent": True}),
        (99991403, {"retry_after": 3600.0, "unsent": True}),
        (230002, {"gone": True, "permanent": True}),
        (232009, {"gone": True, "permanent": True}),
        (230011, {"lost": True, "permanent": False}),
        (231003, {"lost": True}),
        (230031, {"lost": True}),
        (230001, {"permanent": True, "gone": False}),
        (230013, {"permanent": True, "gone": False}),
        (230025, {"permanent": True}),
        (99991672, {"permanent": True}),
        (4711, {"permanent": False, "unsent": True, "retry_after": None}),
    ],
)
async def test_every_refusal_means_something_to_the_outbox(
    messenger: FeishuMessenger, fake: FakeFeishu, code: int, expected: dict[str, object]
) -> None:
    fake.fault("im.message.create", code=code)
    error = await failure(messenger)
    assert {name: getattr(error, name) for name in expected} == expected
    assert error.reason.startswith(str(code))


async def test_a_locked_card_is_tried_again_and_a_wrong_one_never(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    message = await post(messenger)
    for ext, permanent in (
        ("ErrCode: 11310; ErrMsg: card action is lock", False),
        ("ErrCode: 200621; ErrMsg: parse card json err", True),
    ):
        fake.fault("im.message.patch", code=230099, ext=ext)
        with pytest.raises(DeliveryError) as caught:
            await messenger.update(ROOM, message, card(), words("zh"))
        assert caught.value.permanent is permanent


@pytest.mark.parametrize("mode", ["html_502", "reset", "hang"])
async def test_a_failure_on_the_way_may_have_arrived(fake: FakeFeishu, mode: str) -> None:
    fake.fault("im.message.create", mode=mode)  # type: ignore[arg-type] # One of the modes.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as session:
        posting = Posting(Client(session, access_to(fake)))
        error = await failure(FeishuMessenger(posting, HandClock(NOW)))
    assert not (error.unsent)
    assert not (error.permanent)
    assert not (error.gone)


async def test_nobody_there_at_all_is_certainly_unsent() -> None:
    async with aiohttp.ClientSession() as session:
        access = Access("cli_x", "secret", domain="http://127.0.0.1:9")
        with pytest.raises(DeliveryError) as caught:
            await Client(session, access).call("GET", "/open-apis/bot/v3/info")
    assert caught.value.unsent
    assert "secret" not in caught.value.reason


def test_an_answer_without_a_code_is_no_answer() -> None:
    error = refusal(200, {}, {})
    assert not (error.unsent)
    assert not (error.permanent)
