"""The store: one unit of work a transaction."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from bot.ports.archives import Customers, Exhibits
from bot.ports.arrivals import Inbox, Letters, Receipts
from bot.ports.cases import Actions, Collaborations, Complaints, Duties, History, Tickets
from bot.ports.incidents import Errands, Incidents
from bot.ports.office import Health, Marks, People
from bot.ports.outbox import Outbox
from bot.ports.queues import Queues

T = TypeVar("T")


class StaleTicket(Exception):
    """Somebody else saved this ticket since it was read; the job is to look again and run anew."""


class StoreAway(Exception):
    """The store cannot be written now (disk full, database down). Nothing was changed."""


class UnitOfWork(Protocol):
    """One job's view of the store: everything it writes is committed together, or not at all."""

    tickets: Tickets
    history: History
    duties: Duties
    complaints: Complaints
    actions: Actions
    outbox: Outbox
    inbox: Inbox
    receipts: Receipts
    letters: Letters
    customers: Customers
    collaborations: Collaborations
    exhibits: Exhibits
    marks: Marks
    people: People
    queues: Queues
    incidents: Incidents
    errands: Errands
    health: Health

    @property
    def awaited(self) -> bool:
        """Whether others may be waiting until this transaction is over.

        On a server that cannot be known, so they may.
        """
        ...

    def gathered(self, nos: Sequence[str]) -> AbstractContextManager[None]:
        """Read these tickets at once, and write at once, at the end, what the block writes."""
        ...

    def apart(self) -> AbstractContextManager[None]:
        """If the block fails, what it has written is undone, and nothing else."""
        ...

    def foreseen(self, nos: Sequence[str]) -> AbstractContextManager[None]:
        """Read these tickets at once, and only that."""
        ...


class Store(Protocol):
    """`abreast`: how many long jobs are under way at once sooner than one after another."""

    @property
    def abreast(self) -> int: ...

    def write(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Run a job in a transaction of its own (or its own savepoint of a shared one).

        The future is resolved after the commit. A job that raises changes nothing. It may be run
        again from the start (StaleTicket), so it must do nothing outside the unit of work.
        """
        ...

    def write_brief(self, job: Callable[[UnitOfWork], T]) -> "Future[T]":
        """Do the same with a job of few milliseconds, which the asking event loop may run itself.

        Only for jobs that are asked for in an event loop.
        """
        ...

    def read(self, job: Callable[[UnitOfWork], T]) -> "Future[T]": ...

    def close(self) -> None: ...
