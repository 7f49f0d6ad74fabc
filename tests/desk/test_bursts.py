"""Bursts (S1-01): found by the audit, told once, and the incident opened by the desk itself."""

from dataclasses import replace
from datetime import timedelta

from bot import phrases
from bot.commands import EndIncident, ListTickets, OpenIncident, Show, UpdateIncident
from bot.views import Done
from bot.words import Words
from tests.desk.office import SYNC, Office

TANG = "slack:T1/@U_TANG"


async def heard(office: Office) -> list[Done]:
    """One round of the audit; what the sync room has been told of bursts by now."""
    await office.pump.audit()
    await office.settle()
    return [v for v in office.ear.in_lane(SYNC, Done) if v.code.startswith("memo_burst")]


async def leaks(office: Office, *customers: str, product: str = "KX-2") -> list[str]:
    line = "new 漏水 客户={} 部门=技术部 分类=产品质量 产品={}"
    return [await office.created(line.format(who, product)) for who in customers]


async def a_past(office: Office) -> None:
    """Nine days ago a desk began with one ticket; of what came before nothing is known."""
    await leaks(office, "赵一", product="KX-9")
    office.clock.forward(days=9)


async def test_a_burst_opens_the_incident_and_is_told_once(office: Office) -> None:
    await a_past(office)
    await leaks(office, "周甲", "周乙", "周丙", product="kx-2")
    await leaks(office, "周丁", "周戊", product="ＫＸ-2")
    assert await heard(office) != []
    [told] = await heard(office)
    numbers = told.blanks["tickets"]
    assert told.code == "memo_burst_opened"
    assert [b.command for b in told.buttons] == [
        UpdateIncident(numbers[0]), Show(numbers[0]), ListTickets(incident=numbers[0]),
        EndIncident(numbers[0]),
    ]  # fmt: skip
    assert len(numbers) == 5
    assert [office.ticket(no).parent for no in numbers] == ["", *[numbers[0]] * 4]
    assert office.ticket((await leaks(office, "周己"))[0]).parent == numbers[0]
    words = Words("zh", office.policies.current.zone, office.clock.at)
    said = phrases.done(told, words)
    assert said.startswith(
        "群体事件：kx-2（产品质量）最近 1 小时有 5 位客户反馈，过去四周平均每周 0 张。"
    )
    assert [v.code for v in office.ear.in_lane(TANG, Done)] == ["memo_burst_opened"]
    office.clock.forward(hours=30)
    assert len(await heard(office)) == 1


async def test_where_the_policy_says_so_a_person_opens_it_with_the_alarms_button(
    office: Office,
) -> None:
    rule = replace(office.policies.current.burst, opens_incident=False)
    office.policies.current = replace(office.policies.current, burst=rule)
    await a_past(office)
    first, *others = await leaks(office, "周甲", "周乙", "周丙", "周丁", "周戊")
    [told] = await heard(office)
    assert [b.command for b in told.buttons] == [OpenIncident(first), Show(first)]
    assert office.ticket(others[0]).parent == ""
    await office.done("tang", told.buttons[0].command)
    assert office.ticket(others[0]).parent == first


async def test_what_goes_on_is_the_same_burst_and_what_was_parted_is_not_opened_again(
    office: Office,
) -> None:
    await a_past(office)
    first, *_ = await leaks(office, "周甲", "周乙", "周丙", "周丁", "周戊")
    assert len(await heard(office)) == 1
    assert await office.done("tang", f"群体事件 {first} 解除") == "incident_ended"
    for turn in range(4):
        office.clock.forward(hours=11)
        await leaks(office, f"吴{turn}", f"郑{turn}", f"王{turn}")
        assert len(await heard(office)) == 1
    assert office.ticket(first).incident == ""
    office.clock.forward(hours=49)
    await leaks(office, *"甲乙丙丁戊己庚辛壬癸")
    assert len(await heard(office)) == 2


async def test_what_a_person_opened_and_parted_is_not_opened_by_the_desk(office: Office) -> None:
    await a_past(office)
    first, *_ = await leaks(office, "周甲", "周乙", "周丙", "周丁", "周戊")
    await office.done("tang", f"incident {first}")
    await office.done("tang", f"incident {first} end")
    assert await heard(office) == []


async def test_one_customer_and_what_was_taken_back_are_no_burst(office: Office) -> None:
    await a_past(office)
    numbers = await leaks(office, *["周甲 电话=13812345678"] * 9, "周乙", "周丙", "周丁", "周戊")
    await office.done("li", f"cancel {numbers[-1]} 误报")
    assert await heard(office) == []
    await leaks(office, "周己")
    assert len(await heard(office)) == 1


async def test_a_burst_whose_tickets_are_over_opens_nothing(office: Office) -> None:
    await a_past(office)
    numbers = await leaks(office, "周甲", "周乙", "周丙", "周丁", "周戊")
    for no in numbers:
        await office.done("wang", f"accept {no}")
        await office.done("wang", f"resolve {no} 更换密封圈")
        await office.done("li", f"confirm {no} 是")
    [told] = await heard(office)
    assert [b.command for b in told.buttons] == [Show(numbers[0])]


async def test_a_desk_without_a_past_or_with_its_eyes_shut_finds_none(office: Office) -> None:
    await leaks(office, *"甲乙丙丁戊")
    assert await heard(office) == []
    rule = replace(office.policies.current.burst, enabled=False)
    office.policies.current = replace(office.policies.current, burst=rule)
    office.clock.forward(days=9)
    await leaks(office, *"甲乙丙丁戊")
    assert await heard(office) == []


async def test_what_the_product_is_called_breaks_nothing(office: Office) -> None:
    """Braces, marks of both platforms, another's words: it is a name and nothing else."""
    await a_past(office)
    garbage = "{ticket}<!channel>&<at/id=all>/%_\\'"
    await leaks(office, "周甲", "周乙", "周丙", "周丁", "周戊", product=garbage)
    [told] = await heard(office)
    assert told.blanks["product"] == garbage
    assert told.blanks["within"] == timedelta(hours=1)
