"""Call-backs, remedies, questions to the customer, and who the customer is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors.refusal import DeskError


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
class UnknownCustomer(DeskError):
    code = "unknown_customer"
    written: str
    field: str = "known"


@dataclass(eq=False)
class WhichCustomer(DeskError):
    """Customers are merged, ranked and erased by their numbers, and none was given."""

    code = "which_customer"


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
class NoWayToReach(DeskError):
    """A customer who leaves neither phone nor e-mail cannot be answered."""

    code = "no_way_to_reach"
    field: str


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
