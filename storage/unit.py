"""One job's view of the store. Made once for each connection, since its parts hold no state."""

from bot import ports
from storage.duties import SqlDuties
from storage.health import SqlHealth
from storage.inbox import SqlInbox
from storage.link import Link
from storage.marks import SqlMarks
from storage.outbox import SqlOutbox
from storage.people import RosterCache, SqlPeople
from storage.queues import SqlQueues
from storage.tickets import SqlHistory, SqlTickets


class Unit:
    """`link` is for the store's own readers: `unit.link.core` runs any SQLAlchemy query."""

    def __init__(self, link: Link, cache: RosterCache) -> None:
        self.link = link
        self.tickets: ports.Tickets = SqlTickets(link)
        self.history: ports.History = SqlHistory(link)
        self.duties: ports.Duties = SqlDuties(link)
        self.outbox: ports.Outbox = SqlOutbox(link)
        self.inbox: ports.Inbox = SqlInbox(link)
        self.marks: ports.Marks = SqlMarks(link)
        self.queues: ports.Queues = SqlQueues(link)
        self.health: ports.Health = SqlHealth(link)
        self._people = SqlPeople(link, cache)
        self.people: ports.People = self._people

    def begin(self) -> None:
        """A new transaction has begun."""
        self._people.begin()

    def next_job(self) -> None:
        """The same transaction serves another job."""
        self._people.next_job()
