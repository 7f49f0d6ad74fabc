"""What is owed besides the steps of the work, at the desk: asked for, met, and told to whom."""

import logging
from dataclasses import replace

import pytest

from bot import phrases
from bot.commands import Accept, Confirm, Edit, Fill, OpenForm, Progress, SubmitForm
from bot.domain.duties import Call, Duty
from bot.domain.history import Happening
from bot.domain.policy import DutyKind, DutyPolicy
from bot.domain.span import Span
from bot.handlers.ledger import Ledger
from bot.ports import UnitOfWork
from bot.views import Button, Done, FormView, HistoryLine, Refused, Reminder
from bot.words import Words
from tests.desk.office import SYNC, Office

MA, ADMIN = "slack:T1/@U_MA", "slack:T1/@U_ADMIN"


def words(office: Office, locale: str = "zh") -> Words:
    return Words(locale, office.policies.current.zone, office.clock.at)


def row(office: Office, no: str, kind: DutyKind) -> Duty:
    rows = office.store.read(lambda u: u.duties.newest(no)).result()
    [found] = [one for one in rows if one.kind is kind]
    return found


def reminders(office: Office, kind: DutyKind, lane: str = SYNC) -> list[Reminder]:
    return [r for r in office.ear.in_lane(lane, Reminder) if r.kind is kind]


def promised(office: Office, **said: DutyPolicy) -> None:
    policy = office.policies.current
    named = {DutyKind(kind): duty for kind, duty in said.items()}
    office.policies.current = replace(policy, duties={**policy.duties, **named})


def only(office: Office, *kinds: DutyKind) -> None:
    """Nothing else is owed, so that nothing else is said."""
    kept = {kind: office.policies.current.duties[kind] for kind in kinds}
    office.policies.current = replace(office.policies.current, duties=kept)


URGENT = "new 停机 客户=王五 部门=技术部 紧急程度=紧急"


async def worked_on(office: Office, line: str = URGENT) -> str:
    no = await office.created(line)
    await office.done("wang", Accept(no))
    return no


async def closed(office: Office, csat: str = "", level: str = "") -> str:
    no = await worked_on(office, f"new 停机 客户=王五 电话=13812345678 部门=技术部 {level}")
    await office.done("wang", f"resolve {no} 已换")
    await office.done("li", f"confirm {no} yes {csat}")
    return no


# The record.


async def test_a_reminder_of_the_record_names_what_is_missing_and_asks_for_that_alone(
    office: Office,
) -> None:
    only(office, DutyKind.RECORD)
    no = await office.created("new 停机 客户=王五 电话=13812345678 产品=KFR 紧急程度=紧急")
    await office.settle()
    await office.later(hours=22)
    [asked] = reminders(office, DutyKind.RECORD)
    assert asked.missing == ("channel", "kind", "category")
    assert asked.buttons[0] == Button(Fill(no), primary=True)
    assert phrases.reminder_about(asked, words(office)).endswith("还缺：反馈渠道、类型、问题分类")
    form = await office.ask("li", asked.buttons[0].command)
    assert isinstance(form, FormView)
    assert [f.field.name for f in form.form.fields] == ["channel", "kind", "category"]
    values = {"channel": "phone", "kind": "repair", "category": "product"}
    assert await office.done("li", SubmitForm("fill", no, form.form.version, values)) == "edited"
    met = row(office, no, DutyKind.RECORD)
    assert (met.ending, met.met_at, met.missed_at) == ("met", office.clock.at, None)


