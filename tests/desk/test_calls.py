"""Calls after closing, at the desk: answers, tries, new problems, the case and its question."""

from dataclasses import replace

from bot.commands import CallBack, OpenForm, SubmitForm
from bot.domain.policy import DutyKind
from bot.views import Done, FormView, HistoryLine, Refused
from tests.desk.office import SYNC, Office


async def closed(office: Office, line: str = "new 空调不制冷 客户=张三 电话=13812345678") -> str:
    no = await office.created(f"{line} 产品=KFR-35 部门=技术部 分类=产品质量 紧急程度=紧急")
    await office.done("wang", f"accept {no}")
    await office.done("wang", f"resolve {no} 换了压缩机")
    await office.done("li", f"confirm {no} yes")
    return no


def owed(office: Office, no: str) -> set[DutyKind]:
    rows = office.store.read(lambda uow: uow.duties.newest(no)).result()
    return {row.kind for row in rows if row.running}


async def form(office: Office, no: str, key: str = "callback", who: str = "li") -> FormView:
    view = await office.ask(who, OpenForm(key, no))
    assert isinstance(view, FormView), view
    return view


async def test_the_form_of_a_call_has_its_rounds_script_and_every_dimension(office: Office) -> None:
    """S2-42, S2-43, S3-21, S4-08."""
    no = await closed(office)
    view = await form(office, no)
    names = [one.field.name for one in view.form.fields]
    assert names == [
        "answer", "csat", "answers.speed", "answers.result", "answers.service", "outcome",
        "suggestion", "needs", "problem", "loyalty",
    ]  # fmt: skip
    scripts = office.policies.current.scripts
    assert [g.blanks["script"] for g in view.form.guide] == [scripts["callback"]]
    office.clock.forward(days=4)
    later = await form(office, no)
    assert [g.blanks["script"] for g in later.form.guide] == [scripts["second_callback"]]


async def test_a_call_is_recorded_from_the_form_and_from_a_line_alike(office: Office) -> None:
    """S0-04, S2-41…S2-43."""
    first, second = await closed(office), await closed(office, "new 漏水 客户=李四")
    filled = {"answer": "reached", "csat": "satisfied", "answers.speed": "neutral", "loyalty": "9"}
    sent = SubmitForm("callback", first, office.ticket(first).version, filled)
    assert await office.done("li", sent) == "called_back"
    line = f"回访 {second} 满意度=满意 速度=一般 推荐=9"
    assert await office.done("li", line) == "called_back"
    for no in (first, second):
        ticket = office.ticket(no)
        assert ticket.csat == {"callback": "satisfied", "speed": "neutral"}
        assert ticket.loyalty == "9"


async def test_an_answer_of_the_scale_alone_is_an_answer_and_no_mere_remark(office: Office) -> None:
    """What is typed at the phone: `回访 001 不满意` must not pass for a satisfied customer."""
    first, second = await closed(office), await closed(office, "new 漏水 客户=李四")
    await office.done("li", f"回访 {first} 不满意。")
    assert office.ticket(first).csat == {"callback": "dissatisfied"}
    assert DutyKind.DISSATISFIED in owed(office, first)
    await office.done("li", f"回访 {second} 满意度问起时没说")
    assert office.ticket(second).csat == {}
    line = "new 漏水 客户=王五 部门=技术部 产品=K 分类=产品质量 紧急程度=紧急"
    third = await office.created(line)
    await office.done("wang", f"accept {third}")
    await office.done("wang", f"resolve {third} 换了密封圈")
    await office.done("li", f"确认 {third} 好了 满意")
    assert office.ticket(third).csat == {"overall": "satisfied"}


async def test_an_answer_outside_the_scale_is_refused_by_the_policys_own_word(
    office: Office,
) -> None:
    no = await closed(office)
    refused = await office.ask("li", f"回访 {no} 速度=凑合")
    assert isinstance(refused, Refused)
    assert refused.error.code == "unknown_value"
    assert refused.error.blanks()["field"] == office.policies.current.dimensions[0].name


async def test_who_was_not_reached_is_rung_again_and_not_for_ever(office: Office) -> None:
    no = await closed(office)
    for code in ("call_tried", "call_tried", "call_given_up"):
        assert await office.done("li", f"回访 {no} 联系不上") == code
    assert DutyKind.CALLBACK not in owed(office, no)
    assert office.happenings(no)[-3:] == ["call_tried"] * 3


