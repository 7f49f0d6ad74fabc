"""What several departments do together: complaints, approvals, requests for help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors.refusal import DeskError
from bot.domain.naming import Name


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
class CustomersWord(DeskError):
    """What waits is the customer's word: a department's is not asked for. `words` were said."""

    code = "customers_word"
    ticket: str
    words: str


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
class WhichRequest(DeskError):
    """No number was given, and none or several of `known` could be meant."""

    code = "which_request"
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
    """The answer is awaited from these departments, and the actor speaks for none of them.

    `who` are the people who may give it.
    """

    code = "not_asked"
    ticket: str
    departments: Sequence[str | Name]
    who: Sequence[str]


@dataclass(eq=False)
class WhoseNo(NotAsked):
    """A plain no of somebody who may bring the customer's, while departments are asked for theirs.

    `words` were said.
    """

    code = "whose_no"
    words: str


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
