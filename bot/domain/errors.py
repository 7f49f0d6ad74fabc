"""What the desk understands and refuses: a code and data; the sentences are in the catalogues."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar

from bot.domain.naming import Name


@dataclass(eq=False)
class DeskError(Exception):
    """Understood and refused. Shown to that person alone, logged at info, nothing changed."""

    code: ClassVar[str] = "refused"

    named: ClassVar[Name | None] = None
    """What the policy calls the field at fault, where it is one of its own."""

    def blanks(self) -> dict[str, Any]:
        """What the sentence is filled with, by name."""
        known = {f.name: getattr(self, f.name) for f in fields(self)}
        return known | {"field": self.named} if self.named else known


@dataclass(eq=False)
class NotAMember(DeskError):
    """A person the desk does not know; `identity` is what an admin must add to the roster."""

    code = "not_a_member"
    identity: str


@dataclass(eq=False)
class NotAllowed(DeskError):
    code = "not_allowed"
    act: str
    role: str
    who_may: Sequence[str]


@dataclass(eq=False)
class NotYours(DeskError):
    """The role is right but the ticket belongs to somebody else or to another department."""

    code = "not_yours"
    ticket: str
    act: str
    who_may: Sequence[str]


@dataclass(eq=False)
class NotTheirSupervisor(DeskError):
    """The role is right but the colleague belongs to another department."""

    code = "not_their_supervisor"
    member: str
    act: str
    who_may: Sequence[str]


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
class UnknownCommand(DeskError):
    code = "unknown_command"
    written: str
    near: str = ""


@dataclass(eq=False)
class UnknownValue(DeskError):
    """A value that is none of the policy's; `field` is marked where a form was filled in."""

    code = "unknown_value"
    field: str
    written: str
    known: Sequence[str | Name] = ()


@dataclass(eq=False)
class AmbiguousValue(DeskError):
    code = "ambiguous_value"
    field: str
    written: str
    candidates: Sequence[str | Name]


@dataclass(eq=False)
class UnknownKey(DeskError):
    code = "unknown_key"
    written: str
    near: str = ""


@dataclass(eq=False)
class BadTime(DeskError):
    code = "bad_time"
    field: str
    written: str


@dataclass(eq=False)
class BadLine(DeskError):
    """A command that cannot be read: an open quote, a missing part. `hint` is one that works."""

    code = "bad_line"
    written: str
    hint: str = ""


@dataclass(eq=False)
class MissingFields(DeskError):
    code = "missing_fields"
    missing: Sequence[str]


@dataclass(eq=False)
class TooLong(DeskError):
    code = "too_long"
    field: str
    limit: int


@dataclass(eq=False)
class TimeInFuture(DeskError):
    code = "time_in_future"
    field: str
    at: datetime | date


@dataclass(eq=False)
class TimeTooEarly(DeskError):
    """Before what it must follow: a completion before the report, a report a year old."""

    code = "time_too_early"
    field: str
    at: datetime
    not_before: datetime


@dataclass(eq=False)
class NotAPhone(DeskError):
    code = "not_a_phone"
    field: str
    written: str
    digits: int  # So many it must have at least.


@dataclass(eq=False)
class NotAnEmail(DeskError):
    code = "not_an_email"
    field: str
    written: str


@dataclass(eq=False)
class UnknownMember(DeskError):
    code = "unknown_member"
    written: str
    near: Sequence[str] = ()


@dataclass(eq=False)
class CannotWorkThere(DeskError):
    """A ticket can only go to an active member who may work in its department."""

    code = "cannot_work_there"
    member: str
    department: str


@dataclass(eq=False)
class CannotStandIn(DeskError):
    """Whoever stands in must be able to do the work: a colleague there, for a leader a leader."""

    code = "cannot_stand_in"
    field: str
    member: str
    stand_in: str


@dataclass(eq=False)
class StandsInForEachOther(DeskError):
    """Both away at the same time, each for the other: nobody would be there."""

    code = "stands_in_for_each_other"
    field: str
    member: str
    stand_in: str


@dataclass(eq=False)
class NotAway(DeskError):
    code = "not_away"
    member: str


