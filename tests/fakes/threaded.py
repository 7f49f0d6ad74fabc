"""A fake in a thread of its own, for tests that drive another process and are not async."""

import asyncio
import copy
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from tests.fakes.fake import Fake

T = TypeVar("T")
WITHIN = 30.0


F = TypeVar("F", bound=Fake)


class Threaded(Generic[F]):
    """Synchronous, thread-safe: gestures run on the fake's loop, reads return copies."""

    def __init__(self, fake: F, loop: asyncio.AbstractEventLoop) -> None:
        self._fake = fake
        self._loop = loop

    def run(self, gesture: Callable[[F], Coroutine[Any, Any, T]]) -> T:
        """Any gesture: `slack.run(lambda s: s.edit("U1", "C1", ts, "no"))`."""
        waiting = asyncio.run_coroutine_threadsafe(gesture(self._fake), self._loop)
        return waiting.result(WITHIN)

    def read(self, look: Callable[[F], T]) -> T:
        """A copy of anything: `slack.read(lambda s: s.channel("C1").top)`."""

        async def looked(fake: F) -> T:
            return copy.deepcopy(look(fake))

        return self.run(looked)

    def change(self, turn: Callable[[F], object]) -> None:
        """Turn a knob on the fake's loop: `slack.change(lambda s: s.clock.advance(4))`."""

        async def turned(fake: F) -> None:
            turn(fake)

        self.run(turned)

    def until(self, holds: Callable[[F], Any], within: float = 20.0) -> None:
        self.run(lambda fake: fake.until(holds, within))


R = TypeVar("R", bound=Threaded[Any])


@contextmanager
def in_thread(made: Callable[[asyncio.AbstractEventLoop], R]) -> Iterator[R]:
    """Start a fake on a loop of its own in a background thread; it stops with the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fake", daemon=True)
    thread.start()
    threaded = made(loop)
    try:
        threaded.run(lambda fake: fake.__aenter__())
        yield threaded
    finally:
        threaded.run(lambda fake: fake.__aexit__(None, None, None))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(WITHIN)
        loop.close()
