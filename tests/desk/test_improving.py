"""Improvement actions and the register of complaints, at the desk."""

from bot import phrases
from bot.commands import Accept, AddAction, Complaints, FinishAction, OpenForm, SubmitForm
from bot.domain.duties import Call
from bot.views import ActionRow, Button, ComplaintRow, Done, FormView, Refused, Register, Reminder
from bot.words import Words
from tests.desk.office import Office

TANG, MA = "slack:T1/@U_TANG", "slack:T1/@U_MA"
ADD = "改进 新增 更换密封圈供应商 原因=批次不良 负责人=@wang 期限=2026-12-15 指标=投诉率"


async def refused(office: Office, who: str, line: str) -> str:
    view = await office.ask(who, line)
    assert isinstance(view, Refused), view
    return view.error.code


async def listed(office: Office, line: str = "action list") -> list[ActionRow]:
    view = await office.ask("li", line)
    assert isinstance(view, Register), view
    return [row for row in view.rows if isinstance(row, ActionRow)]


async def test_an_action_is_opened_by_a_supervisor_and_its_owner_told(office: Office) -> None:
    assert await refused(office, "li", ADD) == "not_allowed"
    assert await office.done("chen", ADD) == "action_added"
    await office.settle()
    [told] = office.ear.in_lane("slack:T1/@U_WANG", Done)
    assert told.buttons[0] == Button(FinishAction("A1"), primary=True)
    [row] = await listed(office)
    assert (row.no, row.owner, row.metric, row.state) == ("A1", "Wang", "complaint_rate", "open")
    assert row.due_at.isoformat() == "2026-12-15T15:59:00+00:00"  # The end of that day.


async def test_its_owner_is_reminded_three_days_before_and_a_miss_goes_to_the_manager(
    office: Office,
) -> None:
    await office.done("chen", "action add retrain the agents owner=@tang due=2026-12-04 17:00")
    await office.later(days=8, hours=7)
    [warned] = office.ear.in_lane(TANG, Reminder)
    assert (warned.call, warned.ticket, [p.name for p in warned.people]) == (
        Call.WARN, "A1", ["Tang"],
    )  # fmt: skip
    assert not office.ear.in_lane(MA, Reminder)
    await office.later(days=3)
    [missed] = office.ear.in_lane(MA, Reminder)
    assert (missed.call, missed.buttons[0].command) == (Call.BREACH, FinishAction("A1"))
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert "改进" in phrases.reminder_headline(missed, words)
    assert (await listed(office))[0].state == "overdue"


async def test_done_says_its_result_and_whether_the_number_moved(office: Office) -> None:
    await office.done("chen", ADD)
    assert await refused(office, "wu", "改进 完成 A1 已换") == "not_your_action"
    assert await refused(office, "wang", "改进 完成 A9 已换") == "unknown_action"
    assert await office.done("wang", "改进 完成 A1 已更换供应商 见效=是") == "action_done"
    assert await refused(office, "wang", "action done A1 again") == "action_is_over"
    assert await refused(office, "chen", "action cancel A1 late") == "action_is_over"
    assert await listed(office) == []
    [row] = await listed(office, "改进 全部")
    assert (row.state, row.moved, row.result) == ("done", "yes", "已更换供应商")
    history = [e.happening.value for e in office.history("action:A1")]
    assert history == ["action_opened", "action_done"]
    await office.later(days=40)
    assert not office.ear.in_lane(MA, Reminder)


async def test_whether_the_number_moved_may_be_said_once_it_shows(office: Office) -> None:
    await office.done("chen", ADD)
    assert await office.done("wang", "改进 完成 A1 已更换供应商") == "action_unmeasured"
    [row] = await listed(office, "改进 全部")
    assert (row.moved, row.button is not None) == ("", True)
    assert await refused(office, "wang", "改进 完成 A1 又换了一次") == "action_is_over"
    assert await refused(office, "wu", "改进 完成 A1 没变 见效=未改善") == "not_your_action"
    assert await office.done("wang", "改进 完成 A1 由2.1%降到1.4% 见效=已改善") == "action_measured"
    assert await refused(office, "wang", "改进 完成 A1 再说 见效=未改善") == "action_is_over"
    [row] = await listed(office, "改进 全部")
    assert (row.result, row.moved, row.button) == ("已更换供应商", "yes", None)
    history = office.history("action:A1")
    assert [(e.happening.value, e.version) for e in history[1:]] == [
        ("action_done", 2), ("action_measured", 3),
    ]  # fmt: skip


