"""Virtual time: an event loop that jumps to its next timer instead of waiting for it."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

_GRAIN: Final = 1e-6


class NothingLeftError(RuntimeError):
    """Everybody waits and no timer is set: in real time this would hang for ever."""


class _Turn(asyncio.Handle):
    """A callback whose turn has come, made without asking who may want to debug it."""

    __slots__ = ()

    def __init__(
        self,
        callback: Callable[..., object],
        args: Sequence[Any],
        loop: asyncio.AbstractEventLoop,
        context: Context | None,
    ) -> None:
        self._callback, self._args, self._loop = callback, args, loop
        self._context = context or copy_context()
        self._cancelled = False
        self._repr = self._source_traceback = None


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` counts virtual seconds since the start. Nothing outside the process is listened to.

    One thread, timers in order, no sockets: the same start gives the same run. Where a loop would
    sleep until a socket speaks or a timer runs out, time itself moves on. Months of seconds leave a
    double no finer grain than a microsecond, so what is due within one is due now.
    """

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._numbers = count()

    def time(self) -> float:
        return self._now

    def call_soon(  # type: ignore[override] # Of any callback.
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        turn = _Turn(callback, args, self, context)
        self._ready.append(turn)  # type: ignore[attr-defined]
        return turn

    def call_at(  # type: ignore[override] # Of any callback.
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heappush(self._timers, (when, next(self._numbers), timer))
        return timer

    def later(self, seconds: float) -> "asyncio.Future[None]":
        """Awaited, it is so much later."""
        future: asyncio.Future[None] = self.create_future()
        self.call_at(self._now + seconds, _over, future)
        return future

    def _run_once(self) -> None:
        """Do what is to be done now; when there is nothing left, it is later."""
        ready: deque[Any] = self._ready  # type: ignore[attr-defined]
        timers = self._timers
        while not self._stopping:  # type: ignore[attr-defined]
            if not ready:
                self._jump()
            while timers and timers[0][0] < self._now + _GRAIN:
                ready.append(heappop(timers)[-1])
            for _ in range(len(ready)):
                turn = ready.popleft()
                if not turn._cancelled:
                    turn._context.run(turn._callback, *turn._args)

    def _jump(self) -> None:
        timers = self._timers
        while timers and timers[0][-1].cancelled():
            heappop(timers)
        if not timers:
            raise NothingLeftError
        self._now = max(self._now, timers[0][0])

    def _write_to_self(self) -> None:
        """There are no other threads, so nobody has to be woken through a socket."""


def _over(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)


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
        return self.true() + self.skew if self.skew else self.true()

    def true(self) -> datetime:
        """What everybody else's clock says."""
        at, read = self._read
        if at != (now := self.loop.time()):
            read = self.start + timedelta(seconds=round(now, 6))
            self._read = now, read
        return read

    def monotonic(self) -> float:
        return self.loop.time()
