"""What one command does to hundreds of tickets is done in batches, and each ticket once (S1-01)."""

import asyncio
from concurrent.futures import wait
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.checkup import of_errands
from bot.domain import incident as incidents
from bot.domain.errand import STUCK, ripe
from bot.domain.ticket import Ticket
from bot.handlers import errands
from bot.ports import StaleTicket, UnitOfWork
from tests.desk.office import Office

ALIKE = "new 漏水 客户=张三 部门=技术部 分类=产品质量 产品=KX-2"
OTHER = ALIKE.replace("KX-2", "KX-3")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", 2)


async def incident(office: Office, cases: int = 5, line: str = ALIKE) -> list[str]:
    """An incident with so many cases; the first number is the lead's."""
    numbers = [await office.created(line) for _ in range(cases + 1)]
    await office.done("tang", f"群体事件 {numbers[0]}")
    await office.pump.sweep()
    return numbers


def under_way(office: Office) -> bool:
    return bool(office.store.read(lambda uow: uow.errands.all()).result())


def a_batch(office: Office, uow: UnitOfWork) -> None:
    now = office.clock.now()
    if errand := ripe(uow.errands.all(), now):
        errands.run(errand.id, uow, office.policies.current, now)


def times(office: Office, happening: str, numbers: list[str]) -> list[int]:
    return [office.happenings(no).count(happening) for no in numbers]


async def test_a_desk_that_is_killed_in_the_middle_goes_on_where_it_was(office: Office) -> None:
    lead, *cases = await incident(office)
    await office.done("tang", f"incident {lead} update 密封圈不良 told")
    asked_at = office.clock.at
    assert times(office, "incident_updated", [lead, *cases]) == [1, 1, 1, 0, 0, 0]

    def killed(uow: UnitOfWork) -> None:
        a_batch(office, uow)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        office.store.write(killed).result()
    assert times(office, "incident_updated", cases) == [1, 1, 0, 0, 0]
    office.clock.forward(minutes=1)
    await office.pump.sweep()
    assert times(office, "incident_updated", [lead, *cases]) == [1] * 6
    assert {office.ticket(no).told_at for no in cases} == {asked_at}
    assert {office.history(no)[-1].by for no in cases} == {"tang"}
    assert not under_way(office)


async def test_workers_that_run_one_errand_together_write_each_ticket_once(
    office: Office,
) -> None:
    lead, *cases = await incident(office, 9)
    await office.done("tang", f"incident {lead} update 密封圈不良")
    wait([office.store.write(partial(a_batch, office)) for _ in range(8)])
    assert times(office, "incident_updated", cases) == [1] * 9


async def test_two_who_open_one_incident_at_once_open_one(office: Office) -> None:
    """Each from a ticket of their own: whoever is second hears of the first."""
    numbers = [await office.created(ALIKE) for _ in range(6)]
    lines = [office.ask("tang", f"incident {no}") for no in numbers]
    views = await asyncio.gather(*lines)
    assert [type(view).__name__ for view in views].count("Done") == 1
    await office.pump.sweep()
    assert [office.ticket(no).incident for no in numbers].count("product/kx-2") == 1


async def test_errands_are_run_in_the_order_in_which_they_were_asked_for(office: Office) -> None:
    """Parted at once after an update: everybody has still read it."""
    lead, *cases = await incident(office)
    await office.done("tang", f"incident {lead} update 密封圈不良")
    await office.done("tang", f"incident {lead} end")
    await office.done("tang", f"incident {lead}")
    await office.done("tang", f"incident {lead} update 免费更换")
    await office.pump.sweep()
    for no in cases:
        assert office.happenings(no)[-4:] == [
            "incident_updated", "incident_left", "incident_joined", "incident_updated",
        ]  # fmt: skip
        assert office.ticket(no).parent == lead


async def test_what_came_after_an_update_was_written_is_not_said_to_have_been_told(
    office: Office,
) -> None:
    lead, *_ = await incident(office)
    await office.done("tang", f"incident {lead} update 密封圈不良 told")
    office.clock.forward(seconds=1)
    late = await office.created(ALIKE)
    await office.pump.sweep()
    assert office.ticket(late).parent == lead
    assert office.ticket(late).told_at is None


async def test_who_repeats_hands_the_cases_on_to_the_original(office: Office) -> None:
    """Even where that was a case until now; those to come are its cases too."""
    lead, original, *cases = await incident(office)
    await office.done("tang", f"duplicate {lead} of {original}")
    await office.pump.sweep()
    assert [office.ticket(no).parent for no in (lead, original, *cases)] == ["", ""] + [
        original
    ] * 4
    assert office.ticket(await office.created(ALIKE)).parent == original
    await office.done("tang", f"reopen {lead} 不是同一问题")
    assert (office.ticket(lead).incident, office.ticket(lead).parent) == ("", "")


