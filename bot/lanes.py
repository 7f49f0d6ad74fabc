"""The lanes of the outbox that this process serves: one message after another, at their pace.

A row is leased while it is delivered, and the lease renewed for as long as that takes; what a dead
worker held is given back by the rescue. Settling a delivery and taking the next is one transaction.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from bot.courier import Courier, Ending, nothing
from bot.domain.people import Address
from bot.handlers.delivering import LEASE, Taken
from bot.plant import Plant
from bot.ports import NUDGES, StoreAway, UnitOfWork
from bot.rounds import Rounds, Turn

log = logging.getLogger(__name__)


class Lanes:
    """`under_way` holds the task of every lane that is being served here."""

    def __init__(self, plant: Plant) -> None:
        self.under_way: dict[str, asyncio.Task[None]] = {}
        self._hold_soon: asyncio.TimerHandle | None = None
        self._holding: asyncio.Task[None] | None = None
        self._plant = plant
        self._rounds = Rounds(plant)
        self._courier = Courier(plant)
        self._held: dict[int, float] = {}  # Until when each is surely ours.
        self._again: set[str] = set()

    @property
    def stopping(self) -> bool:
        return self._rounds.over

    async def deliver(self, lanes: Iterable[str]) -> None:
        """Start a delivery here for each of these lanes that has none under way."""
        for lane in lanes:
            platform = Address.of_lane(lane).platform
            if platform not in self._plant.messengers or self.stopping:
                continue
            if lane in self.under_way:
                self._again.add(lane)
                continue
            self.under_way[lane] = asyncio.create_task(self._drain_lane(lane), name=f"drain {lane}")

    async def deliver_all_of(self, lane: str) -> None:
        """Say here all that one lane has to say, and return when it is said."""
        await self.deliver([lane])
        if under_way := self.under_way.get(lane):
            await asyncio.wait([under_way])

    async def _drain_lane(self, lane: str) -> None:
        try:
            await self._serve(lane)
        except StoreAway as error:
            log.warning("a delivery is left to be given back: %s", error, extra={"lane": lane})
        except Exception:  # The outermost edge of a delivery: log it, rescue gives the row back.
            log.exception("a delivery failed", extra={"lane": lane})
        finally:
            del self.under_way[lane]

    async def _serve(self, lane: str) -> None:
        """One message after another, until the lane has none."""
        ending: Ending = nothing
        while True:
            self._again.discard(lane)
            turn = await self._rounds.next(lane, ending)
            ending = nothing
            if turn is not None:
                ending = await self._holding_on(turn)
            elif self.stopping or lane not in self._again:
                break

    def _holds(self, row: int) -> bool:
        return self._plant.clock.monotonic() < self._held[row]

    async def _holding_on(self, turn: Turn) -> Ending:
        """Deliver, and hold the lease for as long as that takes."""
        row = turn.taken.row
        if turn.taken.spoken is None:
            return nothing
        self._held[row.id] = turn.until
        self._look_after_leases()
        try:
            taken = await self._in_its_turn(turn) if turn.wait else turn.taken
            holds = partial(self._holds, row.id)
            return await self._courier.bring(row, taken.spoken, holds) if taken.spoken else nothing
        finally:
            del self._held[row.id]

    async def _in_its_turn(self, turn: Turn) -> Taken:
        """Nobody is called for what was met while the call waited."""
        await asyncio.sleep(turn.wait)
        row = turn.taken.row
        if row.saying not in NUDGES:
            return turn.taken
        return await self._plant.write(partial(self._plant.post().called, row))

    def _look_after_leases(self) -> None:
        """Most deliveries end before their lease is to be renewed: for them a timer is enough."""
        if self._hold_soon is None and (self._holding is None or self._holding.done()):
            loop = asyncio.get_running_loop()
            self._hold_soon = loop.call_later(_renewed_every(), self._hold_if_needed)

    def _hold_if_needed(self) -> None:
        self._hold_soon = None
        if self._held:
            self._holding = asyncio.create_task(self._hold(), name="hold leases")

    async def _hold(self) -> None:
        """Renew the leases of all deliveries under way, until there are none."""
        while self._held:
            held, surely = sorted(self._held), self._plant.surely_until()
            until = self._plant.clock.now() + LEASE
            try:
                renewed = await self._plant.write(partial(_renew, held, self._plant.owner, until))
            except StoreAway as error:
                log.warning("leases cannot be renewed: %s", error)
            else:
                self._held |= {row: surely for row in renewed if row in self._held}
            await asyncio.sleep(_renewed_every())

    def let_go(self) -> None:
        """Renew no lease any more."""
        if self._hold_soon is not None:
            self._hold_soon.cancel()
        if self._holding is not None:
            self._holding.cancel()

    async def stop(self, others: Iterable[asyncio.Task[None]], within: float) -> None:
        """Finish the deliveries under way, and these tasks with them."""
        self._rounds.over = True
        if under_way := [*self.under_way.values(), *others]:
            await asyncio.wait(under_way, timeout=within)
        self.let_go()


def _renewed_every() -> float:
    return LEASE.total_seconds() / 3


def _renew(ids: list[int], owner: str, until: datetime, uow: UnitOfWork) -> list[int]:
    return uow.outbox.renew(ids, owner, until)
