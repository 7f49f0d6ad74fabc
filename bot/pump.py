"""The pump: wakes due duties and delivers the outbox. Four small jobs, each harmless to repeat.

*sweep* turns duties whose time has come into history and messages; *drain* delivers each lane's
messages in order; *rescue* gives back what a dead worker held; *audit* trusts none of them and
raises an alarm over anything late. What ticks them (APScheduler on one machine, procrastinate on
many) is chosen in wiring. No transaction is ever open across a call to a platform.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from bot.clock import Clock
from bot.desk import Policies
from bot.domain.duties import Call
from bot.domain.people import Address
from bot.domain.policy import Policy
from bot.handlers import absence, telling
from bot.handlers.auditing import Auditor, Round
from bot.handlers.delivering import (
    LEASE,
    TRIED_AGAIN,
    Post,
    Taken,
    refresh_aged,
    retry_rooms,
)
from bot.handlers.listening import Listening
from bot.handlers.listening import noted as listened
from bot.handlers.speaking import Spoken
from bot.handlers.unpublished import tell, unpublished
from bot.handlers.waking import reconcile_after, wake_due
from bot.ports import (
    NUDGES,
    DeliveryError,
    Leased,
    Messenger,
    Overdue,
    Saying,
    Store,
    StoreAway,
    UnitOfWork,
)
from bot.views import Digest, Message, Reminder, TicketCard

T = TypeVar("T")
Share = Callable[[list[str]], Awaitable[None]]
"""Has lanes served: here, or by whichever process of many takes them."""

Ending = Callable[[UnitOfWork], object]
"""Writes what became of a delivery."""

Look = Callable[[], Awaitable[None]]
"""What a kick leads to."""
log = logging.getLogger(__name__)

SWEEP_BATCH: Final = 100
AT_ONCE: Final = 50
"""So many tickets are audited in one transaction."""

KEEP_INBOX: Final = timedelta(hours=72)
KEEP_OUTBOX: Final = timedelta(days=30)
MARGIN: Final = timedelta(days=1)
"""So long before the end of its life a card is posted anew."""

LATE: Final = timedelta(seconds=30)
"""What the audit calls late: many ticks have passed it by."""

SOON: Final = 0.02
"""Seconds in which kicks gather."""

MORNING: Final = 9
"""The hour from which a day's look ahead is told."""

BURST: Final = 4
"""So many messages a lane may be sent at once; then the platform's rate holds."""

