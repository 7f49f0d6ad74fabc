"""Forms in private: filled in, refused, and nothing typed is lost."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.feishu.feishu import Feishu
from adapters.feishu.render_form import LOOK
from bot.commands import Place, SubmitForm
from bot.domain import errors
from bot.forms import Guide
from bot.views import Done, FormView, Refused, Silent
from tests.fakes.feishu import FakeFeishu
from tests.feishu.room import last_told, posted_card, told
from tests.slack.desk import FakeDesk
from tests.slack.samples import NO, every_view, faulty, form


async def form_in_private(feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, key: str) -> str:
    desk.always(FormView(form(key)))
    message = await posted_card(feishu)
    tapped = await fake.tap("ou_chen", message, "首次联系")
    assert "表单" in tapped.says
    await last_told(fake)
    return told(fake)[-1].id


async def test_a_form_comes_in_private_and_its_values_go_to_the_desk(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    desk.always(Done("contacted", {"ticket": NO}))
    tapped = await fake.fill_form("ou_chen", shown, {"outcome": "电话已通", "medium": "a"})
    assert not tapped.missing
    sent = {"outcome": "电话已通", "medium": "a"}
    assert desk.last.command == SubmitForm("contact", NO, 7, sent)
    assert desk.last.place == Place("feishu", "", "@ou_chen", "", shown)
    assert NO in tapped.says
    assert NO in fake.words(shown)
    assert "form" not in {
        each.get("tag") for each in fake.message(shown).content["body"]["elements"]
    }
    assert not fake.violations


async def test_every_field_of_the_longest_form_comes_back_as_it_would_be_typed(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "new")
    desk.always(Done("created", {"ticket": NO}))
    values = {"description": "漏水", "bought": "2026-11-20", "urgency": "a", "to": "李工"}
    assert (await fake.fill_form("ou_chen", shown, values, submit="submit")).error is None
    assert isinstance(desk.last.command, SubmitForm)
    sent = {k: v for k, v in desk.last.command.values.items() if v}
    assert sent == values


async def test_a_faulty_form_is_shown_again_with_its_faults_and_all_that_was_typed(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "new")
    bad = replace(faulty("a"), happenings=())
    desk.always(FormView(bad))
    tapped = await fake.fill_form("ou_chen", shown, {"description": "漏水"}, submit="submit")
    assert tapped.toast is not None
    assert tapped.toast["type"] == "error"
    assert fake.words(shown).count("<font color='red'>") == 3
    desk.always(Done("created", {"ticket": NO}))
    assert (await fake.fill_form("ou_chen", shown, submit="submit")).error is None
    assert isinstance(desk.last.command, SubmitForm)
    assert desk.last.command.values["description"] == "a"
    assert len({each.delivery for each in desk.asked[1:]}) == 2


async def test_a_customer_is_looked_up_by_what_is_typed_so_far_and_nothing_of_it_is_lost(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "new")
    desk.always(FormView(replace(form("new", "a"), guide=(Guide("nobody_known"),))))
    tapped = await fake.fill_form("ou_chen", shown, {"phone": "１３８"}, submit=LOOK)
    assert not tapped.missing
    assert tapped.says == "已查询，结果在表单最上面。"
    assert "没有查到老客户" in fake.words(shown)
    asked = desk.last.command
    assert isinstance(asked, SubmitForm)
    assert (asked.look, asked.values["phone"]) == (True, "１３８")
    desk.always(Done("created", {"ticket": NO}))
    await fake.fill_form("ou_chen", shown, {"description": "漏水"}, submit="submit")
    sent = desk.last.command
    assert isinstance(sent, SubmitForm)
    assert (sent.look, sent.values["description"], sent.values["phone"]) == (False, "漏水", "a")
    assert not fake.violations


async def test_what_changed_meanwhile_is_shown_in_the_form_with_the_new_version(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    desk.always(FormView(replace(form("contact", "a"), version=9, happenings=("accepted",))))
    await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
    assert "接单" in fake.words(shown)
    desk.always(Silent())
    await fake.fill_form("ou_chen", shown)
    assert desk.last.command == SubmitForm("contact", NO, 9, {"outcome": "a", "medium": "a"})


async def test_a_form_sent_twice_is_one_delivery(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    desk.always(Silent())
    for _ in range(2):
        tapped = await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
        assert tapped.says == "已经处理过了。"
    assert len({each.delivery for each in desk.asked[1:]}) == 1


async def test_a_form_of_somebody_else_cannot_be_sent(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    fake.private("ou_chen").members.add("ou_bob")
    asked = len(desk.asked)
    tapped = await fake.fill_form("ou_bob", shown, {"outcome": "通了"})
    assert "陈伟" in tapped.says
    assert tapped.card is None
    assert len(desk.asked) == asked


async def test_a_refused_form_stays_as_it_is(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    before: Any = fake.message(shown).content
    desk.always(Refused(errors.Overloaded()))
    tapped = await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
    assert tapped.card is None
    assert tapped.says
    assert fake.message(shown).content == before


async def test_a_forms_answer_that_came_too_late_is_drawn_on_it(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await form_in_private(feishu, fake, desk, "contact")
    monkeypatch.setattr("adapters.feishu.answers.WITHIN", 0.1)
    desk.may_answer.clear()
    desk.always(Done("contacted", {"ticket": NO}))
    await fake.fill_form("ou_chen", shown, {"outcome": "通了"})
    desk.may_answer.set()
    await fake.until(lambda f: NO in f.words(shown) and "outcome" not in str(f.card(shown)))


async def test_a_search_is_answered_in_its_own_form(
    feishu: Feishu, fake: FakeFeishu, desk: FakeDesk
) -> None:
    shown = await form_in_private(feishu, fake, desk, "search")
    view: Any = every_view("冰箱")["queue"]
    desk.always(view)
    await fake.fill_form("ou_chen", shown, {"words": "冰箱"})
    assert "冰箱" in fake.words(shown)
    assert not fake.violations
