"""How often Feishu may be called: 5 a second for each chat and each card, 50 and 1,000 for an API.

A call waits until it has a place in every window that it belongs to, so a burst is spread instead
of refused. A place comes free so long after the call's *answer*: a call that was slow on its way
may have arrived no earlier than that, and the next one would arrive right behind it. Other bots
share a group's five, so we stay a little below.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from bot.ports import DeliveryError

PER_CHAT: Final = ((4, 1.0),)
PER_API: Final = ((45, 1.0), (950, 60.0))
LONGEST: Final = 15.0
"""Seconds that a call may wait here; beyond that the outbox should hold it."""

_KEPT: Final = 2000


class _Window:
    """So many calls within so many seconds."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._places = asyncio.Semaphore(limit)
        self._waiting = 0

    def wait(self) -> float:
        """The least seconds until one more call's turn."""
        return self._waiting // self._limit * self._seconds

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(self._seconds, self._places.release)


class Pace:
    def __init__(self) -> None:
        self._windows: OrderedDict[str, list[_Window]] = OrderedDict()
        self._held: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, api: str, lane: str = "") -> AsyncIterator[None]:
        """Make a call within, when its turn has come; a DeliveryError if that is too far off."""
        windows = [*(self._of(lane, PER_CHAT) if lane else ()), *self._of(api, PER_API)]
        wait = max(self._hold(api), *(window.wait() for window in windows))
        if wait > LONGEST:
            raise _too_much(wait)
        async with AsyncExitStack() as places:
            try:
                async with asyncio.timeout(LONGEST):
                    for window in windows:
                        await places.enter_async_context(window.place())
                    await asyncio.sleep(self._hold(api))
            except TimeoutError:
                raise _too_much(LONGEST) from None
            yield

    def hold(self, api: str, seconds: float) -> None:
        """Feishu has said how long it wants to hear nothing of this kind."""
        until = asyncio.get_running_loop().time() + seconds
        self._held[api] = max(until, self._held.get(api, until))

    def _hold(self, api: str) -> float:
        """Seconds for which Feishu still wants to hear nothing of this kind."""
        return max(0.0, self._held.get(api, 0.0) - asyncio.get_running_loop().time())

    def _of(self, key: str, limits: tuple[tuple[int, float], ...]) -> list[_Window]:
        found = self._windows.get(key)
        if found is None:
            found = self._windows[key] = [_Window(*limit) for limit in limits]
            if len(self._windows) > _KEPT:
                self._windows.popitem(last=False)
        self._windows.move_to_end(key)
        return found


def _too_much(wait: float) -> DeliveryError:
    return DeliveryError("too much at once", retry_after=wait, unsent=True)
