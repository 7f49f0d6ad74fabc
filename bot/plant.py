"""What the parts of the pump work with together, and the count of what they have done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.awaiting import outcome
from bot.clock import Clock
from bot.desk import Policies
from bot.handlers.delivering import LEASE, Post
from bot.ports import Messenger, Overdue, Store, UnitOfWork

T = TypeVar("T")


@dataclass
class Counts:
    """What the pump has done, for the metrics."""

    woken: int = 0
    delivered: int = 0
    retried: int = 0
    dead: int = 0
    restored: int = 0
    swept_at: datetime | None = None
    overdue: Overdue = field(default_factory=lambda: Overdue(0, 0, None))


@dataclass(frozen=True, slots=True)
class Plant:
    """`owner` is in whose name this process leases messages."""

    store: Store
    policies: Policies
    messengers: Mapping[str, Messenger]
    clock: Clock
    owner: str
    counts: Counts = field(default_factory=Counts)

    async def write(self, job: Callable[[UnitOfWork], T]) -> T:
        return await outcome(self.store.write(job))

    async def write_brief(self, job: Callable[[UnitOfWork], T]) -> T:
        return await outcome(self.store.write_brief(job))

    async def read(self, job: Callable[[UnitOfWork], T]) -> T:
        return await outcome(self.store.read(job))

    def surely_until(self) -> float:
        """Until when a lease that is taken after this will last, however long taking it takes.

        By the monotonic clock.
        """
        return self.clock.monotonic() + LEASE.total_seconds()

    def post(self) -> Post:
        return Post(self.owner, self.policies.current, self.clock.now())
