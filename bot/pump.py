"""The pump: wakes due duties and delivers the outbox. Four small jobs, each harmless to repeat.

*sweep* turns duties whose time has come into history and messages; *drain* has each lane's
messages delivered in order (`bot.lanes`, `bot.courier`); *rescue* gives back what a dead worker
held; *audit* trusts none of them (`bot.caretaker`). What ticks them (APScheduler on one machine,
procrastinate on many) is chosen in wiring. No transaction is ever open across a call to a platform.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import ClassVar, Final

from bot.caretaker import Caretaker
from bot.clock import Clock
from bot.desk import Policies
from bot.domain.errand import Errand, ripe
from bot.domain.policy import Policy
from bot.handlers import absence, errands, listening
from bot.handlers.waking import Failure, reconcile_after, wake_apart, wake_due
from bot.lanes import Lanes
from bot.plant import Plant
from bot.ports import Messenger, StaleTicket, Store, StoreAway, UnitOfWork

Share = Callable[[list[str]], Awaitable[None]]
"""Has lanes served: here, or by whichever process of many takes them."""

Look = Callable[[list[str] | None], Awaitable[None]]
"""What a kick leads to: in these lanes something was said; None: nobody knows in which."""

log = logging.getLogger(__name__)

RECONCILE_BATCH: Final = 100
LANES_A_LOOK: Final = 1000
"""So many lanes are served after one look; most of them have a single message to say."""

SOON: Final = 0.02
"""Seconds in which kicks gather."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """When the next duty wakes and the next message said for later goes; what waits already.

    `lapses_at` is when whoever holds a message is taken for dead, if nothing is heard of them.
    """

    wake_at: datetime | None
    say_at: datetime | None
    waits: bool
    errand: bool
    errand_at: datetime | None = None  # When one that failed is tried again.
    lapses_at: datetime | None = None

    def rest(self, now: datetime) -> timedelta:
        """How long there will be nothing to do."""
        if self.waits or self.errand:
            return timedelta()
        known = self.wake_at, self.say_at, self.errand_at, self.lapses_at
        times = [at for at in known if at is not None]
        return max(timedelta(), min(times) - now) if times else timedelta.max


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction of a sweep has done; `more` duties may be due already."""

    woken: int
    more: bool
    next_at: datetime | None
    errand: Errand | None
    failed: tuple[Failure, ...] = ()


HELD: Final = 0.02
"""Seconds for which others who write are kept waiting."""

HELD_APART: Final = 0.1
"""The same where only those wait who act on the same tickets."""


