"""Cards whose taps are being answered: nobody else redraws them meanwhile.

Feishu locks a card until its tap is answered, and what was drawn before the answer arrived is
undone by it. So an update of the outbox waits until shortly after the answer.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SETTLES: Final = 0.3
"""Seconds from our answer until Feishu has it for certain."""

LONGEST: Final = 5.0


class Holding:
    def __init__(self) -> None:
        self._taps: Counter[str] = Counter()
        self._over: dict[str, asyncio.Event] = {}

    @contextmanager
    def answering(self, message: str) -> Iterator[None]:
        """Held inside; let go a little after, when the answer is on its way."""
        self._taps[message] += 1
        self._over.setdefault(message, asyncio.Event())
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(SETTLES, self._let_go, message)

    def _let_go(self, message: str) -> None:
        self._taps[message] -= 1
        if self._taps[message] <= 0:
            del self._taps[message]
            self._over.pop(message).set()

    async def free(self, message: str) -> None:
        """Wait until nobody's tap on this card is being answered; not for ever."""
        over = self._over.get(message)
        if over is not None:
            try:
                async with asyncio.timeout(LONGEST):
                    await over.wait()
            except TimeoutError:
                return
