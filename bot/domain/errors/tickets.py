"""Which ticket, and what cannot be done with it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors.refusal import DeskError


@dataclass(eq=False)
class WrongStatus(DeskError):
    """The life cycle has no such step: what the status is, what was tried, what can be done now."""

    code = "wrong_status"
    ticket: str
    status: str
    move: str
    possible: Sequence[str]


@dataclass(eq=False)
class AlreadyAccepted(DeskError):
    code = "already_accepted"
    ticket: str
    by: str
    at: datetime


@dataclass(eq=False)
class AssignedToOther(DeskError):
    code = "assigned_to_other"
    ticket: str
    assignee: str


@dataclass(eq=False)
class UnknownTicket(DeskError):
    code = "unknown_ticket"
    written: str
    near: Sequence[str] = ()


@dataclass(eq=False)
class AmbiguousTicket(DeskError):
    code = "ambiguous_ticket"
    written: str
    candidates: Sequence[str]


@dataclass(eq=False)
class NoTicketHere(DeskError):
    """The number was left out, and this is no ticket's thread."""

    code = "no_ticket_here"
    command: str


@dataclass(eq=False)
class ReasonNeeded(DeskError):
    code = "reason_needed"
    act: str


@dataclass(eq=False)
class NotOnHold(DeskError):
    code = "not_on_hold"
    ticket: str


@dataclass(eq=False)
class AlreadyOnHold(DeskError):
    code = "already_on_hold"
    ticket: str
    since: datetime


@dataclass(eq=False)
class TriesNeeded(DeskError):
    """A ticket closes without the customer's word only after so many tries to reach them."""

    code = "tries_needed"
    ticket: str
    tries: int
    needed: int


@dataclass(eq=False)
class NothingToAcknowledge(DeskError):
    code = "nothing_to_acknowledge"
    ticket: str


@dataclass(eq=False)
class NothingMissing(DeskError):
    code = "nothing_missing"
    ticket: str


@dataclass(eq=False)
class NothingChanged(DeskError):
    code = "nothing_changed"
    ticket: str


@dataclass(eq=False)
class NothingOverdue(DeskError):
    code = "nothing_overdue"
    ticket: str


@dataclass(eq=False)
class NotOwed(DeskError):
    """No such deadline on this ticket; `owed` are those that there are."""

    code = "not_owed"
    ticket: str
    duty: str
    owed: Sequence[str] = ()


@dataclass(eq=False)
class NothingOwed(DeskError):
    """The policy promises nothing that could be explained for this ticket."""

    code = "nothing_owed"
    ticket: str


@dataclass(eq=False)
class SelfDuplicate(DeskError):
    code = "self_duplicate"
    ticket: str


@dataclass(eq=False)
class OriginalRepeats(DeskError):
    """The ticket that is to be the original repeats another itself: `original` is the one meant."""

    code = "original_repeats"
    of: str
    original: str


@dataclass(eq=False)
class OriginalClosed(DeskError):
    """A duplicate must leave the customer a ticket that somebody works on: reopen it first."""

    code = "original_closed"
    original: str
    close_reason: str


@dataclass(eq=False)
class SelfRelated(DeskError):
    code = "self_related"
    ticket: str


@dataclass(eq=False)
class AlreadyRelated(DeskError):
    code = "already_related"
    ticket: str
    other: str


@dataclass(eq=False)
class NothingInCommon(DeskError):
    """An incident is of one product and one category, and this ticket lacks either."""

    code = "nothing_in_common"
    ticket: str


@dataclass(eq=False)
class AlreadyIncident(DeskError):
    code = "already_incident"
    ticket: str
    incident: str


@dataclass(eq=False)
class NotAnIncident(DeskError):
    """Only the leading ticket is written to all; `incident` is that of a case, if it is one."""

    code = "not_an_incident"
    ticket: str
    incident: str


@dataclass(eq=False)
class NotLinked(DeskError):
    """A ticket nobody is responsible for yet cannot be synced: choose a department or a person."""

    code = "nobody_responsible"
    ticket: str


@dataclass(eq=False)
class ChangedMeanwhile(DeskError):
    """The form was filled in on an older version; what happened since is shown and asked again."""

    code = "changed_meanwhile"
    ticket: str
    happenings: Sequence[str]


@dataclass(eq=False)
class MissingToClose(DeskError):
    """What the policy requires to be known before this is closed."""

    code = "missing_to_close"
    ticket: str
    missing: Sequence[str]


@dataclass(eq=False)
class NotAgreedYet(DeskError):
    """The policy wants the customer's word on a proposal before it is carried out (S0-29)."""

    code = "not_agreed_yet"
    ticket: str


@dataclass(eq=False)
class NotVisited(DeskError):
    """Only a visit owes a signed record."""

    code = "not_visited"
    ticket: str


@dataclass(eq=False)
class NothingSigned(DeskError):
    """No file has come since the visit."""

    code = "nothing_signed"
    ticket: str
