"""Why is it due then? Asked in the chat, told span by span to the one who asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import phrases
from bot.commands import Accept, Why
from bot.domain.errors import NothingOwed, NotOwed, UnknownTicket
from bot.domain.folding import RowKind
from bot.domain.life_cycle import Status
from bot.domain.owed import owed
from bot.domain.policy import DutyKind, Policy
from bot.handlers import showing
from bot.handlers.scene import Scene
from bot.policyfile import load_text
from bot.ports import Store
from bot.views import Refused, WhyDue
from tests.calendars import at
from tests.desk.office import Office, roster
from tests.domain.builders import ticket_in

OFFICE = """
[calendar.office]
days = { mon-fri = ["09:00-12:00", "13:30-18:00"] }
holidays = "CN"
"""
REPAIR = "new 停机 客户=王五 部门=技术部 紧急程度=一般"
FRIDAY = at("2026-02-13 17:00")  # Saturday 14 February is worked, then comes Spring Festival.


def policy(resolution: str = "10h", calendar: str = "office") -> Policy:
    urgency = f"""
[[urgency]]
id = "normal"
first_response = "2h"
resolution = "{resolution}"
calendar = "{calendar}"
"""
    return load_text(OFFICE + urgency, "policy.toml").policy


@pytest.fixture
def office(store: Store) -> Office:
    found = Office.opened(store, policy())
    found.clock.at = FRIDAY
    return found


async def why(office: Office, asked: str | Why, who: str = "wang") -> WhyDue:
    view = await office.ask(who, asked)
    assert isinstance(view, WhyDue), view
    return view


async def lines(office: Office, asked: str | Why, who: str = "wang") -> list[str]:
    answer = await office.answer(who, asked)
    assert isinstance(answer.view, WhyDue), answer.view
    return [
        phrases.why_title(answer.view, answer.words),
        *phrases.why_lines(answer.view, answer.words),
    ]


async def test_every_span_is_told_and_the_sum_is_the_due_time(office: Office) -> None:
    no = await office.created(REPAIR)
    assert await lines(office, f"为什么 {no} 解决") == [
        f"{no} 解决：为什么是 02-24 周二 10:30？",
        "从 02-13 周五 17:00 起，按日历“office”计 10 小时。",
        "02-13 周五 17:00 – 18:00：计 1 小时",
        "02-13 周五 18:00 – 02-14 周六 09:00：非上班时间，不计",
        "02-14 周六 09:00 – 12:00：调休上班，计 3 小时",
        "02-14 周六 12:00 – 13:30：非上班时间，不计",
        "02-14 周六 13:30 – 18:00：调休上班，计 4 小时 30 分钟",
        "02-14 周六 18:00 – 02-24 周二 09:00：农历除夕/春节 02-15 周日 至 02-23 周一，不计",
        "02-24 周二 09:00 – 10:30：计 1 小时 30 分钟",
        "合计 10 小时，到 02-24 周二 10:30。",
    ]


async def test_a_span_between_two_minutes_has_its_seconds_at_both_ends(office: Office) -> None:
    office.clock.at = FRIDAY - timedelta(hours=2, seconds=24)
    no = await office.created(REPAIR)
    told = await lines(office, f"为什么 {no} 首次响应")
    assert told[2] == "02-13 周五 14:59:36 – 16:59:36：计 2 小时"


async def test_whoever_reads_english_is_told_in_english(office: Office) -> None:
    no = await office.created(REPAIR)
    told = await lines(office, f"why {no} resolution?", who="lin")
    assert told[0] == f"{no} Resolution: why Tue 02-24 10:30?"
    assert told[7].endswith(
        "Chinese New Year's Eve/Chinese New Year (Spring Festival) Sun 02-15 to Mon 02-23,"
        " does not count"
    )
    assert told[-1] == "Together 10 h, at Tue 02-24 10:30."


async def test_a_hold_is_told_with_its_reason_and_what_the_due_time_was(office: Office) -> None:
    no = await office.created(REPAIR)
    await office.done("wang", Accept(no))
    office.clock.at = at("2026-02-14 10:00")
    await office.done("wang", f"hold {no} 等配件，客户电话 13812345678")
    office.clock.at = at("2026-02-14 11:00")
    standing = await lines(office, f"why {no} 解决")
    assert standing[0] == f"{no} 解决：为什么暂停计时？"
    assert standing[-1] == "已计 2 小时，现在暂停，恢复后再算到期时间。"
    await office.done("wang", f"resume {no}")
    told = await lines(office, f"why {no} 解决")
    assert told[0] == f"{no} 解决：为什么是 02-24 周二 11:30？"
    [pause] = [line for line in told if "挂起，不计" in line]
    assert pause.startswith("02-14 周六 10:00 – 11:00：挂起，不计：等配件")
    assert "13812345678" not in pause
    assert told[-1] == "原定 02-24 周二 10:30，后来改了：11:00 Wang 恢复了处理"


async def test_a_change_of_urgency_is_told_as_what_moved_it(office: Office) -> None:
    no = await office.created(REPAIR)
    office.clock.forward(minutes=10)
    await office.done("ma", f"classify {no} category=product urgency=紧急")
    told = await lines(office, f"why {no} 解决")
    assert told[0] == f"{no} 解决：为什么是 02-13 周五 19:00？"
    assert told[1] == "从 02-13 周五 17:00 起，全天候计 2 小时。"
    assert told[-1].startswith("原定 02-24 周二 10:30，后来改了：17:10 Ma 更新了分类")
    assert "紧急程度 一般 → 紧急" in told[-1]


async def test_a_change_of_policy_is_told_as_what_moved_it(office: Office) -> None:
    no = await office.created(REPAIR)
    office.policies.current = policy("30m")
    office.clock.forward(minutes=10)
    await office.pump.policy_changed()
    told = await lines(office, f"why {no} 解决")
    assert told[0] == f"{no} 解决：为什么是 02-13 周五 17:30？"
    assert told[-1] == "原定 02-24 周二 10:30，02-13 周五 17:10 因策略调整改了。"


async def test_a_met_deadline_is_told_with_when_it_was_met(office: Office) -> None:
    no = await office.created(REPAIR)
    await office.done("wang", Accept(no))
    office.clock.forward(minutes=10)
    await office.done("wang", f"contact {no} 已电话沟通")
    told = await lines(office, f"why {no} first response")
    assert told[-1] == "已在 02-13 周五 17:10 做到。"
    assert "02-13 周五 18:00 – 02-14 周六 09:00：非上班时间，不计" in told


async def test_what_was_counted_by_terms_that_are_gone_is_not_made_up(office: Office) -> None:
    no = await office.created(REPAIR)
    await office.done("wang", Accept(no))
    await office.done("wang", f"contact {no} 已电话沟通")
    office.policies.current = policy("30m", "always")
    view = await why(office, f"why {no} 首次响应")
    assert (view.way, view.span, view.said) == ((), None, False)


async def test_a_hold_until_a_time_was_said_and_not_counted(office: Office) -> None:
    no = await office.created(REPAIR)
    await office.done("wang", Accept(no))
    await office.done("wang", f"hold {no} 等配件 until=18:00")
    view = await why(office, Why(no, "resume"))
    assert view.said
    told = await lines(office, Why(no, "resume"))
    assert told[1] == "从 02-13 周五 17:00 起，到挂起时说好的时间为止。"


async def test_without_a_name_the_deadline_on_the_card_is_meant(office: Office) -> None:
    no = await office.created(REPAIR)
    scene = Scene(office.policies.current, roster(), office.clock.now())
    ticket = office.ticket(no)
    shown = showing.next_due(ticket, owed(ticket, scene.policy))
    view = await why(office, f"why {no}")
    assert shown is not None
    assert (view.due.kind, view.due.due_at) == (shown.kind, shown.due_at)
    others = {str(getattr(b.command, "duty", "")) for b in view.buttons}
    assert "resolution" in others
    assert view.due.kind.value not in others


async def test_in_its_thread_a_ticket_needs_no_number(office: Office) -> None:
    no = await office.created(REPAIR)
    await office.settle()
    view = await office.ask("wang", "为什么 解决", thread=office.thread())
    assert isinstance(view, WhyDue)
    assert (view.ticket, view.due.kind) == (no, DutyKind.RESOLUTION)


async def test_a_bad_number_or_duty_is_refused_with_what_there_is(office: Office) -> None:
    no = await office.created(REPAIR)
    unknown = await office.ask("wang", "why 20260213999")
    duty = await office.ask("wang", f"why {no} nonsense")
    unowed = await office.ask("wang", f"why {no} callback")
    refused = [view for view in (unknown, duty, unowed) if isinstance(view, Refused)]
    assert [type(view.error) for view in refused] == [UnknownTicket, NotOwed, NotOwed]
    answer = await office.answer("wang", f"why {no} callback")
    assert isinstance(answer.view, Refused)
    said = phrases.refused(answer.view, answer.words)
    assert said.startswith(f"{no} 没有“满意度回访”这个时限。有时限的是：")
    assert "首次响应" in said


async def test_where_nothing_is_promised_nothing_is_explained(store: Store) -> None:
    known = policy().urgencies
    silent = replace(
        policy(),
        duties={},
        urgencies=tuple(replace(u, first_response=None, resolution=None) for u in known),
    )
    office = Office.opened(store, silent)
    no = await office.created(REPAIR)
    view = await office.ask("wang", Why(no))
    assert isinstance(view, Refused)
    assert isinstance(view.error, NothingOwed)


async def test_seven_working_days_are_counted_by_day(store: Store) -> None:
    office = Office.opened(store, policy("7 working days"))
    office.clock.at = at("2026-11-06 17:00")
    no = await office.created(REPAIR)
    assert await lines(office, f"why {no} 解决") == [
        f"{no} 解决：为什么是 11-17 周二 17:00？",
        "从 11-06 周五 17:00 起，按日历“office”计 7 个工作日。",
        "11-06 周五 17:00 – 11-07 周六 00:00：未满一个工作日，接着算",
        "11-07 周六 00:00 – 11-09 周一 00:00：周末 11-07 周六 至 11-08 周日，不计",
        "11-09 周一 – 11-13 周五：第 1–5 个工作日",
        "11-14 周六 00:00 – 11-16 周一 00:00：周末 11-14 周六 至 11-15 周日，不计",
        "11-16 周一 – 11-17 周二：第 6–7 个工作日",
        "合计 7 个工作日，到 11-17 周二 17:00。",
    ]


async def test_months_are_folded_and_still_add_up(store: Store) -> None:
    office = Office.opened(store, policy("1800h"))
    office.clock.at = at("2026-01-06 17:00")
    no = await office.created(REPAIR)
    view = await why(office, f"why {no} 解决")
    assert len(view.way) <= 12
    assert sum((row.counted for row in view.way), timedelta()) == timedelta(hours=1800)
    assert RowKind.SEVERAL in [row.kind for row in view.way]
    edges = [(a.ends, b.begins) for a, b in zip(view.way, view.way[1:], strict=False)]
    assert all(ends == begins for ends, begins in edges)


async def test_a_year_without_published_holidays_is_said(store: Store) -> None:
    office = Office.opened(store, policy("24h"))
    office.clock.at = at("2098-12-31 17:00")
    no = await office.created(REPAIR)
    told = await lines(office, f"why {no} 解决")
    assert [line for line in told if "还没有公布" in line]


@pytest.mark.parametrize("asked", ["为什么 {no} 是这个时间？", "why {no} then?", "时效 {no}"])
async def test_it_may_be_asked_as_a_question(office: Office, asked: str) -> None:
    no = await office.created(REPAIR)
    assert (await why(office, asked.format(no=no))).ticket == no


async def test_the_card_and_the_record_offer_the_question(office: Office) -> None:
    await office.created(REPAIR)
    await office.settle()
    card = office.ear.card()
    assert "Why" in [type(b.command).__name__ for b in (*card.buttons, *card.more)]


def test_every_status_offers_the_question() -> None:
    scene = Scene(policy(), roster(), FRIDAY)
    for status in Status:
        card = showing.card(ticket_in(status), scene)
        assert [b for b in card.more if isinstance(b.command, Why)], status
