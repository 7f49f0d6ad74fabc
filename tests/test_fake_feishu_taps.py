"""Cards of the fake being touched: buttons, menus, forms, and what the app's answers do."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.blockkit.shapes import Json
from tests.cardjson.samples import button, calls, card, good_form, good_ticket, markdown
from tests.fakes.feishu import (
    BAD_BODY,
    BAD_CARD,
    EXPIRED,
    NO_ANSWER,
    TIMED_OUT,
    FakeFeishu,
    NothingThereError,
)
from tests.fakes.feishu_app import ListeningApp, PushedApp
from tests.fakes.feishu_client import GROUP, Client, token_of

TOAST = {"type": "success", "content": "已接单", "i18n": {"zh_cn": "已接单", "en_us": "Accepted"}}


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


def raw(new: Json) -> Json:
    return {"card": {"type": "raw", "data": new}}


def acted(app: ListeningApp | PushedApp) -> Json:
    found: Json = app.heard[-1]["event"]["action"]
    return found


async def test_a_tap_carries_its_value_and_shows_the_toast_in_the_tappers_language(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    app.answer = lambda _: {"toast": TOAST}
    message = await client.post()
    told = [await feishu.tap(user, message, "接单") for user in ("ou_chen", "ou_bob")]
    assert [each.says for each in told] == ["已接单", "Accepted"]
    event = app.heard[0]["event"]
    assert event["action"] == {"value": {"k": "accept", "t": 1042}, "tag": "button"}
    assert event["operator"]["open_id"] == "ou_chen"
    assert event["context"] == {"open_message_id": message, "open_chat_id": GROUP}


@pytest.mark.parametrize("what", ["接单", "Accept", "accept"])
async def test_a_button_is_found_by_its_words_in_any_language_or_its_id(
    feishu: FakeFeishu, app: ListeningApp, client: Client, what: str
) -> None:
    await feishu.tap("ou_chen", await client.post(), what)
    assert acted(app)["value"]["k"] == "accept"


async def test_the_card_in_the_answer_replaces_the_old_one_by_push_as_well(
    feishu: FakeFeishu, client: Client
) -> None:
    message = await client.post()
    async with PushedApp(feishu) as app:
        app.answer = lambda _: raw(card(markdown("处理中", "In progress")))
        told = await feishu.tap("ou_chen", message, "接单")
        assert told.card is not None
    assert "处理中" in feishu.words(message)
    assert feishu.message(message).edits == 1


async def test_menus_and_selects_carry_the_option(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post()
    await feishu.tap("ou_chen", message, "暂停")
    assert acted(app) == {"value": {"k": "more"}, "tag": "overflow", "option": "hold"}
    await feishu.tap("ou_chen", message, "紧急度", choose="Urgent")
    assert acted(app) == {"value": {"k": "urgency"}, "tag": "select_static", "option": "p1"}
    await feishu.tap("ou_chen", message, "打开")
    assert acted(app) == {"value": {"k": "open"}, "tag": "interactive_container"}
    with pytest.raises(NothingThereError, match="no option"):
        await feishu.tap("ou_chen", message, "紧急度", choose="P9")
    with pytest.raises(NothingThereError, match=r"there is: .*Accept"):
        await feishu.tap("ou_chen", message, "关闭")


async def test_pickers_inputs_and_checkers_outside_of_forms(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    when = {"tag": "date_picker", "name": "due", "behaviors": calls(k="due")}
    words = {"tag": "input", "name": "note", "behaviors": calls(k="note")}
    check = {"tag": "checker", "name": "vip", "text": button("贵", "V")["text"]}
    message = await client.post(card(when, words, check))
    await feishu.tap("ou_chen", message, "due", choose="2026-12-01")
    assert (acted(app)["option"], acted(app)["timezone"]) == (
        "2026-12-01 +0800",
        "Asia/Shanghai",
    )
    await feishu.tap("ou_chen", message, "note", choose="hi")
    assert acted(app)["input_value"] == "hi"
    await feishu.tap("ou_chen", message, "vip", choose=True)
    assert acted(app)["checked"] is True


async def test_a_form_is_filled_by_names_or_labels_and_carries_all_its_values(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post(good_form())
    values: Json = {"标题": "打印机坏了", "urgency": "Urgent", "tags": ["hw", "Software"]}
    values |= {"assignee": "ou_bob", "due": "2026-12-24", "vip": True}
    await feishu.fill_form("ou_chen", message, values)
    done = acted(app)
    assert (done["name"], done["tag"], done["value"]) == (
        "submit",
        "button",
        {"k": "form", "f": "new"},
    )
    assert done["form_value"] == {
        "title": "打印机坏了",
        "urgency": "p1",
        "tags": ["hw", "sw"],
        "assignee": "ou_bob",
        "due": "2026-12-24 +0800",
        "vip": True,
    }


async def test_a_form_keeps_its_first_values_and_leaves_out_what_nobody_chose(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post(good_form())
    await feishu.fill_form("ou_chen", message, {"title": "x"}, submit="Submit")
    expected = {"title": "x", "urgency": "p2", "tags": [], "due": "2026-12-01 +0800"}
    assert acted(app)["form_value"] == {**expected, "vip": False}


async def test_the_client_refuses_what_is_missing_or_too_long_without_asking_the_app(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post(good_form())
    assert (await feishu.fill_form("ou_chen", message)).missing == ("title",)
    long = await feishu.fill_form("ou_chen", message, {"title": "x" * 101})
    assert (long.missing, long.delivery) == (("title",), None)
    with pytest.raises(NothingThereError, match="no field"):
        await feishu.fill_form("ou_chen", message, {"titel": "x"})
    with pytest.raises(NothingThereError, match="fill_form"):
        await feishu.tap("ou_chen", message, "提交")
    assert app.heard == []


async def test_without_an_answer_the_client_shows_a_number(
    feishu: FakeFeishu, client: Client
) -> None:
    message = await client.post()
    assert (await feishu.tap("ou_chen", message, "接单")).error == NO_ANSWER
    async with ListeningApp(feishu) as app:
        feishu.courier.answer_within = 0.1
        app.may_answer.clear()
        late = await feishu.tap("ou_chen", message, "接单")
        assert late.error == TIMED_OUT
        app.may_answer.set()
        await feishu.until(lambda _: app.heard)
        feishu.clock.advance(86_400)
        await asyncio.sleep(0.05)
        # Callbacks are never retried, unlike events.
        assert late.delivery is not None
        assert (len(late.delivery.acks), len(app.heard)) == (1, 1)
    feishu.subscriptions.discard("card.action.trigger")
    assert (await feishu.tap("ou_chen", message, "接单")).error == NO_ANSWER


WRONG: dict[str, tuple[Any, str]] = {
    "not an object": (["x"], BAD_BODY),
    "unknown keys": ({"msg": "success"}, BAD_BODY),
    "toast type": ({"toast": {"type": "ok", "content": "x"}}, BAD_BODY),
    "empty toast": ({"toast": {"type": "info"}}, BAD_BODY),
    "toast language": ({"toast": {"content": "x", "i18n": {"en": "x"}}}, BAD_BODY),
    "bare card": ({"card": good_ticket()}, BAD_BODY),
    "broken card": (raw({"elements": []}), BAD_CARD),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_answer_is_recorded_and_shown_as_a_number(
    feishu: FakeFeishu, app: ListeningApp, client: Client, name: str
) -> None:
    answer, number = WRONG[name]
    app.answer = lambda _: answer
    message = await client.post()
    assert (await feishu.tap("ou_chen", message, "接单")).error == number
    assert feishu.violations
    assert feishu.message(message).content == good_ticket()


async def test_after_fourteen_days_a_card_is_dead(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post()
    feishu.clock.advance(14 * 86_400 + 1)
    told = await feishu.tap("ou_chen", message, "接单")
    assert (told.error, told.delivery) == (EXPIRED, None)


async def test_a_card_is_locked_while_its_tap_is_being_answered(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post()
    app.may_answer.clear()
    tapping = asyncio.create_task(feishu.tap("ou_chen", message, "接单"))
    await feishu.until(lambda _: app.heard)
    answer = await client.patch(message, good_ticket())
    assert (answer["code"], "card action is lock" in answer["msg"]) == (230099, True)
    app.may_answer.set()
    await tapping
    assert (await client.patch(message, good_ticket()))["code"] == 0


async def test_a_late_update_uses_the_taps_token_twice_within_half_an_hour(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post()

    async def update(token: str) -> int:
        body = {"token": token, "card": card(markdown("好了", "Done"))}
        return int((await client.call("POST", "interactive/v1/card/update", body))["code"])

    await feishu.tap("ou_chen", message, "接单")
    token = app.heard[0]["event"]["token"]
    assert [await update(token) for _ in range(3)] == [0, 0, 300040]
    assert "好了" in feishu.words(message)
    assert await update("c-other") == 300020
    await feishu.tap("ou_chen", await client.post(), "接单")
    feishu.clock.advance(1801)
    assert await update(app.heard[1]["event"]["token"]) == 300030


async def test_a_late_update_before_the_answer_is_undone_and_noticed(
    feishu: FakeFeishu, app: ListeningApp, client: Client
) -> None:
    message = await client.post()
    app.may_answer.clear()
    tapping = asyncio.create_task(feishu.tap("ou_chen", message, "接单"))
    await feishu.until(lambda _: app.heard)
    body = {"token": app.heard[0]["event"]["token"], "card": card(markdown("早", "early"))}
    await client.call("POST", "interactive/v1/card/update", body)
    app.may_answer.set()
    await tapping
    assert feishu.message(message).content == good_ticket()
    assert [each.violation.rule for each in feishu.violations] == ["update_before_answer"]
