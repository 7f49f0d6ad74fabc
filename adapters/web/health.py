"""Is the desk alive (`/healthz`), can it work (`/readyz`), and how much is there (`/metrics`).

Alive means that the event loop turns, or nobody would answer, and that duties are being woken: a
process that accepts commands but reminds nobody is to be restarted. Ready also asks the store and
the platforms, and a load balancer, not a supervisor, should act on it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.metrics import Metrics
from bot.awaiting import outcome
from bot.clock import Clock
from bot.plant import Counts
from bot.ports import Overdue, Store, StoreAway, UnitOfWork

ALIVE_WITHIN: Final = timedelta(seconds=15)
_PATIENCE: Final = 2.0
"""Seconds that a probe waits for the store; supervisors give up after a few themselves."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What can be asked of a running desk. `connected` says so of each platform."""

    clock: Clock
    store: Store
    counts: Counts
    connected: Callable[[], Awaitable[Mapping[str, bool]]]
    started_at: datetime
    metrics: Metrics
    failing: Callable[[], str] = str  # Why the store cannot be written, or empty.

    @property
    def clock_lag(self) -> timedelta:
        """Time since duties were last woken, or since the start if they never were."""
        return self.clock.now() - (self.counts.swept_at or self.started_at)

    async def stored(self) -> tuple[dict[str, int], Overdue] | None:
        """What is in the store, or None if it does not answer in time."""
        now = self.clock.now()

        def look(uow: UnitOfWork) -> tuple[dict[str, int], Overdue]:
            return uow.health.counts(), uow.health.overdue(now)

        try:
            async with asyncio.timeout(_PATIENCE):
                return await outcome(self.store.read(look))
        except (StoreAway, TimeoutError):
            return None


def routes(vitals: Vitals) -> list[Route]:
    async def healthz(_: Request) -> Response:
        alive = vitals.clock_lag < ALIVE_WITHIN
        said = "ok" if alive else "duties are not being woken"
        return PlainTextResponse(said, 200 if alive else 503)

    async def readyz(_: Request) -> Response:
        stored, connected = await vitals.stored(), await vitals.connected()
        kept = stored is not None and not vitals.failing()
        lag = vitals.clock_lag
        ready = kept and all(connected.values()) and lag < ALIVE_WITHIN
        state = {
            "ready": ready,
            "store": "ok" if kept else "away",
            "platforms": {name: "ok" if up else "away" for name, up in connected.items()},
            "clock_lag_seconds": round(lag.total_seconds(), 3),
        }
        return JSONResponse(state, 200 if ready else 503)

    async def metrics(_: Request) -> Response:
        vitals.metrics.swept(vitals.clock_lag)
        stored = await vitals.stored()
        if stored:
            vitals.metrics.stored(*stored, vitals.clock.now())
        if not stored or vitals.failing():
            vitals.metrics.store_away()
        return Response(vitals.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
