"""What somebody owes beside the tickets they work on stands in their queue and on their home."""

from dataclasses import replace

import pytest

from bot import phrases
from bot.commands import (
    Accept,
    Acknowledge,
    Approve,
    CallBack,
    Confirm,
    Fill,
    FinishAction,
    Propose,
    Reason,
    Remedy,
    Signed,
)
from bot.handlers import owing
from bot.policyfile import load
from bot.ports import Store
from bot.views import Done, HomePage, Queue
from bot.words import Words
from tests.desk.office import Office


@pytest.fixture
def office(store: Store) -> Office:
    policy = load(preset="complaint-handling").policy
    return Office.opened(store, replace(policy, approvers=("technical", "service")))


def words(office: Office, locale: str = "zh") -> Words:
    return Words(locale, office.policies.current.zone, office.clock.at)


async def queue(office: Office, who: str) -> Queue:
    view = await office.ask(who, "我的")
    assert isinstance(view, Queue), view
    return view


async def owed(office: Office, who: str) -> list[object]:
    return [row.button.command for row in (await queue(office, who)).owed]


async def closed(office: Office) -> str:
    no = await office.created("new 停机 客户=王五 电话=13812345678 部门=技术部 类型=维修")
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已换")
    await office.done("li", f"confirm {no} yes")
    return no


