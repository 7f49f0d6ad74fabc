"""SQLite: brief jobs are run by the event loop that asks for them, and by the thread if need be."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.awaiting import outcome
from bot.ports import StaleTicket, Store, StoreAway, UnitOfWork
from storage import work, writer
from storage.store import open_store
from tests.databases import do, look
from tests.storage.samples import a_ticket
from tests.storage.turns import together

T = TypeVar("T")


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def however_slow_this_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "SLOW", 60.0)


def add(no: str) -> Callable[[UnitOfWork], str]:
    """Adds a ticket and returns the name of the thread it was done in."""

    def job(unit: UnitOfWork) -> str:
        unit.tickets.add(a_ticket(no))
        return threading.current_thread().name

    return job


def known(desk: Store, *nos: str) -> list[bool]:
    def job(unit: UnitOfWork) -> list[bool]:
        return [unit.tickets.get(no) is not None for no in nos]

    return look(desk, job)


async def brief(desk: Store, job: Callable[[UnitOfWork], T]) -> T:
    async with asyncio.timeout(20):
        return await outcome(desk.write_brief(job))


def test_a_job_hears_of_whoever_comes_to_wait_for_it(desk: Store) -> None:
    def before_and_after(unit: UnitOfWork) -> tuple[bool, bool]:
        before = unit.awaited
        desk.write(add("1"))
        return before, unit.awaited

    assert do(desk, before_and_after) == (False, True)


async def test_a_brief_job_that_waits_is_heard_of_too(desk: Store) -> None:
    async def asked() -> None:
        desk.write_brief(add("1"))

    loop = asyncio.get_running_loop()

    def before_and_after(unit: UnitOfWork) -> tuple[bool, bool]:
        before = unit.awaited
        asyncio.run_coroutine_threadsafe(asked(), loop).result(20)
        return before, unit.awaited

    assert await outcome(desk.write(before_and_after)) == (False, True)


def test_each_of_a_group_is_awaited_by_the_others(desk: Store) -> None:
    with together(desk):
        jobs = [desk.write(lambda unit: unit.awaited) for _ in range(2)]
    assert [job.result(20) for job in jobs] == [True, True]
    assert do(desk, lambda unit: unit.awaited) is False


async def test_a_brief_job_is_done_by_whoever_asks(desk: Store) -> None:
    assert await brief(desk, add("1")) == threading.current_thread().name
    assert known(desk, "1") == [True]


async def test_brief_jobs_of_one_moment_share_a_commit(desk: Store) -> None:
    seen: list[list[bool]] = []

    def looks(unit: UnitOfWork) -> None:
        unit.tickets.add(a_ticket("2"))
        seen.append(known(desk, "1"))

    await asyncio.gather(brief(desk, add("1")), brief(desk, looks))
    assert seen == [[False]]
    assert known(desk, "1", "2") == [True, True]


async def test_more_than_fit_in_one_turn_are_all_done(desk: Store) -> None:
    nos = [str(n) for n in range(3 * writer.AT_ONCE + 1)]
    await asyncio.gather(*(brief(desk, add(no)) for no in nos))
    assert known(desk, *nos) == [True] * len(nos)


async def test_one_failing_among_many_undoes_only_itself(desk: Store) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.tickets.add(a_ticket("bad"))
        raise ValueError("refused")

    asked = (add("1"), fails, add("2"))
    first, bad, last = await asyncio.gather(
        *(brief(desk, job) for job in asked), return_exceptions=True
    )
    assert isinstance(bad, ValueError)
    assert not isinstance(first, BaseException)
    assert not isinstance(last, BaseException)
    assert known(desk, "1", "bad", "2") == [True, False, True]


async def test_one_that_fails_alone_leaves_nothing_behind(desk: Store) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.tickets.add(a_ticket("bad"))
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        await brief(desk, fails)
    await brief(desk, add("1"))
    assert known(desk, "bad", "1") == [False, True]


async def test_one_that_looked_at_something_old_is_run_again_from_its_beginning(
    desk: Store,
) -> None:
    tries: list[bool] = []

    def looks(unit: UnitOfWork) -> str:
        tries.append(unit.tickets.get("1") is None)
        unit.tickets.add(a_ticket("1"))
        if len(tries) < work.TRIES:
            raise StaleTicket("1")
        return "done"

    assert await brief(desk, looks) == "done"
    assert tries == [True] * work.TRIES
    assert known(desk, "1") == [True]


async def test_while_the_thread_is_at_work_a_brief_job_waits_and_the_loop_does_not(
    desk: Store,
) -> None:
    with together(desk):
        asked = asyncio.create_task(brief(desk, add("1")))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not asked.done()
    assert await asked == threading.current_thread().name


async def test_another_process_that_writes_holds_up_the_job_and_not_the_loop(
    desk: Store, sqlite_url: str
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    await brief(desk, add("0"))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asked = asyncio.create_task(brief(desk, add("1")))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not asked.done()
        other.execute("ROLLBACK")
        assert await asked == "write-0"


async def test_now_and_then_the_thread_has_a_turn_and_empties_the_log(
    desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "IN_A_ROW", 3)
    mine = threading.current_thread().name
    did = [await brief(desk, add(str(n))) for n in range(8)]
    assert did == [mine, mine, mine, "write-0"] * 2


async def test_the_loop_waits_for_nobody_and_leaves_the_log_alone(desk: Store) -> None:
    def pragmas(unit: UnitOfWork) -> list[Any]:
        link = unit.link  # type: ignore[attr-defined]
        asked = ("busy_timeout", "wal_autocheckpoint")
        return [link.driver.execute(f"PRAGMA {one}").fetchone()[0] for one in asked]

    assert await brief(desk, pragmas) == [0, 0]
    assert do(desk, pragmas) == [10_000, 16_000]
    assert await brief(desk, pragmas) == [0, 0]


async def test_a_slow_disk_is_left_to_the_thread(
    desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SLOW", 0.0)  # Whatever it takes is too slow.
    assert await brief(desk, add("1")) == threading.current_thread().name
    assert await brief(desk, add("2")) == "write-0"


async def test_what_waited_behind_a_slow_disk_is_left_to_the_thread_too(
    desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SLOW", 0.0)
    nos = [str(n) for n in range(writer.AT_ONCE + 3)]
    did = await asyncio.gather(*(brief(desk, add(no)) for no in nos))
    mine = threading.current_thread().name
    assert did == [mine] * writer.AT_ONCE + ["write-0"] * 3
    assert known(desk, *nos) == [True] * len(nos)


async def test_a_disk_that_was_slow_is_tried_again(
    desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SLOW", 0.0)
    monkeypatch.setattr(writer, "APART", 0.0)
    mine = threading.current_thread().name
    assert [await brief(desk, add("1")), await brief(desk, add("2"))] == [mine, mine]


def test_a_job_asked_for_in_a_loop_that_is_gone_is_done_by_the_thread(desk: Store) -> None:
    async def ask() -> Any:
        return desk.write_brief(add("1"))

    with together(desk):
        asked = asyncio.run(ask())
    assert asked.result(20) == "write-0"
    assert known(desk, "1") == [True]


async def test_what_was_asked_for_before_the_end_is_done_and_nothing_after_it(
    desk: Store, sqlite_url: str
) -> None:
    last = desk.write_brief(add("1"))
    desk.close()
    assert last.result(20) == "write-0"
    with pytest.raises(StoreAway):
        await brief(desk, add("2"))
    with closing(open_store(sqlite_url)) as again:
        assert known(again, "1", "2") == [True, False]
