"""A desk kept up until it is told to stop: what `closeloop run` and `closeloop demo` end in."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Final

from bot.settings import Settings
from bot.ticking import Explain, refused
from bot.wiring import Running, running

log = logging.getLogger(__name__)
Announce = Callable[[str, Iterable[str]], None]

YOUNG: Final = 10_000
"""So many objects, of a few dozen messages, are made before the new ones are looked through."""


async def serve(
    settings: Settings, *, migrate: bool, announce: Announce, explain: Explain = refused
) -> None:
    """Run until SIGTERM or SIGINT.

    `announce` is told the address and the platforms, once all of them are up; `explain` puts a
    policy's mistakes into words.
    """
    await until_told(running(settings, migrate=migrate, explain=explain), announce)


async def until_told(
    opening: AbstractAsyncContextManager[tuple[Running, str]], announce: Announce
) -> None:
    """Keep a desk up until a signal ends it."""
    async with opening as (desk, address):
        told = _told_to_stop()
        settled()
        if await desk.up(told):
            announce(address, desk.platforms)
            log.info("ready", extra={"address": address, "platforms": ",".join(desk.platforms)})
        await told.wait()
        log.info("stopping")


def settled() -> None:
    """What the start made is kept for good: no collection need walk it again.

    Nor did one while it was made (see `main`), which takes a sixth off the start.
    From now on most of what is made is one message's or one answer's, and lasts as long as that: to
    look through the youngest as often as Python does by itself costs a tenth of all sending.
    """
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()


def _told_to_stop() -> asyncio.Event:
    """Set by the first signal; a second one ends the process at once, as it always did."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell() -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)
        told.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, tell)
    return told
