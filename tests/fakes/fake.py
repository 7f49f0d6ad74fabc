"""What both fakes are: a server that lives as long as a block, with people to wait for."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self


class Fake(ABC):
    @abstractmethod
    async def __aenter__(self) -> Self: ...

    @abstractmethod
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def until(self, holds: Callable[[Self], Any], within: float = 20.0) -> None:
        """Wait for something to come true on the screens."""
        end = time.monotonic() + within
        while not holds(self):
            assert time.monotonic() < end, f"did not come true within {within} s"
            await asyncio.sleep(0.01)