BACK_OFF: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds until the next try of a delivery that failed without the platform naming a time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A delivery taken on: how long its lane must wait first, and since when it is held."""

    taken: Taken
    wait: float
    at: float


@dataclass(frozen=True, slots=True)
class Upcoming:
    """When the next duty wakes and the next message said for later goes; whether any waits now."""

    wake_at: datetime | None
    say_at: datetime | None
    waits: bool

    def rest(self, now: datetime) -> timedelta:
        """How long there will be nothing to do."""
        if self.waits:
            return timedelta()
        times = [at for at in (self.wake_at, self.say_at) if at is not None]
        return max(timedelta(), min(times) - now) if times else timedelta.max


@dataclass
class Counts:
    """What the pump has done, for the metrics."""

    woken: int = 0
    delivered: int = 0
    retried: int = 0
    dead: int = 0
    restored: int = 0
    swept_at: datetime | None = None
    overdue: Overdue = field(default_factory=lambda: Overdue(0, 0, None))


class Pump:
    def __init__(
        self,
        store: Store,
        policies: Policies,
        messengers: Mapping[str, Messenger],
        clock: Clock,
        owner: str,
    ) -> None:
        self.store = store
        self.policies = policies
        self.messengers = messengers
        self.clock = clock
        self.owner = owner
        self.counts = Counts()
        self.share: Share = self.deliver
        self.look: Look = self.drain
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._holding: asyncio.Task[None] | None = None
        self._again: set[str] = set()
        self._purged = 0
        self._round: Round | None = None
        self._kicked: asyncio.TimerHandle | None = None
        self._draining: asyncio.Task[None] | None = None
        self._stopping = False
        self._rooms_tried_at: datetime | None = clock.now()
        self._looked_ahead_on: date | None = None

    async def sweep(self) -> None:
        """Wake every duty whose time has come, in batches."""
        while True:
            woken = await self._write(self._wake)
            self.counts.woken += woken
            if woken:
                self.kick()
            if woken < SWEEP_BATCH:
                break
        self.counts.swept_at = self.clock.now()

    def _wake(self, uow: UnitOfWork) -> int:
        return wake_due(uow, self.policies.current, self.clock.now(), SWEEP_BATCH)

    def kick(self) -> None:
        """Something was just said: deliver it now rather than at the next tick.

        Kicks that come close together are one drain, so a burst of changes costs one look.
        """
        if self._kicked is None and not self._stopping:
            self._kicked = asyncio.get_running_loop().call_later(SOON, self._drain_soon)

    def _drain_soon(self) -> None:
        self._kicked = None
        self._draining = asyncio.get_running_loop().create_task(self._looking())

    async def _looking(self) -> None:
        """A kick is only a hint: if the store is away, the next tick finds what was said."""
        with suppress(StoreAway):
            await self.look()

    async def upcoming(self) -> Upcoming:
        return await self._read(_upcoming)

    async def drain(self) -> None:
        """Have every lane served that has something to say."""
        if self._stopping:
            return
        if lanes := await self._ready():
            await self.share(lanes)

    async def _ready(self) -> list[str]:
        """Lanes with something to say, also what was said earlier for now."""
        now = self.clock.now()
        ripe, lanes = await self._read(partial(_waiting, now))
        if not ripe:
            return lanes
        while await self._write(lambda uow: uow.outbox.ripen(now)):
            pass
        return await self._read(lambda uow: uow.outbox.ready_lanes(now))

    async def deliver(self, lanes: Iterable[str]) -> None:
        """Start a delivery here for each of these lanes that has none under way."""
        for lane in lanes:
            platform = Address.of_lane(lane).platform
            if platform not in self.messengers or self._stopping:
                continue
            if lane in self._lanes:
                self._again.add(lane)
                continue
            self._lanes[lane] = asyncio.create_task(self._drain_lane(lane), name=f"drain {lane}")

    async def deliver_all_of(self, lane: str) -> None:
        """Say here all that one lane has to say, and return when it is said."""
        await self.deliver([lane])
        if under_way := self._lanes.get(lane):
            await asyncio.wait([under_way])

    async def _drain_lane(self, lane: str) -> None:
        try:
            await self._serve(lane)
        except StoreAway as error:
            log.warning("a delivery is left to be given back: %s", error, extra={"lane": lane})
        except Exception:  # The outermost edge of a delivery: log it, rescue gives the row back.
            log.exception("a delivery failed", extra={"lane": lane})
        finally:
            del self._lanes[lane]

    async def _serve(self, lane: str) -> None:
        """One message after another, until the lane has none."""
        ending: Ending = _nothing
        while True:
            self._again.discard(lane)
            turn = await self._next(lane, ending)
            ending = _nothing
            if turn is not None:
                ending = await self._holding_on(turn)
            elif self._stopping or lane not in self._again:
                break

    async def _next(self, lane: str, ending: Ending) -> Turn | None:
        """Settle what was delivered and take the next message, in one transaction."""
        try:
            return await self._write(partial(self._take, lane, ending))
        except StoreAway:
            raise
        except Exception:  # The next message's trouble is not the last one's.
            await self._write(ending)
            raise

    def _take(self, lane: str, ending: Ending, uow: UnitOfWork) -> Turn | None:
        """The lane's next message, and its place in what the platform takes of all workers."""
        ending(uow)
        if self._stopping:
            return None
        post = self._post()
        taken = post.take(lane, uow)
        if taken is None:
            return None
        at = post.now
        if taken.spoken is not None:
            gap = timedelta(seconds=1 / self.messengers[taken.spoken.to.platform].per_second)
            at = uow.outbox.paced(lane, post.now, gap, BURST)
        return Turn(taken, (at - post.now).total_seconds(), self.clock.monotonic())

    async def _holding_on(self, turn: Turn) -> Ending:
        """Deliver, and hold the lease for as long as that takes."""
        if turn.taken.spoken is None:
            return _nothing
        row = turn.taken.row
        self._held.add(row.id)
        if self._holding is None or self._holding.done():
            self._holding = asyncio.create_task(self._hold(), name="hold leases")
        try:
            await asyncio.sleep(turn.wait)
            if self.clock.monotonic() - turn.at >= LEASE.total_seconds():  # It stood still.
                log.warning("a lease lapsed before it was used", extra={"lane": row.lane})
                return _nothing
            taken = await self._looked_again(turn) if turn.wait else turn.taken
            return await self._deliver(taken) if taken.spoken is not None else _nothing
        finally:
            self._held.discard(row.id)

    async def _looked_again(self, turn: Turn) -> Taken:
        """Nobody is called for what was met while the call waited for its turn."""
        row = turn.taken.row
        if row.saying not in NUDGES:
            return turn.taken
        return await self._write(partial(self._post().called, row))

    async def _hold(self) -> None:
        """Renew the leases of all deliveries under way, until there are none."""
        while self._held:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            held, until = sorted(self._held), self.clock.now() + LEASE
            try:
                await self._write(partial(_renew, held, self.owner, until))
            except StoreAway as error:
                log.warning("leases cannot be renewed: %s", error)

    async def _deliver(self, taken: Taken) -> Ending:
        try:
            message = await self._said(taken)
        except DeliveryError as error:
            return partial(self._failed, taken.row, error)
        self.counts.delivered += 1
        sent = partial(self._post().sent, taken, message)
        if not _to_be_urged(taken.spoken):
            return sent
        await self._write(sent)
        await self._urge(taken, message)
        return _nothing

    async def _urge(self, taken: Taken, message: str) -> None:
        """A manager who is called about a breach is called insistently, where that can be."""
        spoken = taken.spoken
        if spoken is None:
            raise TypeError(taken.row.key)
        try:
            await self.messengers[spoken.to.platform].urge(spoken.to, message)
        except DeliveryError as error:  # The message itself has arrived: that must do.
            log.warning("could not urge: %s", error.reason, extra={"lane": taken.row.lane})

    async def _said(self, taken: Taken) -> str:
        """Post or update, and return the platform's id; a send in doubt is looked up first."""
        row, spoken = taken.row, taken.spoken
        if spoken is None:
            raise TypeError(row.key)
        messenger = self.messengers[spoken.to.platform]
        if row.saying is Saying.CARD and row.message:
            if not self._aged(row, messenger):
                await messenger.update(spoken.to, row.message, spoken.view, spoken.words)
                return row.message
            await self._retire(row, spoken, messenger)
        if row.attempts and row.tried_at:
            found = await messenger.find(spoken.to, _ref(row), row.tried_at, spoken.thread)
            if found:
                if row.saying is Saying.CARD:  # It shows what was true when it was tried.
                    await messenger.update(spoken.to, found, spoken.view, spoken.words)
                return found
        return await messenger.post(
            spoken.to, spoken.view, spoken.words, ref=_ref(row), thread=spoken.thread
        )

    def _aged(self, row: Leased, messenger: Messenger) -> bool:
        """Whether the card stands so long that it can soon not be touched any more."""
        lives = messenger.card_lives
        if lives is None or row.posted_at is None:
            return False
        return row.posted_at < self.clock.now() - (lives - MARGIN)

    async def _retire(self, row: Leased, spoken: Spoken, messenger: Messenger) -> None:
        """Let the old card say that a fresh one follows; if it is gone already, all the better."""
        if not isinstance(spoken.view, TicketCard):
            raise TypeError(row.key)
        old = replace(spoken.view, superseded=True, buttons=(), more=())
        try:
            await messenger.update(spoken.to, row.message, old, spoken.words)
        except DeliveryError as error:
            if not (error.lost or error.permanent):
                raise
            log.info("an old card is gone already: %s", error.reason)

    def _failed(self, row: Leased, error: DeliveryError, uow: UnitOfWork) -> None:
        log.warning("not delivered: %s", error.reason, extra={"lane": row.lane, "key": row.key})
        post = self._post()
        if error.lost:
            post.lost(row, uow)
        elif error.gone:
            self.counts.dead += 1
            post.gone(row, error.reason, uow)
        elif error.permanent:
            self.counts.dead += 1
            post.dead(row, error.reason, uow)
        else:
            self._put_back(row, error, uow)

    def _put_back(self, row: Leased, error: DeliveryError, uow: UnitOfWork) -> None:
        self.counts.retried += 1
        step = min(row.attempts, len(BACK_OFF) - 1)
        wait = error.retry_after if error.retry_after is not None else BACK_OFF[step]
        avail_at = self.clock.now() + timedelta(seconds=wait)
        if error.unsent:
            uow.outbox.not_begun(row, self.owner, avail_at)
        else:
            uow.outbox.put_back(row, self.owner, avail_at, error.reason)

    async def rescue(self) -> None:
        """Give back what a worker leased and never settled."""
        now = self.clock.now()
        rescued = await self._write(lambda uow: uow.outbox.rescue(now))
        if rescued:
            log.warning("gave back %d expired deliveries", rescued)
            self.kick()

    async def recover(self, *, alone: bool = True) -> None:
        """At start: was nobody awake for long? Alone on a store, all leases are of the dead."""
        now = self.clock.now()
        policy = self.policies.current
        await self._write(lambda uow: _returned(uow, policy, now))
        if alone:
            await self._write(lambda uow: uow.outbox.rescue(now, self.owner))

    async def audit(self) -> None:
        """Look for anything late, trusting no other job; tell the admins once an hour."""
        now = self.clock.now()
        found = await self._read(lambda uow: uow.health.overdue(now - LATE))
        self.counts.overdue = found
        policy = self.policies.current
        listening = await self._write(lambda uow: _beat(uow, policy, now))
        self._purged = await self._write(partial(_tidied, self._purged, now))
        await self._renew(now)
        await self._look_ahead(now)
        if found.duties or found.outbox:
            log.error("audit: %d duties, %d messages late", found.duties, found.outbox)
            late = {"duties": found.duties, "messages": found.outbox}
            await self._write(partial(_alarm, "late", late, now))
        await self._restore(Auditor(policy, listening, now))

    async def _restore(self, auditor: Auditor) -> None:
        """Put back what somebody removed; where there was something, there may be more."""
        restored = found = await self._audited(auditor)
        while found and self._round and self._round.after:
            found = await self._audited(auditor)
            restored += found
        if restored:
            self.counts.restored += restored
            self.kick()
            log.error("audit: put back %d rows that had been removed", restored)
            await self._write(partial(_alarm, "removed", {"rows": restored}, auditor.now))

    async def _audited(self, auditor: Auditor) -> int:
        """Look at a batch of tickets; returns how many rows had been removed."""
        begun = (self._round or Round(auditor.policy)).under(auditor.policy)
        auditor = replace(auditor, settled=begun.settled)
        self._round, numbers = await self._read(begun.batch)
        restored = 0
        for first in range(0, len(numbers), AT_ONCE):
            few = numbers[first : first + AT_ONCE]
            if suspects := await self._read(partial(auditor.suspects, few)):
                restored += await self._write(partial(auditor.mended, suspects))
        return restored

    async def _renew(self, now: datetime) -> None:
        """Fresh cards for those that age, and another chance for rooms that were gone."""
        for platform, messenger in self.messengers.items():
            if messenger.card_lives is not None:
                before = now - (messenger.card_lives - MARGIN)
                job = partial(_refresh, f"{platform}:", before, now)
                await self._write(job)
        if self._rooms_tried_at is None or now - self._rooms_tried_at >= TRIED_AGAIN:
            self._rooms_tried_at = now
            await self._write(lambda uow: retry_rooms(uow, now))

    async def _look_ahead(self, now: datetime) -> None:
        """Once a day, in the morning: tell of deadlines in a year whose holidays nobody knows."""
        policy = self.policies.current
        local = now.astimezone(policy.zone)
        if local.hour < MORNING or self._looked_ahead_on == local.date():
            return
        self._looked_ahead_on = local.date()
        found = await self._read(lambda uow: unpublished(uow, policy, now))
        if not found.years:
            return
        log.warning("no holidays published for %s: %d tickets", found.said, found.tickets)
        day = local.date().isoformat()
        await self._write(lambda uow: tell(found, uow, day, now))

    async def policy_changed(self) -> None:
        """Let every open ticket owe what the new policy says, a batch at a time."""
        no = ""
        while True:
            now, policy = self.clock.now(), self.policies.current
            no = await self._write(partial(_reconcile, no, policy, now))
            if not no:
                break
        self.kick()

    async def stop(self, within: float = 10.0) -> None:
        """Finish the deliveries under way; what is left is given back at the next start."""
        self._stopping = True
        if self._kicked is not None:
            self._kicked.cancel()
        under_way = [*self._lanes.values(), *([self._draining] if self._draining else [])]
        if under_way:
            await asyncio.wait(under_way, timeout=within)
        if self._holding is not None:
            self._holding.cancel()

    def _post(self) -> Post:
        return Post(self.owner, self.policies.current, self.clock.now())

    async def _write(self, job: Callable[[UnitOfWork], T]) -> T:
        return await asyncio.wrap_future(self.store.write(job))

    async def _read(self, job: Callable[[UnitOfWork], T]) -> T:
        return await asyncio.wrap_future(self.store.read(job))


