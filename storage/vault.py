"""Where the bytes of evidence lie: in the database, or in a folder by their digest."""

import asyncio
import os
import secrets
from functools import partial
from pathlib import Path

from bot.awaiting import outcome
from bot.clock import Clock
from bot.ports import Store, UnitOfWork, Vault


class StoreVault:
    """In the database: one backup holds everything."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, digest: str, body: bytes) -> None:
        now = self._clock.now()
        await outcome(
            self._store.write(lambda uow: uow.exhibits.keep(digest, len(body), body, now))
        )

    async def read(self, digest: str) -> bytes | None:
        return await outcome(self._store.read(lambda uow: uow.exhibits.body(digest)))

    async def drop(self, digest: str) -> None:
        await outcome(self._store.write(partial(_drop, digest)))


class FolderVault(StoreVault):
    """In a folder: `ab/cdef…`, written whole or not at all; the database knows that it is there."""

    def __init__(self, store: Store, clock: Clock, folder: Path) -> None:
        super().__init__(store, clock)
        self._folder = folder

    async def keep(self, digest: str, body: bytes) -> None:
        await asyncio.to_thread(self._write, digest, body)
        now = self._clock.now()
        await outcome(
            self._store.write(lambda uow: uow.exhibits.keep(digest, len(body), None, now))
        )

    async def read(self, digest: str) -> bytes | None:
        found = await asyncio.to_thread(self._read, digest)
        return found if found is not None else await super().read(digest)

    async def drop(self, digest: str) -> None:
        await asyncio.to_thread(self._place(digest).unlink, missing_ok=True)
        await super().drop(digest)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]

    def _read(self, digest: str) -> bytes | None:
        place = self._place(digest)
        return place.read_bytes() if place.is_file() else None

    def _write(self, digest: str, body: bytes) -> None:
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f".{secrets.token_hex(8)}")
        with half.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)


def _drop(digest: str, uow: UnitOfWork) -> None:
    uow.exhibits.drop(digest)


def opened_vault(store: Store, clock: Clock, folder: str) -> Vault:
    return FolderVault(store, clock, Path(folder)) if folder else StoreVault(store, clock)
