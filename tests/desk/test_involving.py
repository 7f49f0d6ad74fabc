"""A second department works on a ticket: named with the assignment, or by the policy (S2-27)."""

from bot import phrases
from bot.commands import Accept, CollabDone
from bot.domain.people import Department
from bot.domain.policy import Name
from bot.views import FormView, HistoryLine, Refused, RequestCard
from bot.words import Words
from tests.desk.office import SYNC, Office

REFUND = "new 东西不要了，要退款 客户=王五 分类=售后政策 期望=退款 紧急程度=一般"
HOU = "slack:T1/@U_HOU"


async def refused(office: Office, line: str) -> str:
    view = await office.ask("tang", line)
    assert isinstance(view, Refused), view
    return view.error.code


async def test_another_department_is_asked_with_the_assignment(office: Office) -> None:
    no = await office.created("new 漏水 客户=王五 部门=技术部")
    view = await office.ask("tang", f"assign {no} @wang also @仓储部")
    said = phrases.done(view, Words("zh", office.policies.current.zone, office.clock.at))  # type: ignore[arg-type]
    assert said == f"工单 {no} 已分配给 Wang，并请仓储部协同处理。"
    await office.settle()
    [card] = office.ear.in_lane(HOU, RequestCard)
    assert (card.no, card.ticket, card.need) == ("C1", no, "请一同处理这张工单")
    assert await office.done("hou", CollabDone("C1", "已备货")) == "collab_done"
    assert await office.done("tang", f"改派 {no} @wu 协同=仓储部、@li 王工请假") == "assigned_also"
    asked = [(one.department, one.member, one.need) for one in office.ticket(no).waiting_requests]
    assert asked == [("warehouse", "", "王工请假"), ("service", "li", "王工请假")]
    assert await office.done("tang", f"改派 {no} @wang also @仓储部 又回来了") == "assigned"


async def test_whoever_cannot_be_asked_is_refused_and_nothing_is_assigned(office: Office) -> None:
    no = await office.created("new 漏水 客户=王五 部门=技术部")
    assert await refused(office, f"assign {no} @wang also=技术部") == "ask_yourself"
    assert await refused(office, f"assign {no} @wang also=@wang") == "ask_yourself"
    assert await refused(office, f"assign {no} @wang 协同=火星部") == "nobody_to_ask"
    assert await refused(office, f"assign {no} @wang also=仓储部、火星部") == "nobody_to_ask"
    assert isinstance(await office.ask("tang", f"assign {no} also @仓储部"), FormView)
    assert office.happenings(no) == ["created"]


async def test_the_policy_asks_finance_once_somebody_has_a_refund(office: Office) -> None:
    office.enrol(Department("finance", Name("财务部", "Finance"), "ma"))
    no = await office.created(REFUND)
    assert office.ticket(no).collaborations == ()
    await office.done("ma", f"assign {no} @ma")
    [asked] = office.ticket(no).collaborations
    assert (asked.department, asked.asked_by, asked.waits) == ("finance", "", True)
    await office.settle()
    [line] = [x for x in office.ear.in_lane(SYNC, HistoryLine) if x.request]
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert phrases.history(line, words) == (
        "售后台 请财务部协作（C1）：按分派规则，请一同处理这张工单"
    )
    await office.done("ma", Accept(no))
    await office.done("ma", "协作 完成 C1 已退款")
    await office.done("ma", f"progress {no} 已告知 told")
    assert len(office.ticket(no).collaborations) == 1


async def test_a_department_in_which_nobody_works_is_not_asked(office: Office) -> None:
    no = await office.created(REFUND)
    await office.done("ma", f"assign {no} @ma")
    assert office.ticket(no).collaborations == ()