def _returned(uow: UnitOfWork, policy: Policy, now: datetime) -> None:
    listened(uow, policy, now)
    absence.noted(uow, now)


def _beat(uow: UnitOfWork, policy: Policy, now: datetime) -> Listening:
    listening = listened(uow, policy, now)
    absence.beat(uow, now)
    return listening


def _renew(ids: list[int], owner: str, until: datetime, uow: UnitOfWork) -> None:
    uow.outbox.renew(ids, owner, until)


def _upcoming(uow: UnitOfWork) -> Upcoming:
    return Upcoming(uow.duties.next_wake(), uow.outbox.next_later(), waits=uow.outbox.waits())


def _waiting(now: datetime, uow: UnitOfWork) -> tuple[bool, list[str]]:
    """Whether something was said earlier for now, and the lanes that need not wait for it."""
    later = uow.outbox.next_later()
    return later is not None and later <= now, uow.outbox.ready_lanes(now)


def _alarm(code: str, numbers: Mapping[str, int], now: datetime, uow: UnitOfWork) -> None:
    """Tell the admins, once an hour."""
    blanks = {name: str(number) for name, number in numbers.items()}
    said = telling.alarm(code, f"{now:%Y%m%d%H}", uow.people.roster(), **blanks)
    uow.outbox.say(said, now)


