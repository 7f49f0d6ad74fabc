"""A changed policy moves what remains: what was met or missed stays as it was."""

from datetime import datetime, timedelta

import pytest

from bot.commands import Accept
from bot.domain.duties import Duty
from bot.domain.policy import DutyKind, Policy
from bot.policyfile import load_text
from bot.ports import Store
from bot.views import Reminder
from tests.calendars import at
from tests.desk.office import SYNC, Office

TICKET = "new 停机 客户=王五 部门=技术部 紧急程度=一般 分类=产品质量"
RESPONSE, RESOLUTION = DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION


def promising(response: str, resolution: str, calendar: str = "always") -> Policy:
    return load_text(
        f"""
        [[urgency]]
        id = "normal"
        first_response = "{response}"
        resolution = "{resolution}"
        calendar = "{calendar}"
        """
    ).policy


@pytest.fixture
def office(store: Store) -> Office:
    """Friday, ten in the morning."""
    found = Office.opened(store, promising("2h", "8h"))
    found.clock.at = at("2026-11-06 10:00")
    return found


async def put_in_force(office: Office, policy: Policy) -> None:
    office.policies.current = policy
    await office.pump.policy_changed()
    await office.settle()


def rows(office: Office, no: str, kind: DutyKind) -> list[Duty]:
    found = office.store.read(lambda uow: uow.duties.of(no)).result()
    return [duty for duty in found if duty.kind is kind]


def due(office: Office, no: str, kind: DutyKind) -> datetime:
    return rows(office, no, kind)[-1].due_at


def breaches(office: Office) -> list[Reminder]:
    return [r for r in office.ear.in_lane(SYNC, Reminder) if r.call == "breach"]


async def test_a_changed_target_moves_what_runs_and_leaves_what_was_met(office: Office) -> None:
    no = await office.created(TICKET)
    await office.done("wang", Accept(no))
    office.clock.forward(minutes=10)
    await office.done("wang", f"contact {no} 已电话沟通")
    met = rows(office, no, RESPONSE)
    await put_in_force(office, promising("5m", "4h"))
    assert rows(office, no, RESPONSE) == met
    assert due(office, no, RESOLUTION) == at("2026-11-06 14:00")


async def test_another_calendar_moves_what_runs(office: Office) -> None:
    no = await office.created(TICKET)
    await put_in_force(office, promising("2h", "8h", "office"))
    assert due(office, no, RESPONSE) == at("2026-11-06 12:00")
    assert due(office, no, RESOLUTION) == at("2026-11-09 10:30")


async def test_the_same_policy_read_again_moves_nothing(office: Office) -> None:
    no = await office.created(TICKET)
    before = rows(office, no, RESOLUTION)
    await put_in_force(office, promising("2h", "8h"))
    assert rows(office, no, RESOLUTION) == before


async def test_what_was_missed_stays_missed_and_is_told_once(office: Office) -> None:
    no = await office.created(TICKET)
    await office.later(hours=2)
    told, [missed] = len(breaches(office)), rows(office, no, RESPONSE)
    assert missed.missed_at == at("2026-11-06 12:00")
    await office.later(minutes=5)
    await put_in_force(office, promising("1h", "8h"))
    [same] = rows(office, no, RESPONSE)
    assert (same.missed_at, same.due_at, same.rung) == (
        missed.missed_at,
        missed.due_at,
        missed.rung,
    )
    assert len(breaches(office)) == told


async def test_a_longer_target_gives_new_time_and_keeps_the_breach_on_record(
    office: Office,
) -> None:
    no = await office.created(TICKET)
    await office.later(hours=2)
    await put_in_force(office, promising("4h", "8h"))
    missed, running = rows(office, no, RESPONSE)
    assert (missed.ending, missed.missed_at) == ("moved", at("2026-11-06 12:00"))
    assert (running.due_at, running.missed_at) == (at("2026-11-06 14:00"), None)


async def test_a_closed_ticket_is_not_touched(office: Office) -> None:
    no = await office.created(TICKET)
    await office.done("wang", Accept(no))
    await office.done("ma", f"cancel {no} 客户撤回")
    before = rows(office, no, RESOLUTION)
    await put_in_force(office, promising("5m", "1h"))
    assert rows(office, no, RESOLUTION) == before


async def test_a_pause_moves_the_due_time_by_exactly_the_open_time_it_took(store: Store) -> None:
    office = Office.opened(store, promising("2h", "8h", "office"))
    office.clock.at = at("2026-11-06 10:00")
    no = await office.created(TICKET)
    await office.done("wang", Accept(no))
    before = due(office, no, RESOLUTION)
    office.clock.at = at("2026-11-06 17:00")
    await office.done("wang", f"hold {no} 等配件")
    office.clock.at = at("2026-11-09 10:00")  # An hour on Friday and one on Monday.
    await office.done("wang", f"resume {no}")
    after = due(office, no, RESOLUTION)
    assert (before, after) == (at("2026-11-09 10:30"), at("2026-11-09 14:00"))
    calendar = office.policies.current.calendar("office")
    assert calendar.between(before, after) == timedelta(hours=2)
    assert due(office, no, RESPONSE) == at("2026-11-06 12:00")
