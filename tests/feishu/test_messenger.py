"""What is posted and updated, found again after a loss, and insists."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.feishu.client import Client
from adapters.feishu.messenger import CARD_LIVES, FeishuMessenger
from adapters.feishu.posting import Posting, mark_of, uuid_of
from bot.domain.people import Address, Identity
from bot.ports import DeliveryError
from bot.views import Person
from tests.cardjson.tree import objects
from tests.clock import HandClock
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import ROOM, failure, post
from tests.slack.samples import NOW, card, every_view, history, reminder, words

CHEN = Address("feishu", "", user="ou_chen")


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
    messenger: FeishuMessenger, fake: FakeFeishu, clock: HandClock
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
    messenger: FeishuMessenger, fake: FakeFeishu, clock: HandClock
) -> None:
    await post(messenger)
    before = clock.now()
    clock.forward(hours=2)
    assert await messenger.find(ROOM, "card:1", before) is None
    assert len(fake.calls("im.message.list")) == 1
    fake.hear_all_group_messages(allowed=False)
    assert await messenger.find(ROOM, "card:1", before) is None
    fake.fault("im.message.list", status=500)
    with pytest.raises(DeliveryError):
        await messenger.find(ROOM, "card:1", before)


async def test_a_card_is_known_again_by_its_mark(
    messenger: FeishuMessenger, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await post(messenger)
    monkeypatch.setattr(
        "tests.fakes.feishu.shapes._body", lambda each: str(each.content)
    )  # As raw_card_content, which the fake does not give.
    clock.forward(hours=2)
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


async def test_a_private_call_insists_and_a_room_does_not(
    messenger: FeishuMessenger, fake: FakeFeishu, client: Client, clock: HandClock
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


@pytest.mark.parametrize("kind", ["card", "history", "reminder", "digest", "home"])
async def test_every_message_of_the_outbox_can_be_posted_and_updated(
    messenger: FeishuMessenger, fake: FakeFeishu, kind: str
) -> None:
    view: Any = every_view("x")[kind]
    for to in (ROOM, CHEN):
        message = await messenger.post(to, view, words("en"), ref=f"{kind}:{to.lane}")
        await messenger.update(to, message, view, words("en"))
    assert not fake.violations
