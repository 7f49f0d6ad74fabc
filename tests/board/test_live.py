"""Open boards: what changes comes by itself, to whoever may still see it, and costs little."""

import asyncio
from dataclasses import replace

import pytest

from adapters.web.board import live
from bot.ports import UnitOfWork
from tests.board.browser import Watched
from tests.desk.office import until


@pytest.fixture(autouse=True)
def _sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY", 0.02)
    monkeypatch.setattr(live, "STILL_THERE", 0.2)


async def test_a_new_ticket_appears_on_an_open_board(board: Watched) -> None:
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/queue") as stream:
        assert "没有符合条件" in (await stream.told())["html"]
        no = await board.office.created("new 空调不制冷 客户=张三 部门=技术部")
        assert no in (await stream.told())["html"]


async def test_a_board_that_has_seen_it_already_is_not_sent_it_again(board: Watched) -> None:
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/queue") as stream:
        seen = (await stream.told())["seen"]
    async with tang.stream(f"/board/live/queue?seen={seen}") as stream:
        no = await board.office.created("new 空调不制冷 客户=张三 部门=技术部")
        assert no in (await stream.told())["html"]


async def test_a_ticket_turns_overdue_on_an_open_board_when_its_time_has_come(
    board: Watched,
) -> None:
    await board.office.created("new 空调不制冷 客户=张三 部门=技术部 紧急程度=紧急 处理人=wang")
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/queue") as stream:
        assert "group-overdue" not in (await stream.told())["html"]
        board.office.clock.forward(minutes=8)
        assert "group-overdue" in (await stream.told())["html"]


async def test_a_filter_keeps_its_own_stream(board: Watched) -> None:
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/queue?urgency=urgent") as stream:
        await stream.told()
        calm = await board.office.created("new 划痕 客户=张三 部门=技术部 紧急程度=一般")
        urgent = await board.office.created("new 停机 客户=李四 部门=技术部 紧急程度=紧急")
        html = ""
        while urgent not in html:
            html = (await stream.told())["html"]
        assert calm not in html


async def test_a_complaint_and_an_action_appear_on_open_registers(board: Watched) -> None:
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/complaints") as stream:
        assert "没有投诉" in (await stream.told())["html"]
        no = await board.office.created("new 漏液 客户=张三 部门=技术部 类型=投诉")
        assert no in (await stream.told())["html"]
    async with tang.stream("/board/live/actions") as stream:
        assert "没有改进措施" in (await stream.told())["html"]
        await board.office.done("chen", 'action add 更换供应商 due="2026-11-23 15:00"')
        assert "更换供应商" in (await stream.told())["html"]
        board.office.clock.forward(hours=6)
        assert "已逾期" in (await stream.told())["html"]


async def test_whoever_leaves_is_sent_nothing_more(board: Watched) -> None:
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/queue") as stream:
        await stream.told()

        def leave(uow: UnitOfWork) -> None:
            roster = uow.people.roster()
            gone = replace(roster.members["tang"], active=False)
            uow.people.replace(replace(roster, members={**roster.members, "tang": gone}))

        board.office.store.write(leave).result()
        no = await board.office.created("new 空调不制冷 客户=张三 部门=技术部")
        told = await stream.told()
        assert told == {"event": "over"}
        assert no not in str(await stream.told())


async def test_signing_out_ends_the_streams_of_that_person(board: Watched) -> None:
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/people") as stream:
        await stream.told()
        await tang.send(await tang.get("/board"), "/board/out")
        assert await stream.told() == {"event": "over"}


async def test_a_page_is_drawn_once_for_all_who_see_the_same(board: Watched) -> None:
    browsers = [await board.signed_in("tang") for _ in range(5)]
    before, everybody = board.site.live.drawings, asyncio.Barrier(5)

    async def first(n: int) -> str:
        async with browsers[n].stream("/board/live/queue") as stream:
            told = await stream.told()
            await everybody.wait()  # Nobody leaves before the last has come.
            return told["seen"]

    assert len(set(await asyncio.gather(*map(first, range(5))))) == 1
    assert board.site.live.drawings - before <= 3


async def test_nothing_is_drawn_while_nobody_looks(board: Watched) -> None:
    tang = await board.signed_in("tang")
    async with tang.stream("/board/live/queue") as stream:
        await stream.told()
    await until(lambda: not board.site.live.watched)
    drawings = board.site.live.drawings
    await board.office.created()
    await asyncio.sleep(0.1)
    assert (board.site.live.watched, board.site.live.drawings) == (0, drawings)
