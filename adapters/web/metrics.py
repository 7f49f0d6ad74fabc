"""What Prometheus is told: gauges read when it asks, counters and times as they happen.

The registry is the app's own, so two apps in one process (as in tests) do not share numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.commands import Request
from bot.desk import Answer, Desk
from bot.plant import Counts
from bot.ports import Overdue
from bot.views import Refused

_ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds; a chat platform gives up on an answer after three."""


class Metrics:
    def __init__(self, counts: Counts) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Pumped(counts))
        self._acks = Counter(
            "closeloop_inbound_acks",
            "Requests answered, by platform and whether the desk refused them.",
            ("platform", "result"),
            registry=self.registry,
        )
        self._took = Histogram(
            "closeloop_inbound_ack_seconds",
            "Time from a request to its answer, the commit included.",
            ("platform",),
            buckets=_ACK_BUCKETS,
            registry=self.registry,
        )
        self._store_up = self._gauge("store_up", "1 if the store answers.")
        self._open = self._gauge("open_tickets", "Tickets that are not closed.")
        self._waiting = self._gauge("outbox_waiting", "Messages waiting to be said.")
        self._dead = self._gauge("outbox_dead", "Messages that could not be said anywhere.")
        self._stuck = self._gauge(
            "errands_stuck", "Work on an incident's tickets that keeps failing."
        )
        self._late = self._gauge("outbox_late", "Messages that should have gone by now.")
        self._duties = self._gauge("duties_overdue", "Duties that should have been woken by now.")
        self._oldest = self._gauge("oldest_late_seconds", "Age of the oldest of both.")
        self._sweep = self._gauge("sweep_age_seconds", "Time since duties were last woken.")

    def answered(self, platform: str, result: str, seconds: float) -> None:
        count, time = self._of(platform, result)
        count.inc()
        time.observe(seconds)

    @cache  # noqa: B019 - The metrics live as long as the app, and so do these few.
    def _of(self, platform: str, result: str) -> tuple[Counter, Histogram]:
        return self._acks.labels(platform, result), self._took.labels(platform)

    def swept(self, ago: timedelta) -> None:
        self._sweep.set(ago.total_seconds())

    def stored(self, counts: dict[str, int], late: Overdue, now: datetime) -> None:
        self._store_up.set(1)
        self._open.set(counts["open_tickets"])
        self._waiting.set(counts["waiting_messages"])
        self._dead.set(counts["dead_messages"])
        self._stuck.set(counts["stuck_errands"])
        self._late.set(late.outbox)
        self._duties.set(late.duties)
        self._oldest.set((now - late.oldest).total_seconds() if late.oldest else 0)

    def store_away(self) -> None:
        self._store_up.set(0)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(f"closeloop_{name}", meaning, registry=self.registry)


class _Pumped(Collector):
    """The pump's own counts, as they stand."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> list[CounterMetricFamily]:
        deliveries = CounterMetricFamily(
            "closeloop_deliveries", "Messages, by what became of them.", labels=["result"]
        )
        for result in ("delivered", "retried", "dead"):
            deliveries.add_metric([result], getattr(self._counts, result))
        woken = CounterMetricFamily("closeloop_duties_woken", "Duties whose time had come.")
        woken.add_metric([], self._counts.woken)
        restored = CounterMetricFamily(
            "closeloop_rows_restored", "Rows removed by hand that the audit has put back."
        )
        restored.add_metric([], self._counts.restored)
        return [deliveries, woken, restored]


@dataclass(frozen=True, slots=True)
class MeasuredDesk:
    """A desk whose answers are counted and timed."""

    desk: Desk
    clock: Clock
    answered: Callable[[str, str, float], None]

    async def ask(self, request: Request) -> Answer:
        begun = self.clock.monotonic()
        result = "failed"
        try:
            answer = await self.desk.ask(request)
            result = "refused" if isinstance(answer.view, Refused) else "answered"
        finally:
            self.answered(request.place.platform, result, self.clock.monotonic() - begun)
        return answer
