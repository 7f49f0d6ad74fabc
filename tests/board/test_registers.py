"""The pages of complaints and of improvement actions: what they show, and to whom."""

import pytest

from tests.board.browser import Watched
from tests.desk.office import Office

ADD = "改进 新增 更换密封圈供应商 原因=批次不良 负责人=@wang 期限=2026-12-15 指标=投诉率"


async def complaints(office: Office) -> dict[str, str]:
    """One of each kind that the register is narrowed by."""
    made = {
        name: await office.created(f"new 漏液 客户=张三丰 部门={department} 类型=投诉")
        for name, department in (("human", "技术部"), ("quality", "技术部"), ("sent", "仓储部"))
    }
    await office.done("tang", f"定责 {made['human']} 原因=人为因素 责任人=@wu 严重程度=重")
    await office.done("tang", f"定责 {made['quality']} 原因=质量异常 部门=技术部 严重程度=轻")
    return made


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"human", "quality", "sent"}),
        ("month=2026-11", {"human", "quality", "sent"}),
        ("month=2026-10", set()),
        ("month=2026-13&cause=nonsense&dept=%00&size=x", {"human", "quality", "sent"}),
        ("cause=quality", {"quality"}),
        ("cause=quality&severity=severe", set()),
        ("dept=technical", {"human", "quality"}),
        ("status=closed", set()),
    ],
)
async def test_the_address_narrows_the_register_of_complaints(
    board: Watched, asked: str, found: set[str]
) -> None:
    made = await complaints(board.office)
    page = await (await board.signed_in("ma")).get(f"/board/complaints?{asked}")
    assert page.status == 200
    assert set(page.tickets) == {made[each] for each in found}


async def test_a_supervisor_sees_the_complaints_of_their_own_masked_and_counted(
    board: Watched,
) -> None:
    made = await complaints(board.office)
    page = await (await board.signed_in("tang")).get("/board/complaints")
    assert set(page.tickets) == {made["human"], made["quality"]}
    assert "张三丰" not in page.text
    for said in ("2026-11 投诉台账（2）", "质量异常 1", "Wu", "张**"):
        assert said in page.seen


@pytest.mark.parametrize("section", ["complaints", "actions"])
async def test_an_admin_is_shown_no_register(board: Watched, section: str) -> None:
    await complaints(board.office)
    admin = await board.signed_in("admin")
    assert f'href="/board/{section}"' not in (await admin.get("/board/people")).text
    for address in (f"/board/{section}", f"/board/live/{section}"):
        refused = await admin.get(address)
        assert refused.status == 403
        assert "漏液" not in refused.text


async def test_actions_are_listed_with_owner_time_and_what_they_should_move(
    board: Watched,
) -> None:
    office = board.office
    await office.done("chen", ADD)
    tang = await board.signed_in("tang")
    for said in ("A1", "更换密封圈供应商", "批次不良", "Wang", "要改善：投诉率", "进行中"):
        assert said in (await tang.get("/board/actions")).seen
    assert "A1" in (await tang.get("/board/actions?owner=wang")).seen
    assert "没有改进措施" in (await tang.get("/board/actions?owner=wu")).seen
    await office.later(days=30)
    tang = await board.signed_in("tang")
    assert "已逾期" in (await tang.get("/board/actions")).seen
    await office.done("wang", "改进 完成 A1 已更换供应商 见效=已改善")
    assert "没有改进措施" in (await tang.get("/board/actions")).seen
    assert "投诉率 已改善" in (await tang.get("/board/actions?over=1")).seen


async def test_what_people_wrote_in_an_action_is_text_and_nothing_else(board: Watched) -> None:
    await board.office.done("chen", "action add <script>x</script> cause=<img>")
    page = await (await board.signed_in("tang")).get("/board/actions")
    assert "&lt;script&gt;x" in page.text
    assert "<script>x" not in page.text
    assert "<img>" not in page.text


async def test_the_registers_speak_english(board: Watched) -> None:
    await complaints(board.office)
    await board.office.done("chen", ADD)
    tang = await board.signed_in("tang")
    page = await tang.get("/board/complaints?lang=en")
    for said in ("Complaints of 2026-11 (2)", "Improvement actions", "Month"):
        assert said in page.seen
    assert "to move: Complaint rate" in (await tang.get("/board/actions")).seen
