"""One job's view of the store. Made once for each connection: its parts keep what they learnt."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from bot import ports
from storage.actions import SqlActions
from storage.collaborations import SqlCollaborations
from storage.complaints import SqlComplaints
from storage.customers import SqlCustomers
from storage.duties import SqlDuties
from storage.errands import SqlErrands
from storage.evidence import SqlExhibits
from storage.gathered import (
    ForeseenTickets,
    GatheredDuties,
    GatheredHistory,
    GatheredOutbox,
    GatheredTickets,
)
from storage.health import SqlHealth
from storage.inbox import SqlInbox
from storage.incidents import SqlIncidents
from storage.letters import SqlLetters
from storage.link import Link
from storage.marks import SqlMarks
from storage.outbox import SqlOutbox
from storage.people import RosterCache, SqlPeople
from storage.queues import SqlQueues
from storage.receipts import SqlReceipts
from storage.tickets import SqlHistory, SqlTickets


class Unit:
    """`link` is for the store's own readers: `unit.link.core` runs any SQLAlchemy query."""

    def __init__(self, link: Link, cache: RosterCache, awaited: Callable[[], bool]) -> None:
        self.link = link
        self._awaited = awaited
        self._tickets = SqlTickets(link)
        self.tickets: ports.Tickets = self._tickets
        self.history: ports.History = SqlHistory(link)
        self.duties: ports.Duties = SqlDuties(link)
        self._outbox = SqlOutbox(link)
        self.outbox: ports.Outbox = self._outbox
        self.inbox: ports.Inbox = SqlInbox(link)
        self.receipts: ports.Receipts = SqlReceipts(link)
        self.letters: ports.Letters = SqlLetters(link)
        self.customers: ports.Customers = SqlCustomers(link)
        self.collaborations: ports.Collaborations = SqlCollaborations(link)
        self.exhibits: ports.Exhibits = SqlExhibits(link)
        self.complaints: ports.Complaints = SqlComplaints(link)
        self.actions: ports.Actions = SqlActions(link)
        self.marks: ports.Marks = SqlMarks(link)
        self.queues: ports.Queues = SqlQueues(link)
        self.incidents: ports.Incidents = SqlIncidents(link)
        self.errands: ports.Errands = SqlErrands(link)
        self.health: ports.Health = SqlHealth(link)
        self._people = SqlPeople(link, cache)
        self.people: ports.People = self._people

    @property
    def awaited(self) -> bool:
        return self._awaited()

    @contextmanager
    def gathered(self, nos: Sequence[str]) -> Iterator[None]:
        """See `storage.gathered`. When the batch fails, what it gathered was never written."""
        plain = self.tickets, self.history, self.duties, self.outbox
        history, duties = GatheredHistory(self.link, len(nos)), GatheredDuties(self.link, nos)
        outbox = GatheredOutbox(self.link, nos)
        self.tickets = GatheredTickets(self.link, nos)
        self.history, self.duties, self.outbox = history, duties, outbox
        try:
            yield
            for each in (history, duties, outbox):
                each.flush()
            self._outbox.heard_in(outbox.spoken_in())
        finally:
            self.tickets, self.history, self.duties, self.outbox = plain

    @contextmanager
    def apart(self) -> Iterator[None]:
        self.link.save()
        try:
            yield
        except Exception:
            self.link.undo()
            self.next_job()
            raise
        self.link.keep()

    def foreseen(self, nos: Sequence[str]) -> AbstractContextManager[None]:
        """In a file the next is as near as the first, and may be known already."""
        if len(nos) > 1 and self.link.codec.dialect == "postgresql":
            return self._read_ahead(nos)
        return nullcontext()

    @contextmanager
    def _read_ahead(self, nos: Sequence[str]) -> Iterator[None]:
        plain = self.tickets
        self.tickets = ForeseenTickets(self.link, nos)
        try:
            yield
        finally:
            self.tickets = plain

    def begin(self) -> None:
        """A new transaction has begun."""
        self._people.begin()
        self._tickets.begin()
        self._outbox.begin()

    def next_job(self) -> None:
        """The same transaction serves another job."""
        self._people.next_job()
        self._outbox.begin()