@dataclass(eq=False)
class NothingToHandOver(DeskError):
    code = "nothing_to_hand_over"
    member: str


@dataclass(eq=False)
class HandOverToSelf(DeskError):
    code = "hand_over_to_self"
    field: str
    member: str


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
class NothingToCallBack(DeskError):
    code = "nothing_to_call_back"
    ticket: str
    status: str


@dataclass(eq=False)
class TooEarlyToCallBack(DeskError):
    """The second round of callbacks has its days (S3-20)."""

    code = "too_early_to_call_back"
    ticket: str
    opens_at: datetime


@dataclass(eq=False)
class NothingToRemedy(DeskError):
    code = "nothing_to_remedy"
    ticket: str


@dataclass(eq=False)
class NothingToAskAgain(DeskError):
    """There is no remedy of which the customer has yet to say whether it satisfies them."""

    code = "nothing_to_ask_again"
    ticket: str


@dataclass(eq=False)
class LoyaltyAsked(DeskError):
    """Whether a customer would recommend us is asked once in the policy's time, or not at all."""

    code = "loyalty_asked"
    field: str
    ticket: str


@dataclass(eq=False)
class UnknownField(DeskError):
    """A field of the policy's own that it does not have, or has no more."""

    code = "unknown_field"
    written: str


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
class EmptyText(DeskError):
    code = "empty_text"
    field: str


@dataclass(eq=False)
class UnknownAction(DeskError):
    """No improvement action of this number."""

    code = "unknown_action"
    written: str
    field: str = "action"


@dataclass(eq=False)
class ActionIsOver(DeskError):
    """It was done or cancelled before; `state` says which."""

    code = "action_is_over"
    action: str
    state: str
    at: datetime


@dataclass(eq=False)
class NotYourAction(DeskError):
    """An improvement action is reported by its owner, or by a supervisor."""

    code = "not_your_action"
    action: str
    owner: str


@dataclass(eq=False)
class NotAComplaint(DeskError):
    """Only of complaints cause and responsibility are found (S4-20)."""

    code = "not_a_complaint"
    ticket: str


@dataclass(eq=False)
class VerdictContradicts(DeskError):
    """A department is responsible, or it is not our fault: not both."""

    code = "verdict_contradicts"
    ticket: str
    field: str = "findings"


@dataclass(eq=False)
class PersonNeeded(DeskError):
    """Of what people caused the responsibility goes down to the person (S4-21)."""

    code = "person_needed"
    ticket: str
    field: str


@dataclass(eq=False)
class PersonElsewhere(DeskError):
    """The person named as responsible does not work in the department that is."""

    code = "person_elsewhere"
    member: str
    department: str | Name
    field: str = "person"


@dataclass(eq=False)
class NothingToApprove(DeskError):
    """No remedy waits for an answer: what the status is, and what can be done now."""

    code = "nothing_to_approve"
    ticket: str
    status: str
    possible: Sequence[str]


@dataclass(eq=False)
class AlreadyDecided(DeskError):
    """This department has given its answer."""

    code = "already_decided"
    ticket: str
    department: str | Name
    by: str
    at: datetime


@dataclass(eq=False)
class UnknownRequest(DeskError):
    """No collaboration request of this number; `known` are those that could be meant."""

    code = "unknown_request"
    written: str
    known: Sequence[str] = ()


@dataclass(eq=False)
class NotTheirRequest(DeskError):
    """A collaboration request is answered by the department that was asked."""

    code = "not_their_request"
    request: str
    asked: str | Name


@dataclass(eq=False)
class RequestAccepted(DeskError):
    code = "request_accepted"
    request: str
    by: str
    at: datetime


@dataclass(eq=False)
class NotAsked(DeskError):
    """The answer is awaited from these departments, and the actor speaks for none of them."""

    code = "not_asked"
    ticket: str
    departments: Sequence[str | Name]


@dataclass(eq=False)
class WhichDepartment(DeskError):
    """Who may speak for several departments must say for which."""

    code = "which_department"
    ticket: str
    departments: Sequence[str | Name]
    field: str = "dept"


@dataclass(eq=False)
class NotApprovedYet(DeskError):
    """A severe complaint's remedy is carried out only when all have approved it (S4-24)."""

    code = "not_approved_yet"
    ticket: str
    departments: Sequence[str | Name]