async def test_a_lead_that_is_reopened_joins_the_incident_opened_since(office: Office) -> None:
    lead, *cases = await incident(office)
    await office.done("tang", f"cancel {lead} 误报")
    new_lead = await office.created(ALIKE)
    await office.done("tang", f"incident {new_lead}")
    await office.done("tang", f"reopen {lead} 又漏水了")
    await office.pump.sweep()
    assert {office.ticket(no).parent for no in (lead, *cases)} == {new_lead}
    assert office.ticket(lead).incident == ""


@pytest.mark.parametrize("leads", [True, False])
async def test_cases_go_to_the_incident_that_the_original_belongs_to(
    office: Office, *, leads: bool
) -> None:
    lead, *cases = await incident(office)
    other_lead, other_case = await incident(office, 1, OTHER)
    await office.done("tang", f"duplicate {lead} of {other_lead if leads else other_case}")
    await office.pump.sweep()
    assert {office.ticket(no).parent for no in (*cases, other_case)} == {other_lead}
    assert office.ticket(other_lead).incident == "product/kx-3"


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Tickets to which no update can be written."""
    bad, updated = set[str](), incidents.updated

    def fails(ticket: Ticket, at: datetime, *, told: bool) -> Ticket:
        if ticket.no in bad:
            raise ValueError(ticket.no)
        return updated(ticket, at, told=told)

    monkeypatch.setattr(incidents, "updated", fails)
    return bad


async def test_an_errand_that_keeps_failing_steps_aside_and_nothing_of_it_is_lost(
    office: Office, poisoned: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    lead, *cases = await incident(office)
    other_lead, *other_cases = await incident(office, 4, OTHER)
    poisoned.add(cases[3])
    await office.done("tang", f"incident {lead} update 密封圈不良")
    await office.done("tang", f"incident {other_lead} update 接头松动")
    await office.pump.sweep()
    assert times(office, "incident_updated", other_cases) == [1] * 4
    assert times(office, "incident_updated", cases) == [1, 1, 0, 0, 0]
    assert "errand" in caplog.text
    upcoming = await office.pump.upcoming()
    assert (upcoming.errand, upcoming.errand_at) == (False, office.clock.at + timedelta(minutes=1))
    for minutes in (2, 4, 8):
        office.clock.forward(minutes=minutes)
        await office.pump.sweep()
    assert times(office, "incident_updated", cases) == [1, 1, 1, 0, 0]  # One by one by now.
    [found] = of_errands(office.store.read(lambda uow: uow.errands.all()).result())
    assert (found.ok, found.blanks["incident"]) == (False, lead)
    assert office.store.read(lambda uow: uow.health.counts()).result()["stuck_errands"] == 1
    poisoned.clear()
    office.clock.forward(hours=1)
    await office.pump.sweep()
    assert times(office, "incident_updated", [lead, *cases]) == [1] * 6
    assert not under_way(office)


async def test_an_errand_that_others_are_faster_than_goes_on_in_a_moment(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Busy tickets are no fault: nobody is called, and the customers' news waits for no minute."""
    lead, *cases = await incident(office)
    await office.done("tang", f"incident {lead} update 密封圈不良")
    updated = incidents.updated

    def outrun(ticket: Ticket, at: datetime, *, told: bool) -> Ticket:
        raise StaleTicket(ticket.no)

    monkeypatch.setattr(incidents, "updated", outrun)
    for _ in range(STUCK):
        office.clock.forward(seconds=1)
        await office.pump.sweep()
    [waiting] = office.store.read(lambda uow: uow.errands.all()).result()
    assert not waiting.stuck
    assert caplog.text == ""
    monkeypatch.setattr(incidents, "updated", updated)
    office.clock.forward(seconds=1)
    await office.pump.sweep()
    assert times(office, "incident_updated", [lead, *cases]) == [1] * 6


async def test_what_was_asked_for_later_about_the_same_incident_waits_its_turn(
    office: Office, poisoned: set[str]
) -> None:
    lead, *cases = await incident(office)
    poisoned.add(cases[3])
    await office.done("tang", f"incident {lead} update 密封圈不良")
    await office.done("tang", f"incident {lead} end")
    await office.pump.sweep()
    assert times(office, "incident_left", cases) == [0] * 5
    poisoned.clear()
    office.clock.forward(minutes=1)
    await office.pump.sweep()
    assert [office.happenings(no)[-2:] for no in cases] == [
        ["incident_updated", "incident_left"]
    ] * 5
