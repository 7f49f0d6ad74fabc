"""Calls when all is well, and when tokens, limits, connections and cards are not."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from adapters.feishu.access import Access
from adapters.feishu.client import Client
from adapters.feishu.messenger import CARD_LIVES, FeishuMessenger
from adapters.feishu.pace import Pace
from adapters.feishu.posting import Posting, mark_of, uuid_of
from adapters.feishu.trouble import refusal
from bot.domain.people import Address, Identity
from bot.ports import DeliveryError
from bot.views import Person
from tests.cardjson.tree import objects
from tests.fakes.feishu import APP_SECRET, FakeFeishu
from tests.feishu.conftest import access_to
from tests.slack.samples import card, every_view, history, reminder, words

ROOM = Address("feishu", "", chat="oc_tickets")
CHEN = Address("feishu", "", user="ou_chen")
NOW = datetime(2026, 11, 22, 2, 3, tzinfo=UTC)


class TurningClock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> TurningClock:
    return TurningClock()


@pytest.fixture
async def client(fake: FakeFeishu) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as session:
        yield Client(session, access_to(fake))


@pytest.fixture
def messenger(client: Client, clock: TurningClock) -> FeishuMessenger:
    return FeishuMessenger(Posting(client), clock)


async def post(messenger: FeishuMessenger, ref: str = "card:1", to: Address = ROOM) -> str:
    return await messenger.post(to, card(), words("zh"), ref=ref)


async def failure(messenger: FeishuMessenger, ref: str = "x") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await post(messenger, ref)
    return caught.value


# --- the token ------------------------------------------------------------------------------------


async def test_many_calls_at_once_fetch_one_token(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    await asyncio.gather(*(post(messenger, str(n)) for n in range(4)))
    assert len(fake.calls("auth.tenant_access_token")) == 1


async def test_a_token_that_is_no_longer_taken_is_renewed_once_for_all(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    await post(messenger, "a")
    fake.invalidate_tokens()
    await asyncio.gather(*(post(messenger, f"b{n}") for n in range(3)))
    assert len(fake.calls("auth.tenant_access_token")) == 2
    assert len(fake.chat("oc_tickets").cards) == 4


async def test_a_token_that_stays_refused_is_an_error_and_no_loop(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    fake.fault("im.message.create", code=99991663, times=9)
    error = await failure(messenger)
    assert error.reason.startswith("99991663")
    assert len(fake.calls("im.message.create")) == 2


async def test_a_wrong_secret_is_said_and_never_shown(
    fake: FakeFeishu, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    access = Access("cli_a1b2c3", "wrong-secret-value", domain=fake.domain)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(DeliveryError, match="10014"):
            await Client(session, access).call("GET", "/open-apis/bot/v3/info")
    assert "wrong-secret-value" not in repr(access) + caplog.text
    assert APP_SECRET not in caplog.text


# --- sending --------------------------------------------------------------------------------------


async def test_rooms_get_both_languages_and_persons_one_and_threads_are_opened_by_replies(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    message = await post(messenger)
    shown = fake.message(message)
    assert "Assigned" in fake.words(shown, "en_us")
    assert "已分配" in fake.words(shown, "zh_cn")
    line = await messenger.post(ROOM, history("x"), words("zh"), ref="line:1", thread=message)
    assert [each.id for each in fake.chat("oc_tickets").thread(message)] == [line]
    private = await post(messenger, "notice:1", CHEN)
    assert fake.message(private).chat == fake.private("ou_chen").id
    assert fake.words(private, "en_us") == fake.words(private, "zh_cn")
    assert not fake.violations


async def test_the_uuid_is_made_from_what_the_message_is() -> None:
    assert uuid_of("card:1:a") == uuid_of("card:1:a") != uuid_of("card:1:b")
    long = uuid_of("字" * 5000)
    assert len(long) == 40
    assert long.isalnum()
    assert len(mark_of("x")) <= 20
    assert mark_of("1")[0].isalpha()


async def test_a_send_whose_answer_was_lost_is_there_once(
    messenger: FeishuMessenger, fake: FakeFeishu, clock: TurningClock
) -> None:
    fake.fault("im.message.create", mode="after_accept_then_reset")
    error = await failure(messenger, "card:1")
    assert not (error.unsent)
    assert not (error.permanent)
    assert await messenger.find(ROOM, "card:1", clock.now()) is None
    newer = replace(card(), status="resolved")
    message = await messenger.post(ROOM, newer, words("zh"), ref="card:1")
    assert [each.id for each in fake.chat("oc_tickets").cards] == [message]
    assert "已完成" in fake.words(message)
    assert not fake.violations


async def test_a_card_lost_within_the_hour_is_really_posted_anew(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    first = await post(messenger)
    await fake.recall("ou_chen", first)
    with pytest.raises(DeliveryError) as caught:
        await messenger.update(ROOM, first, card(), words("zh"))
    assert caught.value.lost
    second = await post(messenger)
    assert second != first
    assert [each.id for each in fake.chat("oc_tickets").cards] == [second]
    await fake.recall("ou_chen", second)
    third = await post(messenger)
    assert third not in (first, second)


async def test_after_the_hour_the_history_is_looked_through_and_need_not_be_readable(
    messenger: FeishuMessenger, fake: FakeFeishu, clock: TurningClock
) -> None:
    await post(messenger)
    before = clock.now()
    clock.at += timedelta(hours=2)
    assert await messenger.find(ROOM, "card:1", before) is None
    assert len(fake.calls("im.message.list")) == 1
    fake.hear_all_group_messages(allowed=False)
    assert await messenger.find(ROOM, "card:1", before) is None
    fake.fault("im.message.list", status=500)
    with pytest.raises(DeliveryError):
        await messenger.find(ROOM, "card:1", before)


async def test_a_card_is_known_again_by_its_mark(
    messenger: FeishuMessenger, fake: FakeFeishu, clock: TurningClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    message = await post(messenger)
    monkeypatch.setattr(
        "tests.fakes.feishu.shapes._body", lambda each: str(each.content)
    )  # As raw_card_content, which the fake does not give.
    clock.at += timedelta(hours=2)
    assert await messenger.find(ROOM, "card:1", NOW) == message
    assert await messenger.find(ROOM, "card:2", NOW) is None


async def test_an_account_that_feishu_does_not_know_is_named_in_words(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    stranger = Person("李工", (Identity("feishu", "", "ou_gone"),))
    view = replace(card(), responsible=(stranger,), assignee=stranger)
    message = await messenger.post(ROOM, view, words("zh"), ref="card:1")
    assert "李工" in fake.words(message)
    await messenger.update(ROOM, message, view, words("zh"))
    assert [each.code for each in fake.calls("im.message.patch")] == [230099, 0]


async def test_in_a_group_without_threads_a_line_is_a_reply(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    message = await post(messenger)
    threaded = lambda given: given.get("reply_in_thread") is True  # noqa: E731 - one line.
    fake.fault("im.message.reply", code=230071, when=threaded)
    line = await messenger.post(ROOM, history("x"), words("zh"), ref="l", thread=message)
    assert fake.message(line).root_id == message


# --- trouble --------------------------------------------------------------------------------------


async def test_feishu_says_in_its_own_header_how_long_to_wait_and_nobody_asks_before(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    fake.fault("im.message.create", status=429, reset=1)
    error = await failure(messenger)
    assert (error.retry_after, error.unsent) == (1.0, True)
    before = asyncio.get_running_loop().time()
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
async def test_a_failure_on_the_way_may_have_arrived(
    messenger: FeishuMessenger, fake: FakeFeishu, mode: str
) -> None:
    fake.fault("im.message.create", mode=mode)  # type: ignore[arg-type] # One of the modes.
    error = await failure(messenger)
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


async def test_a_card_of_fifteen_days_is_lost_and_posted_anew(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    message = await post(messenger)
    fake.clock.advance(CARD_LIVES.total_seconds() + 60)
    with pytest.raises(DeliveryError) as caught:
        await messenger.update(ROOM, message, card(), words("zh"))
    assert caught.value.lost
    assert await post(messenger) != message


async def test_a_card_that_runs_out_says_where_the_new_one_is_and_calls_nobody(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    message = await post(messenger)
    old = replace(card(), superseded=True, buttons=(), more=())
    await messenger.update(ROOM, message, old, words("zh"))
    assert "run out" in fake.words(message, "en_us")
    assert "button" not in {each.get("tag") for each in objects(fake.card(message))}
    assert "<at " not in fake.words(message)
    assert messenger.card_lives == CARD_LIVES
    assert not fake.violations


# --- urgent pings ---------------------------------------------------------------------------------


async def test_a_private_call_insists_and_a_room_does_not(
    messenger: FeishuMessenger, fake: FakeFeishu, client: Client, clock: TurningClock
) -> None:
    message = await messenger.post(CHEN, reminder("x"), words("zh"), ref="breach:1")
    await messenger.urge(CHEN, message)
    assert [(each.kind, each.message) for each in fake.urgents("ou_chen")] == [
        ("urgent_app", message)
    ]
    await messenger.urge(ROOM, message)
    await FeishuMessenger(Posting(client), clock, urges=False).urge(CHEN, message)
    assert len(fake.urgents()) == 1


@pytest.mark.parametrize("code", [230052, 230023, 99991672])
async def test_where_urgent_pings_are_not_allowed_that_is_said_and_nothing_else_fails(
    messenger: FeishuMessenger, fake: FakeFeishu, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    message = await messenger.post(CHEN, reminder("x"), words("zh"), ref="breach:1")
    fake.fault("im.message.urgent_app", code=code, times=2)
    await messenger.urge(CHEN, message)
    assert "urgent ping was not possible" in caplog.text
    urged = await messenger.urgent_app(message, ["ou_chen"])
    assert urged.missed == ("ou_chen",)
    assert urged.reason.startswith(str(code))


# --- pace -----------------------------------------------------------------------------------------


async def test_a_burst_stays_within_what_feishu_allows_each_chat_and_each_card(
    messenger: FeishuMessenger, fake: FakeFeishu
) -> None:
    """Unpaced, most of them come too fast; a busy machine may let two arrive together."""
    messages = await asyncio.gather(*(post(messenger, str(n)) for n in range(10)))
    await asyncio.gather(
        *(messenger.update(ROOM, messages[0], card(), words("zh")) for _ in range(6))
    )
    assert len(fake.rate_violations) <= 2
    assert len(fake.chat("oc_tickets").cards) == 10


async def test_a_call_whose_turn_is_far_off_goes_back_to_the_outbox() -> None:
    pace = Pace()
    pace.hold("POST /x", 60)
    with pytest.raises(DeliveryError) as caught:
        await pace.turn("POST /x")
    assert caught.value.unsent
    assert caught.value.retry_after is not None
    assert 55 < caught.value.retry_after <= 60
    await pace.turn("POST /y")


async def test_an_apis_own_limit_holds_whatever_the_chats() -> None:
    pace, loop = Pace(), asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(pace.turn("POST /x", f"oc_{n}") for n in range(60)))
    assert loop.time() - began > 0.9


@pytest.mark.parametrize("kind", ["card", "history", "reminder", "digest", "home"])
async def test_every_message_of_the_outbox_can_be_posted_and_updated(
    messenger: FeishuMessenger, fake: FakeFeishu, kind: str
) -> None:
    view: Any = every_view("x")[kind]
    for to in (ROOM, CHEN):
        message = await messenger.post(to, view, words("en"), ref=f"{kind}:{to.lane}")
        await messenger.update(to, message, view, words("en"))
    assert not fake.violations


@pytest.mark.parametrize(
    ("domain", "link"),
    [
        ("https://open.feishu.cn", "https://applink.feishu.cn/client/bot/open?appId=cli_x"),
        (
            "https://open.larksuite.com/",
            "https://applink.larksuite.com/client/bot/open?appId=cli_x",
        ),
    ],
)
def test_one_domain_governs_calls_and_links(domain: str, link: str) -> None:
    access = Access("cli_x", "s", domain=domain)
    assert access.chat_link == link
    assert access.url("/callback/ws/endpoint").startswith(domain.rstrip("/") + "/callback")
    assert access.console == f"{domain.rstrip('/')}/app/cli_x"
