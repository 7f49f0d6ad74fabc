"""The courier: brings one message to its platform, and knows what came of it.

A send that may have been taken is looked up before it is tried again. No transaction is open while
a platform is spoken to: what is to be written of it is an *ending*, for its lane to settle.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from bot.domain.duties import Call
from bot.handlers.delivering import Note, Post, Taken
from bot.handlers.speaking import Spoken
from bot.plant import Plant
from bot.ports import LIVING, NUDGES, DeliveryError, Leased, Messenger, UnitOfWork
from bot.views import Digest, Message, Reminder, RequestCard, TicketCard

Ending = Callable[[UnitOfWork], object]
"""Writes what became of a delivery."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The ending of what a platform has taken; those of many lanes are settled together."""

    post: Post
    note: Note

    @property
    def row(self) -> Leased:
        return self.note.taken.row

    def __call__(self, uow: UnitOfWork) -> None:
        self.post.sent_all([self.note], uow)


@dataclass(frozen=True, slots=True)
class Failed:
    """The ending of what a platform has not taken."""

    row: Leased
    settle: Ending

    def __call__(self, uow: UnitOfWork) -> None:
        self.settle(uow)


def end_all(endings: Sequence[Ending], post: Post, uow: UnitOfWork) -> None:
    """Write what became of all of them: their tickets first, then rows in order, as others do."""
    sent = [one for one in endings if isinstance(one, Sent)]
    failed = [one for one in endings if isinstance(one, Failed)]
    post.stand([one.note for one in sent], uow)
    if failed:
        uow.outbox.hold([one.row.id for one in endings if isinstance(one, Sent | Failed)])
    post.settle([one.note for one in sent], uow)
    for one in failed:
        one(uow)


log = logging.getLogger(__name__)

MARGIN: Final = timedelta(days=1)
"""So long before the end of its life a card is posted anew."""

BACK_OFF: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds until the next try of a delivery that failed without the platform naming a time."""


class LapsedError(Exception):
    """This process stood still until somebody else may have the message."""


@dataclass(frozen=True, slots=True)
class _Fenced:
    """A messenger that says nothing any more once the lease is over.

    Asked before every call: who wakes between two of them must not say what was said meanwhile. A
    call that has begun cannot be called back; a card that is posted so is posted twice at worst.
    """

    messenger: Messenger
    holds: Callable[[], bool]

    def __call__(self) -> Messenger:
        if not self.holds():
            raise LapsedError
        return self.messenger


class Courier:
    def __init__(self, plant: Plant) -> None:
        self._plant = plant

    async def bring(self, row: Leased, spoken: Spoken, holds: Callable[[], bool]) -> Ending:
        """Post or update it while its lease `holds`; returns what is to be settled."""
        fenced = _Fenced(self._plant.messengers[spoken.to.platform], holds)
        try:
            message = await self._standing(row, spoken, fenced)
            if not message:
                left = await self._left_to_say(row, spoken)
                if left is None:
                    return nothing
                spoken, message = left, await _posted(row, left, fenced())
        except DeliveryError as error:
            return Failed(row, partial(self._failed, row, error))
        except LapsedError:
            log.warning("a lease lapsed before it was used", extra={"lane": row.lane})
            return nothing
        self._plant.counts.delivered += 1
        sent = Sent(self._plant.post(), Note(Taken(row, spoken), message))
        if not _to_be_urged(spoken):
            return sent
        await self._plant.write(sent)
        await _urge(row, spoken, message, fenced.messenger)
        return nothing

    async def _standing(self, row: Leased, spoken: Spoken, fenced: _Fenced) -> str | None:
        """The platform's id of the message if it stands there; a send in doubt is looked up."""
        if row.saying in LIVING and row.message:
            if not self._aged(row, fenced.messenger):
                await fenced().update(spoken.to, row.message, spoken.view, spoken.words)
                return row.message
            await _retire(row, spoken, fenced())
        if row.attempts and row.tried_at:
            found = await fenced().find(spoken.to, _ref(row), row.tried_at, spoken.thread)
            if found:
                if row.saying in LIVING:  # It shows what was true when it was tried.
                    await fenced().update(spoken.to, found, spoken.view, spoken.words)
                return found
        return None

    async def _left_to_say(self, row: Leased, spoken: Spoken) -> Spoken | None:
        """Of calls that came together before the quiet hours, what cannot wait until their end."""
        if not row.attempts or row.saying not in NUDGES:
            return spoken
        return (await self._plant.write(partial(self._plant.post().apart, row))).spoken

    def _aged(self, row: Leased, messenger: Messenger) -> bool:
        """Whether the card stands so long that it can soon not be touched any more."""
        lives = messenger.card_lives
        if lives is None or row.posted_at is None:
            return False
        return row.posted_at < self._plant.clock.now() - (lives - MARGIN)

    def _failed(self, row: Leased, error: DeliveryError, uow: UnitOfWork) -> None:
        log.warning("not delivered: %s", error.reason, extra={"lane": row.lane, "key": row.key})
        post = self._plant.post()
        if error.lost:
            post.lost(row, uow)
        elif error.gone:
            self._plant.counts.dead += 1
            post.gone(row, error.reason, uow)
        elif error.permanent:
            self._plant.counts.dead += 1
            post.dead(row, error.reason, uow)
        else:
            self._put_back(row, error, uow)

    def _put_back(self, row: Leased, error: DeliveryError, uow: UnitOfWork) -> None:
        self._plant.counts.retried += 1
        step = min(row.attempts, len(BACK_OFF) - 1)
        wait = error.retry_after if error.retry_after is not None else BACK_OFF[step]
        avail_at = self._plant.clock.now() + timedelta(seconds=wait)
        if error.unsent:
            uow.outbox.not_begun(row, self._plant.owner, avail_at)
        else:
            uow.outbox.put_back(row, self._plant.owner, avail_at, error.reason)


def nothing(_uow: UnitOfWork) -> None:
    """There is nothing to settle."""


async def _posted(row: Leased, spoken: Spoken, messenger: Messenger) -> str:
    return await messenger.post(
        spoken.to, spoken.view, spoken.words, ref=_ref(row), thread=spoken.thread
    )


async def _retire(row: Leased, spoken: Spoken, messenger: Messenger) -> None:
    """Let the old card say that a fresh one follows; if it is gone already, all the better."""
    if not isinstance(spoken.view, TicketCard | RequestCard):
        raise TypeError(row.key)
    old = replace(spoken.view, superseded=True, buttons=(), more=())
    try:
        await messenger.update(spoken.to, row.message, old, spoken.words)
    except DeliveryError as error:
        if not (error.lost or error.permanent):
            raise
        log.info("an old card is gone already: %s", error.reason)


async def _urge(row: Leased, spoken: Spoken, message: str, messenger: Messenger) -> None:
    """A manager who is called about a breach is called insistently, where that can be."""
    try:
        await messenger.urge(spoken.to, message)
    except DeliveryError as error:  # The message itself has arrived: that must do.
        log.warning("could not urge: %s", error.reason, extra={"lane": row.lane})


def _to_be_urged(spoken: Spoken) -> bool:
    return bool(spoken.to.user) and _calls_managers(spoken.view)


def _calls_managers(view: Message) -> bool:
    reminders = view.reminders if isinstance(view, Digest) else (view,)
    higher = (Call.MANAGER, Call.REPEAT)
    return any(isinstance(one, Reminder) and one.call in higher for one in reminders)


def _ref(row: Leased) -> str:
    """What a posting is known by: a card that is posted anew is not its predecessor."""
    return row.key if row.posted_at is None else f"{row.key}@{int(row.posted_at.timestamp())}"
