"""What is done on the board is done at the desk: same rules, same history."""

import asyncio

from tests.board.browser import Watched


async def ticket(board: Watched, more: str = "") -> str:
    return await board.office.created(f"new 空调不制冷 客户=张三 部门=技术部 紧急程度=紧急 {more}")


async def test_a_supervisor_assigns_and_the_history_says_who_and_from_where(board: Watched) -> None:
    no = await ticket(board)
    tang = await board.signed_in("tang")
    where = f"/board/ticket/{no}/assign"
    told = await tang.send(await tang.get(where), where, to="wang")
    assert told.path == f"/board/ticket/{no}"
    assert "Wang" in told.seen
    assert board.office.ticket(no).assignee == "wang"
    event = board.office.history(no)[-1]
    assert (event.happening, event.by, event.platform) == ("assigned", "tang", "web")


async def test_what_was_done_is_told_once(board: Watched) -> None:
    no = await ticket(board)
    tang = await board.signed_in("tang")
    where = f"/board/ticket/{no}/note"
    assert 'class="said"' in (await tang.send(await tang.get(where), where, text="看过")).text
    assert 'class="said"' not in (await tang.get(f"/board/ticket/{no}")).text


async def test_urgency_can_be_changed_and_moves_the_deadlines(board: Watched) -> None:
    no = await ticket(board, "分类=产品质量")
    tang = await board.signed_in("tang")
    where = f"/board/ticket/{no}/classify"
    form = await tang.get(where)
    assert '<option value="urgent" selected>' in form.text
    assert "10:15" in (await tang.get(f"/board/ticket/{no}")).seen
    told = await tang.send(form, where, category="product", urgency="normal")
    assert board.office.ticket(no).urgency == "normal"
    assert "12:00" in told.seen


async def test_a_breach_is_acknowledged_and_escalated(board: Watched) -> None:
    no = await ticket(board)
    await board.office.later(minutes=20)
    tang = await board.signed_in("tang")
    page = await tang.get(f"/board/ticket/{no}")
    await tang.send(page, f"/board/ticket/{no}/ack")
    assert board.office.happenings(no)[-1] == "acknowledged"
    where = f"/board/ticket/{no}/escalate"
    await tang.send(await tang.get(where), where, reason="客户第三次来电")
    assert board.office.happenings(no)[-1] == "escalated"


async def test_a_ticket_is_closed_with_a_reason_and_not_without(board: Watched) -> None:
    no = await ticket(board)
    for line in (f"accept {no}", f"contact {no} 已联系 方式=电话", f"resolve {no} 已修好"):
        await board.office.done("wang", line)
    for _ in range(3):
        await board.office.ask("li", f"confirm {no} 联系不上 无人接听")
    tang = await board.signed_in("tang")
    where = f"/board/ticket/{no}/close"
    empty = await tang.send(await tang.get(where), where, reason="  ")
    assert 'aria-invalid="true"' in empty.text
    assert board.office.ticket(no).status == "resolved"
    await tang.send(empty, where, reason="三次联系不上")
    assert board.office.ticket(no).status == "closed"


async def test_what_changed_meanwhile_is_told_and_nothing_typed_is_lost(board: Watched) -> None:
    no = await ticket(board)
    tang = await board.signed_in("tang")
    where = f"/board/ticket/{no}/assign"
    form = await tang.get(where)
    await board.office.done("wu", f"accept {no}")
    again = await tang.send(form, where, to="wang", reason="离客户更近")
    assert "Wu" in again.seen
    assert "离客户更近" in again.text
    assert board.office.ticket(no).assignee == "wu"
    await tang.send(again, where, to="wang", reason="离客户更近")
    assert board.office.ticket(no).assignee == "wang"


async def test_a_tap_that_comes_too_late_is_told_what_happened(board: Watched) -> None:
    no = await ticket(board)
    tang = await board.signed_in("tang")
    page = await tang.get(f"/board/ticket/{no}")
    await board.office.done("wang", f"accept {no}")
    told = await tang.send(page, f"/board/ticket/{no}/accept")
    assert "Wang" in told.seen
    assert board.office.ticket(no).assignee == "wang"


async def test_a_form_sent_twice_is_done_once(board: Watched) -> None:
    no = await ticket(board)
    tang = await board.signed_in("tang")
    where = f"/board/ticket/{no}/note"
    form = await tang.get(where)
    await asyncio.gather(*(tang.send(form, where, text="客户下午在家") for _ in range(3)))
    assert board.office.happenings(no).count("noted") == 1


async def test_only_what_can_be_done_now_is_offered(board: Watched) -> None:
    no = await ticket(board)
    page = await (await board.signed_in("tang")).get(f"/board/ticket/{no}")
    for slug in ("assign", "classify", "note", "escalate", "accept"):
        assert f'id="do-{slug}"' in page.text
    for slug in ("close", "resolve", "ack", "confirm"):
        assert f'id="do-{slug}"' not in page.text


async def test_no_command_but_a_tickets_own_can_be_sent(board: Watched) -> None:
    no = await ticket(board)
    tang = await board.signed_in("tang")
    page = await tang.get(f"/board/ticket/{no}")
    proof = page.hidden(f"/board/ticket/{no}/accept")
    for slug in ("handover", "new", "typed", "link", "nonsense", "away"):
        assert (await tang.post(f"/board/ticket/{no}/{slug}", proof)).status == 404
        assert (await tang.get(f"/board/ticket/{no}/{slug}")).status == 404
