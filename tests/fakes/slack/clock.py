"""The fake platform's own clock: Slack does not share ours, and can be moved forward by tests."""

import time


class PlatformClock:
    """Wall time plus what a test has added; triggers, response_urls and message ts follow it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._stood: float | None = None
        self._last_ts = 0

    def now(self) -> float:
        return (self._stood or self.true_time()) + self._ahead

    def true_time(self) -> float:
        """The unmoved time, for signatures: the other side checks them against its own clock."""
        return time.time()  # noqa: TID251  # A platform has its own clock; bot/clock.py is the bot's.

    def stand_still(self) -> None:
        """From now on only a test moves it, however long its machine takes."""
        self._stood = self.true_time()

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def next_ts(self) -> str:
        """A message timestamp, unique and rising in the whole workspace."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"
