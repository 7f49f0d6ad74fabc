"""A burst of calls to one place is one message, which loses none of them on its way."""

import asyncio
from datetime import datetime, timedelta

from bot import phrases
from bot.commands import Accept, Contact
from bot.domain.duties import Call
from bot.domain.policy import DutyKind
from bot.handlers import digest
from bot.handlers.delivering import Post
from bot.handlers.waking import wake_due
from bot.ports import DeliveryError
from bot.pump import Pump
from bot.views import Digest, Notice, Person, Reminder
from bot.words import Words
from tests.desk.office import MORNING, SYNC, TECHNICAL, Office

WANG = "slack:T1/@U_WANG"
MA = "slack:T1/@U_MA"
LI = Person("Li")


async def urgent(office: Office, count: int) -> list[str]:
    numbers = [
        await office.created(f"new 停机{n} 客户=王五 部门=技术部 紧急程度=紧急")
        for n in range(count)
    ]
    for no in numbers:
        await office.done("wang", Accept(no))
    await office.settle()
    return numbers


async def test_what_a_digest_said_is_not_lost_with_the_reminder_that_led_it(
    office: Office,
) -> None:
    """It failed, and before the second try the first reminder's duty is met."""
    numbers = await urgent(office, 3)
    office.ear.fail[SYNC] = [DeliveryError("ratelimited", retry_after=1, unsent=True)]
    await office.later(minutes=10)
    await office.done("wang", Contact(numbers[0], "已联系", "phone"))
    await office.later(seconds=2)
    told = office.ear.in_lane(SYNC, Digest)[-1]
    assert [r.ticket for r in told.reminders if r.kind is DutyKind.FIRST_RESPONSE] == numbers[1:]


async def test_a_digest_whose_room_is_gone_says_all_of_it_elsewhere(office: Office) -> None:
    numbers = await urgent(office, 3)
    gone = DeliveryError("is_archived", permanent=True, gone=True)
    office.ear.fail[SYNC] = [gone] * 9
    await office.later(minutes=10)
    told = {r.ticket for d in office.ear.in_lane(TECHNICAL, Digest) for r in d.reminders}
    assert told == set(numbers)


async def test_several_notices_to_one_person_are_one_message(office: Office) -> None:
    numbers = [
        await office.created(f"new 停机{n} 客户=王五 部门=技术部 处理人=wang") for n in range(3)
    ]
    await office.settle()
    [told] = office.ear.in_lane(WANG, Digest)
    assert [n.ticket for n in told.notices] == numbers
    assert office.ear.in_lane(WANG, Notice) == []
    assert {type(b.command) for n in told.notices for b in n.buttons if b.primary} == {Accept}
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert phrases.digest_headline(told, words) == "3 张工单需要处理："


def reminder(
    ticket: str, call: Call, rank: int = 0, name: str = "Wang", due: datetime = MORNING
) -> Reminder:
    person = Person(name)
    return Reminder(
        call, DutyKind.ACCEPT, ticket, None, rank, "", "", MORNING, due, MORNING, (person, LI)
    )


def test_breaches_come_first_then_what_is_most_urgent_and_each_person_is_named_once() -> None:
    told = digest.of(
        [
            reminder("1", Call.WARN),
            reminder("2", Call.BREACH, rank=1),
            reminder("3", Call.BREACH, name="Wu"),
            reminder("1", Call.BREACH, rank=2),
            reminder("4", Call.MANAGER),
        ]
    )
    assert isinstance(told, Digest)
    assert [(r.ticket, r.call) for r in told.reminders] == [
        ("4", Call.MANAGER), ("3", Call.BREACH), ("2", Call.BREACH), ("1", Call.BREACH),
    ]  # fmt: skip
    assert told.people == (Person("Wang"), LI, Person("Wu"))


def test_of_equal_calls_the_longest_due_comes_first_however_they_were_woken() -> None:
    later = MORNING + timedelta(minutes=1)
    told = digest.gravest(
        [
            reminder("1", Call.WARN, due=later),
            reminder("3", Call.WARN),
            reminder("2", Call.WARN),
        ]
    )
    assert [r.ticket for r in told] == ["2", "3", "1"]


async def test_a_digest_that_calls_managers_insists(office: Office) -> None:
    await urgent(office, 3)
    await office.later(minutes=15)
    assert office.ear.urged == []
    await office.later(minutes=15)
    critical, told = office.ear.in_lane(MA, Digest)
    assert {n.code for n in critical.notices} == {"critical"}
    assert {r.call for r in told.reminders} == {Call.MANAGER}
    assert office.ear.urged == [MA]


async def test_of_what_is_due_at_once_each_supervisor_hears_of_their_own_department(
    office: Office,
) -> None:
    ours = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    theirs = await office.created("new 退款 客户=王五 部门=客服部 紧急程度=紧急")
    await office.later(minutes=16)
    said = office.store.read(lambda uow: uow.outbox.said_of([ours, theirs])).result()
    assert said.intersection(_breaches(ours, theirs)) == {
        _breach(ours, TANG),
        _breach(theirs, CHEN),
    }


TANG = "slack:T1/@U_TANG"
CHEN = "slack:T1/@U_CHEN"


def _breaches(*numbers: str) -> list[str]:
    return [_breach(no, lane) for no in numbers for lane in (TANG, CHEN)]


def _breach(no: str, lane: str) -> str:
    return f"breach:first_response:{no}:1:1:{lane}"


async def test_a_single_reminder_needs_no_digest(office: Office) -> None:
    await urgent(office, 1)
    await office.later(minutes=10)
    assert [r.call for r in office.ear.in_lane(SYNC, Reminder)] == [Call.WARN]
    assert office.ear.in_lane(SYNC, Digest) == []


async def test_what_is_met_between_the_lease_and_the_send_is_not_said(office: Office) -> None:
    """A call that waits for its turn at the platform looks again before it goes."""
    [no] = await urgent(office, 1)
    office.clock.forward(minutes=10)
    now, policy = office.clock.at, office.policies.current
    office.store.write(lambda u: wake_due(u, policy, now, 9)).result()
    post = Post("tester", policy, now)
    [taken] = office.store.write(lambda u: post.take_all([SYNC], u)).result()
    assert taken is not None
    assert isinstance(taken.spoken and taken.spoken.view, Reminder)
    again = office.store.write(lambda u: post.called(taken.row, u)).result()
    assert again == taken, "looking again changes nothing"
    await office.done("wang", Contact(no, "已联系", "phone"))
    assert office.store.write(lambda u: post.called(taken.row, u)).result().spoken is None
    await office.settle()
    assert not [r for r in office.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.FIRST_RESPONSE]


async def test_a_sweep_that_is_repeated_or_run_by_two_says_nothing_twice(office: Office) -> None:
    await urgent(office, 1)
    office.clock.forward(minutes=10)
    other = Pump(office.store, office.policies, {}, office.clock, "other")
    await asyncio.gather(*(pump.sweep() for pump in (office.pump, other) * 3))
    await office.settle()
    assert [r.call for r in office.ear.in_lane(SYNC, Reminder)] == [Call.WARN]
    await office.pump.sweep()
    await office.settle()
    assert len(office.ear.in_lane(SYNC, Reminder)) == 1
