"""The pump: wakes due duties and delivers the outbox. Four small jobs, each harmless to repeat.

*sweep* turns duties whose time has come into history and messages; *drain* has each lane's
messages delivered in order (`bot.lanes`, `bot.courier`); *rescue* gives back what a dead worker
held; *audit* trusts none of them (`bot.caretaker`). What ticks them (APScheduler on one machine,
procrastinate on many) is chosen in wiring. No transaction is ever open across a call to a platform.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, Final

from bot.caretaker import Caretaker
from bot.clock import Clock
from bot.desk import Policies
from bot.domain.errand import Errand, ripe
from bot.domain.policy import Policy
from bot.handlers import absence, errands, listening
from bot.handlers.waking import reconcile_after, wake_due
from bot.lanes import Lanes
from bot.plant import Plant
from bot.ports import Messenger, Store, StoreAway, UnitOfWork

Share = Callable[[list[str]], Awaitable[None]]
"""Has lanes served: here, or by whichever process of many takes them."""

Look = Callable[[], Awaitable[None]]
"""What a kick leads to."""

log = logging.getLogger(__name__)

RECONCILE_BATCH: Final = 100
LANES_A_LOOK: Final = 1000
"""So many lanes are served after one look; most of them have a single message to say."""

SOON: Final = 0.02
"""Seconds in which kicks gather."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """When the next duty wakes and the next message said for later goes; what waits already."""

    wake_at: datetime | None
    say_at: datetime | None
    waits: bool
    errand: bool
    errand_at: datetime | None = None  # When one that failed is tried again.

    def rest(self, now: datetime) -> timedelta:
        """How long there will be nothing to do."""
        if self.waits or self.errand:
            return timedelta()
        times = [at for at in (self.wake_at, self.say_at, self.errand_at) if at is not None]
        return max(timedelta(), min(times) - now) if times else timedelta.max


@dataclass
class Stride:
    """How many duties one transaction wakes: what takes so long that others may wait for it.

    The larger the batch, the less each of them costs: a sixth less by 200 than by 100.
    """

    size: int = 100

    FEWEST: ClassVar = 25
    MOST: ClassVar = 400
    HELD: ClassVar = 0.02
    """Seconds for which others who write are kept waiting."""

    def took(self, woken: int, seconds: float) -> None:
        """Go by how long the last batch took, if it was one; a step is never twice the last."""
        if woken < self.FEWEST:
            return
        fits = int(woken * self.HELD / seconds) if seconds > 0 else self.MOST
        self.size = max(self.FEWEST, min(fits, self.MOST, 2 * self.size))


class Pump:
    def __init__(
        self,
        store: Store,
        policies: Policies,
        messengers: Mapping[str, Messenger],
        clock: Clock,
        owner: str,
    ) -> None:
        self._plant = Plant(store, policies, messengers, clock, owner)
        self.caretaker = Caretaker(self._plant)
        self.lanes = Lanes(self._plant)
        self.counts = self._plant.counts
        self.clock = clock
        self.share: Share = self.lanes.deliver
        self.look: Look = self.drain
        self._stride = Stride()
        self._kicked: asyncio.TimerHandle | None = None
        self._draining: asyncio.Task[None] | None = None

    async def sweep(self) -> None:
        """Wake every duty whose time has come, and run the errands that are under way, in batches.

        Each batch is a transaction, so that others who write wait for no more than one.
        """
        more = True
        while more:
            size = self._stride.size
            woken, errand = await self._plant.write(partial(self._batch, size))
            self.counts.woken += woken
            if errand is not None:
                await self._run(errand)
            if woken or errand:
                self.kick()
            more = errand is not None or woken == size
        self.counts.swept_at = self.clock.now()

    def _batch(self, size: int, uow: UnitOfWork) -> tuple[int, Errand | None]:
        policy, now = self._plant.policies.current, self.clock.now()
        began = self.clock.monotonic()
        woken = wake_due(uow, policy, now, size)
        self._stride.took(woken, self.clock.monotonic() - began)
        return woken, ripe(uow.errands.all(), now)

    async def _run(self, errand: Errand) -> None:
        """Do a batch of an errand; one that fails steps aside, or nothing behind it would run."""
        policy, now = self._plant.policies.current, self.clock.now()
        try:
            await self._plant.write(lambda uow: errands.run(errand.id, uow, policy, now))
        except StoreAway:
            raise
        except Exception:
            # Whatever is wrong with one ticket, duties and other errands must not wait for it.
            log.exception("errand %d failed behind ticket %r", errand.id, errand.reached)
            await self._plant.write(lambda uow: errands.step_aside(errand, uow, now))

    def kick(self) -> None:
        """Something was just said: deliver it now rather than at the next tick.

        Kicks that come close together are one drain, so a burst of changes costs one look.
        """
        if self._kicked is None and not self.lanes.stopping:
            self._kicked = asyncio.get_running_loop().call_later(SOON, self._drain_soon)

    def _drain_soon(self) -> None:
        self._kicked = None
        self._draining = asyncio.get_running_loop().create_task(self._looking())

    async def _looking(self) -> None:
        """A kick is only a hint: if the store is away, the next tick finds what was said."""
        with suppress(StoreAway):
            await self.look()

    async def upcoming(self) -> Upcoming:
        return await self._plant.read(partial(_upcoming, self.clock.now()))

    async def drain(self) -> None:
        """Have every lane served that has something to say."""
        if self.lanes.stopping:
            return
        if lanes := await self._ready():
            await self.share(lanes)

    async def _ready(self) -> list[str]:
        """Lanes with something to say, also what was said earlier for now."""
        now = self.clock.now()
        ripe, lanes = await self._plant.read(partial(_waiting, now))
        if not ripe:
            return lanes
        while await self._plant.write(lambda uow: uow.outbox.ripen(now)):
            pass
        return await self._plant.read(lambda uow: uow.outbox.ready_lanes(now, LANES_A_LOOK))

    async def rescue(self) -> None:
        """Give back what a worker leased and never settled."""
        now = self.clock.now()
        rescued = await self._plant.write(lambda uow: uow.outbox.rescue(now))
        if rescued:
            log.warning("gave back %d expired deliveries", rescued)
            self.kick()

    async def recover(self, *, alone: bool = True) -> None:
        """At start: was nobody awake for long? Alone on a store, all leases are of the dead."""
        now = self.clock.now()
        policy = self._plant.policies.current
        await self._plant.write(lambda uow: _returned(uow, policy, now))
        if alone:
            await self._plant.write(lambda uow: uow.outbox.rescue(now, self._plant.owner))

    async def audit(self) -> None:
        """See that nothing is late, missing or too old; what was put back is said at once."""
        if await self.caretaker.audit():
            self.kick()

    async def policy_changed(self) -> None:
        """Let every open ticket owe what the new policy says, a batch at a time."""
        no = ""
        while True:
            now, policy = self.clock.now(), self._plant.policies.current
            no = await self._plant.write(partial(_reconcile, no, policy, now))
            if not no:
                break
        self.kick()

    async def stop(self, within: float = 10.0) -> None:
        """Finish the deliveries under way; what is left is given back at the next start."""
        if self._kicked is not None:
            self._kicked.cancel()
        await self.lanes.stop([self._draining] if self._draining else [], within)


def _returned(uow: UnitOfWork, policy: Policy, now: datetime) -> None:
    listening.noted(uow, policy, now)
    absence.noted(uow, now)


def _upcoming(now: datetime, uow: UnitOfWork) -> Upcoming:
    under_way = uow.errands.all()
    return Upcoming(
        uow.duties.next_wake(),
        uow.outbox.next_later(),
        waits=uow.outbox.waits(),
        errand=ripe(under_way, now) is not None,
        errand_at=min((one.avail_at for one in under_way if one.avail_at), default=None),
    )


def _waiting(now: datetime, uow: UnitOfWork) -> tuple[bool, list[str]]:
    """Whether something was said earlier for now, and the lanes that need not wait for it."""
    later = uow.outbox.next_later()
    return later is not None and later <= now, uow.outbox.ready_lanes(now, LANES_A_LOOK)


def _reconcile(no: str, policy: Policy, now: datetime, uow: UnitOfWork) -> str:
    return reconcile_after(no, uow, policy, now, RECONCILE_BATCH)
