"""Slack's rate limits: tiers per method in a minute, and one message a second per channel."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from tests.fakes.slack.clock import PlatformClock

MINUTE = 60.0
TIERS: Mapping[int, int] = {1: 1, 2: 20, 3: 50, 4: 100}
TIER_OF: Mapping[str, int] = {
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.getPermalink": 4,
    "views.open": 4,
    "views.update": 4,
    "views.push": 4,
    "views.publish": 4,
    "users.info": 4,
    "users.lookupByEmail": 3,
    "users.list": 2,
    "usergroups.list": 2,
    "conversations.open": 3,
    "conversations.info": 3,
    "conversations.list": 2,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.members": 4,
    "files.getUploadURLExternal": 4,
    "files.completeUploadExternal": 4,
    "files.info": 4,
    "reactions.add": 3,
    "apps.connections.open": 3,
    "team.info": 3,
    "bots.info": 3,
}


@dataclass(frozen=True, slots=True)
class TooFast:
    """A call past its limit, whether or not the limit was enforced."""

    method: str
    channel: str
    wait: int


class Rates:
    """Counts every call; `post_burst` messages may come at once before 1/s a channel holds."""

    def __init__(self, clock: PlatformClock) -> None:
        self._clock = clock
        self.post_burst = 5
        self._windows: dict[str, deque[float]] = defaultdict(deque)
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, method: str, channel: str) -> int:
        """Seconds to wait, 0 when the call is within its limit."""
        now = self._clock.now()
        if method == "chat.postMessage":
            return self._post(channel, now)
        return self._tier(method, now)

    def _post(self, channel: str, now: float) -> int:
        left, since = self._buckets.get(channel, (float(self.post_burst), now))
        left = min(float(self.post_burst), left + now - since)
        if left < 1.0:
            self._buckets[channel] = (left, now)
            return ceil(1.0 - left)
        self._buckets[channel] = (left - 1.0, now)
        return 0

    def _tier(self, method: str, now: float) -> int:
        if method not in TIER_OF:
            return 0
        window = self._windows[method]
        while window and now - window[0] >= MINUTE:
            window.popleft()
        if len(window) >= TIERS[TIER_OF[method]]:
            return ceil(MINUTE - (now - window[0]))
        window.append(now)
        return 0
