"""A year without published holidays: its deadlines count weekends only, and the admins hear it."""

import logging
from dataclasses import replace

import pytest

from bot import phrases
from bot.checkup import of_years
from bot.commands import Accept
from bot.handlers.unpublished import Unpublished, promised, unpublished
from bot.policyfile import load, load_text
from bot.ports import Store
from bot.views import Alarm
from bot.words import Words
from tests.calendars import at
from tests.desk.office import Office

ADMIN = "slack:T1/@U_ADMIN"
OFFICE_HOURS = """
[[urgency]]
id = "urgent"
first_response = "2h"
resolution = "7 working days"
calendar = "office"
"""
SETTLED = """
[calendar.office]
settled = [2098, 2099]
"""


@pytest.fixture
def office(store: Store) -> Office:
    """Ten in the morning, three days before a year that nobody has published."""
    found = Office.opened(store, load_text(OFFICE_HOURS, "policy.toml").policy)
    found.clock.at = at("2026-11-23 10:00")
    return found


def heard(office: Office) -> list[Alarm]:
    return [a for a in office.ear.in_lane(ADMIN, Alarm) if a.code == "unpublished"]


async def test_while_every_year_in_reach_is_published_nothing_is_said(office: Office) -> None:
    await office.created("new 停机 客户=王五 紧急程度=紧急")
    await office.pump.audit()
    await office.settle()
    assert heard(office) == []


async def test_the_admins_hear_once_a_day_which_year_and_how_many_tickets(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.clock.at = at("2098-12-29 10:00")
    for customer in ("王五", "赵六"):
        await office.created(f"new 停机 客户={customer} 紧急程度=紧急")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await office.pump.audit()
            await office.later(minutes=1)
    [alarm] = heard(office)
    assert alarm.blanks == {"years": "2098, 2099", "tickets": "2"}
    assert [r.message for r in caplog.records if "holidays" in r.message] == [
        "no holidays published for 2098, 2099: 2 tickets"
    ]
    said = phrases.alarm(alarm, Words("zh", office.policies.current.zone, office.clock.now()))
    assert "2098, 2099 年的节假日安排还没有公布" in said
    assert "2 张工单" in said
    office.clock.forward(days=1)
    await office.pump.audit()
    await office.settle()
    assert len(heard(office)) == 2


async def test_nobody_is_woken_for_it_before_the_morning(office: Office) -> None:
    office.clock.at = at("2098-12-29 03:00")
    await office.created("new 停机 客户=王五 紧急程度=紧急")
    await office.pump.audit()
    await office.settle()
    assert heard(office) == []


async def test_a_year_that_the_policy_settles_is_no_news(office: Office) -> None:
    office.policies.current = load_text(SETTLED + OFFICE_HOURS, "policy.toml").policy
    office.clock.at = at("2098-12-29 10:00")
    await office.created("new 停机 客户=王五 紧急程度=紧急")
    await office.pump.audit()
    await office.settle()
    assert heard(office) == []


async def test_only_what_still_runs_in_such_a_calendar_is_counted(office: Office) -> None:
    office.clock.at = at("2098-12-29 10:00")
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    round_the_clock = await office.created("new 停机 客户=赵六 部门=技术部 紧急程度=一般")

    def found() -> Unpublished:
        policy, now = office.policies.current, office.clock.now()
        return office.store.read(lambda uow: unpublished(uow, policy, now)).result()

    assert round_the_clock != no
    assert found().tickets == 1
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 已换")
    assert found().tickets == 0
    assert 2099 in found().years  # A new one would reach it.


def test_without_a_deadline_in_business_hours_no_year_matters() -> None:
    found = replace(load().policy, duties={})
    assert [*promised(found, at("2098-12-29 10:00"))] == []


def test_check_tells_a_year_ahead_from_deadlines_that_may_be_wrong() -> None:
    codes = [
        (f.code, f.ok, f.noted)
        for found in (Unpublished(), Unpublished((2027,)), Unpublished((2027,), 3))
        for f in of_years(found)
    ]
    assert codes == [
        ("fine", True, False),
        ("unpublished", True, True),
        ("reached", False, False),
    ]
