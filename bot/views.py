"""The closed union of what people see. A view says what; each platform's adapter says how.

Views hold values, not sentences: the adapters fill the catalogues' sentences in the reader's or the
room's language. Whatever a room may see is masked before it comes here (spec 1 §9).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.commands import Command
from bot.domain.duties import Call
from bot.domain.errors import DeskError
from bot.domain.folding import Row
from bot.domain.history import Happening
from bot.domain.people import Identity
from bot.domain.policy import DutyKind, Name, Span
from bot.forms import FilledForm


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be named; `identities` let a platform turn the name into a real mention.

    `stands_for` are names of colleagues who are away and whose work this one does now.
    """

    name: str
    identities: tuple[Identity, ...] = ()
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A command one tap away. Its label is the catalogue's `button.<slug>`; it is no permission."""

    command: Command
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    kind: DutyKind
    due_at: datetime
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one department says of a remedy; `approves` is None until it has said anything."""

    department: Name
    approves: bool | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A collaboration request as its ticket's card tells of it."""

    no: str
    asked: str | Name  # A department, or a person's name.
    stage: str
    by: str = ""  # Who has it in hand, or has answered.
    need: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class RequestCard:
    """The living card of a collaboration request, in the room of whoever was asked (S0-30)."""

    no: str
    ticket: str
    stage: str
    asked: str | Name
    asked_by: str
    asked_at: datetime
    need: str
    at: datetime
    people: tuple[Person, ...] = ()  # Whom it @-names, as long as nobody has taken it on.
    by: str = ""
    answer: str = ""
    next: Due | None = None
    urgency: Name | None = None
    rank: int = 0
    customer: str = ""
    product: str = ""
    problem: str = ""
    superseded: bool = False
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A collaboration request among what waits for somebody."""

    no: str
    ticket: str
    asked: str | Name
    asked_by: str
    need: str
    stage: str
    by: str
    next: Due | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A labelled fact of a record; the label is the policy's, or the catalogue's `field.<key>`."""

    key: str
    value: str | datetime | Name
    label: Name | None = None


@dataclass(frozen=True, slots=True)
class TicketCard:
    """The living card: one per ticket and room, updated in place (spec 2 §2)."""

    no: str
    version: int
    status: str
    urgency: Name | None
    rank: int  # 0 is the most urgent; for the colour beside the word.
    customer: str
    level: Name | None
    product: str
    problem: str
    reported_at: datetime
    at: datetime  # When this was drawn: "in 12 min" is true as of then.
    kind: Name | None = None
    category: Name | None = None
    department: Name | None = None
    assignee: Person | None = None
    first_responder: Person | None = None
    responsible: tuple[Person, ...] = ()  # Whom the card @-names: the assignee, or the liaisons.
    next: Due | None = None
    missed: tuple[DutyKind, ...] = ()
    hold_reason: str = ""
    hold_until: datetime | None = None
    on_hold: bool = False
    superseded: bool = False  # Too old to be touched much longer: a fresh card was posted.
    synced_late: bool = False
    chases: int = 0
    related: tuple[str, ...] = ()
    parent: str = ""  # The mass incident that it is a case of,
    incident: bool = False  # or leads.
    suggested: tuple[Name, Name] | None = None  # How urgent it looks, and why.
    asked: tuple[str, ...] = ()  # Facts that its category asks for and nobody has said.
    duplicate_of: str = ""  # The original's number, on a ticket that repeats it.
    solution: str = ""
    cost: str = ""
    agreed_at: datetime | None = None  # The customer, to both of these;
    agreed_by: str = ""  # and who took it down.
    details: str = ""
    severity: Name | None = None
    cause: Name | None = None
    at_fault: Name | None = None  # The department responsible; of persons no room is told.
    not_ours: bool = False
    approvals: tuple[Answer, ...] = ()
    close_reason: str = ""
    requests: tuple[RequestLine, ...] = ()
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    own: tuple[Detail, ...] = ()  # What the policy's own fields say (S4-19).
    nth: int = 0  # The customer's so-many-eth ticket in 90 days, as of the report,
    last_csat: Name | None = None  # and how satisfied they were last.


