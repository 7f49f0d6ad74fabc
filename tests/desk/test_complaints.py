"""Complaints at the desk: judged together, approved by each department, fed back (S4)."""

from dataclasses import replace

import pytest

from bot.commands import (
    Accept,
    Approve,
    Confirm,
    Disapprove,
    Judge,
    Note,
    OpenForm,
    Propose,
    Reject,
    Show,
    SubmitForm,
    Survey,
    Typed,
)
from bot.domain.duties import Call
from bot.domain.policy import DutyKind
from bot.policyfile import load
from bot.ports import Store
from bot.views import FormView, HistoryLine, Notice, Refused, Reminder, TicketRecord
from tests.desk.office import SYNC, TECHNICAL, Office

CHEN, LI, WANG, MA = (f"slack:T1/@U_{name}" for name in ("CHEN", "LI", "WANG", "MA"))
MILD = "new 包装破损 客户=王五 部门=技术部 类型=投诉"


@pytest.fixture
def office(store: Store) -> Office:
    """Technical has a room, service none: its supervisor, Chen, is asked in private."""
    policy = load(preset="complaint-handling").policy
    return Office.opened(store, replace(policy, approvers=("technical", "service")))


async def put_up(office: Office) -> str:
    """A severe complaint whose remedy waits for technical and for service."""
    no = await office.created("new 分娩镇痛泵故障 客户=王五 部门=技术部 类型=投诉")
    await office.done("wang", Accept(no))
    await office.done("tang", f"定责 {no} 严重程度=重 共同分析：密封圈老化 原因=质量异常")
    assert await office.done("wang", Propose(no, "更换整机", "3200元")) == "submitted"
    await office.settle()
    return no


async def refused(office: Office, who: str, command: object) -> str:
    view = await office.ask(who, command)  # type: ignore[arg-type] # A line or a command.
    assert isinstance(view, Refused), view
    return view.error.code


def asked(office: Office, lane: str, code: str) -> list[Notice]:
    return [n for n in office.ear.in_lane(lane, Notice) if n.code == code]


async def test_a_severe_remedy_is_asked_of_each_department_approved_and_carried_out(
    office: Office,
) -> None:
    no = await put_up(office)
    [in_room] = asked(office, TECHNICAL, "approval_asked")
    [in_private] = asked(office, CHEN, "approval_asked")
    assert [p.name for p in in_room.people] == ["Tang"]
    assert in_room.blanks["solution"] == "更换整机"
    assert await refused(office, "wang", f"resolve {no} 已换") == "not_approved_yet"
    assert await office.done("tang", in_room.buttons[0].command) == "approved"
    assert await office.done("chen", in_private.buttons[0].command) == "approved_by_all"
    await office.settle()
    assert len(asked(office, WANG, "remedy_approved")) == 1
    lines = [line for line in office.ear.in_lane(SYNC, HistoryLine) if line.department]
    assert [line.department.zh for line in lines] == ["技术部", "客服部"]
    assert await office.done("wang", f"执行 {no} 已更换整机") == "resolved"


async def test_a_rejection_goes_back_with_its_reason_and_is_proposed_anew(office: Office) -> None:
    no = await put_up(office)
    await office.done("tang", Approve(no))
    assert await office.done("chen", f"驳回 {no} 费用过高，请改为维修") == "disapproved"
    await office.settle()
    [told] = asked(office, WANG, "remedy_refused")
    assert (told.blanks["note"], told.buttons[0].command) == ("费用过高，请改为维修", Propose(no))
    assert office.ear.card().approvals[1].reason == "费用过高，请改为维修"
    assert await office.done("wang", Propose(no, "更换密封圈", "0")) == "submitted"
    await office.settle()
    assert len(asked(office, TECHNICAL, "approval_asked")) == 2


async def test_an_answer_twice_by_another_department_or_too_early_is_refused(
    office: Office,
) -> None:
    no = await put_up(office)
    assert await refused(office, "hou", Approve(no)) == "not_asked"
    await office.done("tang", Approve(no))
    assert await refused(office, "tang", Approve(no)) == "already_decided"
    assert await refused(office, "tang", Disapprove(no, "再想想")) == "already_decided"
    other = await office.created(MILD)
    early = await office.ask("tang", Approve(other))
    assert isinstance(early, Refused)
    assert (early.error.code, early.error.blanks()["possible"][0]) == (
        "nothing_to_approve", "classify",
    )  # fmt: skip


