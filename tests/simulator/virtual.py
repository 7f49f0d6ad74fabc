"""Virtual time: an event loop that jumps to its next timer instead of waiting for it."""

import asyncio
import selectors
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


class NothingLeftError(RuntimeError):
    """Everybody waits and no timer is set: in real time this would hang for ever."""


class _Jumping(selectors.SelectSelector):
    """Where a loop would sleep until a socket speaks or a timer runs out, time itself moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise NothingLeftError
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` counts virtual seconds since the start. Nothing outside the process is listened to.

    One thread, timers in order, no sockets: the same start gives the same run.
    """

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)
        self._clock_resolution = 1e-6  # Months of seconds leave a double no finer grain.

    def time(self) -> float:
        return self._jumping.now

    def _write_to_self(self) -> None:
        """There are no other threads, so nobody has to be woken through a socket."""


@dataclass
class VirtualClock:
    """The wall clock of the desk's machine: virtual time, and at times an hour off."""

    start: datetime
    loop: VirtualLoop
    skew: timedelta = timedelta()
    _read: tuple[float, datetime] = field(init=False)

    def __post_init__(self) -> None:
        self._read = 0.0, self.start

    def now(self) -> datetime:
        return self.true() + self.skew

    def true(self) -> datetime:
        """What everybody else's clock says."""
        at, read = self._read
        if at != (now := self.loop.time()):
            read = self.start + timedelta(seconds=round(now, 6))
            self._read = now, read
        return read

    def monotonic(self) -> float:
        return self.loop.time()
