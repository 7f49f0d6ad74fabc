"""What the board shows, to whom, and that nothing of it can be more than text."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from bot.domain.policy import Choice, Name
from tests.board.browser import Watched
from tests.desk.office import Office

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>"\'><!--'


async def several(office: Office) -> dict[str, str]:
    """Tickets in every condition that the queue sorts by."""
    reported = {
        "late": "空调不制冷 客户=张三 部门=技术部 紧急程度=紧急 处理人=wang",
        "calm": "屏幕有划痕 客户=李四 部门=技术部 紧急程度=一般 处理人=wu",
        "free": "遥控器失灵 客户=王五 部门=技术部 紧急程度=一般",
        "sent": "快递未到 客户=赵六 部门=仓储部 紧急程度=一般",
    }
    made = {name: await office.created(f"new {line}") for name, line in reported.items()}
    await office.later(minutes=16)
    return made


async def test_the_overdue_come_first_then_what_nobody_has_then_the_others(board: Watched) -> None:
    made = await several(board.office)
    page = await (await board.signed_in("tang")).get("/board")
    assert page.tickets == [made["late"], made["free"], made["calm"]]
    headings = [page.text.index(f'id="group-{g}"') for g in ("overdue", "unassigned", "rest")]
    assert headings == sorted(headings)


async def test_a_supervisor_sees_their_departments_and_what_has_none_yet(board: Watched) -> None:
    made = await several(board.office)
    new = await board.office.created("new 不知道找谁 客户=孙七")
    tang = await board.signed_in("tang")
    theirs = {made["late"], made["free"], made["calm"], new}
    assert set((await tang.get("/board")).tickets) == theirs
    assert set((await tang.get("/board?dept=warehouse")).tickets) == theirs  # Not theirs to ask.
    foreign = await tang.get(f"/board/ticket/{made['sent']}")
    assert foreign.status == 403
    assert "快递" not in foreign.text
    posted = await tang.post(f"/board/ticket/{made['sent']}/note", {})
    assert posted.status == 403


async def test_what_waits_for_whoever_looks_stands_above_the_queue(board: Watched) -> None:
    made = await several(board.office)
    await board.office.done("ma", "action add 换密封圈供应商 owner=@tang due=2026-12-15")
    page = await (await board.signed_in("tang")).get("/board")
    assert "要你处理的（2）" in page.seen
    assert page.text.index('id="owed"') < page.text.index('id="group-overdue"')
    assert f'href="/board/ticket/{made["late"]}">{made["late"]} · ⚠️ ' in page.text
    assert 'href="/board/actions">A1 · 改进措施' in page.text
    assert "要你处理的" not in (await (await board.signed_in("chen")).get("/board")).seen


async def test_a_manager_sees_everything_and_an_admin_the_people_only(board: Watched) -> None:
    made = await several(board.office)
    ma, admin = await board.signed_in("ma"), await board.signed_in("admin")
    assert set((await ma.get("/board")).tickets) == set(made.values())
    people = await admin.get("/board")
    assert people.path == "/board/people"
    assert "Wang" in people.seen
    assert (await admin.get(f"/board/ticket/{made['late']}")).status == 403
    assert (await admin.get("/board/live/queue")).status == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("dept=technical", {"late", "calm", "free"}),
        ("dept=warehouse&unassigned=1", {"sent"}),
        ("urgency=urgent", {"late"}),
        ("urgency=normal&dept=technical", {"calm", "free"}),
        ("status=pending", {"free", "sent"}),
        ("status=assigned&assignee=wu", {"calm"}),
        ("overdue=1", {"late"}),
        ("unassigned=1", {"free", "sent"}),
        (f"words={quote('划痕')}", {"calm"}),
        (f"words={quote('李四')}", {"calm"}),
        ("words=nothing-like-it", set()),
        ("urgency=nonsense&size=7&size=x&assignee=%00&unknown=1", {"late", "calm", "free", "sent"}),
    ],
)
async def test_a_filter_in_the_address_narrows_the_queue(
    board: Watched, asked: str, found: set[str]
) -> None:
    made = await several(board.office)
    page = await (await board.signed_in("ma")).get(f"/board?{asked}")
    assert set(page.tickets) == {made[each] for each in found}


async def test_a_page_shows_fifty_and_offers_more(board: Watched) -> None:
    for n in range(53):
        await board.office.created(f"new 问题{n} 客户=张三 部门=技术部")
    tang = await board.signed_in("tang")
    page = await tang.get("/board")
    assert len(page.tickets) == 50
    assert "/board?size=100" in page.text
    assert len((await tang.get("/board?size=100")).tickets) == 53


async def test_customers_are_masked_until_somebody_looks_and_the_look_is_recorded(
    board: Watched,
) -> None:
    no = await board.office.created("new 请回电13812345678 客户=张三 电话=13912345678 部门=技术部")
    tang = await board.signed_in("tang")
    queue, ticket = await tang.get("/board"), await tang.get(f"/board/ticket/{no}")
    for page in (queue, ticket):
        assert "****5678" in page.text
        for secret in ("张三", "13812345678", "13912345678"):
            assert secret not in page.text
    assert "revealed" not in board.office.happenings(no)
    whole = await tang.send(ticket, f"/board/ticket/{no}/reveal")
    assert "张三" in whole.text
    assert "13912345678" in whole.text
    assert board.office.happenings(no)[-1] == "revealed"
    assert board.office.history(no)[-1].by == "tang"


async def test_looking_by_address_alone_reveals_nothing(board: Watched) -> None:
    no = await board.office.created("new 坏了 客户=张三 电话=13912345678 部门=技术部")
    page = await (await board.signed_in("tang")).get(f"/board/ticket/{no}/reveal")
    assert page.status == 404
    assert "13912345678" not in page.text


async def test_what_a_customer_writes_is_text_and_nothing_else(board: Watched) -> None:
    line = f"new {HOSTILE} 客户=<b>x</b> 产品=<i>y 部门=技术部"
    no = await board.office.created(line)
    await board.office.done("wang", f"accept {no}")
    await board.office.done("wang", f"note {no} {HOSTILE}")
    tang = await board.signed_in("tang")
    pages = [
        await tang.get("/board"),
        await tang.get(f"/board/ticket/{no}"),
        await tang.get(f"/board?words={quote(HOSTILE)}"),
        await tang.get(f"/board/ticket/{no}/classify"),
        await tang.send(await tang.get(f"/board/ticket/{no}"), f"/board/ticket/{no}/reveal"),
    ]
    for page in pages:
        assert page.status == 200
        for markup in ("<script>alert", "<img", "<b>x", "<i>y", "<!--"):
            assert markup not in page.text
    assert 'alert("x")' in pages[1].seen


async def test_a_ticket_says_what_is_owed_and_why_then(board: Watched) -> None:
    office = board.office
    no = await office.created("new 空调不制冷 客户=张三 部门=技术部 紧急程度=紧急")
    await office.done("wang", f"accept {no}")
    await office.done("wang", f"contact {no} 已电话联系 方式=电话")
    await office.later(hours=3)
    page = await (await board.signed_in("tang")).get(f"/board/ticket/{no}")
    assert "按时完成" in page.seen
    assert "已超时" in page.seen
    assert "2 小时" in page.seen
    assert 'class="why"' in page.text
    assert "首次响应" in page.seen
    assert "已电话联系" in page.seen


async def test_the_people_are_shown_with_where_they_are_and_what_they_have(board: Watched) -> None:
    office = board.office
    await several(office)
    await office.ask("wu", "away until 18:00 stand-in @wang")
    policy = office.policies.current
    office.policies.current = replace(policy, regions=(Choice("lyon", Name("里昂", "Lyon")),))
    await office.done("admin", "admin member edit @wu region=lyon")
    page = await (await board.signed_in("tang")).get("/board/people")
    assert "Wu" in page.seen
    assert "里昂" in page.seen
    assert "外出" in page.seen
    assert "Wang 代班" in page.seen
    assert "Hou" not in page.seen  # Of another department.
    assert "Hou" in (await (await board.signed_in("admin")).get("/board/people")).seen


async def test_the_board_speaks_the_readers_language_and_can_be_switched(board: Watched) -> None:
    await several(board.office)
    tang = await board.signed_in("tang")
    assert "工单队列" in (await tang.get("/board")).seen
    english = await tang.get("/board?lang=en")
    assert "Queue" in english.seen
    assert '<html lang="en">' in english.text
    assert "Overdue" in (await tang.get("/board")).seen  # And it is remembered.


async def test_an_unknown_ticket_is_told_as_one(board: Watched) -> None:
    page = await (await board.signed_in("tang")).get("/board/ticket/20991231001")
    assert page.status == 404
    assert "20991231001" in page.seen