async def test_a_record_filled_in_part_says_what_is_left(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 电话=13812345678 产品=KFR 紧急程度=紧急")
    view = await office.ask("li", f"补录 {no} 渠道=电话")
    assert isinstance(view, Done)
    assert phrases.done(view, words(office)) == f"工单 {no} 已补录，还缺：类型、问题分类。"
    assert await office.done("li", f"fill {no} kind=维修 category=产品质量") == "edited"
    refused = await office.ask("li", OpenForm("fill", no))
    assert isinstance(refused, Refused)
    assert refused.error.code == "nothing_missing"


async def test_a_complete_ticket_has_met_its_record_when_it_is_made(office: Office) -> None:
    no = await office.created(
        "new 停机 客户=王五 电话=13812345678 产品=KFR 紧急程度=紧急"
        " 渠道=电话 类型=维修 分类=产品质量"
    )
    assert row(office, no, DutyKind.RECORD).ending == "met"


# Corrections.


async def test_a_correction_is_told_masked_and_kept_whole(office: Office) -> None:
    no = await worked_on(office, "new 停机 客户=王五 电话=13812345678 部门=技术部")
    await office.settle()
    assert await office.done("wang", f"修改 {no} 电话=13900001111 产品=KFR-35") == "edited"
    await office.settle()
    line = office.ear.in_lane(SYNC, HistoryLine)[-1]
    said = phrases.history(line, words(office))
    assert "****5678 → ****1111" in said
    assert "13812345678" not in repr(line)
    changes = office.history(no)[-1].changes
    assert changes["customer.phone"] == ("13812345678", "13900001111")
    assert changes["purchase.product"] == ("", "KFR-35")


@pytest.mark.parametrize(
    ("who", "line", "code"),
    [
        ("wu", "电话=13900001111", "not_yours"),  # Neither given to them nor taken in by them.
        ("wang", "紧急程度=一般", "not_allowed"),  # Where it belongs is for those who classify.
        ("wang", "电话=12", "not_a_phone"),
        ("wang", "客户=王五", "nothing_changed"),
    ],
)
async def test_a_correction_that_may_not_be_is_refused_and_changes_nothing(
    office: Office, who: str, line: str, code: str
) -> None:
    no = await worked_on(office)
    before = office.ticket(no)
    refused = await office.ask(who, f"edit {no} {line}")
    assert isinstance(refused, Refused)
    assert refused.error.code == code
    assert office.ticket(no) == before


async def test_the_form_of_a_correction_shows_nothing_personal(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 电话=13812345678 产品=KFR 渠道=电话")
    form = await office.ask("li", Edit(no))
    assert isinstance(form, FormView)
    shown = {f.field.name: f.value for f in form.form.fields if f.value}
    assert shown == {"product": "KFR", "channel": "phone"}


# News for the customer.


async def test_the_button_under_a_reminder_of_news_says_that_the_customer_was_told(
    office: Office,
) -> None:
    only(office, DutyKind.PROGRESS)
    no = await worked_on(office)
    await office.settle()
    await office.later(hours=3, minutes=30)
    [asked] = reminders(office, DutyKind.PROGRESS)
    assert (asked.call, asked.buttons[0].command) == (Call.WARN, Progress(no, told=True))
    form = await office.ask("wang", asked.buttons[0].command)
    assert isinstance(form, FormView)
    assert {f.field.name: f.value for f in form.form.fields} == {"note": "", "told": "yes"}
    values = {"note": "配件在途", "told": "yes"}
    await office.done("wang", SubmitForm("progress", no, form.form.version, values))
    again = row(office, no, DutyKind.PROGRESS)
    assert (again.seq, again.started_at, again.running) == (2, office.clock.at, True)


# Reasons.


async def test_a_breach_asks_the_assignee_why_and_a_reason_answers(office: Office) -> None:
    only(office, DutyKind.FIRST_RESPONSE, DutyKind.OVERDUE_REASON)
    no = await worked_on(office)
    await office.settle()
    await office.later(minutes=16)
    asked = row(office, no, DutyKind.OVERDUE_REASON)
    assert (asked.about, asked.owner, asked.running) == ("first_response", "wang", True)
    assert "Reason" in [type(b.command).__name__ for b in office.ear.card(SYNC).more]
    await office.later(hours=4)
    [missed] = reminders(office, DutyKind.OVERDUE_REASON, "slack:T1/@U_TANG")
    said = phrases.reminder_headline(missed, words(office))
    assert said.startswith(f"{no} 填写超时原因（首次响应）已超时")
    assert await office.done("wang", f"reason {no} 缺件") == "reason_given"
    answered = row(office, no, DutyKind.OVERDUE_REASON)
    assert (answered.ending, answered.missed_by) == ("met", "wang")
    await office.settle()
    assert "Reason" not in [type(b.command).__name__ for b in office.ear.card(SYNC).more]


# The customer's word.


async def test_a_no_is_an_answer_and_a_call_without_one_is_only_counted(office: Office) -> None:
    no = await worked_on(office)
    await office.done("wang", f"resolve {no} 重启")
    await office.done("li", Confirm(no, "unreachable"))
    assert row(office, no, DutyKind.CONFIRMATION).running
    assert office.ticket(no).confirm_tries == 1
    await office.done("li", Confirm(no, "no"))
    met = row(office, no, DutyKind.CONFIRMATION)
    assert (met.ending, met.met_at) == ("met", office.clock.at)
    await office.done("wang", f"resolve {no} 换机")
    assert row(office, no, DutyKind.CONFIRMATION).seq == 2


# After closing.


async def test_the_callback_command_records_the_round_whose_days_these_are(office: Office) -> None:
    no = await closed(office)
    assert await office.done("li", f"callback {no} 正常") == "called_back"
    refused = await office.ask("li", f"callback {no} 又打了一次")
    assert isinstance(refused, Refused)
    assert refused.error.code == "too_early_to_call_back"
    office.clock.forward(days=4)
    assert await office.done("li", f"回访 {no} 无遗留问题") == "called_again"
    assert row(office, no, DutyKind.SECOND_CALLBACK).ending == "met"
    assert isinstance(await office.ask("li", f"callback {no} 再问"), Refused)


async def test_a_dissatisfied_customer_is_the_supervisors_own_case(office: Office) -> None:
    only(office, DutyKind.DISSATISFIED)
    no = await closed(office, "csat=不满意")
    case = row(office, no, DutyKind.DISSATISFIED)
    assert (case.owner, case.due_at - case.started_at) == ("tang", Span.parse("48h").length)
    await office.settle()
    assert "Remedy" in [type(b.command).__name__ for b in office.ear.card(SYNC).buttons]
    await office.later(hours=48)
    [missed] = reminders(office, DutyKind.DISSATISFIED, MA)  # Past the supervisor: the manager.
    assert missed.call is Call.BREACH
    refused = await office.ask("li", f"remedy {no} 优惠券 原因=晚到")
    assert isinstance(refused, Refused)
    assert await office.done("tang", f"补救 {no} 已致歉，赠送优惠券 原因=晚到") == "remedied"
    assert office.ticket(no).remedy == "已致歉，赠送优惠券"
    assert row(office, no, DutyKind.DISSATISFIED).ending == "met"
    again = await office.ask("tang", f"remedy {no} 再送一张 原因=晚到")
    assert isinstance(again, Refused)
    assert again.error.code == "nothing_to_remedy"


# Care for key customers.


CARE = DutyPolicy(due=Span.parse("90d"), warn=Span.parse("7d"))


async def test_care_is_asked_for_on_the_customers_latest_ticket_alone(office: Office) -> None:
    promised(office, care_call=CARE)
    only(office, DutyKind.CARE_CALL)
    first = await closed(office, level="客户等级=VIP")
    office.clock.forward(days=30)
    second = await closed(office, level="客户等级=VIP")
    await office.later(days=83)
    assert [r.ticket for r in reminders(office, DutyKind.CARE_CALL)] == [second]
    assert office.ticket(first).care_moved_to == second
    assert await office.done("li", f"关怀 {second} 一切正常") == "cared"
    kept = row(office, second, DutyKind.CARE_CALL)
    assert (kept.seq, kept.started_at) == (2, office.clock.at)


# The receipt.


async def test_a_receipt_that_was_not_sent_is_told_to_the_log_and_the_admins_alone(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    only(office, DutyKind.ACKNOWLEDGE)
    no = await office.created()

    def message(uow: UnitOfWork) -> None:
        ledger = Ledger(uow, office.policies.current, uow.people.roster(), office.clock.at)
        ticket = uow.tickets.get(no)
        assert ticket is not None
        ledger.save(ticket, replace(ticket, message_at=office.clock.at), Happening.NOTED)

    office.store.write(message).result()
    with caplog.at_level(logging.ERROR):
        await office.later(minutes=5)
    assert "missed: acknowledge" in caplog.text
    assert len(reminders(office, DutyKind.ACKNOWLEDGE, ADMIN)) == 1
    assert reminders(office, DutyKind.ACKNOWLEDGE) == []
