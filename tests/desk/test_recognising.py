"""Looking a customer up while a form is filled in: masked, at a glance, and nothing typed is lost.

S2-03 by phone, order, name or an earlier ticket; S4-05 what came before, and the last answer.
"""

import pytest

from bot.commands import OpenForm, SubmitForm
from bot.domain.customers import Deed
from bot.domain.errors import NotAMember, NothingToLookUp, UnknownCommand
from bot.phrases import guide
from bot.views import FormView, Refused
from bot.words import Words
from tests.desk.office import Office

FIRST = "new 不制冷 客户=张三 电话=13812345678 订单=K2026 产品=KFR-35GW 部门=技术部"


async def looked(office: Office, who: str = "li", **values: str) -> FormView:
    view = await office.ask(who, SubmitForm("new", "", 0, values, look=True))
    assert isinstance(view, FormView), view
    return view


def said(office: Office, view: FormView, locale: str = "zh") -> str:
    zone = office.policies.current.zone
    return "\n".join(guide(view.form, Words(locale, zone, office.clock.at)))


def values_of(view: FormView) -> dict[str, str]:
    return {one.field.name: one.value for one in view.form.fields if one.value}


async def served(office: Office) -> str:
    """Somebody's first ticket, closed and found good."""
    no = await office.created(FIRST)
    await office.done("wang", f"accept {no}")
    await office.done("wang", f"resolve {no} 修好")
    await office.done("li", f"confirm {no} yes csat=满意")
    return no


@pytest.mark.parametrize(
    "known_by",
    [
        {"phone": "１３８ １２３４ ５６７８"},
        {"phone": "+86-138-1234-5678"},
        {"phone": "(0086)13812345678"},
        {"order": " k2026 "},
        {"customer": "张三"},
        {"known": "C1"},
        {"known": "20261123001"},
        {"phone": "10086", "customer": "张三"},
        {"phone": "没有", "email": "@", "known": "5678"},
    ],
)
async def test_whatever_is_known_finds_them_with_what_came_before_and_keeps_what_was_typed(
    office: Office, known_by: dict[str, str]
) -> None:
    no = await served(office)
    view = await looked(office, description="又不制冷", urgency="紧急", **known_by)
    told = said(office, view)
    assert "老客户：C1 · 张** ****5678 · 共 1 张，近 90 天 1 张 · 上次评价：满意" in told
    assert f"{no}（10:00，已关闭）KFR-35GW · 满意" in told
    assert "13812345678" not in told
    assert "张三" not in told
    typed = {name: value.strip() for name, value in known_by.items() if name != "known"}
    kept = {name: value.strip() for name, value in values_of(view).items()}
    assert kept == {"description": "又不制冷", "urgency": "urgent", "known": "C1", **typed}
    looks = office.store.read(lambda uow: uow.customers.looks("C1")).result()
    assert [(look.by, look.deed) for look in looks] == [("li", Deed.LOOKED)]


async def test_the_ticket_made_of_it_is_that_customers(office: Office) -> None:
    await served(office)
    view = await looked(office, description="又不制冷", customer="张三")
    await office.done("li", SubmitForm("new", "", 0, values_of(view)))
    second = office.ticket("20261123002").customer
    assert (second.id, second.phone, second.nth) == ("C1", "13812345678", 2)


async def test_of_several_one_is_chosen_and_of_nobody_it_is_said(office: Office) -> None:
    await office.created("new 漏水 客户=王伟 电话=13900000001")
    await office.created("new 漏水 客户=王伟 电话=13900000002")
    view = await looked(office, customer="王伟")
    assert "2 位老客户" in said(office, view)
    [known] = [one for one in view.form.fields if one.field.name == "known"]
    assert {option.value for option in known.options} == {"C1", "C2"}
    nobody = await looked(office, phone="13700000000", files="")
    assert "没有查到" in said(office, nobody)
    assert "Nobody is known" in said(office, nobody, "en")
    assert office.store.read(lambda uow: uow.customers.looks("C1")).result() == []


async def test_with_nothing_to_go_by_it_is_said_what_is_needed(office: Office) -> None:
    view = await looked(office, description="漏水")
    assert isinstance(view.form.errors["known"], NothingToLookUp)
    assert values_of(view) == {"description": "漏水"}


async def test_files_and_the_wrong_form_and_strangers(office: Office) -> None:
    kept = await office.ask(
        "li", SubmitForm("new", "", 0, {"phone": "1"}, ("slack:F1 a.jpg",), look=True)
    )
    assert isinstance(kept, FormView)
    assert kept.form.files == ("slack:F1 a.jpg",)
    no = await office.created(FIRST)
    other = await office.ask("li", SubmitForm("note", no, 1, {"text": "x"}, look=True))
    assert isinstance(other, FormView)
    assert isinstance(other.form.errors["text"], UnknownCommand)
    assert office.happenings(no) == ["created"]
    stranger = await office.ask("eve", SubmitForm("new", "", 0, {"phone": "138"}, look=True))
    assert isinstance(stranger, Refused)
    assert isinstance(stranger.error, NotAMember)


async def test_only_forms_about_a_new_customer_look_anybody_up(office: Office) -> None:
    new = await office.ask("li", OpenForm("new"))
    assert isinstance(new, FormView)
    assert new.form.looks_up
