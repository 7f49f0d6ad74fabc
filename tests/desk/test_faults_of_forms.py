"""A form that was sent says at once all that is wrong with it, and keeps all that was typed."""

import pytest

from bot import phrases
from bot.commands import OpenForm, SubmitForm
from bot.domain.policy import FieldType, Name, OwnField
from bot.domain.records import replace
from bot.views import Done, FormView, Refused
from bot.words import Words
from tests.desk.office import MORNING, Office


async def sent(office: Office, who: str, form: SubmitForm) -> dict[str, str]:
    view = await office.ask(who, form)
    assert isinstance(view, FormView), view
    kept = {one.field.name: one.value for one in view.form.fields}
    typed = {n: v for n, v in form.values.items() if v and n in kept and not kept[n]}
    assert set(typed) <= CHOSEN, "what was typed is lost"
    zone = office.policies.current.zone
    return phrases.form_faults(view.form, Words("zh", zone, office.clock.at))


CHOSEN = {"urgency", "kind", "dept", "also", "severity"}
"""A choice that means no option cannot be shown as one."""


async def test_a_new_ticket_with_many_faults_is_marked_in_every_field(office: Office) -> None:
    own = OwnField("edition", Name("版本号", "Edition"), (), FieldType.NUMBER)
    office.policies.current = replace(office.policies.current, fields=(own,))
    values = {
        "customer": "王五", "phone": "打他手机", "email": "wang(at)example.com",
        "urgency": "很急", "bought": "改天", "reported": "明年", "to": "张三丰",
        "wished_by": "以前", "order": "长" * 200, own.key: "很多",
    }  # fmt: skip
    faults = await sent(office, "li", SubmitForm("new", values=values))
    assert set(faults) == {
        "description", "phone", "email", "urgency", "bought", "reported", "to", "wished_by",
        "order", own.key,
    }  # fmt: skip
    assert faults["description"] == "还缺：问题描述。请补上再提交。"
    assert faults["to"].startswith("没有找到成员“张三丰”")
    assert faults["order"] == "订单号最多 150 个字，请写短一些。"
    assert faults[own.key] == "版本号“很多”不是数字，请写成 1200 或 12.5。"
    good = {**values, "description": "停机", "phone": "", "email": "", "urgency": "紧急"}
    left = await sent(office, "li", SubmitForm("new", values=good))
    assert set(left) == {"bought", "reported", "to", "wished_by", "order", own.key}
    mended = {"description": "停机", "customer": "王五"}
    assert isinstance(await office.ask("li", SubmitForm("new", values=mended)), Done)


async def test_a_typed_line_with_many_faults_opens_the_form_with_each_marked_and_nothing_lost(
    office: Office,
) -> None:
    line = (
        "new 空调漏水 客户=王五 电话=打他手机 邮箱=wang 紧急程度=很急 购买日期=改天"
        " 反馈时间=明年 处理人=张三丰 期望时间=08:00 订单=S-1"
    )
    view = await office.ask("li", line)
    assert isinstance(view, FormView)
    said = phrases.form_faults(view.form, Words("zh", office.policies.current.zone, MORNING))
    assert set(said) == {"phone", "email", "urgency", "bought", "reported", "to"}
    assert "“很急”" in said["urgency"]
    kept = {one.field.name: one.value for one in view.form.fields if one.value}
    assert kept == {
        "description": "空调漏水", "customer": "王五", "phone": "打他手机", "email": "wang",
        "bought": "改天", "reported": "明年", "to": "张三丰", "wished_by": "08:00", "order": "S-1",
    }  # fmt: skip
    left = {**kept, "phone": "", "email": "", "bought": "", "reported": "", "to": ""}
    assert set(await sent(office, "li", SubmitForm("new", values=left))) == {"wished_by"}
    assert isinstance(
        await office.ask("li", SubmitForm("new", values={**left, "wished_by": ""})), Done
    )


async def test_a_typed_line_that_lacks_something_names_its_faults_as_well(office: Office) -> None:
    assert set(await office.faults("li", "new 客户=王五 电话=打他手机")) == {"phone"}


async def test_a_typed_line_of_a_stranger_or_without_the_right_gets_no_form(
    office: Office,
) -> None:
    for who, code in (("stranger", "not_a_member"), ("wang", "not_allowed")):
        view = await office.ask(who, "new 漏水 客户=王五 电话=打他手机 处理人=我")
        assert isinstance(view, Refused), view
        assert view.error.code == code


async def test_a_colleague_who_is_none_is_marked_where_they_were_named(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    form = await office.ask("tang", OpenForm("assign", no))
    assert isinstance(form, FormView)
    values = {"to": "张三丰", "also": "火星部", "reason": "x"}
    faults = await sent(office, "tang", SubmitForm("assign", no, form.form.version, values))
    assert set(faults) == {"to", "also"}


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("13812345678 13912345678", ""),
        ("13812345678，13912345678", ""),
        (
            "0000000000000000000000",
            "电话“0000000000000000000000”像是几个号码连在一起，请用逗号隔开，常用的写在最前面。",
        ),
    ],
)
async def test_of_two_numbers_the_first_is_the_customers_key_else_it_is_said_why_not(
    office: Office, phone: str, said: str
) -> None:
    values = {"description": "停机", "customer": "王五", "phone": phone}
    if said:
        assert await sent(office, "li", SubmitForm("new", values=values)) == {"phone": said}
        return
    first = await office.created("new 漏水 客户=王五 电话=13812345678")
    view = await office.ask("li", SubmitForm("new", values=values))
    assert isinstance(view, Done)
    one, other = (office.ticket(no) for no in (first, str(view.blanks["ticket"])))
    assert one.customer.id == other.customer.id != ""


async def test_no_fault_is_found_in_a_good_form_that_is_refused_for_another_reason(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    view = await office.ask("li", SubmitForm("note", no, 1, {"text": "好"}))
    assert isinstance(view, Done)
    faults = await sent(office, "hou", SubmitForm("assign", no, 1, {"to": "@wang"}))
    assert list(faults) == ["to"]
    assert "不归你处理" in faults["to"] or "不能分配" in faults["to"]


async def test_who_has_left_and_a_day_that_is_not_over_are_no_faults_beside_another(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 类型=投诉")
    await office.done("admin", "管理 成员 移除 @wang")
    judged = {"severity": "不知道", "person": "wang", "analysis": "密封圈老化"}
    assert set(await sent(office, "tang", SubmitForm("judge", no, 1, judged))) == {"severity"}
    action = {"measure": "换密封圈", "owner": "张三丰", "due": "今天"}
    faults = await sent(office, "tang", SubmitForm("action_add", values=action))
    assert set(faults) == {"owner"}
