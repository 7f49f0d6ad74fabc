"""A ticket's whole life at the desk, as the people in the room see it."""

from datetime import timedelta

from bot import phrases
from bot.commands import Accept, Confirm, Contact
from bot.domain.duties import Call
from bot.domain.policy import DutyKind
from bot.views import Digest, Done, HistoryLine, Notice, Queue, Reminder
from bot.words import Words
from tests.desk.office import SYNC, TECHNICAL, Office


async def test_a_new_ticket_shows_in_the_sync_room_and_is_synced_when_it_names_somebody(
    office: Office,
) -> None:
    """S1-34, S2-40: without an assignee it names whom the department has designated."""
    no = await office.created("new 空调不制冷 客户=张三 电话=13812345678 部门=技术部 紧急程度=紧急")
    await office.settle()
    card = office.ear.card(SYNC)
    assert (card.no, card.status) == (no, "pending")
    assert [p.name for p in card.responsible] == ["Jie"]
    assert office.ear.card(TECHNICAL).no == no
    assert office.ticket(no).synced_at == office.clock.at


async def test_a_card_shows_nothing_personal(office: Office) -> None:
    await office.created("new 请回电13812345678，邮箱a.b@example.com 客户=张三 电话=13912345678")
    await office.settle()
    shown = repr(office.ear.card(SYNC))
    for secret in ("13812345678", "13912345678", "a.b@example.com", "张三"):
        assert secret not in shown
    assert "****5678" in shown


async def test_the_whole_story_from_new_to_callback(office: Office) -> None:
    """S2-04: one place for all of it, from the report to the last call."""
    no = await office.created("new 空调不制冷 客户=张三 部门=技术部 分类=产品质量 紧急程度=紧急")
    assert await office.done("wang", Accept(no)) == "accepted"
    assert await office.done("wang", f"contact {no} 已电话联系，预约上门 方式=电话") == "contacted"
    assert await office.done("wang", f"progress {no} 现场检测，压缩机故障 told") == "progressed"
    assert await office.done("wang", f"propose {no} 更换压缩机 费用=300元") == "proposed"
    assert await office.done("wang", f"resolve {no} 已更换压缩机KX-2") == "resolved"
    assert await office.done("li", f"confirm {no} yes csat=满意 很好") == "confirmed_yes"
    ticket = office.ticket(no)
    assert (ticket.status, ticket.close_reason) == ("closed", "confirmed")
    assert await office.done("li", f"callback {no} 一切正常") == "called_back"
    assert office.happenings(no) == [
        "created", "accepted", "contacted", "progressed", "proposed", "resolved", "confirmed",
        "called_back",
    ]  # fmt: skip


async def test_a_burst_of_changes_is_one_card_and_a_line_for_each(office: Office) -> None:
    """S1-13: whatever is done, every room that shows the ticket has it at once."""
    no = await office.created("new 屏幕碎了 客户=王五 部门=技术部")
    await office.settle()
    before = office.ear.calls
    await office.done("wang", Accept(no))
    await office.done("wang", Contact(no, "已联系"))
    await office.settle()
    lines = office.ear.in_lane(SYNC, HistoryLine)
    assert [line.happening.value for line in lines] == ["accepted", "contacted"]
    assert office.ear.calls - before == 2 * (1 + 2)  # Two rooms: one card update, two lines each.
    assert office.ear.card(SYNC).status == "in_progress"


async def test_the_assignee_is_told_alone_and_the_first_responder_sees_every_transfer(
    office: Office,
) -> None:
    no = await office.created("new 漏水 客户=王五 部门=技术部")
    await office.done("tang", f"assign {no} @wang")
    await office.settle()
    [told] = office.ear.in_lane("slack:T1/@U_WANG", Notice)
    assert (told.code, told.ticket) == ("assigned", no)
    [follower] = office.ear.in_lane("slack:T1/@U_LI", Notice)
    assert follower.code == "assigned"


async def test_a_sync_that_names_nobody_is_reminded_of_and_then_missed(office: Office) -> None:
    await office.created("new 打不开 客户=王五")
    await office.settle()
    assert office.ear.card(SYNC).responsible == ()
    await office.later(minutes=7)
    [warned] = office.ear.in_lane(SYNC, Reminder)
    assert (warned.call, warned.kind) == (Call.WARN, DutyKind.SYNC)
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert "同步到群（责任人未明确）快到时限了" in phrases.reminder_headline(warned, words)
    listed = await office.ask("li", "list")
    assert isinstance(listed, Queue)
    assert "责任人未明确，请在 10:10 前指定" in phrases.queue_row(listed.rows[0], words)[1]
    assert "Li" in [p.name for p in warned.people]
    await office.later(minutes=3)
    breach = office.ear.in_lane(SYNC, Reminder)[-1]
    assert (breach.call, [p.name for p in breach.people][-1]) == (Call.BREACH, "Chen")


