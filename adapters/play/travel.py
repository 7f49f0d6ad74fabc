"""Moving through time: everything owed on the way happens, each at its own moment and in order."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from bot.awaiting import outcome
from bot.clock import MovableClock
from bot.ports import Store
from bot.pump import Pump

MOMENT: Final = timedelta(seconds=1)
"""What wakes is not heard in the same instant."""


class Travel:
    def __init__(self, pump: Pump, store: Store, clock: MovableClock) -> None:
        self._pump = pump
        self._store = store
        self._clock = clock
        self._moving = asyncio.Lock()

    async def forward(self, span: timedelta) -> None:
        await self.to(self._clock.now() + span)

    async def to_next_deadline(self) -> None:
        """Until a deadline says something: that it comes close, or that it has passed."""
        said = self._pump.counts.delivered
        while self._pump.counts.delivered == said:
            wake = await self._next_wake()
            if wake is None:
                return
            await self.to(wake + MOMENT)

    async def past(self, due: datetime) -> None:
        """A moment later than a deadline, so that it has passed."""
        await self.to(due + MOMENT)

    async def to(self, until: datetime) -> None:
        """Stop at every moment at which something wakes, and let it be said before going on."""
        async with self._moving:
            while (wake := await self._next_wake()) is not None and wake <= until:
                self._clock.forward_to(min(wake + MOMENT, until))
                await self.settle()
            self._clock.forward_to(until)
            await self.settle()

    async def settle(self) -> None:
        """Until there is nothing left to be done or said at this moment.

        Whether there is costs a look; finding nothing to do would cost a transaction.
        """
        while await self._busy():
            await self._pump.sweep()
            await self._pump.drain()
            # What is being said at this moment is leased, and its lane not ready any more.
            lanes = {*await self._ready(), *self._pump.lanes.under_way}
            for lane in lanes:
                await self._pump.lanes.deliver_all_of(lane)
            if not lanes:
                return

    async def _busy(self) -> bool:
        rest = (await self._pump.upcoming()).rest(self._clock.now())
        return not rest or bool(self._pump.lanes.under_way)

    async def _ready(self) -> list[str]:
        now = self._clock.now()
        return await outcome(self._store.read(lambda uow: uow.outbox.ready_lanes(now)))

    async def _next_wake(self) -> datetime | None:
        return await outcome(self._store.read(lambda uow: uow.duties.next_wake()))
