"""Who does the next job, of those who are idle."""

from queue import SimpleQueue
from threading import Thread
from time import sleep
from typing import Any

import pytest

from storage.work import Hand, Line, Task


def _task() -> Task[Any]:
    return Task(lambda _unit: None)


def test_whoever_was_idle_for_the_shortest_time_takes_the_next_job() -> None:
    line, took = Line(), SimpleQueue[tuple[str, object]]()
    for idle, name in enumerate(("ann", "ben", "cid"), 1):
        Thread(
            target=lambda name: took.put((name, line.take(Hand()))), args=[name], daemon=True
        ).start()
        while len(line._idle) < idle:
            sleep(0.001)
    for name in ("cid", "ben", "ann"):
        task = _task()
        line.put(task)
        assert took.get(timeout=20) == (name, task)


def test_jobs_for_which_nobody_is_idle_are_done_in_their_order() -> None:
    line, first, second = Line(), _task(), _task()
    assert not line
    line.put(first)
    line.put(second)
    assert line
    assert line.take(Hand()) is first
    assert line.take_waiting() is second
    with pytest.raises(IndexError):
        line.take_waiting()