async def test_a_new_problem_is_a_ticket_at_once_with_customer_and_product(office: Office) -> None:
    """S2-44."""
    no = await closed(office)
    view = await office.ask("li", f"回访 {no} 之前的好了 新问题=遥控器失灵")
    assert isinstance(view, Done)
    assert view.code == "called_back_problem"
    old, new = office.ticket(no), office.ticket(view.blanks["new"])
    assert (old.related, new.related) == ((new.no,), (no,))
    assert (new.customer, new.purchase) == (old.customer, old.purchase)
    assert (new.report.description, new.first_responder, new.open) == ("遥控器失灵", "li", True)
    await office.settle()
    cards = [s.view for s in office.ear.said.values() if s.lane == SYNC and s.thread == ""]
    assert new.no in [getattr(card, "no", "") for card in cards]


async def test_one_dissatisfied_dimension_is_the_supervisors_case_until_the_second_question(
    office: Office,
) -> None:
    """S2-45, S2-46, S3-31."""
    no = await closed(office)
    await office.done("li", f"回访 {no} 满意度=满意 速度=非常不满意")
    assert DutyKind.DISSATISFIED in owed(office, no)
    early = await office.ask("tang", f"满意 {no} 是")
    assert isinstance(early, Refused)
    assert early.error.code == "nothing_to_ask_again"
    asked = await office.ask("tang", f"补救 {no} 赠券")  # Without a reason the form asks for it.
    assert isinstance(asked, FormView)
    assert {f.field.name: f.value for f in asked.form.fields} == {"reason": "", "remedy": "赠券"}
    assert await office.done("tang", f"补救 {no} 赠券 原因=上门晚到") == "remedied"
    assert owed(office, no) & {DutyKind.DISSATISFIED, DutyKind.REMEDY_CHECK} == {
        DutyKind.REMEDY_CHECK
    }
    office.clock.forward(days=1)
    assert await office.done("tang", f"满意 {no} 不满意 还没收到") == "asked_again_no"
    assert DutyKind.DISSATISFIED in owed(office, no)
    assert await office.done("tang", f"补救 {no} 已补发 原因=漏发") == "remedied"
    assert await office.done("tang", f"满意 {no} 是") == "asked_again_yes"
    assert not owed(office, no) & {DutyKind.DISSATISFIED, DutyKind.REMEDY_CHECK}


async def test_whether_they_recommend_us_is_asked_once_a_quarter(office: Office) -> None:
    """S4-08: whichever of the customer's tickets it was."""
    first, second = await closed(office), await closed(office)
    await office.done("li", f"回访 {first} 好 推荐=10")
    assert "loyalty" not in [f.field.name for f in (await form(office, second)).form.fields]
    refused = await office.ask("li", f"回访 {second} 好 推荐=10")
    assert isinstance(refused, Refused)
    assert refused.error.code == "loyalty_asked"
    office.clock.forward(days=90)
    assert "loyalty" in [f.field.name for f in (await form(office, second)).form.fields]
    policy = office.policies.current
    office.policies.current = replace(policy, loyalty_every=None)
    assert "loyalty" not in [f.field.name for f in (await form(office, second)).form.fields]


async def test_a_refused_call_form_keeps_everything_and_changes_nothing(office: Office) -> None:
    no = await closed(office)
    before = office.happenings(no)
    filled = {"answers.speed": "凑合", "outcome": "好", "answer": "reached"}
    view = await office.ask("li", SubmitForm("callback", no, office.ticket(no).version, filled))
    assert isinstance(view, FormView)
    assert list(view.form.errors) == ["answers.speed"]
    assert {f.field.name: f.value for f in view.form.fields}["outcome"] == "好"
    assert office.happenings(no) == before


async def test_the_history_tells_of_a_call_without_personal_data(office: Office) -> None:
    no = await closed(office)
    await office.settle()
    await office.done("li", CallBack(no, "改打13912345678", answer="unreachable"))
    await office.settle()
    told = office.ear.in_lane(SYNC, HistoryLine)[-1]
    assert told.happening.value == "call_tried"
    assert "13912345678" not in told.note
