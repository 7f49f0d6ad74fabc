"""A field of a form: what kind it is, and how much it takes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.policy import Name


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    MEMBER = "member"
    YES_NO = "yes_no"
    TIME = "time"
    DATE = "date"


LINE: Final = 150
LONG: Final = 3000

OWN_TEXT: Final = 500
"""So long is what fits into a policy's own field of text."""


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the command's field. `source` names the policy's list that a choice comes from.

    A policy's own field is called `answers.speed`: what stands before the dot is the command's
    mapping that keeps it. `extra` may be folded away where there is room for little.
    """

    name: str
    kind: Kind = Kind.LINE
    required: bool = False
    source: str = ""
    limit: int = LINE
    label: Name | None = None  # The policy's word for it; else the catalogue's.
    extra: bool = False


CUSTOMERS: Final = "customers"
"""A choice among those who may be meant by what was written; typed, until something was."""

KNOWN_BY: Final = ("phone", "email", "order", "known", "customer")
"""The fields that say who a customer is, the surest first; a name alone is many people's."""

ANSWERS: Final = "answers."
"""Begins the names of fields that ask for one dimension of satisfaction each."""
