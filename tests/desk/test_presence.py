"""Who hears what while people are off shift or away; a critical ticket and a hand escalation."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from bot import phrases
from bot.commands import Accept
from bot.domain.duties import Call
from bot.domain.history import Happening
from bot.domain.policy import DutyKind
from bot.domain.shifts import Absence, Shift
from bot.handlers.ledger import Ledger
from bot.ports import UnitOfWork
from bot.views import Done, Notice, Refused, Reminder
from bot.words import Words
from tests.desk.office import SYNC, Office

URGENT = "new 停机 客户=王五 部门=技术部 紧急程度=紧急"


def changed(office: Office, who: str, **changes: Any) -> None:
    """Change one member of the roster, absence included."""
    roster = office.store.read(lambda uow: uow.people.roster()).result()
    office.enrol(replace(roster.members[who], **changes))


def away(office: Office, who: str, stand_in: str = "", until: datetime | None = None) -> None:
    absence = Absence(office.clock.at, until, stand_in, "tang", office.clock.at)
    office.store.write(lambda uow: uow.people.set_absence(who, absence)).result()


def orphaned(office: Office, no: str, uow: UnitOfWork) -> None:
    """As a ticket comes in that nobody has looked at yet."""
    ticket = office.ticket(no)
    ledger = Ledger(uow, office.policies.current, uow.people.roster(), office.clock.at)
    ledger.save(ticket, replace(ticket, first_responder=""), Happening.CREATED)


def lane(who: str) -> str:
    return f"slack:T1/@U_{who.upper()}"


def heard(office: Office, who: str) -> list[Call]:
    return [r.call for r in office.ear.in_lane(lane(who), Reminder)]


async def test_a_reminder_names_the_stand_in_beside_who_is_away(office: Office) -> None:
    no = await office.created(URGENT)
    await office.done("tang", f"assign {no} @wang")
    away(office, "wang", "wu")
    await office.settle()
    await office.later(minutes=5)
    [warned, *_] = office.ear.in_lane(SYNC, Reminder)
    assert office.ticket(no).assignee == "wang"
    words = Words("en", office.policies.current.zone, office.clock.at)
    assert phrases.flat(phrases.people(warned.people, words)).startswith("Wu (for Wang, away), Li")
    assert [p.name for p in warned.people if p.name == "Wang"] == []


async def test_a_stand_in_is_told_of_an_assignment_and_takes_it_over(office: Office) -> None:
    away(office, "wang", "wu")
    no = await office.created(URGENT)
    await office.done("tang", f"assign {no} @wang")
    await office.settle()
    assert office.ear.in_lane(lane("wang"), Notice) == []
    [told] = office.ear.in_lane(lane("wu"), Notice)
    assert told.buttons[0].command == Accept(no)
    assert isinstance(await office.ask("lin", Accept(no)), Refused)
    await office.done("wu", Accept(no))
    taken = office.ticket(no)
    assert (taken.assignee, taken.accepted_by) == ("wu", "wu")
    assert office.history(no)[-1].changes["assignee"] == ("wang", "wu")


async def test_without_a_stand_in_somebody_elses_ticket_stays_theirs(office: Office) -> None:
    away(office, "wang")
    no = await office.created(URGENT)
    await office.done("tang", f"assign {no} @wang")
    assert isinstance(await office.ask("wu", Accept(no)), Refused)
    await office.settle()
    assert [n.code for n in office.ear.in_lane(lane("wang"), Notice)] == ["assigned"]


async def test_a_breach_does_not_wait_for_a_supervisor_who_is_off_shift(office: Office) -> None:
    changed(office, "tang", shift=Shift.parse("daily 22:00-06:00"))
    no = await office.created(URGENT)
    await office.done("wang", Accept(no))
    await office.settle()
    await office.later(minutes=16)
    assert heard(office, "tang") == heard(office, "ma") == [Call.BREACH]
    assert office.ticket(no).assignee == "wang"


async def test_a_supervisors_stand_in_is_called_in_their_place_and_silences_the_ladder(
    office: Office,
) -> None:
    away(office, "tang", "chen")
    no = await office.created(URGENT)
    await office.done("wang", Accept(no))
    await office.settle()
    await office.later(minutes=16)
    assert (heard(office, "tang"), heard(office, "chen")) == ([], [Call.BREACH])
    assert heard(office, "ma") == []
    await office.done("chen", f"ack {no}")
    await office.later(hours=1)
    assert heard(office, "ma") == []
    duties = office.store.read(lambda uow: uow.duties.newest(no)).result()
    first = next(d for d in duties if d.kind is DutyKind.FIRST_RESPONSE)
    assert (first.missed_by, first.acknowledged_by) == ("wang", "chen")


async def test_nobody_who_is_no_supervisor_there_silences_the_ladder(office: Office) -> None:
    no = await office.created(URGENT)
    await office.done("wang", Accept(no))
    await office.settle()
    await office.later(minutes=16)
    for who in ("wang", "li", "chen", "jie", "admin"):
        assert isinstance(await office.ask(who, f"ack {no}"), Refused)


async def test_a_sync_reminder_names_the_agents_on_shift(office: Office) -> None:
    changed(office, "lin", shift=Shift.parse("daily 22:00-06:00"))
    no = await office.created("new 您好 客户=王五")
    office.store.write(partial(orphaned, office, no)).result()
    await office.settle()
    await office.later(minutes=8)
    reminders = [r for r in office.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.SYNC]
    assert [p.name for r in reminders for p in r.people if p.name in ("Li", "Lin")] == ["Li"]


async def test_a_critical_ticket_calls_the_manager_or_their_stand_in_at_once(
    office: Office,
) -> None:
    no = await office.created(URGENT)
    await office.settle()
    assert [n.code for n in office.ear.in_lane(lane("ma"), Notice)] == ["critical"]
    away(office, "ma", "tang")
    again = await office.created(URGENT)
    await office.settle()
    assert [n.ticket for n in office.ear.in_lane(lane("ma"), Notice)] == [no]
    assert [n.ticket for n in office.ear.in_lane(lane("tang"), Notice)] == [again]


async def test_where_there_is_no_manager_a_critical_ticket_calls_the_supervisor(
    office: Office,
) -> None:
    changed(office, "ma", active=False)
    await office.created(URGENT)
    await office.settle()
    assert [n.code for n in office.ear.in_lane(lane("tang"), Notice)] == ["critical"]


async def test_anybody_escalates_with_a_reason_and_it_reads_as_they_wrote_it(
    office: Office,
) -> None:
    no = await office.created("new 屏幕碎了 客户=王五 部门=技术部")
    away(office, "tang")
    await office.done("li", f"escalate {no} resume")
    await office.settle()
    for who in ("tang", "ma"):
        assert [n.code for n in office.ear.in_lane(lane(who), Notice)] == ["escalated"]
    words = Words("en", office.policies.current.zone, office.clock.at)
    [told] = office.ear.in_lane(SYNC, Notice)
    assert phrases.notice(told, words).endswith("resume")
    line = next(v for v in office.ear.in_lane(SYNC) if getattr(v, "note", "") == "resume")
    assert phrases.history(line, words).endswith("resume")


async def test_a_supervisor_escalates_to_the_manager(office: Office) -> None:
    no = await office.created("new 屏幕碎了 客户=王五 部门=技术部")
    view = await office.ask("tang", f"escalate {no} 客户威胁投诉")
    assert isinstance(view, Done)
    assert view.blanks["to"] == ["Ma"]
    await office.settle()
    assert [n.code for n in office.ear.in_lane(lane("ma"), Notice)] == ["escalated"]
    assert office.ear.in_lane(lane("tang"), Notice) == []
    [told] = office.ear.in_lane(SYNC, Notice)
    assert [person.name for person in told.people] == ["Ma"]
