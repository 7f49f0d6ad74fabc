"""Living cards: a ticket, and what one department asks of another."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.policy import DutyKind, Name
from bot.domain.records import swift
from bot.views.parts import Answer, Button, Due, Person


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


@swift
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
    warranty_ends: date | None = None
    in_warranty: bool = False  # On the day of the report.
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
