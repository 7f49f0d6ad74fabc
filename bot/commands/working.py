"""The work on a ticket, from its report to the last call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.records import swift


@swift
@dataclass(frozen=True, slots=True)
class NewTicket:
    description: str = ""
    customer: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    prefers: str = ""
    level: str = ""
    product: str = ""
    order: str = ""
    bought: str = ""
    channel: str = ""
    kind: str = ""
    category: str = ""
    urgency: str = ""
    mood: str = ""
    impact: str = ""
    wish: str = ""
    wished_by: str = ""
    reported: str = ""
    region: str = ""
    dept: str = ""
    to: str = ""
    known: str = ""  # One of the desk's customers: by number, or words by which they are found.
    custom: Mapping[str, str] = field(default_factory=dict)  # The policy's own fields, by id.
    files: tuple[str, ...] = ()
    confirmed: bool = False  # Sent from the form: do not open it again for what may stay empty.


@dataclass(frozen=True, slots=True)
class Signed:
    """The sheet that the customer signed: with this message, or attached since the visit."""

    ticket: str = ""
    note: str = ""
    files: tuple[str, ...] = ()
    confirmed: bool = False  # Sent from the form: do not open it again.


@dataclass(frozen=True, slots=True)
class Sync:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Classify:
    ticket: str = ""
    category: str = ""
    urgency: str = ""
    kind: str = ""
    dept: str = ""
    level: str = ""
    severity: str = ""
    impact: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Correct what was taken down; an empty field stays as it is."""

    ticket: str = ""
    description: str = ""
    customer: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    prefers: str = ""
    address: str = ""
    level: str = ""
    product: str = ""
    order: str = ""
    bought: str = ""
    channel: str = ""
    mood: str = ""
    wish: str = ""
    wished_by: str = ""
    occurred: str = ""
    kind: str = ""
    category: str = ""
    urgency: str = ""
    severity: str = ""
    impact: str = ""
    region: str = ""
    dept: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fill(Edit):
    """The same for what is still missing: its form asks for that alone."""


@dataclass(frozen=True, slots=True)
class Assign:
    """`also`: departments or people who work on it beside them, with commas between (S2-27)."""

    ticket: str = ""
    to: str = ""
    reason: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Accept:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    ticket: str = ""
    outcome: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    ticket: str = ""
    note: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    ticket: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Propose:
    ticket: str = ""
    solution: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Agree:
    """The customer wants the proposed solution; `cost`, where another one was agreed on."""

    ticket: str = ""
    words: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """The customer does not want the proposed solution.

    `plain`: it was not said whose no it is (驳回); while departments are asked it is one of theirs.
    """

    ticket: str = ""
    words: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Resolve:
    ticket: str = ""
    details: str = ""
    completed: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """What the customer says of the fix. `answer`: yes, no or unreachable, in either language."""

    ticket: str = ""
    answer: str = ""
    csat: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    ticket: str = ""
    of: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Relate:
    """Two tickets have to do with each other 关联."""

    ticket: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """A mass incident of this ticket's product and category 群体事件 (S1-01)."""

    ticket: str = ""


@dataclass(frozen=True, slots=True)
class UpdateIncident:
    """One text for all tickets of a mass incident."""

    ticket: str = ""
    note: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class EndIncident:
    """It is none: each of its tickets is one of its own again."""

    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    ticket: str = ""
    text: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalate:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Chase:
    """The customer asks again 催单."""

    ticket: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the ticket is overdue (S3-29)."""

    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallBack:
    """What came of a call after closing. `answer`: reached or unreachable.

    `answers` are by dimension; a `problem` that is new becomes a ticket of its own (S2-44).
    """

    ticket: str = ""
    outcome: str = ""
    csat: str = ""
    answer: str = ""
    suggestion: str = ""
    needs: str = ""
    problem: str = ""
    loyalty: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remedy:
    """Why a customer was dissatisfied, and what they were offered (S2-45, S2-46)."""

    ticket: str = ""
    remedy: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Satisfied:
    """What the customer says after the remedy, asked whether they are satisfied now."""

    ticket: str = ""
    answer: str = ""
    comment: str = ""


Working = (
    NewTicket
    | Signed
    | Sync
    | Classify
    | Edit
    | Fill
    | Assign
    | Accept
    | Contact
    | Progress
    | Hold
    | Resume
    | Propose
    | Agree
    | Reject
    | Resolve
    | Confirm
    | Close
    | Cancel
    | Duplicate
    | Relate
    | OpenIncident
    | UpdateIncident
    | EndIncident
    | Reopen
    | Note
    | Escalate
    | Chase
    | Acknowledge
    | Reason
    | CallBack
    | Remedy
    | Satisfied
)

SLUGS: Final[Mapping[str, type[Working]]] = {
    "new": NewTicket,
    "signed": Signed,
    "sync": Sync,
    "classify": Classify,
    "edit": Edit,
    "fill": Fill,
    "assign": Assign,
    "accept": Accept,
    "contact": Contact,
    "progress": Progress,
    "hold": Hold,
    "resume": Resume,
    "propose": Propose,
    "agree": Agree,
    "reject": Reject,
    "resolve": Resolve,
    "confirm": Confirm,
    "close": Close,
    "cancel": Cancel,
    "duplicate": Duplicate,
    "relate": Relate,
    "incident": OpenIncident,
    "incident_update": UpdateIncident,
    "incident_end": EndIncident,
    "reopen": Reopen,
    "note": Note,
    "escalate": Escalate,
    "chase": Chase,
    "ack": Acknowledge,
    "reason": Reason,
    "callback": CallBack,
    "remedy": Remedy,
    "satisfied": Satisfied,
}
