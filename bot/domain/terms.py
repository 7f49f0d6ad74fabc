"""The words a policy defines: urgencies, categories, choices, answers, and rules over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.calendar import ALWAYS
from bot.domain.naming import UNNAMED, Name
from bot.domain.span import Span

FACTS: Final = frozenset(
    {
        "customer",
        "contact",
        "phone",
        "email",
        "prefers",
        "level",
        "product",
        "order",
        "bought",
        "channel",
        "kind",
        "category",
        "urgency",
        "mood",
        "wish",
        "wished_by",
        "occurred",
        "reported",
        "description",
        "region",
        "address",
        "dept",
        "severity",
        "impact",
        "solution",
        "cost",
        "completed",
        "evidence",
        "cause",
        "responsibility",
        "remedy",
    }
)
"""What a ticket can be asked to hold, by the names that policies, forms and commands share."""

CONDITIONS: Final = (
    "category",
    "kind",
    "urgency",
    "level",
    "product",
    "keywords",
    "channel",
    "region",
    "wish",
    "mood",
    "impact",
    "severity",
)
"""What a rule may look at. Within one the values are alternatives; all that are named must hold."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list: a kind, a customer level, a channel, a mood, a wish, a department."""

    id: str
    name: Name
    aliases: tuple[str, ...] = ()


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


CUSTOM: Final = "custom."
"""Begins the names of fields that an industry adds to its tickets (S4-19)."""


@dataclass(frozen=True, slots=True)
class OwnField(Choice):
    """What a desk takes down beside the usual; with `kinds` only of tickets of these (S4-19).

    A `public` one is asked of customers too, on the page where they report something.
    """

    type: FieldType = FieldType.TEXT
    choices: tuple[Choice, ...] = ()
    kinds: tuple[str, ...] = ()
    required: bool = False
    public: bool = False

    @property
    def key(self) -> str:
        """What forms and lists of what is missing call it."""
        return f"{CUSTOM}{self.id}"

    def suits(self, kind: str) -> bool:
        """Whether a ticket of this kind may have it; of what kind it is may be unknown yet."""
        return not kind or not self.kinds or kind in self.kinds

    def owed_by(self, kind: str) -> bool:
        """Whether a record of this kind is incomplete without it."""
        return self.required and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Division(Choice):
    """A department of the policy; `answers_within`: its own time for what others ask (S1-21)."""

    answers_within: Span | None = None


@dataclass(frozen=True, slots=True)
class Urgency:
    """How fast a ticket must move; None is no target. `medium` is what a first contact must use."""

    id: str
    name: Name
    first_response: Span | None = None
    resolution: Span | None = None
    calendar: str = ALWAYS
    medium: str | None = None
    progress: Span | None = None
    critical: bool = False
    definition: Name | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """What a ticket is about, with the written definition that keeps people from guessing (S3-30).

    `facts` are asked for by name when missing; `playbook` is the steps shown when it opens.
    """

    id: str
    name: Name
    definition: Name | None = None
    department: str | None = None
    keywords: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    playbook: tuple[Name, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the satisfaction scale; `score` puts every scale on the same five points."""

    id: str
    name: Name
    score: float
    dissatisfied: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a rule gives a ticket: a department, its supervisor, one member, or a pool to pick from.

    Exactly one of the first three is set. `also` are departments that are told and asked to help
    (refunds: finance too, S2-27).
    """

    department: str | None = None
    member: str | None = None
    pool: str | None = None
    senior: bool = False
    supervisor: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignRule:
    """The first rule whose conditions all hold decides (S1-37)."""

    when: Mapping[str, tuple[str, ...]]
    to: Target


@dataclass(frozen=True, slots=True)
class SuggestRule:
    """Suggests an urgency and says why; the person decides (S2-17, S3-12)."""

    when: Mapping[str, tuple[str, ...]]
    urgency: str
    reason: Name = UNNAMED
