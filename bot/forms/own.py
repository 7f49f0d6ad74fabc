"""The fields that a policy adds to a form: its dimensions of satisfaction, and its own (S4-19)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.domain.policy import FieldType, OwnField, Policy
from bot.forms.fields import ANSWERS, OWN_TEXT, Field, Kind
from bot.forms.table import FORMS

TAKING_DOWN: Final = frozenset({"new", "edit", "fill"})
"""Forms in which the policy's own fields are filled in (S4-19)."""

_OWN_KINDS: Final[Mapping[FieldType, Kind]] = MappingProxyType(
    {
        FieldType.TEXT: Kind.LINE,
        FieldType.NUMBER: Kind.LINE,
        FieldType.DATE: Kind.DATE,
        FieldType.CHOICE: Kind.CHOICE,
    }
)

_AFTER: Final = {"callback": "csat", "surveyed": "comment"}
"""Forms that ask how satisfied a customer is with each thing, and after which field."""


def fields_of(key: str, policy: Policy) -> tuple[Field, ...]:
    """A form's fields with those that the policy adds.

    They are the dimensions of satisfaction (S2-42), and what an industry takes down (S4-19).
    """
    known = tuple(f for f in FORMS[key] if f.name != "region" or policy.regions)
    if key in TAKING_DOWN:
        return (*known, *map(_own, policy.fields))
    if key == "receive":
        return (*known, *(_own(one) for one in policy.fields if one.public))
    if key not in _AFTER:
        return known
    asked = tuple(
        Field(
            f"{ANSWERS}{one.id}",
            Kind.CHOICE,
            source="csat",
            label=one.name,
            extra=key == "surveyed",
        )
        for one in policy.dimensions
    )
    at = [field.name for field in known].index(_AFTER[key]) + 1
    return (*known[:at], *asked, *known[at:])


def _own(one: OwnField) -> Field:
    source = one.key if one.type is FieldType.CHOICE else ""
    return Field(one.key, _OWN_KINDS[one.type], source=source, limit=OWN_TEXT, label=one.name)