@dataclass
class Stride:
    """How many duties one transaction wakes: what takes so long that others may wait for it.

    The larger the batch, the less each of them costs, to say nothing of the disk: a sixth less by
    200 than by 100, and by 400 than by 200, by 800 a little less still. While nobody waits it may
    be as large as it can.
    """

    held: float
    size: int = 100

    FEWEST: ClassVar = 25
    MOST: ClassVar = 800

    def took(self, woken: int, seconds: float) -> None:
        """Go by how long the last batch took, if it was one; a step is never twice the last."""
        if woken < self.FEWEST:
            return
        fits = int(woken * self.held / seconds) if seconds > 0 else self.MOST
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
        self.look: Look = self._serve
        self._stride = Stride(HELD if store.abreast == 1 else HELD_APART)
        self._failing: dict[int, int] = {}  # Duties that cannot be woken: their order of trial.
        self._trials = count(1)
        self._kicked: asyncio.TimerHandle | None = None
        self._spoken_in: dict[str, None] | None = {}  # None: nobody knows where.
        self._draining: asyncio.Task[None] | None = None

    async def sweep(self) -> timedelta | None:
        """Wake every duty whose time has come, and run the errands that are under way, in batches.

        Each batch is a transaction, so that others who write wait for no more than one. Returns
        how long it is until the next duty is to be woken.
        """
        batch = await self._next_batch()
        while batch.more or batch.errand:
            if batch.more:
                await asyncio.gather(*(self._wake_all() for _ in range(self._plant.store.abreast)))
            if batch.errand:
                await self._run(batch.errand)
                self.kick()
            batch = await self._next_batch()
        self.counts.swept_at = now = self.clock.now()
        return batch.next_at - now if batch.next_at else None

    async def _next_batch(self) -> Batch:
        """Where nothing is due, which is nearly always, that is all that is asked."""
        rest = await self._plant.write_brief(self._at_rest)
        if rest is None:
            return await self._wake()
        self._failing.clear()  # They would be due still.
        return rest

    async def _wake_all(self) -> None:
        while (await self._wake()).more:
            pass

    async def _wake(self) -> Batch:
        try:
            batch = await self._plant.write(self._batch)
        except StoreAway:
            raise
        except Exception:  # noqa: BLE001 - told below, of each that fails by itself.
            batch = await self._plant.write(self._batch_apart)
            self._tell_failing(batch.failed)
        self.counts.woken += batch.woken
        if batch.woken:
            self.kick()
        return batch

    def _at_rest(self, uow: UnitOfWork) -> Batch | None:
        """What there will be to do, unless a duty is due now."""
        now, next_at = self.clock.now(), uow.duties.next_wake()
        if next_at is not None and next_at <= now:
            return None
        return Batch(0, more=False, next_at=next_at, errand=ripe(uow.errands.all(), now))

    def _batch(self, uow: UnitOfWork) -> Batch:
        policy, now, size = self._plant.policies.current, self.clock.now(), self._stride.size
        began = self.clock.monotonic()
        woken = wake_due(uow, policy, now, size, Stride.MOST)
        self._stride.took(woken, self.clock.monotonic() - began)
        more = woken >= size
        next_at = None if more else uow.duties.next_wake()
        if next_at is not None and next_at <= now:
            next_at = None  # Somebody else has it in hand, or nothing can move it on.
        return Batch(woken, more, next_at, ripe(uow.errands.all(), now))

    def _batch_apart(self, uow: UnitOfWork) -> Batch:
        """What fails is tried again at the next tick, and what is due behind it now."""
        policy, now, size = self._plant.policies.current, self.clock.now(), self._stride.size
        woken, failed = wake_apart(uow, policy, now, size, self._failing)
        more = woken > 0 and woken + len(failed) == size
        return Batch(woken, more, None, ripe(uow.errands.all(), now), failed)

    def _tell_failing(self, failed: Sequence[Failure]) -> None:
        """Each once, however often it is tried."""
        for one in failed:
            if one.duty.id not in self._failing:
                about = one.duty.kind.value, one.duty.ticket
                log.error("%s of %s cannot be woken", *about, exc_info=one.error)
            self._failing[one.duty.id] = next(self._trials)

    async def _run(self, errand: Errand) -> None:
        """Do a batch of an errand; one that fails steps aside, or nothing behind it would run."""
        policy, now = self._plant.policies.current, self.clock.now()
        try:
            await self._plant.write(lambda uow: errands.run(errand.id, uow, policy, now))
        except StoreAway:
            raise
        except StaleTicket:
            await self._plant.write(lambda uow: errands.give_way(errand, uow, now))
        except Exception:
            # Whatever is wrong with one ticket, duties and other errands must not wait for it.
            log.exception("errand %d failed behind ticket %r", errand.id, errand.reached)
            await self._plant.write(lambda uow: errands.step_aside(errand, uow, now))

    def kick(self, lanes: Iterable[str] | None = None) -> None:
        """Something was just said: deliver it now rather than at the next tick.

        Whoever knows in which lanes spares us the look for them. Kicks that come close together
        are one, so a burst of changes costs no more than a change.
        """
        if lanes is None or self._spoken_in is None:
            self._spoken_in = None
        else:
            self._spoken_in.update(dict.fromkeys(lanes))
        if self._kicked is None and not self.lanes.stopping:
            self._kicked = asyncio.get_running_loop().call_later(SOON, self._drain_soon)

    def _drain_soon(self) -> None:
        self._kicked = None
        self._draining = asyncio.get_running_loop().create_task(self._looking())

    async def _looking(self) -> None:
        """A kick is only a hint: if the store is away, the next tick finds what was said."""
        lanes = self._kicked_for()
        with suppress(StoreAway):
            await self.look(lanes)

    def _kicked_for(self) -> list[str] | None:
        lanes, self._spoken_in = self._spoken_in, {}
        return None if lanes is None else list(lanes)

    async def _serve(self, lanes: list[str] | None) -> None:
        if lanes is None:
            await self.drain()
        elif lanes:
            await self.share(lanes)

    async def upcoming(self) -> Upcoming:
        return await self._plant.read(partial(_upcoming, self.clock.now()))

    async def drain(self) -> None:
        """Have every lane served that has something to say, and thereby whatever was kicked for."""
        if self.lanes.stopping:
            return
        if self._kicked is not None:
            self._kicked.cancel()
            self._kicked = None
            self._kicked_for()
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
        lapses_at=uow.outbox.next_lapse(),
    )


def _waiting(now: datetime, uow: UnitOfWork) -> tuple[bool, list[str]]:
    """Whether something was said earlier for now, and the lanes that need not wait for it."""
    later = uow.outbox.next_later()
    return later is not None and later <= now, uow.outbox.ready_lanes(now, LANES_A_LOOK)


def _reconcile(no: str, policy: Policy, now: datetime, uow: UnitOfWork) -> str:
    return reconcile_after(no, uow, policy, now, RECONCILE_BATCH)