async def test_a_manager_says_for_which_department(office: Office) -> None:
    no = await put_up(office)
    assert await refused(office, "ma", Approve(no)) == "which_department"
    assert await office.done("ma", f"同意 {no} 部门=技术部") == "approved"
    assert await office.done("ma", f"同意 {no}") == "approved_by_all"


async def test_the_customers_no_is_still_the_customers(office: Office) -> None:
    """While departments are asked, whoever speaks with the customer brings their word (S4-24)."""
    no = await put_up(office)
    assert await office.done("tang", f"客户不同意 {no} 客户只要退款") == "proposal_rejected"
    assert office.ticket(no).approvals == ()
    assert await office.done("wang", Propose(no, "退款")) == "submitted"
    assert await office.done("tang", Reject(no, "太慢")) == "proposal_rejected"


@pytest.mark.parametrize("line", ["驳回 {no} 客户只要退款", "reject {no} 客户只要退款"])
async def test_a_plain_no_while_departments_are_asked_is_theirs_and_the_customers_a_tap_away(
    office: Office, line: str
) -> None:
    no = await put_up(office)
    view = await office.ask("wang", line.format(no=no))
    assert isinstance(view, Refused)
    assert view.error.blanks()["who"] == ("Tang", "Chen")
    assert office.ticket(no).approvals
    assert [b.command for b in view.buttons] == [Reject(no, "客户只要退款"), Show(no)]
    not_theirs = await office.ask("hou", line.format(no=no))
    assert isinstance(not_theirs, Refused)
    assert (not_theirs.error.code, not_theirs.buttons) == ("not_asked", ())
    assert await office.done("wang", view.buttons[0].command) == "proposal_rejected"


async def test_a_reject_without_its_reason_opens_the_departments_form(office: Office) -> None:
    no = await put_up(office)
    view = await office.ask("chen", f"reject {no}")
    assert isinstance(view, FormView)
    assert view.form.key == "disapprove"
    not_theirs = await office.ask("hou", OpenForm("disapprove", no))
    assert isinstance(not_theirs, Refused)


async def test_a_department_that_says_nothing_is_reminded_in_its_room_and_then_the_manager(
    office: Office,
) -> None:
    no = await put_up(office)
    await office.later(hours=7)
    [warned] = [r for r in office.ear.in_lane(TECHNICAL, Reminder) if r.ticket == no]
    assert (warned.call, warned.kind) == (Call.WARN, DutyKind.APPROVAL)
    assert warned.buttons[0].command == Approve(no, dept="technical")
    assert not [r for r in office.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.APPROVAL]
    await office.done("chen", Approve(no))
    await office.later(hours=17)
    missed = [r for r in office.ear.in_lane(MA, Reminder) if r.kind is DutyKind.APPROVAL]
    assert [(r.call, str(r.about)) for r in missed] == [(Call.BREACH, str(warned.about))]


async def test_a_verdict_is_fed_back_to_the_department_at_fault(office: Office) -> None:
    no = await office.created(MILD)
    await office.settle()
    line = f"定责 {no} 原因=质量异常 部门=技术部 情节=轻 装箱未固定"
    assert await refused(office, "hou", line) == "not_yours"
    assert await refused(office, "wang", line) == "not_allowed"
    assert await office.done("jie", line) == "judged"
    await office.settle()
    [fed_back] = asked(office, TECHNICAL, "fed_back")
    assert fed_back.blanks["note"] == "装箱未固定"
    assert office.ear.card(SYNC).at_fault is not None


async def test_a_room_never_learns_the_person_at_fault(office: Office) -> None:
    no = await office.created(MILD)
    await office.done("tang", Judge(no, cause="human", dept="technical", person="wu"))
    await office.settle()
    assert office.ticket(no).responsible_member == "wu"
    assert "Wu" not in repr([s.view for s in office.ear.said.values()])


async def test_it_is_not_closed_before_cause_and_responsibility_are_known(office: Office) -> None:
    no = await office.created(MILD)
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已补发")
    assert await refused(office, "li", Confirm(no, "yes")) == "missing_to_close"
    office.desk = replace(office.desk, public_url="https://desk.example")
    assert await refused(office, "li", Survey(no)) == "missing_to_close"
    await office.done("tang", Judge(no, cause="other", findings="运输方责任，附签收照片"))
    assert await office.done("li", Confirm(no, "yes")) == "confirmed_yes"


