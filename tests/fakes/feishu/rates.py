"""Feishu's documented rates: per API, per group, per person, per message."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.feishu.clock import PlatformClock

# A sender that keeps exactly to the limit may still arrive a little closer together.
GRACE = 0.05


@dataclass(frozen=True, slots=True)
class TooFast:
    """A call past a limit, whether or not the limit was enforced.

    `limit` is "api_second", "api_minute", "group", "person" or "message"; `wait` in seconds.
    """

    api: str
    limit: str
    of: str
    wait: float


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    of: str
    most: int
    within: float


class Rates:
    """Sliding windows on the platform's clock; a call past its limit is not counted into it."""

    def __init__(self, clock: PlatformClock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def passed(self, api: str, *, place: str = "", message: str = "") -> TooFast | None:
        """Count a call; the limit that it breaks, if any. `place` is a chat or an open_id."""
        now = self._clock.now()
        limits = list(_limits(api, place, message))
        for limit in limits:
            wait = self._wait(limit, now)
            if wait > 0:
                return TooFast(api, limit.name, limit.of, wait)
        for limit in limits:
            self._windows[limit.name, limit.of].append(now)
        return None

    def _wait(self, limit: Limit, now: float) -> float:
        window = self._windows[limit.name, limit.of]
        while window and now - window[0] >= limit.within - GRACE:
            window.popleft()
        return limit.within - (now - window[0]) if len(window) >= limit.most else 0.0


def _limits(api: str, place: str, message: str) -> Iterator[Limit]:
    yield Limit("api_second", api, 50, 1.0)
    yield Limit("api_minute", api, 1000, 60.0)
    if place:
        yield Limit("person" if place.startswith("ou_") else "group", place, 5, 1.0)
    if message:
        yield Limit("message", message, 5, 1.0)
