"""Custody: files that are in our hands, of a mail or a page, judged and kept before the desk hears.

Their bytes are in the vault before a command names them, so a crash between the two loses nothing:
whoever hands them in does so again, and what nobody named is thrown away after a while.
"""

import asyncio
from dataclasses import dataclass

from bot.desk import Policies
from bot.domain.evidence import MEGABYTE, Known, judged
from bot.ports import Vault


@dataclass(frozen=True, slots=True)
class Custody:
    vault: Vault
    policies: Policies

    @property
    def limit(self) -> int:
        """Megabytes that a file may have."""
        return self.policies.current.evidence_limit

    async def take(self, source: str, name: str, body: bytes) -> str:
        """Keep a file if it is one that is taken; returns the reference that a command carries."""
        known = await asyncio.to_thread(judged, name, body, self.limit)
        if known.digest:
            await self.vault.keep(known.digest, body)
        return known.referring(source, name)

    def refuse(self, source: str, name: str) -> str:
        """The reference of a file that was too large to be read to its end."""
        return Known(size=self.limit * MEGABYTE + 1).referring(source, name)
