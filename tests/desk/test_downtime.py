"""After a downtime: what was missed is on record, who must know is called, nobody is flooded."""

from bot import phrases
from bot.commands import Accept, Contact
from bot.domain.duties import Call
from bot.domain.history import Event, Happening
from bot.domain.policy import DutyKind
from bot.handlers import showing
from bot.handlers.scene import Scene
from bot.pump import Pump
from bot.views import Digest, Reminder
from bot.words import Words
from tests.desk.office import SYNC, Office

MA = "slack:T1/@U_MA"


async def urgent(office: Office, count: int) -> list[str]:
    numbers = [
        await office.created(f"new 停机{n} 客户=王五 部门=技术部 紧急程度=紧急")
        for n in range(count)
    ]
    for no in numbers:
        await office.done("wang", Accept(no))
    await office.settle()
    return numbers


async def away(office: Office, **span: float) -> None:
    """The process dies a moment after its heart has beaten, and another one starts."""
    await office.pump.audit()
    office.clock.forward(**span)
    office.pump = Pump(office.store, office.policies, {"slack": office.ear}, office.clock, "next")
    await office.pump.recover()
    await office.settle()


async def test_what_was_slept_through_is_one_digest_for_each_room_that_says_so(
    office: Office,
) -> None:
    numbers = await urgent(office, 2)
    since = office.clock.at
    before = len(office.ear.said)
    await away(office, minutes=40)
    until = office.clock.at
    assert len(office.ear.said) == before, "it gathers first"
    await office.later(seconds=6)
    [told] = [d for d in office.ear.in_lane(SYNC, Digest) if d.away]
    assert told.away == (since, until)
    first = [r for r in told.reminders if r.kind is DutyKind.FIRST_RESPONSE]
    assert [(r.ticket, r.call) for r in first] == [(no, Call.MANAGER) for no in numbers]
    assert office.ear.in_lane(SYNC, Reminder) == []
    [called] = [d for d in office.ear.in_lane(MA, Digest) if d.away]
    assert {r.call for r in called.reminders} == {Call.MANAGER}
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert phrases.digest_headline(told, words).startswith(
        "10:00 到 10:40 我离线了，这期间有 2 张工单"
    )


async def test_a_breach_is_recorded_with_the_time_at_which_it_happened(office: Office) -> None:
    [no] = await urgent(office, 1)
    reported_at = office.clock.at
    await away(office, hours=3)

    def breach(event: Event) -> bool:
        return event.happening is Happening.BREACHED and event.note == "first_response"

    [event] = [e for e in office.history(no) if breach(e)]
    policy = office.policies.current
    roster = office.store.read(lambda u: u.people.roster()).result()
    line = showing.line(event, Scene(policy, roster, office.clock.at))
    said = phrases.history(line, Words("zh", policy.zone, office.clock.at))
    assert said.endswith("记录了超时：首次响应（应在 10:15 前）")
    [row] = [
        d
        for d in office.store.read(lambda u: u.duties.of(no)).result()
        if d.kind is DutyKind.FIRST_RESPONSE
    ]
    assert (row.missed_at, row.rung) == (row.due_at, 2)
    assert row.due_at > reported_at


async def test_the_ladder_goes_on_at_its_pace_after_a_downtime(office: Office) -> None:
    await urgent(office, 1)
    await away(office, hours=5)
    await office.later(seconds=6)
    calls = []
    for minutes in (29, 1, 29, 1):
        await office.later(minutes=minutes)
        said = [r for r in office.ear.in_lane(MA, Reminder) if r.kind is DutyKind.FIRST_RESPONSE]
        calls.append([r.call for r in said])
    assert calls == [[], [Call.REPEAT], [Call.REPEAT], [Call.REPEAT] * 2]


async def test_a_breach_that_nobody_could_have_passed_on_yet_goes_to_the_supervisor(
    office: Office,
) -> None:
    [no] = await urgent(office, 1)
    await away(office, minutes=20)
    await office.later(seconds=6)
    told = [r for d in office.ear.in_lane(SYNC, Digest) for r in d.reminders]
    assert [r.call for r in told if r.kind is DutyKind.FIRST_RESPONSE] == [Call.BREACH]
    await office.done("wang", Contact(no, "已联系", "phone"))


async def test_a_restart_is_no_downtime(office: Office) -> None:
    await urgent(office, 1)
    office.clock.forward(minutes=13)
    await away(office, minutes=2)
    await office.later(seconds=6)
    assert not [d for d in office.ear.in_lane(SYNC, Digest) if d.away]


async def test_a_ticket_typed_after_the_downtime_was_not_slept_through(office: Office) -> None:
    await away(office, hours=2)
    no = await office.created('new 停机 客户=王五 部门=技术部 紧急程度=紧急 反馈时间="1h ago"')
    await office.done("wang", Accept(no))
    await office.later(seconds=6)
    digests = office.ear.in_lane(SYNC, Digest)
    assert not [d for d in digests if d.away]
    said = [r for d in digests for r in d.reminders] + office.ear.in_lane(SYNC, Reminder)
    assert {r.call for r in said if r.kind is DutyKind.FIRST_RESPONSE} == {Call.BREACH}


async def test_what_was_left_unsaid_before_joins_what_was_slept_through(office: Office) -> None:
    await urgent(office, 1)
    office.clock.forward(minutes=10)
    await office.pump.audit()
    office.pump.lanes._rounds.over = True  # It dies before it has said what it writes.
    await office.pump.sweep()
    office.clock.forward(minutes=4)
    office.pump = Pump(office.store, office.policies, {"slack": office.ear}, office.clock, "next")
    await office.pump.recover()
    await office.settle()
    assert office.ear.in_lane(SYNC, Reminder) == []
    await office.later(seconds=6)
    assert [r.call for r in office.ear.in_lane(SYNC, Reminder)] == [Call.WARN]