async def test_it_may_come_from_a_ticket_which_then_says_so(office: Office) -> None:
    no = await office.created("new 漏液 客户=王五 部门=技术部")
    view = await office.ask("tang", OpenForm("action_add", no))
    assert isinstance(view, FormView)
    assert {f.field.name: f.value for f in view.form.fields}["of"] == no
    filled = SubmitForm("action_add", values={"measure": "换供应商", "of": no, "metric": "csat"})
    assert await office.done("tang", filled) == "action_added"
    assert office.happenings(no)[-1] == "action_opened"
    await office.done("tang", "action cancel A1 no longer made")
    assert office.happenings(no)[-1] == "action_cancelled"


async def test_a_review_of_what_went_wrong_opens_an_action_with_what_is_known_of_it(
    office: Office,
) -> None:
    no = await office.created("new 漏水 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已换垫圈")
    await office.done("li", f"confirm {no} 是 满意度=不满意 太慢")
    await office.done("tang", f"补救 {no} 赠券 原因=约好没来，客户13812345678催了两次")
    await office.settle()
    card = office.ear.card()
    assert card.status == "closed"
    review = card.buttons[-1].command
    assert review == AddAction(of=no)
    assert isinstance(await office.ask("li", review), Refused)
    view = await office.ask("tang", review)
    assert isinstance(view, FormView)
    known = {f.field.name: f.value for f in view.form.fields if f.value}
    assert known == {"of": no, "cause": "约好没来，客户****5678催了两次", "metric": "csat"}


async def test_who_goes_through_a_register_can_open_an_action_there(office: Office) -> None:
    complaints = await office.ask("tang", Complaints())
    actions = await office.ask("tang", "action list")
    assert isinstance(complaints, Register)
    assert isinstance(actions, Register)
    assert [b.command for b in complaints.buttons] == [AddAction(metric="complaint_rate")]
    assert [b.command for b in actions.buttons] == [AddAction()]
    assert (await office.ask("li", "action list")).buttons == ()  # type: ignore[union-attr] # A register.


async def test_an_action_that_cannot_be_is_refused(office: Office) -> None:
    assert await refused(office, "chen", 'action add x due="2020-01-01 10:00"') == "time_past"
    assert await refused(office, "chen", "action add x due=2026-11-20") == "time_past"
    assert await refused(office, "chen", "action add x metric=happiness") == "unknown_value"
    assert await refused(office, "chen", "改进 随便") == "bad_line"


# The register of complaints (S4-19, S4-27, S4-33).


async def judged(office: Office, verdict: str) -> str:
    no = await office.created("new 漏液 客户=王五 部门=技术部 类型=投诉")
    await office.done("tang", f"定责 {no} {verdict}")
    return no


async def test_the_register_is_narrowed_by_month_department_person_cause_and_severity(
    office: Office,
) -> None:
    human = await judged(office, "原因=人为因素 责任人=@wu 情节=重")
    quality = await judged(office, "原因=质量异常 部门=技术部 情节=轻")
    await office.created("new 漏液 客户=王五 部门=仓储部 类型=投诉")
    await office.created("new 漏液 客户=王五 部门=技术部 类型=维修")

    async def found(line: str) -> list[str]:
        view = await office.ask("ma", line)
        assert isinstance(view, Register), view
        return [row.no for row in view.rows]

    assert len(await found("投诉台账")) == 3
    assert await found("台账 责任人=@wu") == [human]
    assert await found("complaints cause=quality dept=technical severity=minor") == [quality]
    assert await found("complaints 2026-10") == []
    assert len(await found("complaints 11月")) == 3
    assert len((await office.ask("ma", "list kind=complaint")).rows) == 3  # type: ignore[union-attr] # A queue.
    assert await refused(office, "ma", "complaints 13月") == "not_a_month"


async def test_a_supervisor_sees_the_complaints_of_their_own_and_the_person_responsible(
    office: Office,
) -> None:
    await judged(office, "原因=人为因素 责任人=@wu")
    await office.created("new 错发 客户=王五 部门=仓储部 类型=投诉")
    view = await office.ask("tang", Complaints())
    assert isinstance(view, Register)
    [row] = view.rows
    assert isinstance(row, ComplaintRow)
    assert (row.person, row.customer) == ("Wu", "王**")
    assert await refused(office, "li", "投诉台账") == "not_allowed"
