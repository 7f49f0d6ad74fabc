"""G13: `/ticket new` on the real process while it works off ten thousand overdue duties."""

import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.domain.history import Happening
from storage.store import open_store
from storage.tables import EVENT
from tests.bench import waking
from tests.bench.goals import Goal
from tests.bench.lines import line
from tests.bench.load import Load, hammered
from tests.bench.processes import ours, pinned
from tests.e2e.shop import wait_for

CLIENTS: Final = 16
SECONDS: Final = 4.0
SOON: Final = timedelta(seconds=2)
LATEST: Final = 60


def g13(many: int = 10_000) -> list[Goal]:
    """The p99 of 16 clients while that drain runs ÷ while nothing is due; and ÷ 1 s."""
    pinned(0, 1)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'shared.db')}"
        with ours(DATABASE_URL=url) as (port, secret), closing(open_store(url)) as store:
            _load(port, secret)
            idle = _load(port, secret)
            starts = SystemClock().now() + SOON
            waking.due(store, many, at=starts)
            time.sleep(max(0.0, (starts - SystemClock().now()).total_seconds()))
            busy = _load(port, secret)
            wait_for(lambda: store.read(_breached).result() == many, LATEST)
    assert not busy.refused, busy.refused
    return [
        Goal(f"G13 p99 of /ticket new, {many:,} overdue ÷ none", busy.p99 / idle.p99, 5, 3,
             busy.p99, idle.p99, "ms", at_least=False),
        Goal("G13 p99 of /ticket new meanwhile ÷ 1 s", busy.p99 / 1000, 1, 0.3,
             busy.p99, 1000, "ms", at_least=False),
    ]  # fmt: skip


def _load(port: int, secret: str) -> Load:
    return hammered(port, secret, line, clients=CLIENTS, seconds=SECONDS)


def _breached(uow: Any) -> int:
    """Each of them once: a ticket of ours is breached of its first response alone."""
    told = select(func.count(), func.count(EVENT.c.ticket.distinct())).where(
        EVENT.c.happening == Happening.BREACHED.value, EVENT.c.note == "first_response"
    )
    rows, tickets = uow.link.core.execute(told).one()
    assert rows == tickets, (rows, tickets)
    return int(tickets)