async def test_a_first_response_is_warned_missed_and_climbs_until_acknowledged(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 分类=产品质量 紧急程度=紧急")
    await office.done("wang", Accept(no))
    await office.settle()

    async def calls_after(**span: float) -> list[Call]:
        await office.later(**span)
        reminders = office.ear.in_lane(SYNC, Reminder)
        return [r.call for r in reminders if r.kind is DutyKind.FIRST_RESPONSE]

    assert await calls_after(minutes=10) == [Call.WARN]
    assert await calls_after(minutes=5) == [Call.WARN, Call.BREACH]
    assert await calls_after(minutes=15) == [Call.WARN, Call.BREACH, Call.MANAGER]
    assert await calls_after(minutes=30) == [Call.WARN, Call.BREACH, Call.MANAGER, Call.REPEAT]
    assert await office.done("ma", f"ack {no}") == "acknowledged"
    assert len(await calls_after(hours=1)) == 4
    row = next(
        d
        for d in office.store.read(lambda u: u.duties.newest(no)).result()
        if d.kind is DutyKind.FIRST_RESPONSE
    )
    assert (row.missed_by, row.acknowledged_by) == ("wang", "ma")
    assert row.missed_at == office.ticket(no).report.reported_at + timedelta(minutes=15)


async def test_nothing_is_said_of_a_duty_that_was_met_a_moment_before(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    await office.done("wang", Accept(no))
    await office.settle()
    office.clock.forward(minutes=10)
    await office.pump.sweep()  # The reminder is written …
    await office.done("wang", Contact(no, "已联系"))  # … and its reason goes away.
    await office.settle(sweeping=False)
    assert not [r for r in office.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.FIRST_RESPONSE]


async def test_a_burst_of_reminders_is_one_digest(office: Office) -> None:
    for n in range(5):
        await office.created(f"new 打不开{n} 客户=王五")
    await office.settle()
    office.clock.forward(minutes=7)
    await office.settle()
    said = [s.view for s in office.ear.said.values() if s.lane == SYNC]
    digests = [v for v in said if isinstance(v, Digest)]
    assert [len(d.reminders) for d in digests] == [5]
    assert not [v for v in said if isinstance(v, Reminder)]


async def test_an_agent_who_types_late_what_was_said_early_is_late(office: Office) -> None:
    no = await office.created('new 打不开 客户=王五 部门=技术部 反馈时间="20m ago"')
    await office.settle()
    assert office.ear.card(SYNC).synced_late
    sync = office.store.read(lambda u: u.duties.of(no)).result()[0]
    assert sync.kind is DutyKind.SYNC
    assert sync.missed_at == office.clock.at - timedelta(minutes=10)


async def test_not_solved_goes_back_to_work_on_the_same_clock(office: Office) -> None:
    no = await office.created("new 打不开 客户=王五 部门=技术部 紧急程度=紧急")
    await office.done("wang", Accept(no))
    await office.done("wang", f"resolve {no} 重启")
    assert await office.done("li", Confirm(no, "no", comment="还是不行")) == "confirmed_no"
    running = {
        d.kind: d for d in office.store.read(lambda u: u.duties.newest(no)).result() if d.running
    }
    due = office.ticket(no).report.reported_at + timedelta(hours=2)
    assert running[DutyKind.RESOLUTION].due_at == due
    assert DutyKind.CONFIRMATION not in running


async def test_who_resolves_what_nobody_has_called_about_is_told_what_counts(
    office: Office,
) -> None:
    """S1-07: that a repair counts as the first response must not be a surprise in the numbers."""
    silent, spoken = [await office.created(f"new 停机{n} 客户=王五 部门=技术部") for n in "12"]
    for no in (silent, spoken):
        await office.done("wang", Accept(no))
    await office.done("wang", Contact(spoken, "已电话沟通", "phone"))
    answers = [await office.ask("wang", f"resolve {no} 换了主板") for no in (silent, spoken)]
    words = Words("zh", office.policies.current.zone, office.clock.at)
    said = [phrases.done(one, words) for one in answers if isinstance(one, Done)]
    assert ["没有登记过首次联系" in one for one in said] == [True, False]
