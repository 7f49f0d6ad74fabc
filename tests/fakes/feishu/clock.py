"""The fake platform's own clock: Feishu does not share ours, and tests move it by days."""

import asyncio
import contextlib
import time


class PlatformClock:
    """Wall time plus what a test has added; tokens, card ages, rates and retries follow it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._stood: float | None = None
        self._turned = asyncio.Event()

    def now(self) -> float:
        return (self._stood or self.true_time()) + self._ahead

    def true_time(self) -> float:
        """The unmoved time, for signatures: the other side checks them against its own clock."""
        return time.time()  # noqa: TID251  # A platform has its own clock; bot/clock.py is the bot's.

    def millis(self) -> str:
        return str(int(self.now() * 1000))

    def stand_still(self) -> None:
        """From now on only a test moves it, however long its machine takes."""
        self._stood = self.true_time()

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()

    async def reach(self, moment: float) -> None:
        """Wait until it is this late here, however the clock is turned meanwhile."""
        while (left := moment - self.now()) > 0:
            turned = self._turned
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await turned.wait()
