"""A team with more to do than it can: its supervisor hears of it once, until it falls (S1-05)."""

from dataclasses import replace

from bot.commands import ListTickets
from bot.views import Done
from tests.desk.office import Office

TANG = "slack:T1/@U_TANG"
LINE = "new 空调不制冷 客户=张三 部门=技术部"


async def look(office: Office) -> int:
    """One round of the audit; how many times the supervisor has been told by now."""
    await office.pump.audit()
    await office.settle()
    return [v.code for v in office.ear.in_lane(TANG, Done)].count("memo_overload")


async def test_the_supervisor_is_told_once_until_it_has_fallen_well_below(office: Office) -> None:
    """Three work there (two technicians, a liaison), so the line of 2 each is 6."""
    office.policies.current = replace(office.policies.current, overload=2)
    numbers = [await office.created(LINE) for _ in range(6)]
    assert await look(office) == 0
    numbers.append(await office.created(LINE))
    assert await look(office) == 1
    [told] = [v for v in office.ear.in_lane(TANG, Done) if v.code == "memo_overload"]
    assert (told.blanks["count"], told.blanks["here"]) == (7, 3)
    assert [button.command for button in told.buttons] == [ListTickets(dept="technical")]
    office.clock.forward(minutes=1)
    for no in numbers[:2]:  # Five: below the line, but not well below it.
        await office.done("li", f"cancel {no} 误报")
    assert await look(office) == 1
    numbers += [await office.created(LINE) for _ in range(2)]
    assert await look(office) == 1
    for no in numbers[2:5]:
        await office.done("li", f"cancel {no} 误报")
    assert await look(office) == 1  # Four: it has fallen.
    office.clock.forward(minutes=1)
    for _ in range(3):
        await office.created(LINE)
    assert await look(office) == 2


async def test_who_is_away_carries_nothing_and_a_policy_may_have_no_line(office: Office) -> None:
    office.policies.current = replace(office.policies.current, overload=2)
    for _ in range(5):
        await office.created(LINE)
    assert await look(office) == 0
    await office.done("wu", "away until 18:00")
    assert await look(office) == 1
    office.policies.current = replace(office.policies.current, overload=None)
    await office.created(LINE)
    assert await look(office) == 1
