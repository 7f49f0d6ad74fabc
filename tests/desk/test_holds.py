"""A hold that ends by its time: work goes on, and whoever must do it notices."""

import pytest

from bot import phrases
from bot.commands import Accept
from bot.domain.errors import TimePast
from bot.domain.policy import DutyKind
from bot.views import Done, HistoryLine, Notice, Refused
from bot.words import Words
from tests.desk.office import SYNC, Office


async def held(office: Office, hold: str = "等配件 until=11:00") -> str:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=一般")
    await office.done("wang", Accept(no))
    assert (await office.done("wang", f"hold {no} {hold}")).startswith("held")
    await office.settle()
    return no


async def test_at_the_end_of_a_hold_the_card_offers_the_work_again(office: Office) -> None:
    no = await held(office, "等配件 until=10:30")
    card = office.ear.card(SYNC)
    assert card.on_hold
    assert card.next is not None
    assert card.next.kind is not DutyKind.RESUME  # The card says so in its own line.
    await office.later(minutes=29)
    assert office.ear.card(SYNC).on_hold
    await office.later(minutes=1)
    card = office.ear.card(SYNC)
    assert (card.on_hold, card.hold_reason) == (False, "")
    assert "Resume" not in [type(b.command).__name__ for b in card.buttons]
    assert office.ticket(no).hold is None


async def test_at_the_end_of_a_hold_the_room_and_the_assignee_are_told(office: Office) -> None:
    no = await held(office)
    await office.later(minutes=60)
    event = office.history(no)[-1]
    assert (event.happening.value, event.by) == ("resumed", "")
    assert office.ear.in_lane(SYNC, HistoryLine)[-1].happening.value == "resumed"
    [called] = office.ear.in_lane(SYNC, Notice)
    assert (called.code, [p.name for p in called.people]) == ("resumed", ["Wang"])
    [told] = office.ear.in_lane("slack:T1/@U_WANG", Notice)
    assert (told.code, told.blanks["note"]) == ("resumed", "等配件")


async def test_a_hold_that_somebody_ended_ends_no_second_time(office: Office) -> None:
    no = await held(office)
    await office.done("wang", f"resume {no}")
    await office.later(hours=2)
    assert office.happenings(no).count("resumed") == 1
    assert not office.ear.in_lane(SYNC, Notice)


async def test_a_hold_without_an_end_waits_for_somebody(office: Office) -> None:
    no = await held(office, "等配件")
    await office.later(hours=9)
    assert office.ear.card(SYNC).on_hold
    assert "resumed" not in office.happenings(no)


async def test_a_desk_that_slept_past_the_end_gives_no_time_away(office: Office) -> None:
    no = await held(office)
    await office.later(hours=5)
    pause = office.ticket(no).pauses[0]
    assert pause.ended_at == pause.until
    kinds = office.store.read(lambda u: u.duties.newest(no)).result()
    [row] = [d for d in kinds if d.kind is DutyKind.RESUME]
    assert (row.ending, row.missed_at) == ("met", None)


@pytest.mark.parametrize(
    ("until", "local"),
    [
        ("until tomorrow", "11-24 09:00"),
        ("到周六", "11-30 09:00"),  # The office is closed on Saturday and Sunday.
        ("until=2026-11-25", "11-25 09:00"),
        ("until tomorrow 15:00", "11-24 15:00"),
    ],
)
async def test_a_hold_until_a_day_ends_when_that_days_work_begins(
    office: Office, until: str, local: str
) -> None:
    [pause] = office.ticket(await held(office, f"等配件 {until}")).pauses
    assert pause.until is not None
    assert f"{pause.until.astimezone(office.policies.current.zone):%m-%d %H:%M}" == local


@pytest.mark.parametrize("until", ["yesterday", "2026-11-20", "today", "09:30"])
async def test_a_hold_until_a_time_that_is_over_is_told_so(office: Office, until: str) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", f"accept {no}")
    view = await office.ask("wang", f"hold {no} 等配件 until={until}")
    assert isinstance(view, Refused)
    assert isinstance(view.error, TimePast)
    assert office.ticket(no).hold is None


async def test_a_customer_may_want_it_done_by_the_end_of_today(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 期望时间=今天")
    wished = office.ticket(no).report.wished_by
    assert wished is not None
    assert f"{wished.astimezone(office.policies.current.zone):%m-%d %H:%M}" == "11-23 23:59"


async def test_the_line_of_a_hold_says_until_when(office: Office) -> None:
    await held(office)
    line = office.ear.in_lane(SYNC, HistoryLine)[-1]
    words = next(s.words for s in office.ear.said.values() if s.view is line)
    assert phrases.history(line, words) == "Wang 挂起了工单，到 11:00：等配件"


async def test_the_line_of_progress_says_whether_the_customer_was_told(office: Office) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部")
    await office.done("wang", Accept(no))
    await office.done("wang", f"progress {no} 已检测")
    await office.done("wang", f"progress {no} 等配件 已告知")
    await office.settle()
    words = Words("zh", office.policies.current.zone, office.clock.at)
    untold, told = (phrases.history(x, words) for x in office.ear.in_lane(SYNC, HistoryLine)[-2:])
    assert untold == "Wang 更新了进度，未告知客户：已检测"
    assert told == "Wang 更新了进度，已告知客户：等配件"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("等配件到下周一", "已挂起到 11-30 09:00，到时自动恢复"),
        ("等配件，月底到货", "没有写到什么时候，要继续时请恢复"),
    ],
)
async def test_the_answer_says_until_when_or_that_nothing_was_understood_of_it(
    office: Office, typed: str, said: str
) -> None:
    no = await office.created("new 停机 客户=王五 部门=技术部 紧急程度=一般")
    await office.done("wang", Accept(no))
    answer = await office.ask("wang", f"挂起 {no} {typed}")
    assert isinstance(answer, Done)
    words = Words("zh", office.policies.current.zone, office.clock.at)
    assert said in phrases.done(answer, words)
