"""The fetcher: brings the files that people left in a chat into the vault, whatever happens.

A file is a row from the moment its message was taken, in the same transaction; so a crash between
the message and the download loses nothing, and a download that was cut short is begun anew. The
bytes are stored before the row says so: what is stored twice is the same by its digest.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from bot.awaiting import outcome
from bot.clock import Clock
from bot.desk import Policies
from bot.domain.evidence import MEGABYTE, Exhibit, Kept, is_disguised, kind_of
from bot.domain.history import Happening
from bot.handlers import exhibiting
from bot.ports import DeliveryError, Files, Store, TooLarge, UnitOfWork, Vault

T = TypeVar("T")
log = logging.getLogger(__name__)

AT_ONCE: Final = 5
LEASE: Final = timedelta(minutes=2)
"""Longer than any download may take; after it the file is somebody else's to fetch."""

UNUSED_FOR: Final = timedelta(hours=1)
CLEARED_EVERY: Final = timedelta(minutes=5)
"""To find what is unused takes a look at all that is stored."""

BACK_OFF: Final = (2.0, 5.0, 15.0, 60.0, 300.0, 1800.0)
MOST_TRIES: Final = 60
"""A platform may be away for a day; then the file is called lost."""


class Fetcher:
    def __init__(
        self,
        store: Store,
        vault: Vault,
        files: Mapping[str, Files],
        policies: Policies,
        clock: Clock,
        spoke: Callable[[], None],
    ) -> None:
        self._store = store
        self._vault = vault
        self._files = files
        self._policies = policies
        self._clock = clock
        self._spoke = spoke
        self._clear_at = clock.now()

    async def fetch(self) -> None:
        """Bring in what waits, and now and then throw away what nobody needs any more."""
        now = self._clock.now()
        waits = await self._read(lambda uow: uow.exhibits.waits(now))
        while waits:
            taken = await self._write(lambda uow: uow.exhibits.take(now, now + LEASE, AT_ONCE))
            for exhibit in taken:
                await self._bring(exhibit)
            waits = len(taken) == AT_ONCE
        if now >= self._clear_at:
            await self._clear(now - UNUSED_FOR)
            self._clear_at = now + CLEARED_EVERY

    async def _clear(self, before: datetime) -> None:
        """Never beside a download: what it has just stored is nobody's yet."""
        while unused := await self._read(lambda uow: uow.exhibits.unused(before, AT_ONCE)):
            for digest in unused:
                await self._vault.drop(digest)

    async def _bring(self, exhibit: Exhibit) -> None:
        platform = exhibit.source.partition(":")[0]
        limit = self._policies.current.evidence_limit
        if platform not in self._files:
            await self._later(exhibit, None)
            return
        try:
            body = await self._files[platform].fetch(exhibit.source, limit * MEGABYTE)
        except TooLarge:
            await self._refuse(exhibit, Happening.FILE_TOO_LARGE)
        except DeliveryError as error:
            log.warning("a file was not fetched: %s", error.reason, extra={"source": platform})
            await self._failed(exhibit, error)
        else:
            await self._judge(exhibit, body)

    async def _judge(self, exhibit: Exhibit, body: bytes) -> None:
        """What it is, is told by its bytes."""
        kind = kind_of(body)
        if not kind or is_disguised(exhibit.name, kind):
            await self._refuse(exhibit, Happening.FILE_NOT_TAKEN)
            return
        digest = hashlib.sha256(body).hexdigest()
        await self._vault.keep(digest, body)
        stored = replace(exhibit, state=Kept.STORED, digest=digest, kind=kind, size=len(body))
        await self._write(lambda uow: uow.exhibits.settle(stored))

    async def _failed(self, exhibit: Exhibit, error: DeliveryError) -> None:
        gone = (error.permanent or error.gone or error.lost) and not error.denied
        if gone or exhibit.tries >= MOST_TRIES:
            await self._refuse(exhibit, Happening.FILE_LOST, Kept.LOST)
        else:
            await self._later(exhibit, error.retry_after)

    async def _later(self, exhibit: Exhibit, after: float | None) -> None:
        step = min(max(exhibit.tries - 1, 0), len(BACK_OFF) - 1)
        at = self._clock.now() + timedelta(seconds=BACK_OFF[step] if after is None else after)
        await self._write(lambda uow: uow.exhibits.put_back(exhibit, at))

    async def _refuse(self, exhibit: Exhibit, why: Happening, state: Kept = Kept.REFUSED) -> None:
        """The ticket's thread is told, and a signed record that was none is owed again."""
        policy, now = self._policies.current, self._clock.now()
        ended = replace(exhibit, state=state)
        await self._write(partial(exhibiting.refused, ended, why, policy, now))
        self._spoke()

    async def _write(self, job: Callable[[UnitOfWork], T]) -> T:
        return await outcome(self._store.write(job))

    async def _read(self, job: Callable[[UnitOfWork], T]) -> T:
        return await outcome(self._store.read(job))
