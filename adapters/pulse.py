"""Whether a platform still lets us in: asked at intervals, and learnt from every delivery."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.ports import DeliveryError

log = logging.getLogger(__name__)

ASKED_EVERY: Final = 15.0
_WITHIN: Final = 2.0
"""Seconds; whoever probes us does not wait for much longer."""


Ask = Callable[[], Awaitable[object]]
"""Asks the platform to let us in; a DeliveryError says why it does not."""


def _nothing() -> str:
    return ""


class Pulse:
    """`denied` is why the platform took no message lately, or empty."""

    def __init__(self, platform: str, ask: Ask, denied: Callable[[], str] = _nothing) -> None:
        self._platform = platform
        self._let_in = ask
        self._denied = denied
        self._trouble = ""
        self._told = ""
        self._asked_at = asyncio.get_running_loop().time()

    async def beats(self) -> bool:
        """False while we are refused, our messages are, or the platform does not answer at all."""
        now = asyncio.get_running_loop().time()
        if now - self._asked_at >= ASKED_EVERY:
            self._asked_at = now
            self._trouble = await self._ask()
        trouble = self._denied() or self._trouble
        if trouble != self._told:
            self._tell(trouble)
        return not trouble

    async def _ask(self) -> str:
        try:
            async with asyncio.timeout(_WITHIN):
                await self._let_in()
        except TimeoutError:
            return "no answer in time"
        except DeliveryError as error:
            return error.reason
        return ""

    def _tell(self, trouble: str) -> None:
        self._told = trouble
        if trouble:
            log.error("%s does not let the bot work: %s", self._platform, trouble)
        else:
            log.warning("%s lets the bot work again", self._platform)
