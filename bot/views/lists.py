"""Tickets, customers, complaints and actions, as people ask for them."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.policy import Name
from bot.views.cards import RequestRow
from bot.views.parts import Button, Due


@dataclass(frozen=True, slots=True)
class QueueRow:
    no: str
    status: str
    urgency: Name | None
    rank: int
    customer: str
    problem: str
    assignee: str
    next: Due | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class OwedRow:
    """Something the reader owes on a ticket that is not theirs to work on.

    `unanswered`: somebody else has missed it, and the reader is to take note.
    """

    no: str
    due: Due
    which: str | Name
    customer: str
    problem: str
    button: Button
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """Tickets by due time. `title` is `queue.<title>` in the catalogue: mine, list or search."""

    title: str
    rows: tuple[QueueRow, ...]
    total: int
    at: datetime
    words: str = ""
    requests: tuple[RequestRow, ...] = ()
    owed: tuple[OwedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PastTicket:
    """One of a customer's tickets, in a line."""

    no: str
    reported_at: datetime
    status: str
    product: str
    category: Name | None
    csat: Name | None


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What the desk knows of a customer, for one person alone; masked unless revealed (S4-04)."""

    id: str
    name: str
    contact: str
    phone: str
    email: str
    address: str
    level: Name | None
    since: datetime
    lately: int  # Tickets of the last 90 days,
    total: int  # and of all.
    tickets: tuple[PastTicket, ...]
    products: tuple[str, ...] = ()
    csat: tuple[tuple[Name, int], ...] = ()
    revealed: bool = False
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerRow:
    id: str
    called: str
    level: Name | None
    total: int


@dataclass(frozen=True, slots=True)
class CustomerList:
    """Several that may be meant. `more`: there are others beside them."""

    words: str
    rows: tuple[CustomerRow, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint in the register; the person responsible is for supervisors' eyes."""

    no: str
    reported_at: datetime
    status: str
    severity: Name | None
    cause: Name | None
    department: Name | None
    person: str
    not_ours: bool
    customer: str
    problem: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """`state`: open, overdue, done or cancelled; `moved`: whether the metric did, once known."""

    no: str
    measure: str
    cause: str
    owner: str
    due_at: datetime
    state: str
    metric: str
    moved: str
    result: str
    ticket: str
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """What a supervisor goes through: `complaints` of a month by cause, or improvement `actions`.

    `counts`: how many of each cause; None is not known yet.
    """

    kind: str
    rows: tuple[ComplaintRow | ActionRow, ...]
    total: int
    at: datetime
    month: str = ""
    counts: tuple[tuple[Name | None, int], ...] = ()
    buttons: tuple[Button, ...] = ()  # What a review of it may lead to.

    @property
    def changes_at(self) -> datetime | None:
        """When the next action will be overdue, if nothing happens before."""
        actions = (row for row in self.rows if isinstance(row, ActionRow))
        return min((row.due_at for row in actions if row.state == "open"), default=None)
