"""Quiet hours: what is not urgent waits for the morning and comes as one message, never twice."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from bot.commands import Accept, Contact
from bot.domain.duties import Call
from bot.domain.history import Happening
from bot.domain.policy import DutyKind, QuietHours
from bot.ports import DeliveryError
from bot.views import Digest, Notice, Reminder, TicketCard
from tests.desk.office import SYNC, Office

EVENING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai.
EIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
CHEN = "slack:T1/@U_CHEN"
WANG = "slack:T1/@U_WANG"


@pytest.fixture
def night(office: Office) -> Office:
    policy = office.policies.current
    office.policies.current = replace(policy, quiet=QuietHours(time(22), time(8)))
    office.clock.at = EVENING
    return office


async def until_morning(office: Office) -> None:
    """Hour by hour, so that whatever would be said at night has its chance."""
    while office.clock.at < EIGHT:
        await office.later(minutes=30)


def calls(office: Office, lane: str = SYNC) -> list[object]:
    return [v for k in (Reminder, Digest, Notice) for v in office.ear.in_lane(lane, k)]


async def test_what_is_not_urgent_waits_and_comes_as_one_digest(night: Office) -> None:
    numbers = [await night.created(f"new 打不开{n} 客户=王五") for n in range(2)]
    await night.settle()
    assert len(night.ear.in_lane(SYNC, TicketCard)) == 2, "cards call nobody: they are shown"
    await night.later(hours=8, minutes=59)
    assert calls(night) == calls(night, CHEN) == []
    await night.later(minutes=1)
    [told] = calls(night)
    assert isinstance(told, Digest)
    assert {r.ticket for r in told.reminders} == set(numbers)
    assert all(r.call is Call.BREACH for r in told.reminders), "a warning is of no use any more"
    assert len(told.people) == len(set(told.people))
    [directly] = calls(night, CHEN)
    assert isinstance(directly, Digest)
    await night.later(minutes=10)
    assert calls(night) == [told], "said once"


async def test_a_breach_of_an_urgent_ticket_is_told_at_night(night: Office) -> None:
    no = await night.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    await night.done("wang", Accept(no))
    await night.settle()
    await night.later(minutes=16)
    said = [r for r in night.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.FIRST_RESPONSE]
    assert [r.call for r in said] == [Call.BREACH]
    await night.later(minutes=15)
    called = [r.call for r in night.ear.in_lane("slack:T1/@U_MA", Reminder)]
    assert called == [Call.MANAGER]


async def test_the_history_says_until_when_a_warning_is_put_off(night: Office) -> None:
    no = await night.created("new 咨询 客户=王五 部门=技术部 紧急程度=一般 处理人=wang")
    await until_morning(night)
    events = night.store.read(lambda u: u.history.of(no)).result()
    said_at = [e.changes["said_at"][1] for e in events if e.happening is Happening.WARNED]
    assert {datetime.fromisoformat(at) for at in said_at} == {EIGHT}


async def test_the_ladder_of_a_breach_that_was_held_back_begins_in_the_morning(
    night: Office,
) -> None:
    no = await night.created("new 咨询 客户=王五 部门=技术部 紧急程度=一般 处理人=wang")
    await night.done("wang", Accept(no))
    await until_morning(night)
    assert not calls(night, "slack:T1/@U_MA")
    rows = night.store.read(lambda u: u.duties.of(no)).result()
    [row] = [d for d in rows if d.kind is DutyKind.FIRST_RESPONSE]
    assert row.missed_at == row.due_at < EIGHT
    await night.later(minutes=14)
    assert not calls(night, "slack:T1/@U_MA")
    await night.later(minutes=1)
    assert calls(night, "slack:T1/@U_MA")


async def test_what_was_met_during_the_night_is_not_told_in_the_morning(night: Office) -> None:
    no = await night.created("new 咨询 客户=王五 部门=技术部 紧急程度=一般 处理人=wang")
    await night.done("wang", Accept(no))
    await night.later(hours=6)
    await night.done("wang", Contact(no, "已联系", "phone"))
    await night.done("wang", f"resolve {no} 已修好")
    await until_morning(night)
    kinds = {r.kind for d in calls(night) if isinstance(d, Digest) for r in d.reminders}
    kinds |= {r.kind for r in calls(night) if isinstance(r, Reminder)}
    assert not kinds & {DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION}


async def test_what_was_said_before_the_quiet_hours_but_not_sent_waits_too(
    night: Office,
) -> None:
    night.clock.at = datetime(2026, 11, 23, 13, 59, 50, tzinfo=UTC)  # 21:59:50.
    night.ear.fail[WANG] = [DeliveryError("ratelimited", retry_after=30, unsent=True)]
    await night.created("new 停机 客户=王五 部门=技术部 处理人=wang")
    await night.settle()
    await night.later(minutes=1)
    assert calls(night, WANG) == []
    night.clock.at = EIGHT
    await night.settle()
    assert len(calls(night, WANG)) == 1


async def test_what_was_gathered_with_something_urgent_before_the_quiet_hours_waits_alone(
    night: Office,
) -> None:
    night.clock.at = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)  # 21:30.
    rushed = await night.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    calm = await night.created("new 打不开 客户=王五")
    night.clock.forward(minutes=16)
    night.ear.fail[SYNC] = [DeliveryError("http 503")] * 100
    await night.later(minutes=10)
    night.clock.forward(minutes=30)  # It is 22:26.
    night.ear.fail[SYNC] = []
    await night.settle()
    assert {_about(view) for view in calls(night)} == {rushed}
    await until_morning(night)
    assert calm in {_about(view) for view in calls(night)}
    keys = [said.ref for said in night.ear.said.values() if said.lane == SYNC]
    assert len(keys) == len(set(keys))


def _about(view: Any) -> str:
    tickets = {r.ticket for r in view.reminders} if isinstance(view, Digest) else {view.ticket}
    return " ".join(sorted(tickets))


async def test_what_a_platform_took_hours_to_refuse_waits_for_the_morning_too(
    night: Office,
) -> None:
    night.clock.at = datetime(2026, 11, 23, 12, 50, tzinfo=UTC)  # 20:50, and an outage until 22:30.
    night.ear.fail[WANG] = [DeliveryError("http 503")] * 99
    await night.created("new 停机 客户=王五 部门=技术部 处理人=wang")
    for _ in range(100):
        await night.later(minutes=1)
    night.ear.fail[WANG] = []
    await night.later(minutes=1)
    assert calls(night, WANG) == []
    night.clock.at = EIGHT
    await night.settle()
    assert len(calls(night, WANG)) == 1


async def test_what_may_wait_is_not_said_at_night_beside_what_may_not(night: Office) -> None:
    night.clock.at = datetime(2026, 11, 23, 12, 50, tzinfo=UTC)  # 20:50, and an outage until 22:40.
    night.ear.fail[SYNC] = [DeliveryError("http 503")] * 999
    normal = await night.created("new 打不开 客户=王五")
    await night.later(minutes=60)
    urgent = await night.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急 处理人=wang")
    for _ in range(50):
        await night.later(minutes=1)
    night.ear.fail[SYNC] = []
    await night.later(minutes=2)
    said = night.ear.in_lane(SYNC, Reminder)
    assert {r.ticket for r in said} == {urgent}
    assert not night.ear.in_lane(SYNC, Digest)
    night.clock.at = EIGHT
    await night.settle()
    told = {r.ticket for d in night.ear.in_lane(SYNC, Digest) for r in d.reminders}
    assert normal in told


async def test_quiet_hours_that_were_prolonged_hold_back_what_waits_for_their_end(
    night: Office,
) -> None:
    await night.created("new 打不开 客户=王五")
    await night.later(hours=1)
    policy = night.policies.current
    night.policies.current = replace(policy, quiet=QuietHours(time(22), time(9)))
    night.clock.at = EIGHT
    await night.settle()
    assert calls(night) == []
    await night.later(hours=1)
    assert calls(night)


async def test_an_improvement_action_waits_for_the_morning_however_late_it_is(
    night: Office,
) -> None:
    """S0-43: nobody is woken for what has weeks."""
    await night.done("chen", 'action add retrain owner=@tang due="2026-11-24 02:00"')
    await night.done("chen", 'action add rewire owner=@tang due="2026-11-24 03:00"')
    tang, ma = "slack:T1/@U_TANG", "slack:T1/@U_MA"
    night.clock.at = EVENING.replace(hour=20)  # 04:00 the next morning in Shanghai.
    await night.settle()
    assert calls(night, tang) == calls(night, ma) == []
    night.clock.at = EIGHT
    await night.settle()
    for lane in (tang, ma):
        [told] = calls(night, lane)
        assert isinstance(told, Digest)
        assert [r.call for r in told.reminders] == [Call.BREACH, Call.BREACH]


async def test_a_reminder_of_an_action_that_comes_late_waits_as_well(night: Office) -> None:
    night.clock.at = EVENING.replace(hour=13)  # 21:00 in Shanghai.
    await night.done("chen", 'action add retrain owner=@tang due="2026-11-23 21:30"')
    late = DeliveryError("ratelimited", retry_after=3600, unsent=True)
    night.ear.fail["slack:T1/@U_MA"] = [late]
    await night.later(minutes=31)
    await night.later(hours=1)
    assert calls(night, "slack:T1/@U_MA") == []
    night.clock.at = EIGHT
    await night.settle()
    assert isinstance(calls(night, "slack:T1/@U_MA")[0], Reminder)
