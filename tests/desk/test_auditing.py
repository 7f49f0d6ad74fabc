"""Rows removed by hand are found, put back, and what they would have said is said once."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, update

from bot.domain.duties import Call, Duty
from bot.domain.policy import DutyKind
from bot.handlers.waking import wake_due
from bot.policyfile import load_text
from bot.views import Alarm, Digest, HistoryLine, Notice, Reminder
from storage.outbox_tables import OUTBOX
from storage.tables import DUTY
from tests.desk.office import NEW, SYNC, TECHNICAL, Office

ADMIN = "slack:T1/@U_ADMIN"
URGENT = f"{NEW} 部门=技术部 分类=产品质量 紧急程度=紧急"


@pytest.fixture
async def audited(office: Office) -> Office:
    """Its rooms are known to the audit."""
    await office.pump.audit()
    office.clock.forward(minutes=1)
    return office


def run(office: Office, statement: Any) -> None:
    office.store.write(lambda uow: uow.link.core.execute(statement)).result()  # type: ignore[attr-defined]


def running(office: Office, no: str, kind: DutyKind) -> Duty:
    rows = office.store.read(lambda uow: uow.duties.of(no)).result()
    [only] = [d for d in rows if d.kind is kind and d.running]
    return only


async def found(office: Office) -> int:
    """What the next two audits find: whatever it is, it is found once."""
    before = office.pump.counts.restored
    for _ in range(2):
        office.clock.forward(minutes=1)
        await office.pump.audit()
        await office.settle(sweeping=False)
    return office.pump.counts.restored - before


def alarms(office: Office) -> list[tuple[str, str]]:
    return [(a.code, a.blanks["rows"]) for a in office.ear.in_lane(ADMIN, Alarm)]


async def test_a_duty_removed_by_hand_is_owed_again_and_told_once(audited: Office) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    before = running(audited, no, DutyKind.FIRST_RESPONSE)
    run(audited, delete(DUTY).where(DUTY.c.id == before.id))
    assert await found(audited) == 1
    after = running(audited, no, DutyKind.FIRST_RESPONSE)
    assert (after.due_at, after.wake_at, after.seq) == (before.due_at, before.wake_at, before.seq)
    assert alarms(audited) == [("removed", "1")]


async def test_a_duty_that_was_told_to_sleep_for_ever_is_woken(audited: Office) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    before = running(audited, no, DutyKind.FIRST_RESPONSE)
    run(audited, update(DUTY).where(DUTY.c.id == before.id).values(wake_at=None))
    assert await found(audited) == 1
    assert running(audited, no, DutyKind.FIRST_RESPONSE) == before


async def test_a_breach_whose_duty_was_removed_is_not_told_again(audited: Office) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    await audited.later(minutes=16)
    before = running(audited, no, DutyKind.FIRST_RESPONSE)
    assert before.missed_at
    run(audited, delete(DUTY).where(DUTY.c.id == before.id))
    heard = len(audited.ear.in_lane(SYNC, Reminder)), audited.happenings(no).count("breached")
    assert await found(audited) == 1
    await audited.settle()
    after = running(audited, no, DutyKind.FIRST_RESPONSE)
    assert (after.missed_at, after.called_at, after.rung) == (before.missed_at, before.called_at, 1)
    assert heard == (
        len(audited.ear.in_lane(SYNC, Reminder)),
        audited.happenings(no).count("breached"),
    )


@pytest.mark.parametrize("first", ["the audit", "the delivery"])
async def test_a_call_whose_duty_was_removed_before_it_was_said_is_said(
    audited: Office, first: str
) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    audited.clock.forward(minutes=16)
    policy, now = audited.policies.current, audited.clock.now()
    audited.store.write(lambda uow: wake_due(uow, policy, now, 100)).result()
    before = running(audited, no, DutyKind.FIRST_RESPONSE)
    run(audited, delete(DUTY).where(DUTY.c.id == before.id))
    if first == "the audit":
        await audited.pump.audit()
    await audited.settle(sweeping=False)
    told = audited.ear.in_lane(SYNC, Reminder)
    told += [r for d in audited.ear.in_lane(SYNC, Digest) for r in d.reminders]
    assert [r.call for r in told if r.kind is DutyKind.FIRST_RESPONSE] == [Call.BREACH]
    assert running(audited, no, DutyKind.FIRST_RESPONSE).due_at == before.due_at
    assert [code for code, _ in alarms(audited)] == ["removed"]


async def test_a_note_whose_line_was_removed_is_said_unless_it_was_written_there(
    audited: Office,
) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    await audited.done("wang", f"note {no} 已检测")
    run(audited, delete(OUTBOX).where(OUTBOX.c.saying == "line"))
    assert await found(audited) > 0
    assert len(audited.ear.in_lane(SYNC, HistoryLine)) == 1


async def test_a_card_whose_row_was_removed_is_posted_anew(audited: Office) -> None:
    no = await audited.created(URGENT)
    run(audited, delete(OUTBOX).where(OUTBOX.c.key == f"card:{no}:{TECHNICAL}"))
    assert await found(audited) == 1
    assert audited.ear.card(TECHNICAL).no == no
    assert audited.ear.card(SYNC).no == no


async def test_a_line_whose_row_was_removed_is_said_once(audited: Office) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    await audited.done("wang", f"accept {no}")
    lines = OUTBOX.c.saying == "line", OUTBOX.c.lane == SYNC
    run(audited, delete(OUTBOX).where(*lines))
    assert await found(audited) == 2  # The line, and what to do about such a ticket.
    assert len(audited.ear.in_lane(SYNC, HistoryLine)) == 1


@pytest.mark.parametrize(("minutes", "call"), [(12, Call.WARN), (16, Call.BREACH)])
async def test_a_reminder_whose_row_was_removed_is_said_once(
    audited: Office, minutes: int, call: Call
) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    audited.clock.forward(minutes=minutes)
    await audited.pump.sweep()
    key = f"{call.value}:first_response:{no}:1:{int(call is Call.BREACH)}:{SYNC}"
    run(audited, delete(OUTBOX).where(OUTBOX.c.key == key))
    assert await found(audited) == 1
    said = [r for r in audited.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.FIRST_RESPONSE]
    assert [r.call for r in said] == [call]


async def test_a_room_hears_nothing_of_what_was_before_it_joined(office: Office) -> None:
    no = await office.created(URGENT)
    run(office, delete(OUTBOX).where(OUTBOX.c.key == f"card:{no}:{SYNC}"))
    assert await found(office) == 0


async def test_old_lines_are_not_said_again(audited: Office) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    await audited.done("wang", f"accept {no}")
    await audited.settle()
    run(audited, delete(OUTBOX).where(OUTBOX.c.saying == "line"))
    audited.clock.forward(days=31)
    await audited.pump.sweep()
    await audited.pump.audit()
    before = len(audited.ear.in_lane(SYNC, HistoryLine))
    await audited.settle()
    assert len(audited.ear.in_lane(SYNC, HistoryLine)) == before == 1


async def test_another_policy_is_no_sign_of_a_hand(audited: Office) -> None:
    no = await audited.created(URGENT)
    await audited.settle()
    before = running(audited, no, DutyKind.RESOLUTION)
    audited.policies.current = load_text('preset = "quality-tracking"\n').policy
    assert await found(audited) == 0
    assert running(audited, no, DutyKind.RESOLUTION) != before


async def test_what_an_improvement_action_owes_is_put_back_and_said_once(audited: Office) -> None:
    """S0-43, S2-54."""
    await audited.done("chen", "action add retrain owner=@tang due=2026-12-04 17:00")
    before = running(audited, "action:A1", DutyKind.IMPROVEMENT)
    run(audited, delete(DUTY).where(DUTY.c.id == before.id))
    assert await found(audited) == 1
    after = running(audited, "action:A1", DutyKind.IMPROVEMENT)
    assert (after.due_at, after.wake_at, after.seq) == (before.due_at, before.wake_at, before.seq)
    await audited.later(days=8, hours=7)
    run(audited, delete(DUTY).where(DUTY.c.id == after.id))
    assert await found(audited) == 1
    await audited.settle()
    assert len(audited.ear.in_lane("slack:T1/@U_TANG", Reminder)) == 1
    await audited.done("tang", "action done A1 trained")
    run(audited, update(DUTY).where(DUTY.c.ticket == "action:A1").values(wake_at=None))
    assert await found(audited) == 0


async def test_notices_of_a_complaint_that_were_removed_are_given_again(audited: Office) -> None:
    """S4-02, S4-23, S4-24."""
    policy = audited.policies.current
    audited.policies.current = replace(policy, approvers=("technical",))
    await audited.pump.audit()
    no = await audited.created("new 漏液 客户=王五 部门=技术部 类型=投诉")
    for who, line in (
        ("tang", f"定责 {no} 原因=质量异常 部门=技术部 情节=重"),
        ("tang", f"assign {no} @wang"),
        ("wang", f"accept {no}"),
        ("wang", f"propose {no} 换新机"),
    ):
        await audited.done(who, line)
    await audited.settle()
    told = {"fed_back", "approval_asked"}
    notices = OUTBOX.c.key.like("notice:%") & OUTBOX.c.lane.in_([TECHNICAL])
    before = [v.code for v in audited.ear.in_lane(TECHNICAL, Notice)]
    assert set(before) == told
    assert await found(audited) == 0
    run(audited, delete(OUTBOX).where(notices))
    assert await found(audited) == 2
    again = [v.code for v in audited.ear.in_lane(TECHNICAL, Notice)][len(before) :]
    assert set(again) == told
    assert await found(audited) == 0
