"""A ticket that nobody accepts goes to the next of its pool, if the policy says so."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot import phrases
from bot.commands import Accept, Show
from bot.domain.policy import DutyKind
from bot.policyfile import load
from bot.views import Notice, Reminder
from bot.words import Words
from tests.desk.office import SYNC, Office
from tests.desk.test_presence import away, lane

LYING = "new 停机 客户=王五 部门=技术部"


@pytest.fixture
def rerouting(office: Office) -> Office:
    """The office with re-routing switched on; unaccepted normal tickets are due after 30 min."""
    return switched_on(office, reroutes=2)


def switched_on(office: Office, reroutes: int) -> Office:
    policy = office.policies.current
    duties = dict(policy.duties)
    duties[DutyKind.ACCEPT] = replace(duties[DutyKind.ACCEPT], reroute=True, reroutes=reroutes)
    office.policies.current = replace(policy, duties=MappingProxyType(duties))
    return office


async def lying(office: Office) -> str:
    no = await office.created(LYING)
    await office.done("tang", f"assign {no} @wang")
    await office.settle()
    return no


def assignees(office: Office, no: str) -> list[tuple[str, str]]:
    events = [e for e in office.history(no) if e.happening == "rerouted"]
    return [e.changes["assignee"] for e in events]


async def test_an_unaccepted_ticket_goes_to_the_next_and_all_concerned_are_told(
    rerouting: Office,
) -> None:
    office = rerouting
    away(office, "jie")
    no = await lying(office)
    await office.later(minutes=31)
    ticket = office.ticket(no)
    assert (ticket.assignee, ticket.status, ticket.first_responder) == ("wu", "assigned", "li")
    assert ticket.assigned_at == office.clock.at
    words = Words("en", office.policies.current.zone, office.clock.at)
    for who in ("wang", "wu", "li", "tang"):
        [told] = [n for n in office.ear.in_lane(lane(who), Notice) if n.code == "rerouted"]
        offered = [Accept(no), Show(no)] if who == "wu" else [Show(no)]
        assert [b.command for b in told.buttons] == offered
        said = phrases.notice(told, words)
        assert said == f"Nobody accepted ticket {no}, so it went from Wang to Wu."
    missed = [
        d
        for d in office.store.read(lambda uow: uow.duties.of(no)).result()
        if d.kind is DutyKind.ACCEPT and d.missed_at
    ]
    assert [d.missed_by for d in missed] == ["wang"]
    assert "breached" in office.happenings(no)


async def test_so_many_times_and_then_the_supervisor_alone_is_called(rerouting: Office) -> None:
    office = rerouting
    no = await lying(office)
    for _ in range(4):
        await office.later(minutes=31)
    went = assignees(office, no)
    assert [was for was, _ in went] == ["wang", went[0][1]]
    assert {"wang", *(to for _, to in went)} == {"wang", "wu", "jie"}
    assert office.ticket(no).assignee == went[-1][1]
    calls = [r for r in office.ear.in_lane(lane("tang"), Reminder) if r.kind is DutyKind.ACCEPT]
    assert len(calls) == 1


async def test_the_policys_limit_leaves_somebody_unasked(office: Office) -> None:
    switched_on(office, reroutes=1)
    no = await lying(office)
    for _ in range(3):
        await office.later(minutes=31)
    assert len(assignees(office, no)) == 1


async def test_a_sweep_that_is_repeated_takes_it_from_nobody_twice(rerouting: Office) -> None:
    office = rerouting
    no = await lying(office)
    office.clock.forward(minutes=31)
    for _ in range(3):
        await office.pump.sweep()
    assert len(assignees(office, no)) == 1


async def test_where_nobody_else_is_there_it_stays_and_the_supervisor_is_called(
    rerouting: Office,
) -> None:
    office = rerouting
    away(office, "wu")
    away(office, "jie")
    no = await lying(office)
    await office.later(minutes=31)
    assert office.ticket(no).assignee == "wang"
    calls = [r for r in office.ear.in_lane(lane("tang"), Reminder) if r.kind is DutyKind.ACCEPT]
    assert len(calls) == 1


async def test_an_accepted_ticket_and_a_policy_that_says_nothing_leave_it_where_it_is(
    office: Office, rerouting: Office
) -> None:
    accepted = await lying(rerouting)
    await office.done("wang", Accept(accepted))
    await office.later(minutes=31)
    assert assignees(office, accepted) == []
    office.policies.current = load().policy
    plain = await lying(office)
    await office.later(minutes=31)
    assert assignees(office, plain) == []
    assert any(r.kind is DutyKind.ACCEPT for r in office.ear.in_lane(SYNC, Reminder))
