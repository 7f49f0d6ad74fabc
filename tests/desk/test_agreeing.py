"""Solution and cost, explained to the customer and agreed to by them (S0-29)."""

from dataclasses import replace

import pytest

from bot import phrases
from bot.commands import Accept, Agree, OpenForm, Propose, Reject, Resolve, Show
from bot.policyfile import load
from bot.ports import Store
from bot.views import HistoryLine, Notice, Refused
from bot.words import Words
from tests.desk.office import SYNC, Office

WANG = "slack:T1/@U_WANG"


def words(office: Office, locale: str = "zh") -> Words:
    return Words(locale, office.policies.current.zone, office.clock.at)


async def put_to_customer(office: Office, more: str = "") -> str:
    no = await office.created(f"new 空调不制冷 客户=张三 部门=技术部 {more}")
    await office.done("wang", Accept(no))
    await office.done("wang", f"propose {no} 换压缩机 费用=300元")
    await office.settle()
    return no


async def refused(office: Office, who: str, asked: object) -> str:
    view = await office.ask(who, asked)  # type: ignore[arg-type] # A line or a command.
    assert isinstance(view, Refused), view
    return phrases.refusal(view.error, words(office))


async def test_the_customers_yes_stands_on_the_card_in_the_thread_and_reaches_who_waits_for_it(
    office: Office,
) -> None:
    no = await put_to_customer(office)
    assert [b.command for b in office.ear.card().buttons] == [Agree(no), Reject(no), Resolve(no)]
    yes = f"客户同意 {no} 周五前要修好，电话13812345678 费用=280元"
    assert await office.done("li", yes) == "agreed"
    await office.settle()
    card = office.ear.card(SYNC)
    assert (card.status, card.solution, card.cost) == ("in_progress", "换压缩机", "280元")
    assert ("客户同意", ("10:00（Li 登记）",)) in phrases.card_facts(card, words(office))
    proposed, agreed = office.ear.in_lane(SYNC, HistoryLine)[-2:]
    assert phrases.history(proposed, words(office)) == "Wang 提出了方案，费用 300元：换压缩机"
    assert phrases.history(agreed, words(office)) == (
        "Li 登记：客户同意方案“换压缩机”，费用 280元：周五前要修好，电话****5678"
    )
    [told] = [n for n in office.ear.in_lane(WANG, Notice) if n.code == "customer_agreed"]
    assert [b.command for b in told.buttons] == [Resolve(no), Show(no)]
    assert phrases.notice(told, words(office)).endswith("请按方案处理：换压缩机（费用 280元）")
    assert phrases.notice(told, words(office, "en")).endswith("Go ahead: 换压缩机 (cost 280元)")


async def test_a_no_reaches_who_must_find_another_solution(office: Office) -> None:
    no = await put_to_customer(office)
    assert await office.done("li", f"客户不同意 {no} 太贵了") == "proposal_rejected"
    await office.settle()
    [told] = office.ear.in_lane(WANG, Notice)
    assert (told.code, told.blanks["note"]) == ("customer_declined", "太贵了")
    assert told.buttons[0].command == Propose(no)


async def test_a_yes_twice_too_early_or_from_somebody_else_is_refused_with_what_is_possible(
    office: Office,
) -> None:
    no = await put_to_customer(office)
    assert "不归你处理" in await refused(office, "hou", Agree(no))
    assert await office.done("wang", Agree(no, "没意见")) == "agreed"
    again = await refused(office, "li", f"客户同意 {no}")
    assert again.startswith(f"{no} 现在是“处理中”，不能“客户同意”。现在可以：")
    assert "没有等待审批的处理措施" in await refused(office, "li", f"同意 {no}")
    early = await office.created("new 漏水 客户=王五 部门=技术部")
    assert "现在是“待处理”" in await refused(office, "li", f"agree {early}")
    assert "没有等待审批的处理措施" in await refused(office, "chen", f"同意 {early}")


@pytest.mark.parametrize("word", ["同意", "approve", "批准"])
async def test_a_plain_yes_is_not_taken_down_as_the_customers_but_a_tap_away(
    office: Office, word: str
) -> None:
    no = await put_to_customer(office)
    view = await office.ask("wang", f"{word} {no} 没意见")
    assert isinstance(view, Refused)
    said = phrases.refused(view, words(office))
    assert said == (
        f"{no} 的方案在等客户答复，没有部门要审批，刚才什么也没有登记。"
        f"客户同意了，请用 /ticket 客户同意 {no} 登记。"
    )
    assert "agreed" not in office.happenings(no)
    assert view.buttons[0].command == Agree(no, "没意见")
    not_theirs = await office.ask("hou", f"{word} {no}")
    assert isinstance(not_theirs, Refused)
    assert [b.command for b in not_theirs.buttons] == [Show(no)]
    assert await office.done("wang", view.buttons[0].command) == "agreed"


async def test_a_policy_may_want_the_customers_yes_before_the_work_is_done(
    office: Office,
) -> None:
    no = await put_to_customer(office)
    office.policies.current = replace(office.policies.current, needs_agreement=True)
    for asked in (f"resolve {no} 已换", Resolve(no, "已换"), OpenForm("resolve", no)):
        assert "还在等客户答复" in await refused(office, "wang", asked)
    await office.done("li", Agree(no))
    assert await office.done("wang", f"resolve {no} 已换") == "resolved"
    at_once = await office.created("new 遥控器没电 客户=王五 部门=技术部")
    await office.done("wang", Accept(at_once))
    assert await office.done("wang", f"resolve {at_once} 换了电池") == "resolved"


@pytest.fixture
def strict(store: Store) -> Office:
    policy = load(preset="complaint-handling").policy
    return Office.opened(store, replace(policy, approvers=("technical", "service")))


async def test_the_customer_is_asked_once_every_department_has_approved(strict: Office) -> None:
    no = await put_to_customer(strict, "类型=投诉")
    await strict.done("tang", f"定责 {no} 严重程度=重 密封圈老化")
    assert "还差：技术部、客服部" in await refused(strict, "wang", f"客户同意 {no}")
    not_asked = await refused(strict, "wang", f"同意 {no}")
    assert not_asked.endswith("在等这些部门审批：技术部、客服部。请由 Tang、Chen 答复。")
    assert await strict.done("tang", f"同意 {no}") == "approved"
    assert await strict.done("chen", f"同意 {no}") == "approved_by_all"
    assert "不用再审批" in await refused(strict, "chen", f"同意 {no}")
    assert await strict.done("wang", f"客户同意 {no} 客户没意见") == "agreed"
    assert await strict.done("wang", f"resolve {no} 已换") == "resolved"
