"""What runs a job at its interval runs it sooner where the job knows that it must."""

import asyncio
import logging
from datetime import datetime, timedelta, tzinfo

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_SUBMITTED

from bot import ticking
from bot.clock import SystemClock

LONG = timedelta(hours=1)
TO_FINISH = 10.0


async def test_a_job_that_knows_its_next_time_does_not_wait_for_its_tick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rests = [timedelta(milliseconds=10), timedelta(0), timedelta(seconds=-5), None]
    ran = asyncio.Event()

    async def sweep() -> timedelta | None:
        rest = rests.pop(0)
        if not rests:
            ran.set()
        return rest

    await ticked(sweep, ran, monkeypatch)
    assert rests == []


async def test_a_job_that_rests_for_longer_keeps_to_its_interval(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rests = [LONG * 2, timedelta(0), None]
    ran = asyncio.Event()

    async def sweep() -> timedelta | None:
        ran.set()
        return rests.pop(0)

    await ticked(sweep, ran, monkeypatch)
    assert len(rests) == 2


async def test_a_job_that_outlasts_its_ticks_is_not_begun_again_nor_warned_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ticking, "EVERY", {"sweep": timedelta(milliseconds=10)})
    begun: list[str] = []
    ended, ticks = asyncio.Event(), asyncio.Semaphore(0)

    async def sweep() -> None:
        begun.append("sweep")
        await ended.wait()

    scheduler = ticking.scheduled({"sweep": sweep})
    scheduler.add_listener(lambda _: ticks.release(), EVENT_JOB_SUBMITTED | EVENT_JOB_MAX_INSTANCES)
    scheduler.start()
    async with asyncio.timeout(TO_FINISH):
        for _ in range(5):
            await ticks.acquire()
    assert begun == ["sweep"]
    ended.set()
    scheduler.shutdown(wait=False)
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []


async def test_a_job_under_way_ends_before_its_scheduler_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ticking, "EVERY", {"sweep": timedelta(milliseconds=10)})
    begun, go_on = asyncio.Event(), asyncio.Event()
    done: list[str] = []

    async def sweep() -> None:
        begun.set()
        await go_on.wait()
        done.append("sweep")

    scheduler = ticking.scheduled({"sweep": sweep})
    scheduler.start()
    async with asyncio.timeout(TO_FINISH):
        await begun.wait()
        ending = asyncio.create_task(scheduler.end())
        await asyncio.sleep(0)
        go_on.set()
        await ending
    assert done == ["sweep"]
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []


async def test_a_clock_that_is_set_back_holds_up_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "EVERY", {"sweep": timedelta(milliseconds=20)})
    may_be_set_back(monkeypatch)
    ran = asyncio.Event()

    async def sweep() -> None:
        ran.set()

    scheduler = ticking.scheduled({"sweep": sweep})
    scheduler.start()
    async with asyncio.timeout(TO_FINISH):
        await ran.wait()
        SetBack.by = LONG
        for _ in range(3):
            ran.clear()
            await ran.wait()
    scheduler.shutdown(wait=False)


async def test_each_job_that_a_clock_set_back_would_hold_up_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    names = ("sweep", "drain", "rescue")
    monkeypatch.setattr(ticking, "EVERY", dict.fromkeys(names, timedelta(seconds=1)))
    may_be_set_back(monkeypatch)

    async def idle() -> None:
        return

    scheduler = ticking.scheduled(dict.fromkeys(names, idle))
    scheduler.start()
    SetBack.by = LONG
    scheduler.wakeup()
    scheduler.shutdown(wait=False)
    told = [vars(one)["job"] for one in caplog.records if "set back" in one.getMessage()]
    assert sorted(told) == sorted(names)


def may_be_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", SetBack)
    monkeypatch.setattr(ticking, "SystemClock", lambda: SetBack)
    monkeypatch.setattr(SetBack, "by", timedelta(0))


class SetBack(datetime):
    """A clock that is set back by so much."""

    by = timedelta(0)

    @classmethod
    def now(cls, _zone: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return SystemClock().now() - cls.by


async def ticked(job: ticking.Job, until: asyncio.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a job run whose ticks are an hour apart, from now until then."""
    monkeypatch.setattr(ticking, "EVERY", {"sweep": LONG})
    scheduler = ticking.scheduled({"sweep": job})
    scheduler.start()
    scheduler.get_job("sweep").modify(next_run_time=SystemClock().now())
    async with asyncio.timeout(TO_FINISH):
        await until.wait()
    await asyncio.sleep(0.05)
    scheduler.shutdown(wait=False)
