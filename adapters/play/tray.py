"""The tray: files that somebody chose in their browser, until they send what they belong to.

Each waits under a token that only their page knows. More than a file may have is not read at all.
"""

import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Final

from adapters.plain import clean
from adapters.play.shown import PLATFORM
from bot.custody import Custody
from bot.domain.evidence import MEGABYTE

MOST: Final = 20
"""So many wait at once, of everybody; the oldest goes first."""

_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """`body` is the beginning only of a file that is larger than any may be."""

    name: str
    body: bytes


@dataclass
class Tray:
    custody: Custody
    _waiting: dict[str, Chosen] = field(default_factory=dict)

    async def put(self, name: str, pieces: AsyncIterator[bytes]) -> str:
        """Read a file as it comes; returns its token."""
        token = secrets.token_hex(8)
        self._waiting[token] = Chosen(_bare(name), await self._read(pieces))
        for oldest in [*self._waiting][:-MOST]:
            del self._waiting[oldest]
        return token

    async def _read(self, pieces: AsyncIterator[bytes]) -> bytes:
        body, most = bytearray(), self.custody.limit * MEGABYTE
        async for piece in pieces:
            if len(body) <= most:
                body += piece
        return bytes(body)

    async def handed_in(self, tokens: Iterable[str]) -> tuple[str, ...]:
        """What was chosen under these, as a command carries it."""
        chosen = [(f"{PLATFORM}:{token}", self._waiting.pop(token, None)) for token in tokens]
        known = [(source, one.name, one.body) for source, one in chosen if one is not None]
        return tuple([await self.custody.take(*each) for each in known])


def _bare(name: str) -> str:
    """Without its folders, in one line."""
    plain = clean(name).replace("\\", "/").rpartition("/")[2]
    return " ".join(plain.split())[:_LONGEST_NAME]