def _nothing(_uow: UnitOfWork) -> None:
    """There is nothing to settle."""


def _to_be_urged(spoken: Spoken | None) -> bool:
    return spoken is not None and bool(spoken.to.user) and _calls_managers(spoken.view)


def _calls_managers(view: Message) -> bool:
    reminders = view.reminders if isinstance(view, Digest) else (view,)
    higher = (Call.MANAGER, Call.REPEAT)
    return any(isinstance(one, Reminder) and one.call in higher for one in reminders)


def _tidied(purged: int, now: datetime, uow: UnitOfWork) -> int:
    """Old rows go, a batch at a time; returns how far that has come."""
    uow.inbox.forget(now - KEEP_INBOX)
    uow.receipts.forget(now - KEEP_INBOX)
    return uow.outbox.purge(purged, now - KEEP_OUTBOX)


def _refresh(lanes: str, before: datetime, now: datetime, uow: UnitOfWork) -> int:
    return refresh_aged(lanes, before, uow, now)


def _reconcile(no: str, policy: Policy, now: datetime, uow: UnitOfWork) -> str:
    return reconcile_after(no, uow, policy, now, SWEEP_BATCH)


def _ref(row: Leased) -> str:
    """What a posting is known by: a card that is posted anew is not its predecessor."""
    return row.key if row.posted_at is None else f"{row.key}@{int(row.posted_at.timestamp())}"
