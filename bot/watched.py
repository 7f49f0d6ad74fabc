"""A store that remembers whether it can be written: nobody can tell from reading a full disk."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from bot.awaiting import outcome
from bot.clock import Clock
from bot.ports import Store, StoreAway, UnitOfWork

T = TypeVar("T")
log = logging.getLogger(__name__)


class WatchedStore:
    """`failing` is why a write was refused, or empty once one has reached the disk again.

    Only the probe ends it: most jobs that may write do not, and then their success says nothing.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self.failing = ""
        self.abreast = store.abreast
        self._store = store
        self._clock = clock
        self._closed = False

    def write(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._watched(self._store.write(job))

    def write_brief(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._watched(self._store.write_brief(job))

    def _watched(self, future: "Future[T]") -> "Future[T]":
        future.add_done_callback(self._written)
        return future

    def read(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        return self._store.read(job)

    def close(self) -> None:
        self._closed = True
        self._store.close()

    def _written(self, future: "Future[Any]") -> None:
        error = None if future.cancelled() else future.exception()
        if not isinstance(error, StoreAway) or self._closed:
            return
        if not self.failing:
            log.error("the store cannot be written: %s", error)
        self.failing = str(error) or type(error).__name__

    async def probe(self) -> None:
        """While writing fails, see whether a small write goes through again."""
        if not self.failing:
            return
        try:
            await outcome(self._store.write(self._note))
        except StoreAway:
            return
        self.failing = ""
        log.warning("the store can be written again")

    def _note(self, uow: UnitOfWork) -> None:
        """A row of the inbox, which is cleared of old ones anyway."""
        now = self._clock.now()
        uow.inbox.seen(f"probe:{now.isoformat()}", now)