@dataclass(frozen=True, slots=True)
class OwnChange:
    """What one of the policy's own fields said before, and says now."""

    label: Name
    old: str | Name
    new: str | Name


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event in words, for a thread or a record."""

    ticket: str
    at: datetime
    happening: Happening
    by: str  # A name, or empty for the desk itself.
    note: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    told: bool | None = None  # Whether the customer was told of this progress.
    until: datetime | None = None  # When this hold ends by itself, or this warning is said.
    original: str = ""  # The ticket that this one repeats.
    due_at: datetime | None = None  # By when the duty was due that was missed, or spoken of.
    by_customer: bool = False
    limit: str = ""  # How large a file may be that was refused, in megabytes.
    department: Name | None = None  # In whose name that was said.
    request: str = ""  # The number of the collaboration request that this is about,
    asked: str | Name = ""  # and who was asked.
    own: tuple[OwnChange, ...] = ()
    solution: str = ""  # What the customer agreed to,
    cost: str = ""  # and what that, or what is proposed, costs.


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """One file of a ticket; `url` opens it for a while, for whoever may see it."""

    name: str
    state: str
    size: int
    url: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket for one person alone: card, details (unmasked only if revealed), history, duties."""

    card: TicketCard
    details: tuple[Detail, ...]
    history: tuple[HistoryLine, ...]
    duties: tuple[Due, ...]
    revealed: bool = False
    may_reveal: bool = False  # The reader may ask for the unmasked record.
    exhibits: tuple[ExhibitLine, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """An earlier due time, and the event that moved it; None: the policy was changed."""

    was_due_at: datetime
    moved_at: datetime
    by: HistoryLine | None


@dataclass(frozen=True, slots=True)
class WhyDue:
    """Why a duty is due when it is (spec 1 §10), for one person alone.

    Without a `way` it was not counted, or by terms that are gone; `said` then means the former.
    """

    ticket: str
    due: Due
    started_at: datetime
    met_at: datetime | None = None
    ended: bool = False
    span: Span | None = None
    calendar: str = ""
    zone: str = ""  # The calendar's own, where it is not the policy's.
    way: tuple[Row, ...] = ()
    counted: timedelta = timedelta()
    said: bool = False
    unknown_years: tuple[int, ...] = ()
    moves: tuple[MovedFrom, ...] = ()
    buttons: tuple[Button, ...] = ()


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
class Queue:
    """Tickets by due time. `title` is `queue.<title>` in the catalogue: mine, list or search."""

    title: str
    rows: tuple[QueueRow, ...]
    total: int
    at: datetime
    words: str = ""
    requests: tuple[RequestRow, ...] = ()


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


@dataclass(frozen=True, slots=True)
class HomePage:
    name: str
    mine: Queue
    waiting: Queue
    may_create: bool


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What this person can do now: command slugs, each with the catalogue's `help.<slug>`.

    With a `topic`, that one command is explained instead. `own` are commands that this person has
    only on tickets they were given or took in.
    """

    name: str
    commands: tuple[str, ...]
    topic: str = ""
    own: tuple[str, ...] = ()
    who_may: tuple[str, ...] = ()  # Roles, where the topic is nothing for this person.


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    role: str
    department: Name | None
    locale: str
    identities: tuple[str, ...]
    region: Name | None = None
    shift: str = ""
    away_since: datetime | None = None
    away_until: datetime | None = None
    stand_in: str = ""  # Who does this person's work while they are away.
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardLink:
    """The personal way to the board: whoever opens it first, within this time, is this person."""

    url: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class Done:
    """It worked: the catalogue's `done.<code>`, for the one who asked or whom it concerns."""

    code: str
    blanks: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not, and why: `error.<code>`; `buttons` are what can be done instead."""

    error: DeskError
    buttons: tuple[Button, ...] = ()
    meanwhile: tuple[HistoryLine, ...] = ()  # What happened since the button was drawn.


@dataclass(frozen=True, slots=True)
class FormView:
    """A form to fill in, or to mend: values are kept, and the fields at fault are marked."""

    form: FilledForm


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing to say: the card shows it already, or this was handled before."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A warning, a breach or an escalation, naming who must act (S1-38, S1-39)."""

    call: Call
    kind: DutyKind
    ticket: str
    urgency: Name | None
    rank: int
    customer: str
    problem: str
    started_at: datetime
    due_at: datetime
    at: datetime
    people: tuple[Person, ...]
    buttons: tuple[Button, ...] = ()
    about: str | Name = ""  # Which of several: the target that was missed, the department asked.
    missing: tuple[str, ...] = ()  # The fields that a record still lacks.


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to one person or a room about a ticket: `notice.<code>` (assigned to you, …)."""

    code: str
    ticket: str
    blanks: Mapping[str, Any] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    urgency: Name | None = None
    rank: int = 0
    customer: str = ""
    problem: str = ""
    next: Due | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """Several reminders for one room in one message (a burst is one notification, D1).

    `more` are left out; `away` is from when to when the desk could say nothing.
    """

    reminders: tuple[Reminder, ...]
    people: tuple[Person, ...]
    notices: tuple[Notice, ...] = ()
    more: int = 0
    away: tuple[datetime, datetime] | None = None

    @property
    def parts(self) -> tuple[Reminder | Notice, ...]:
        """All of it, in the order in which it should be read."""
        first = [n for n in self.notices if n.code != "assigned"]
        rest = [n for n in self.notices if n.code == "assigned"]
        return (*first, *self.reminders, *rest)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something an admin must mend: `alarm.<code>`. No customer data."""

    code: str
    blanks: Mapping[str, Any] = field(default_factory=dict)


Reply = (
    TicketCard | TicketRecord | WhyDue | Queue | Register | HomePage | HelpPage | Profile
    | BoardLink | Done | Refused | FormView | Silent | CustomerFile | CustomerList
)  # fmt: skip
"""What answers the one who asked, seen by them alone."""

Message = (
    TicketCard | RequestCard | HistoryLine | Reminder | Digest | Notice | Alarm | HomePage | Done
)
"""What the outbox says to a room or a person."""

View = Reply | Message
