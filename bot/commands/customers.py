"""What customers ask for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, get_args


@dataclass(frozen=True, slots=True)
class Receive:
    """A customer's own report. The same `key` with the same `digest` is the same report."""

    description: str = ""
    customer: str = ""
    phone: str = ""
    email: str = ""
    level: str = ""
    product: str = ""
    order: str = ""
    channel: str = ""
    reported: str = ""
    urgency: str = ""
    mood: str = ""
    wish: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)  # The policy's own fields, by id.
    key: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ReceiveLetter:
    """A customer's e-mail. `key` is what it is known by, `answers` those of earlier ones."""

    text: str = ""
    customer: str = ""
    email: str = ""
    subject: str = ""
    reported: str = ""
    message_id: str = ""
    key: str = ""
    answers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What a customer fills in to report something."""


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """What a customer is asked who follows a survey's link."""

    token: str = ""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A customer's own answer: is it solved, how satisfied are they, and what else they say."""

    token: str = ""
    answer: str = ""
    csat: str = ""
    comment: str = ""
    needs: str = ""
    problem: str = ""
    loyalty: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


OfACustomer = Receive | ReceiveLetter | ReportPage | SurveyPage | Surveyed
OF_CUSTOMERS: Final = get_args(OfACustomer)
"""What only a customer asks, and only where customers come in."""

INTAKE: Final = "intake"
FORM: Final = "form"
SURVEY: Final = "survey"
MAIL: Final = "mail"
WAYS_IN: Final = frozenset({INTAKE, FORM, SURVEY, MAIL})
"""Where customers speak for themselves, each in a platform's place."""

SLUGS: Final[Mapping[str, type[OfACustomer]]] = {
    "receive": Receive,
    "receive_letter": ReceiveLetter,
    "report_page": ReportPage,
    "survey_page": SurveyPage,
    "surveyed": Surveyed,
}
