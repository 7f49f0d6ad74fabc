"""The process of a desk, from its start to its end."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.serving import until_told


class _Waiting:
    """A desk whose platforms do not answer yet."""

    looked_through = False

    async def up(self, told: asyncio.Event) -> bool:
        self.looked_through = gc.isenabled()
        told.set()
        return False


@pytest.fixture
def starting() -> Iterator[None]:
    """Nothing is looked through, as while a process starts."""
    threshold = gc.get_threshold()
    gc.disable()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    gc.enable()


@pytest.mark.usefixtures("starting")
def test_what_is_left_over_is_looked_through_as_soon_as_people_can_ask() -> None:
    desk = _Waiting()

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[_Waiting, str]]:
        yield desk, ""

    asyncio.run(until_told(opening(), lambda *_: None))  # type: ignore[arg-type] # See _Waiting.

    assert desk.looked_through
