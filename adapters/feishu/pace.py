"""How often Feishu may be called: 5 a second for each chat and each card, 50 and 1,000 for an API.

A call takes its place in every window that it belongs to and waits until it has come; so a burst is
spread instead of refused. Other bots share a group's five, so we stay a little below.
"""

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final

from bot.ports import DeliveryError

PER_CHAT: Final = ((4, 1.0),)
PER_API: Final = ((45, 1.0), (950, 60.0))
LONGEST: Final = 15.0
"""Seconds that a call may wait here; beyond that the outbox should hold it."""

_KEPT: Final = 2000


@dataclass(slots=True)
class _Window:
    limit: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def next(self, now: float) -> float:
        """The first moment at which one more call fits."""
        if len(self.taken) < self.limit:
            return now
        return max(now, self.taken[0] + self.seconds)

    def take(self, at: float) -> None:
        self.taken.append(at)
        if len(self.taken) > self.limit:
            self.taken.popleft()


class Pace:
    def __init__(self) -> None:
        self._windows: OrderedDict[str, list[_Window]] = OrderedDict()
        self._held: dict[str, float] = {}

    async def turn(self, api: str, lane: str = "") -> None:
        """Wait for this call's turn; a DeliveryError if that is too far off."""
        now = asyncio.get_running_loop().time()
        windows = [*self._of(api, PER_API), *(self._of(lane, PER_CHAT) if lane else ())]
        at = max(self._held.get(api, now), *(window.next(now) for window in windows))
        if at - now > LONGEST:
            raise DeliveryError("too much at once", retry_after=at - now, unsent=True)
        for window in windows:
            window.take(at)
        await asyncio.sleep(at - now)

    def hold(self, api: str, seconds: float) -> None:
        """Feishu has said how long it wants to hear nothing of this kind."""
        until = asyncio.get_running_loop().time() + seconds
        self._held[api] = max(until, self._held.get(api, until))

    def _of(self, key: str, limits: tuple[tuple[int, float], ...]) -> list[_Window]:
        found = self._windows.get(key)
        if found is None:
            found = self._windows[key] = [_Window(*limit) for limit in limits]
            if len(self._windows) > _KEPT:
                self._windows.popitem(last=False)
        self._windows.move_to_end(key)
        return found
