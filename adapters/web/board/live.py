"""Open boards kept up to date: what several people look at is drawn once and sent to them all.

While anybody looks, the store is asked every second whether anything happened; if so, each page
that is open somewhere is drawn anew, at most once for all who see the same of it. The more that
takes, the longer the next round waits, so that boards never cost more than a share of one core.
Asking the store, rather than being told, also sees what other processes changed.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Generic, TypeVar

from bot.awaiting import outcome
from bot.clock import Clock
from bot.domain.people import Roster
from bot.ports import Store, StoreAway, UnitOfWork

log = logging.getLogger(__name__)

EVERY: Final = 1.0
_SHARE: Final = 2
"""A round rests for so many times as long as it took."""

STILL_THERE: Final = 15.0
"""Seconds after which an open board is told that nothing happened, and its session looked at."""

_ANYHOW: Final = 15
"""Rounds after which pages are drawn anew though nothing seems to have happened."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's living part, and when it will look different though nothing happens."""

    html: str
    changes_at: datetime | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.html.encode()).hexdigest()[:16]


Topic = TypeVar("Topic")
Draw = Callable[[Topic, UnitOfWork], Drawn]
May = Callable[[], Awaitable[bool]]

_NOTHING_NEW: Final = b":\n\n"
_OVER: Final = b"event: over\ndata: \n\n"
"""The page loads itself anew, and hears why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What must be as it was for nothing to have happened; `rules` is the policy in force."""

    event: int
    roster: Roster
    rules: object

    def same_as(self, other: "Stamp | None") -> bool:
        return (
            other is not None
            and self.event == other.event
            and self.roster.version == other.roster.version
            and self.rules is other.rules
        )


@dataclass(eq=False)
class _Shown:
    """A page as it was last drawn, and the event that the next drawing sets."""

    watchers: int = 0
    digest: str = ""
    frame: bytes = b""
    changes_at: datetime | None = None
    anew: asyncio.Event = field(default_factory=asyncio.Event)

    def looks_different(self, now: datetime) -> bool:
        """Whether it was never drawn, or time alone has changed it."""
        return not self.digest or (self.changes_at is not None and self.changes_at <= now)

    def put(self, drawn: Drawn, now: datetime) -> None:
        self.changes_at = drawn.changes_at
        if drawn.digest == self.digest:
            return
        self.digest = drawn.digest
        told = {"seen": drawn.digest, "now": now.isoformat(), "html": drawn.html}
        self.frame = f"data: {json.dumps(told, ensure_ascii=False)}\n\n".encode()
        self.anew.set()
        self.anew = asyncio.Event()


class Live(Generic[Topic]):
    """`rules` gives what pages are drawn by beside the store: the policy."""

    def __init__(
        self, store: Store, clock: Clock, rules: Callable[[], object], draw: Draw[Topic]
    ) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._draw = draw
        self._pages: dict[Topic, _Shown] = {}
        self._stamp: Stamp | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._rounds = 0
        self.drawings = 0

    async def watch(self, topic: Topic, seen: str, may: May) -> AsyncIterator[bytes]:
        """Frames of an event stream, for as long as `may` says that this person may look."""
        page = self._pages.setdefault(topic, _Shown())
        page.watchers += 1
        self._begin()
        try:
            while await may() and not self._closed:
                anew = page.anew
                if page.digest not in ("", seen):
                    seen = page.digest
                    yield page.frame
                elif not await _within(STILL_THERE, anew):
                    yield _NOTHING_NEW
            yield _OVER
        finally:
            page.watchers -= 1
            if not page.watchers:
                self._pages.pop(topic, None)

    @property
    def watched(self) -> int:
        """How many different pages are open somewhere."""
        return len(self._pages)

    def close(self) -> None:
        """Let everybody go, or the server could not stop before they do."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
        for page in self._pages.values():
            page.anew.set()

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="open boards")

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._pages:
            began = loop.time()
            try:
                await self._round()
            except StoreAway as error:
                log.warning("open boards are not drawn: %s", error)
            except Exception:  # The outermost edge of drawing: the next round tries again.
                log.exception("open boards could not be drawn")
            await asyncio.sleep(max(EVERY, _SHARE * (loop.time() - began)))

    async def _round(self) -> None:
        stamp = await outcome(self._store.read(self._stamped))
        self._rounds = self._rounds + 1 if stamp.same_as(self._stamp) else 0
        everything = self._rounds % _ANYHOW == 0
        now = self._clock.now()
        for topic, page in list(self._pages.items()):
            if everything or page.looks_different(now):
                drawing = self._store.read(partial(self._draw, topic))
                page.put(await outcome(drawing), now)
                self.drawings += 1
        self._stamp = stamp

    def _stamped(self, uow: UnitOfWork) -> Stamp:
        return Stamp(uow.history.newest(), uow.people.roster(), self._rules())


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Whether it happens within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
