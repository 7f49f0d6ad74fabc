"""Somebody leaves: their open tickets are listed to the supervisor, and handed over in one go."""

from dataclasses import replace
from functools import partial

from bot import phrases
from bot.commands import Accept, Confirm, OpenForm, Resolve
from bot.domain.errors import (
    CannotWorkThere,
    HandOverToSelf,
    NotAllowed,
    NothingToHandOver,
    NotTheirSupervisor,
    UnknownMember,
)
from bot.handlers.leaving import tell_of_leavers
from bot.ports import UnitOfWork
from bot.views import Done, Refused
from bot.words import Words
from tests.desk.office import SYNC, Office
from tests.desk.test_absences import refused
from tests.desk.test_presence import lane


def leave(office: Office, who: str) -> dict[str, int]:
    return office.store.write(partial(_leave, office, who)).result()


def _leave(office: Office, who: str, uow: UnitOfWork) -> dict[str, int]:
    before = uow.people.roster()
    gone = replace(before.members[who], active=False)
    uow.people.replace(replace(before, members={**before.members, who: gone}))
    return tell_of_leavers(before, uow, office.clock.at)


async def worked_on_by_wang(office: Office) -> list[str]:
    """Tickets in several states: assigned, at work, resolved; and one that is closed."""
    numbers = [await office.created(f"new 停机{n} 客户=王五 部门=技术部") for n in range(4)]
    await office.done("tang", f"assign {numbers[0]} @wang")
    for no in numbers[1:]:
        await office.done("wang", Accept(no))
    for no in numbers[2:]:
        await office.done("wang", Resolve(no, "已换"))
    await office.done("li", Confirm(numbers[3], "yes"))
    return numbers


async def test_open_tickets_of_a_leaver_are_listed_to_their_supervisor_once(
    office: Office,
) -> None:
    numbers = await worked_on_by_wang(office)
    assert leave(office, "wang") == {"wang": 3}
    await office.settle()
    [told] = office.ear.in_lane(lane("tang"), Done)
    words = Words("en", office.policies.current.zone, office.clock.at)
    said = phrases.done(told, words)
    assert said.startswith("Wang has left, with open tickets (3): ")
    assert all(no in said for no in numbers[:3])
    assert numbers[3] not in said
    assert told.buttons[0].command == OpenForm("handover")
    assert leave(office, "wang") == {}
    assert leave(office, "wu") == {}


async def test_a_handover_moves_everything_with_one_entry_each(office: Office) -> None:
    numbers = await worked_on_by_wang(office)
    leave(office, "wang")
    view = await office.ask("tang", "handover wang to @wu")
    assert isinstance(view, Done)
    assert (view.code, view.blanks["count"]) == ("handed_over", 3)
    for no, status in zip(numbers, ["assigned", "assigned", "resolved", "closed"], strict=True):
        ticket = office.ticket(no)
        assert (ticket.status, ticket.assignee) == (status, "wang" if status == "closed" else "wu")
        entries = [e for e in office.history(no) if e.happening == "handed_over"]
        assert [e.changes["assignee"] for e in entries] == [("wang", "wu")] * (status != "closed")
    await office.settle()
    [told] = office.ear.in_lane(lane("wu"), Done)
    assert told.blanks["count"] == 3
    assert await refused(office, "tang", "handover wang to @wu") is NothingToHandOver


async def test_who_loses_tickets_by_a_handover_is_told_to_whom_they_went(office: Office) -> None:
    numbers = await worked_on_by_wang(office)
    await office.done("tang", "handover @wang to @wu")
    await office.settle()
    [told] = office.ear.in_lane(lane("wang"), Done)
    said = phrases.done(told, Words("en", office.policies.current.zone, office.clock.at))
    assert said.startswith("Tang handed tickets of yours over to Wu (3): ")
    assert all(no in said for no in numbers[:3])


async def test_the_duty_to_follow_up_moves_only_from_somebody_who_left(office: Office) -> None:
    first = await office.created("new 发票 客户=王五 部门=客服部")
    second = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("chen", f"assign {first} @li")
    await office.done("chen", "handover @li to @lin")
    assert (office.ticket(first).assignee, office.ticket(first).first_responder) == ("lin", "li")
    leave(office, "li")
    await office.done("chen", "handover li to @lin")
    assert {office.ticket(no).first_responder for no in (first, second)} == {"lin"}


async def test_a_leaver_is_not_called_any_more_and_the_supervisor_is(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    await office.done("wang", Accept(no))
    leave(office, "wang")
    await office.settle()
    await office.later(minutes=16)
    names = [p.name for v in office.ear.in_lane(SYNC) for p in getattr(v, "people", ())]
    assert "Tang" in names
    assert "Wang" not in names


async def test_only_those_who_may_hand_over_and_only_what_the_other_may_take(
    office: Office,
) -> None:
    await worked_on_by_wang(office)
    for who in ("wang", "wu", "jie", "li", "admin"):
        assert await refused(office, who, "handover @wang to @wu") is NotAllowed
    assert await refused(office, "chen", "handover @wang to @wu") is NotTheirSupervisor
    assert await refused(office, "tang", "handover @wang to @li") is CannotWorkThere
    assert await refused(office, "tang", "handover @wang to @wang") is HandOverToSelf
    leave(office, "wu")
    assert await refused(office, "tang", "handover @wang to @wu") is UnknownMember


async def test_what_the_other_may_not_take_stays_and_is_named(office: Office) -> None:
    numbers = await worked_on_by_wang(office)
    ticket = office.ticket(numbers[0])
    elsewhere = replace(ticket, department="warehouse", version=ticket.version + 1)
    office.store.write(lambda uow: uow.tickets.save(elsewhere, ticket.version)).result()
    view = await office.ask("ma", "handover @wang to @wu")
    assert isinstance(view, Done)
    assert (view.code, view.blanks["tickets"]) == ("handed_over_partly", (numbers[0],))
    assert not isinstance(await office.ask("ma", "handover @wang to @hou"), Refused)
    assert office.ticket(numbers[0]).assignee == "hou"