@pytest.mark.parametrize(
    ("who", "required", "offered"),
    [
        ("tang", ("cause", "responsibility"), ["judge"]),
        ("tang", ("phone", "email"), ["edit"]),
        ("tang", ("phone", "cause"), ["edit", "judge"]),
        ("li", ("phone", "cause"), ["edit"]),  # No agent finds anybody responsible.
    ],
)
async def test_what_must_be_known_before_it_is_closed_is_a_tap_away_for_whoever_may_say_it(
    office: Office, who: str, required: tuple[str, ...], offered: list[str]
) -> None:
    policy = office.policies.current
    office.policies.current = replace(policy, required={**policy.required, "close": required})
    no = await office.created(MILD)
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已补发")
    office.desk = replace(office.desk, public_url="https://desk.example")
    for command in (Confirm(no, "yes"), Survey(no)):
        view = await office.ask(who, command)
        assert isinstance(view, Refused), view
        forms = [OpenForm(key, no) for key in offered]
        assert [b.command for b in view.buttons] == [*forms, Show(no)]
        assert all([isinstance(await office.ask(who, form), FormView) for form in forms])


async def test_the_form_of_a_verdict_refuses_what_contradicts_and_keeps_what_was_typed(
    office: Office,
) -> None:
    no = await office.created(MILD)
    assert await refused(office, "tang", Judge(no, dept="technical", findings="外力")) == (
        "verdict_contradicts"
    )
    elsewhere = Judge(no, cause="human", dept="technical", person="hou")
    assert await refused(office, "tang", elsewhere) == "person_elsewhere"


async def test_a_verdict_that_names_no_department_is_not_said_to_be_fed_back(
    office: Office,
) -> None:
    no = await office.created(MILD)
    assert await office.done("tang", f"定责 {no} 拆机后发现密封圈老化") == "judged_of_nobody"
    assert await office.done("tang", f"定责 {no} 部门=仓储部") == "judged"


async def test_a_verdict_not_ours_names_the_files_that_show_it(office: Office) -> None:
    no = await office.created(MILD)
    bare = f"定责 {no} 原因=其他 鉴定=外力撞击，见检测报告"
    assert await office.done("tang", bare) == "judged_unproved"
    await office.done(
        "tang", Note(no, "检测", files=("slack:F1 检测报告.pdf", "slack:F2 外壳.jpg"))
    )
    view = await office.ask("tang", f"定责 {no} 凭证=检测报告.doc")
    assert isinstance(view, Refused)
    assert view.error.blanks()["known"] == ("检测报告.pdf", "外壳.jpg")
    assert await office.done("tang", f"定责 {no} 凭证=检测报告.PDF、外壳.jpg") == "judged"
    await office.settle()
    line = office.ear.in_lane(SYNC, HistoryLine)[-1]
    assert line.files == ("slack:F1 检测报告.pdf", "slack:F2 外壳.jpg")
    with_file = Typed(f"judge {no} evidence=外壳.jpg", files=("slack:F3 复检.pdf",))
    assert (await office.ask("tang", with_file)).code == "judged"  # type: ignore[union-attr] # Done.
    shown = await office.ask("tang", Show(no))
    assert isinstance(shown, TicketRecord)
    known = {one.key: one.value for one in shown.details}
    assert known["evidence"] == "检测报告.pdf、外壳.jpg、复检.pdf"
    assert [one.name for one in shown.exhibits] == ["检测报告.pdf", "外壳.jpg", "复检.pdf"]
    await office.done("tang", Judge(no, dept="technical"))
    assert (office.ticket(no).findings, office.ticket(no).evidence) == ("", ())


async def test_the_departments_concerned_find_out_together_and_nobody_else(office: Office) -> None:
    """S4-20, S4-30: technical inspects the part and its batch, service says how grave it is."""
    no = await office.created(MILD)
    found = "密封圈老化，2026年9月批次，装配一组"
    await office.done("jie", f"定责 {no} {found} 原因=质量异常")
    await office.done("chen", f"定责 {no} 严重程度=轻 部门=技术部")
    ticket = office.ticket(no)
    assert (ticket.analysis, ticket.cause, ticket.severity) == (found, "quality", "minor")
    assert ticket.responsible_department == "technical"
    assert await refused(office, "hou", f"定责 {no} 与仓储无关 原因=其他") == "not_yours"


async def test_a_verdict_that_says_nothing_is_asked_for_again(office: Office) -> None:
    no = await office.created("new 漏水 客户=王五 部门=技术部 类型=投诉")
    view = await office.ask("tang", SubmitForm("judge", no, 1))
    assert isinstance(view, FormView)
    assert set(view.form.errors) == {"cause"}
    assert office.ticket(no).judged_at is None
