"""Waiting for jobs of the store's threads: values, errors, one wake-up for many, cancelling."""

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from threading import Thread

import pytest

from bot.awaiting import outcome


async def test_a_value_and_an_error_come_from_another_thread() -> None:
    good, bad = Future[int](), Future[int]()
    Thread(target=good.set_result, args=(1,)).start()
    Thread(target=bad.set_exception, args=(KeyError("no"),)).start()

    assert await outcome(good) == 1
    with pytest.raises(KeyError, match="no"):
        await outcome(bad)


async def test_what_has_ended_already_is_not_waited_for() -> None:
    ended = Future[str]()
    ended.set_result("there")

    assert await outcome(ended) == "there"


async def test_jobs_that_end_together_wake_the_loop_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    wakes: list[object] = []
    wake = loop.call_soon_threadsafe

    def counted(callback: Callable[[], None]) -> object:
        wakes.append(callback)
        return wake(callback)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    jobs = [Future[int]() for _ in range(16)]
    waiting = asyncio.gather(*(outcome(job) for job in jobs))
    await asyncio.sleep(0)

    def end_all() -> None:
        for n, job in enumerate(jobs):
            job.set_result(n)

    elsewhere = Thread(target=end_all)
    elsewhere.start()
    elsewhere.join()
    assert await waiting == list(range(16))
    assert len(wakes) == 1


async def test_jobs_that_end_in_the_loops_own_thread_need_not_wake_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def woken(_callback: Callable[[], None]) -> None:
        raise AssertionError

    monkeypatch.setattr(asyncio.get_running_loop(), "call_soon_threadsafe", woken)
    job = Future[int]()
    waiting = asyncio.ensure_future(outcome(job))
    await asyncio.sleep(0)
    job.set_result(1)
    assert await waiting == 1


async def test_jobs_that_end_in_turn_wake_it_each_time() -> None:
    for n in range(3):
        job = Future[int]()
        waiting = asyncio.ensure_future(outcome(job))
        await asyncio.sleep(0)
        Thread(target=job.set_result, args=(n,)).start()
        assert await waiting == n


async def test_who_gives_up_waiting_cancels_a_job_that_has_not_begun() -> None:
    job = Future[int]()
    waiting = asyncio.ensure_future(outcome(job))
    await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert job.cancelled()


async def test_a_job_that_is_cancelled_ends_the_waiting() -> None:
    job = Future[int]()
    waiting = asyncio.ensure_future(outcome(job))
    await asyncio.sleep(0)
    job.cancel()

    with pytest.raises(CancelledError):
        await waiting


async def test_who_gave_up_is_not_woken_by_a_job_that_ends_all_the_same() -> None:
    job = Future[int]()
    job.set_running_or_notify_cancel()
    waiting = asyncio.ensure_future(outcome(job))
    await asyncio.sleep(0)
    waiting.cancel()
    job.set_result(1)
    await asyncio.sleep(0.01)

    assert waiting.cancelled()
