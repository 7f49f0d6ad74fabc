"""Buttons and menus of a card carry commands."""

from dataclasses import replace

from adapters.feishu.feishu import Feishu
from bot.commands import Accept, Place, Request, Show
from bot.domain import errors
from bot.views import Done, Refused, Reply, TicketRecord
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import ROOM, last_told, posted_card, told
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, card, history, words


def record(version: str = "in_progress") -> TicketRecord:
    return TicketRecord(replace(card(), status=version), (), (), ())


async def test_a_tap_is_answered_by_a_toast_and_the_card_as_it_is_now(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)

    def answer(request: Request) -> Reply:
        shows = isinstance(request.command, Show)
        return record() if shows else Done("accepted", {"ticket": NO})

    desk.answer = answer
    tapped = await fake.tap("ou_chen", message, "接单")
    assert tapped.error is None
    assert tapped.says.startswith(f"你已接单 {NO}")
    assert tapped.card is not None
    assert "处理中" in fake.words(message)
    assert "In progress" in fake.words(message, "en_us")
    first, second = desk.asked
    assert (first.command, second.command) == (Accept(NO), Show(NO))
    assert first.place == Place("feishu", "", "oc_tickets", message, message)
    assert first.delivery.startswith(f"tap:{message}:ou_chen:")
    assert second.delivery == ""
    assert not fake.violations


async def test_a_refusal_of_a_tap_concerns_the_tapper_alone(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    desk.always(Refused(errors.NotYours(NO, "accept", ("assignee",))))
    tapped = await fake.tap("ou_bob", message, "Accept")
    assert NO in tapped.says
    assert tapped.toast is not None
    assert tapped.toast["type"] == "warning"
    assert tapped.card is None
    assert not told(fake, "ou_bob")


async def test_a_stale_button_says_what_happened_and_the_card_is_drawn_anew(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    stale = Refused(errors.AlreadyAccepted(NO, "李工", card().at), meanwhile=(history("李工"),))
    desk.answer = lambda request: record() if isinstance(request.command, Show) else stale
    tapped = await fake.tap("ou_chen", message, "接单")
    assert tapped.says.count("李工") >= 2
    assert tapped.card is not None


async def test_a_tap_on_a_menu_is_a_command_and_what_it_shows_is_private(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    desk.always(record())
    tapped = await fake.tap("ou_chen", message, "查看")
    assert tapped.says == "已私聊发给你。"
    assert tapped.card is None
    assert NO in await last_told(fake)
    assert desk.last.command == Show(NO)
    assert not fake.violations


async def test_an_old_button_is_refused_politely(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    old = {
        "tag": "button", "text": {"tag": "plain_text", "content": "Old"},
        "behaviors": [{"type": "callback", "value": {"k": "accept", "t": 1}}],
    }  # fmt: skip
    message = await posted_card(feishu)
    fake.message(message).content["body"]["elements"] = [old]
    assert "旧版" in (await fake.tap("ou_chen", message, "Old")).says
    assert "too old" in (await fake.tap("ou_alice", message, "Old")).says
    assert desk.asked == []


async def test_an_update_of_the_outbox_waits_until_a_tap_on_the_card_is_answered(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    message = await posted_card(feishu)
    newest = replace(card(), status="resolved")

    async def update() -> None:
        await feishu.messenger.update(ROOM, message, newest, words("zh"))

    def answer(request: Request) -> Reply:
        if isinstance(request.command, Show):
            return record()
        feishu._answers.tasks.start(update())
        return Done("accepted", {"ticket": NO})

    desk.answer = answer
    await fake.tap("ou_chen", message, "接单")
    assert "处理中" in fake.words(message)
    await fake.until(lambda f: "已完成" in f.words(message))
    await fake.until(lambda f: [each.code for each in f.calls("im.message.patch")] == [0])
    assert not fake.violations
