"""A fresh ticket's thread says what to ask and what to do about it (S2-34…37, S3-02, S3-15)."""

from bot import phrases
from bot.views import Done
from tests.desk.office import SYNC, TECHNICAL, Office

WARE = "new 少发一个配件 客户=张三 部门=技术部 分类=物流配送"


async def told(office: Office, lane: str = SYNC) -> list[str]:
    """What the threads of a room say of playbooks, in its language."""
    await office.settle()
    card = office.thread(lane)
    said = [s for s in office.ear.said.values() if s.lane == lane and isinstance(s.view, Done)]
    assert all(s.thread == card for s in said)
    return [phrases.done(s.view, s.words) for s in said if isinstance(s.view, Done)]


async def test_the_thread_of_a_new_card_says_the_steps_and_what_to_ask(office: Office) -> None:
    await office.created(WARE)
    [zh] = await told(office)
    assert zh.splitlines()[:3] == [
        "“物流配送”的处理步骤：",
        "1. 核对订单和物流记录",
        "2. 补发或换货",
    ]
    assert zh.endswith("还需向客户了解：订单号、地址。")
    [en] = await told(office, TECHNICAL)
    assert "1. Check the order" in en
    assert en.endswith("Still to be asked of the customer: Order number, Address.")


async def test_it_is_said_when_the_category_is_known_and_once_for_each(office: Office) -> None:
    no = await office.created("new 你好 客户=张三 部门=技术部")
    assert await told(office) == []
    for category in ("物流配送", "产品质量", "物流配送"):
        await office.done("li", f"classify {no} 分类={category} 紧急程度=一般")
        await office.settle()
    said = await told(office)
    assert [one.partition("”")[0] for one in said] == ["“物流配送", "“产品质量"]


async def test_a_room_that_comes_to_show_the_ticket_is_told_too(office: Office) -> None:
    no = await office.created(WARE.replace("部门=技术部", "部门=仓储部"))
    assert len(await told(office)) == 1
    await office.done("li", f"classify {no} 分类=物流配送 紧急程度=一般 部门=技术部")
    assert [len(await told(office, lane)) for lane in (SYNC, TECHNICAL)] == [1, 1]


async def test_nothing_is_said_of_what_was_done_or_sorted_anew_before_it_went_out(
    office: Office,
) -> None:
    no = await office.created(WARE)
    await office.done("li", f"classify {no} 分类=产品质量 紧急程度=一般")
    assert [one[:5] for one in await told(office)] == ["“产品质量"]
    await office.done("li", f"cancel {no} 客户撤回")
    await office.done("li", "new 少发一个配件 客户=李四 分类=物流配送")
    done = await office.created("new 少发配件 客户=王五 部门=技术部 分类=物流配送 处理人=wang")
    for line in (f"accept {done}", f"resolve {done} 已补发"):
        await office.done("wang", line)
    await office.settle()
    assert sum(isinstance(s.view, Done) for s in office.ear.said.values() if s.lane == SYNC) == 2