@dataclass(eq=False)
class MissingToClose(DeskError):
    """What the policy requires to be known before this is closed."""

    code = "missing_to_close"
    ticket: str
    missing: Sequence[str]


@dataclass(eq=False)
class RequestWithdrawn(DeskError):
    """The ticket was closed before anybody answered."""

    code = "request_withdrawn"
    request: str
    at: datetime


@dataclass(eq=False)
class RequestAnswered(DeskError):
    """`stage`: done or declined."""

    code = "request_answered"
    request: str
    stage: str
    by: str
    at: datetime


@dataclass(eq=False)
class NobodyToAsk(DeskError):
    """Neither a department nor a colleague goes by this name; `known` are the departments."""

    code = "nobody_to_ask"
    field: str
    written: str
    known: Sequence[str | Name] = ()


@dataclass(eq=False)
class AskYourself(DeskError):
    code = "ask_yourself"
    field: str


@dataclass(eq=False)
class NotInRoster(DeskError):
    """What would not fit the roster, in the words of the roster file's own checks."""

    code = "not_in_roster"
    why: str | Name


@dataclass(eq=False)
class NotARoom(DeskError):
    """A private conversation cannot be bound: rooms are groups."""

    code = "not_a_room"


@dataclass(eq=False)
class RoomNotBound(DeskError):
    code = "room_not_bound"
    known: Sequence[str] = ()


@dataclass(eq=False)
class LinkOver(DeskError):
    """A link that was used, or has run out, or never was ours."""

    code = "link_over"


@dataclass(eq=False)
class BadCode(DeskError):
    """No member's code, or one that has run out."""

    code = "bad_code"
    written: str


@dataclass(eq=False)
class AlreadyLinked(DeskError):
    """The account belongs to somebody already; only an admin takes it from them."""

    code = "already_linked"
    identity: str
    member: str


@dataclass(eq=False)
class KeyUsedBefore(DeskError):
    """Something else was received under this key, as `ticket`."""

    code = "key_used"
    ticket: str


@dataclass(eq=False)
class UnknownCustomer(DeskError):
    code = "unknown_customer"
    written: str
    field: str = "known"


@dataclass(eq=False)
class AmbiguousCustomer(DeskError):
    """Several may be meant; the form offers them."""

    code = "ambiguous_customer"
    field: str
    written: str


@dataclass(eq=False)
class SameCustomer(DeskError):
    code = "same_customer"
    customer: str


@dataclass(eq=False)
class CustomerAtWork(DeskError):
    """Whoever is being helped must be known by those who help."""

    code = "customer_at_work"
    customer: str
    tickets: Sequence[str]


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


@dataclass(eq=False)
class NotAMonth(DeskError):
    code = "not_a_month"
    field: str
    written: str


@dataclass(eq=False)
class NoWayToReach(DeskError):
    """A customer who leaves neither phone nor e-mail cannot be answered."""

    code = "no_way_to_reach"
    field: str


@dataclass(eq=False)
class NoPublicUrl(DeskError):
    """A link for a customer needs the address under which the world reaches the desk."""

    code = "no_public_url"


@dataclass(eq=False)
class NotYetToAsk(DeskError):
    """The customer is asked about what is done, and only then."""

    code = "not_yet_to_ask"
    ticket: str
    status: str


@dataclass(eq=False)
class AlreadyAnswered(DeskError):
    """Said to the customer as well, at a second visit."""

    code = "already_answered"
    ticket: str


@dataclass(eq=False)
class BadSurveyLink(DeskError):
    """Not a link of ours, or one that has run out."""

    code = "bad_survey_link"


@dataclass(eq=False)
class StillAtWork(DeskError):
    """Said to a customer who opens the survey of a ticket that was taken up again."""

    code = "still_at_work"
    ticket: str


@dataclass(eq=False)
class Overloaded(DeskError):
    """The desk cannot take this now (store away, disk full); nothing was changed."""

    code = "overloaded"


@dataclass(eq=False)
class Bug(DeskError):
    """Not understood at all: generic words, and the reference under which the log has the rest."""

    code = "bug"
    reference: str