async def test_a_dissatisfied_customer_stands_in_the_queue_and_home_of_whose_case_it_is(
    office: Office,
) -> None:
    no = await closed(office)
    view = await office.ask("li", f"回访 {no} 说态度不好 满意度=不满意")
    assert isinstance(view, Done)
    assert phrases.done(view, words(office)).endswith("客户不满意，已请 Tang 跟进补救。")
    assert await owed(office, "tang") == [Remedy(no)]
    home = await office.ask("tang", "首页")
    assert isinstance(home, HomePage)
    assert [row.no for row in home.mine.owed] == [no]
    assert await owed(office, "chen") == await owed(office, "ma") == []
    [row] = home.mine.owed
    first, second = phrases.owed_row(row, words(office))
    assert first.startswith(f"{no} · 不满意处理 · 11-25 10:00 前（还有 2 天）")
    assert "王五" not in second
    assert "13812345678" not in second
    await office.done("tang", f"补救 {no} 已致歉 原因=上门晚到")
    assert [row.due.kind for row in (await queue(office, "tang")).owed] == ["remedy_check"]


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ("是 不满意 等太久", True),
        ("yes Dissatisfied, waited too long", True),
        ("是 不满意", True),
        ("是 不满意的地方没有", False),
        ("是 客户说没什么不满意", False),
        ("是 满意，很快", False),
    ],
)
async def test_an_answer_of_the_scale_before_the_comment_is_no_part_of_it(
    office: Office, said: str, *, case: bool
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 类型=维修")
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已换")
    await office.done("li", f"确认 {no} {said}")
    assert (await owed(office, "tang") == [Remedy(no)]) is case


async def test_who_stands_in_for_the_supervisor_owes_the_case(office: Office) -> None:
    no = await closed(office)
    await office.done("li", f"回访 {no} 不满意")
    await office.done("tang", "外出 到 明天 代班 @chen")
    assert await owed(office, "chen") == [Remedy(no)]


async def test_each_departments_approval_stands_in_its_own_supervisors_queue(
    office: Office,
) -> None:
    no = await office.created("new 镇痛泵故障 客户=王五 部门=技术部 类型=投诉")
    await office.done("wang", Accept(no))
    await office.done("tang", f"定责 {no} 严重程度=重 共同分析：密封圈老化 原因=质量异常")
    await office.done("wang", Propose(no, "更换整机", "3200元"))
    assert await owed(office, "tang") == [Approve(no, dept="technical")]
    assert await owed(office, "chen") == [Approve(no, dept="service")]
    [row] = (await queue(office, "tang")).owed
    assert phrases.owed_row(row, words(office))[0].startswith(f"{no} · 方案审批（技术部） · ")
    await office.done("tang", Approve(no))
    assert await owed(office, "tang") == []


async def test_a_missed_target_waits_for_the_supervisors_word_then_for_the_managers_too(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 类型=维修 紧急程度=重")
    await office.done("wang", Accept(no))
    assert await owed(office, "tang") == []
    await office.later(hours=2, minutes=1)
    assert await owed(office, "tang") == [Acknowledge(no)]
    assert await owed(office, "ma") == await owed(office, "chen") == []
    [row] = (await queue(office, "tang")).owed
    assert "首次响应超时，等你知悉" in phrases.owed_row(row, words(office))[0]
    await office.later(minutes=20)
    assert await owed(office, "ma") == [Acknowledge(no)]
    await office.done("tang", Acknowledge(no))
    assert await owed(office, "tang") == await owed(office, "ma") == []


async def test_a_first_responder_sees_whom_to_ask_and_whom_to_call(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 类型=维修 分类=产品质量 紧急程度=轻")
    await office.settle()
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已换")
    assert await owed(office, "li") == [Fill(no), Confirm(no)]
    await office.done("li", Confirm(no, answer="yes"))
    assert await owed(office, "li") == [CallBack(no)]
    await office.done("li", f"回访 {no} 使用正常 满意度=满意")
    assert await owed(office, "li") == []


async def test_what_is_due_later_than_a_page_of_calls_that_cannot_be_made_yet_is_not_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second callback opens on the third day; until then it asks nothing of anybody."""
    later = "action add 换供应商 owner=@li due=2026-12-20"
    assert await office.done("tang", later) == "action_added"
    for _ in range(3):
        no = await closed(office)
        await office.done("li", f"回访 {no} 使用正常 满意度=满意")
    monkeypatch.setattr(owing, "PAGE", 2)
    assert await owed(office, "li") == [FinishAction("A1")]


async def test_improvement_actions_are_their_owners_to_settle(office: Office) -> None:
    await office.done("tang", "action add 换密封圈供应商 owner=@wang due=2026-12-15")
    await office.done("tang", "action add 重写检验规程 owner=@wang due=2026-12-01")
    assert await owed(office, "wang") == [FinishAction("A2"), FinishAction("A1")]
    assert await owed(office, "tang") == []
    [first, _] = (await queue(office, "wang")).owed
    said = phrases.owed_row(first, words(office))
    assert said == ("A2 · 改进措施 · 12-01 23:59 前（还有 8 天 13 小时）", "重写检验规程")
    await office.done("wang", "action done A2 已发布")
    await office.done("wang", "外出 到 明天 代班 @wu")
    assert await owed(office, "wu") == [FinishAction("A1")]


async def test_whoever_missed_a_target_owes_the_reason_and_a_visit_its_record(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 类型=维修 紧急程度=重")
    await office.done("wang", Accept(no))
    await office.later(hours=2, minutes=1)
    assert await owed(office, "wang") == [Reason(no)]
    [row] = (await queue(office, "wang")).owed
    assert "Overdue reason (First response)" in phrases.owed_row(row, words(office, "en"))[0]
    await office.done("wang", f"contact {no} 已到现场 方式=上门")
    await office.done("wang", f"reason {no} 在路上")
    assert await owed(office, "wang") == [Signed(no)]
    await office.done("wang", f"resolve {no} 已换")
    await office.done("li", f"confirm {no} yes")
    assert await owed(office, "wang") == [Signed(no)]


async def test_a_care_call_asks_for_itself_from_its_warning_on(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 类型=维修 等级=vip")
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已换")
    await office.done("li", f"confirm {no} yes")
    await office.done("li", f"回访 {no} 使用正常 满意度=满意")
    await office.later(days=4)
    await office.done("li", f"回访 {no} 使用正常 满意度=满意")
    assert await owed(office, "li") == []
    await office.later(days=85)
    assert await owed(office, "li") == [CallBack(no)]


async def test_a_ticket_that_somebody_has_is_not_said_to_be_nobodys_while_its_card_is_late(
    office: Office,
) -> None:
    await office.created("new 停机 客户=王五 部门=技术部 处理人=wang")
    [row] = (await queue(office, "wang")).rows
    assert "同步到群 10:10 前" in phrases.queue_row(row, words(office))[1]
