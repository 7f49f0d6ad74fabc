"""Waiting in the event loop for a job that a thread of the store runs.

`asyncio.wrap_future` wakes the loop once for every job and copies each outcome under four locks.
Jobs that share a commit end together, so here they wake it together.
"""

import asyncio
from collections import deque
from concurrent.futures import Future
from threading import get_ident
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class _Landing:
    """Where jobs that have ended wait until their loop turns to them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread = get_ident()
        self._ended: deque[asyncio.Future[None]] = deque()
        self._woken = False

    def land(self, waiter: "asyncio.Future[None]") -> None:
        """Say from any thread that the job behind this waiter has ended."""
        self._ended.append(waiter)
        if get_ident() == self._thread:
            self._hand_over()
        elif not self._woken and not self._loop.is_closed():
            self._woken = True
            self._loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        self._woken = False  # First: whoever lands from here on wakes the loop again.
        while self._ended:
            waiter = self._ended.popleft()
            if not waiter.done():
                waiter.set_result(None)


_LANDINGS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, _Landing]] = WeakKeyDictionary()


async def outcome(future: "Future[T]") -> T:
    """Wait for a job and return its value or raise its error; cancelled, it cancels the job."""
    if not future.done():
        loop = asyncio.get_running_loop()
        landing = _LANDINGS.get(loop) or _LANDINGS.setdefault(loop, _Landing(loop))
        waiter = loop.create_future()
        future.add_done_callback(lambda _: landing.land(waiter))
        try:
            await waiter
        except asyncio.CancelledError:
            future.cancel()
            raise
    return future.result()
