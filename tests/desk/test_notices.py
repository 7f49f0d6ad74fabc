"""What is said besides the card: notices without a second card, warnings while they are of use."""

from dataclasses import fields, replace

from bot import phrases
from bot.commands import Accept, Contact, Show
from bot.domain.duties import Call
from bot.domain.policy import DutyKind, Name
from bot.views import Digest, Notice, Reminder, TicketCard
from bot.words import Words
from tests.desk.office import SYNC, Office

WANG = "slack:T1/@U_WANG"


def words(office: Office, locale: str = "zh") -> Words:
    return Words(locale, office.policies.current.zone, office.clock.at)


async def test_a_notice_says_what_it_is_about_and_carries_no_second_card(office: Office) -> None:
    """S2-32: how urgent it is, of whom and what, by when; and all of it one tap away."""
    no = await office.created("new 屏幕碎了 客户=王五 部门=技术部 紧急程度=紧急")
    await office.done("tang", f"assign {no} @wang")
    await office.settle()
    [told] = office.ear.in_lane(WANG, Notice)
    assert not any(isinstance(getattr(told, f.name), TicketCard) for f in fields(told))
    assert [b.command for b in told.buttons] == [Accept(no), Show(no)]
    assert [b.primary for b in told.buttons] == [True, False]
    said = phrases.notice_about(told, words(office))
    assert said == "🔴 紧急 · 王** · 屏幕碎了 · 接单 10:07 前（还有 7 分钟）"


async def test_who_is_only_to_know_of_an_assignment_is_not_asked_to_accept_it(
    office: Office,
) -> None:
    no = await office.created("new 屏幕碎了 客户=王五 部门=技术部")
    await office.done("tang", f"assign {no} @wang")
    await office.settle()
    [follower] = office.ear.in_lane("slack:T1/@U_LI", Notice)
    assert [b.command for b in follower.buttons] == [Show(no)]


async def test_a_critical_ticket_is_called_by_the_policys_own_name(office: Office) -> None:
    policy = office.policies.current
    first, *rest = policy.urgencies
    mine = replace(first, name=Name("红色", "Red"), critical=True)
    office.policies.current = replace(policy, urgencies=(mine, *rest))
    no = await office.created(f"new 冒烟 客户=王五 部门=技术部 紧急程度={first.id}")
    await office.settle()
    [called] = office.ear.in_lane(SYNC, Notice)
    assert phrases.notice(called, words(office)) == f"红色工单 {no}，请立即关注。"
    assert phrases.notice(called, words(office, "en")).startswith(f"Red ticket {no}")


async def test_a_warning_that_comes_too_late_is_not_said(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    await office.done("wang", Accept(no))
    await office.settle()
    office.clock.forward(minutes=10)
    await office.pump.sweep()
    office.clock.forward(minutes=6)
    await office.settle()
    said = [r for r in office.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.FIRST_RESPONSE]
    assert [r.call for r in said] == [Call.BREACH]


async def test_a_digest_lists_a_duty_once_and_the_gravest_of_it(office: Office) -> None:
    numbers = [
        await office.created(f"new 停机{n} 客户=王五 部门=技术部 紧急程度=紧急") for n in range(3)
    ]
    for no in numbers:
        await office.done("wang", Accept(no))
    await office.settle()
    for minutes in (10, 6, 16):  # Warned of, missed, and over to the manager, all unsaid.
        office.clock.forward(minutes=minutes)
        await office.pump.sweep()
    await office.settle(sweeping=False)
    digests = office.ear.in_lane(SYNC, Digest)
    first = [(r.ticket, r.kind) for r in digests[0].reminders]
    assert len(first) == len(set(first))
    mine = [r for d in digests for r in d.reminders if r.kind is DutyKind.FIRST_RESPONSE]
    assert [(r.ticket, r.call) for r in mine] == [(no, Call.MANAGER) for no in numbers]


async def test_after_the_fix_the_card_names_the_first_responder(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    await office.settle()
    assert [p.name for p in office.ear.card(SYNC).responsible] == ["Wang"]
    await office.done("wang", f"resolve {no} 已修好")
    await office.settle()
    assert [p.name for p in office.ear.card(SYNC).responsible] == ["Li"]
    await office.done("li", f"confirm {no} no 还是不行")
    await office.settle()
    assert [p.name for p in office.ear.card(SYNC).responsible] == ["Wang"]


async def test_what_was_finished_without_a_first_contact_owes_none(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    await office.done("wang", Accept(no))
    await office.done("wang", Contact(no, "已解答", "chat"))  # This urgency promises a call.
    await office.done("wang", f"resolve {no} 已解答")
    await office.later(hours=2)
    said = [r for r in office.ear.in_lane(SYNC, Reminder) if r.kind is DutyKind.FIRST_RESPONSE]
    assert said == []


async def test_a_call_that_nobody_answered_is_written_down_and_is_no_first_response(
    office: Office,
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=紧急")
    await office.done("wang", Accept(no))
    assert await office.done("wang", f"contact {no} 没人接，下午再打 方式=电话") == "contact_tried"
    assert (office.happenings(no)[-1], office.history(no)[-1].note) == ("noted", "没人接，下午再打")
    assert office.ticket(no).first_contact_at is None
    assert (
        await office.done("wang", f"contact {no} 没人接，发短信后已回复 方式=电话") == "contacted"
    )
    assert office.ticket(no).first_contact_at == office.clock.at


async def test_a_solution_that_did_not_help_is_no_more_on_the_card(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    await office.done("wang", f"propose {no} 换压缩机")
    await office.settle()
    assert office.ear.card(SYNC).solution == "换压缩机"
    await office.done("wang", f"reject {no} 太贵")
    await office.done("wang", f"resolve {no} 加氟")
    await office.done("li", f"confirm {no} no 还是不行")
    await office.settle()
    card = office.ear.card(SYNC)
    assert (card.solution, card.details) == ("", "")
    assert [e.note for e in office.history(no) if e.happening.value == "resolved"] == ["加氟"]


async def test_a_card_that_nobody_owns_says_so_instead_of_asking_for_a_sync(
    office: Office,
) -> None:
    await office.created("new 打不开 客户=王五")
    await office.settle()
    marks = phrases.card_marks(office.ear.card(SYNC), words(office))
    assert marks[0] == "⏳ 责任人未明确，请在 10:10 前指定（还有 10 分钟）"
    await office.later(minutes=11)
    card = replace(office.ear.card(SYNC), at=office.clock.at, synced_late=True)
    marks = phrases.card_marks(card, words(office))
    assert marks[0] == "⏳ 责任人未明确，应在 10:10 前指定（已超 1 分钟）"
    assert not [m for m in marks if "同步" in m]
