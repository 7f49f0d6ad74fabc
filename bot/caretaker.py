"""The caretaker: sees to what no other job may be trusted with, and to what ages.

Its audit raises an alarm over anything late, puts back what somebody removed, throws away what is
old, asks for new cards before the old ones can no longer be touched, and looks ahead once a day.
"""

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from bot.courier import MARGIN
from bot.domain.burst import Past
from bot.domain.policy import Policy
from bot.handlers import absence, bursting, overload
from bot.handlers.auditing import BATCH, Auditor, Round, tell_admins
from bot.handlers.delivering import TRIED_AGAIN, refresh_aged, retry_rooms
from bot.handlers.erasing import forget_old
from bot.handlers.listening import Listening, noted
from bot.handlers.unpublished import tell, unpublished
from bot.plant import Plant
from bot.ports import UnitOfWork

log = logging.getLogger(__name__)

AT_ONCE: Final = 50
"""So many tickets are audited in one transaction."""

KEEP_INBOX: Final = timedelta(hours=72)
KEEP_OUTBOX: Final = timedelta(days=30)
LATE: Final = timedelta(seconds=30)
"""What the audit calls late: many ticks have passed it by."""

NIGHT: Final = 3
"""The hour from which old personal data is removed."""

MORNING: Final = 9
"""The hour from which a day's look ahead is told."""


class Caretaker:
    def __init__(self, plant: Plant) -> None:
        self.batch = BATCH
        self._plant = plant
        self._purged = 0
        self._round: Round | None = None
        self._rooms_tried_at: datetime | None = None  # At every start they are tried at once.
        self._looked_ahead_on: date | None = None
        self._forgot_on: date | None = None
        self._usual: tuple[datetime, Past] | None = None

    async def audit(self) -> int:
        """Look for anything late, trusting no other job; returns how many rows were put back."""
        now = self._plant.clock.now()
        found = await self._plant.read(lambda uow: uow.health.overdue(now - LATE))
        self._plant.counts.overdue = found
        policy = self._plant.policies.current
        again = self._rooms_tried_at is None or now - self._rooms_tried_at >= TRIED_AGAIN
        tend = partial(self._tended, now, rooms=again)
        listening, self._purged = await self._plant.write(tend)
        self._rooms_tried_at = now if again else self._rooms_tried_at
        await self._look_for_bursts(now)
        await self._look_ahead(now)
        await self._forget(now)
        if found.duties or found.outbox:
            log.error("audit: %d duties, %d messages late", found.duties, found.outbox)
            late = {"duties": found.duties, "messages": found.outbox}
            await self._plant.write(partial(tell_admins, "late", late, now))
        return await self._restore(Auditor(policy, listening, now))

    async def _restore(self, auditor: Auditor) -> int:
        """Put back what somebody removed; where there was something, there may be more."""
        restored = found = await self._audited(auditor)
        while found and self._round and self._round.after:
            found = await self._audited(auditor)
            restored += found
        if restored:
            self._plant.counts.restored += restored
            log.error("audit: put back %d rows that had been removed", restored)
            await self._plant.write(
                partial(tell_admins, "removed", {"rows": restored}, auditor.now)
            )
        return restored

    async def _audited(self, auditor: Auditor) -> int:
        """Look at a batch of tickets; returns how many rows had been removed."""
        begun = (self._round or Round(auditor.policy)).under(auditor.policy)
        auditor = replace(auditor, settled=begun.settled)
        self._round, numbers = await self._plant.read(partial(begun.batch, self.batch))
        restored = 0
        for first in range(0, len(numbers), AT_ONCE):
            few = numbers[first : first + AT_ONCE]
            if suspects := await self._plant.read(partial(auditor.suspects, few)):
                restored += await self._plant.write(partial(auditor.mended, suspects))
        return restored

    def _tended(self, now: datetime, uow: UnitOfWork, *, rooms: bool) -> tuple[Listening, int]:
        """The heartbeat, overload, and all that ages, in one transaction.

        Returns which rooms are there, and how far the old messages are thrown away.
        """
        policy = self._plant.policies.current
        listening = noted(uow, policy, now)
        absence.beat(uow, now)
        overload.look(uow, policy, now)
        purged = _tidied(self._purged, now, uow)
        for platform, messenger in self._plant.messengers.items():
            if messenger.card_lives is not None:
                refresh_aged(f"{platform}:", now - (messenger.card_lives - MARGIN), uow, now)
        if rooms:
            retry_rooms(uow, now)
        return listening, purged

    async def _look_for_bursts(self, now: datetime) -> None:
        """What stands out of a product's past is told; looking itself writes nothing."""
        policy = self._plant.policies.current
        if not policy.burst.enabled:
            return
        if self._usual is None or now - self._usual[0] >= bursting.USUAL_FOR:
            self._usual = now, await self._plant.read(partial(bursting.usual, now=now))
        look = partial(bursting.standing_out, past=self._usual[1], policy=policy, now=now)
        for burst in await self._plant.read(look):
            log.warning("a burst of reports", extra={"customers": burst.customers})
            await self._plant.write(partial(bursting.tell, burst, policy, now))

    async def _look_ahead(self, now: datetime) -> None:
        """Once a day, in the morning: tell of deadlines in a year whose holidays nobody knows."""
        policy = self._plant.policies.current
        local = now.astimezone(policy.zone)
        if local.hour < MORNING or self._looked_ahead_on == local.date():
            return
        self._looked_ahead_on = local.date()
        found = await self._plant.read(lambda uow: unpublished(uow, policy, now))
        if not found.years:
            return
        log.warning("no holidays published for %s: %d tickets", found.said, found.tickets)
        day = local.date().isoformat()
        await self._plant.write(lambda uow: tell(found, uow, day, now))

    async def _forget(self, now: datetime) -> None:
        """Once a night: who was helped longer ago than the policy keeps their data is forgotten."""
        policy = self._plant.policies.current
        local = now.astimezone(policy.zone)
        if local.hour < NIGHT or self._forgot_on == local.date():
            return
        while forgotten := await self._plant.write(partial(_forget_some, policy, now)):
            log.info("removed the personal data of %d tickets", forgotten)
        self._forgot_on = local.date()


def _forget_some(policy: Policy, now: datetime, uow: UnitOfWork) -> int:
    return forget_old(uow, policy, uow.people.roster(), now)


def _tidied(purged: int, now: datetime, uow: UnitOfWork) -> int:
    """Old rows go, a batch at a time; returns how far that has come."""
    uow.inbox.forget(now - KEEP_INBOX)
    uow.receipts.forget(now - KEEP_INBOX)
    return uow.outbox.purge(purged, now - KEEP_OUTBOX)
