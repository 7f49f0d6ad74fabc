"""The policy's own fields in the body of `POST /intake`: how they are written, and said so."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters.plain import Json
from bot.domain.policy import FieldType, OwnField, Policy
from bot.forms import OWN_TEXT
from bot.handlers.own_fields import DAY, NUMBER
from bot.words import Words

GROUP: Final = "custom"

_PATTERNS: Final[Mapping[FieldType, str]] = MappingProxyType(
    {FieldType.NUMBER: rf"^\s*$|^\s*{NUMBER}\s*$", FieldType.DATE: rf"^\s*$|^\s*{DAY}\s*$"}
)


def schema(policy: Policy, words: Words) -> Json:
    """An object with a property for each of them; without any it must be empty."""
    return {
        "type": ["object", "null"],
        "description": words.say("api.field.custom"),
        "properties": {one.id: _schema_of(one, words) for one in policy.fields},
        "additionalProperties": False,
    }


def _schema_of(one: OwnField, words: Words) -> Json:
    about: Json = {"description": words.show(one.name)}
    if one.type is FieldType.CHOICE:
        return about | {"enum": [*(choice.id for choice in one.choices), "", None]}
    about |= {"type": ["string", "null"], "maxLength": OWN_TEXT}
    if one.type is FieldType.DATE:
        about["format"] = "date"
    return about | ({"pattern": _PATTERNS[one.type]} if one.type in _PATTERNS else {})


def rows(policy: Policy, words: Words) -> list[tuple[str, str]]:
    """A line of the documentation for each."""
    return [
        (f"{GROUP}.{one.id}", f"{words.show(one.name)} {_bounds(one, words)}")
        for one in policy.fields
    ]


def _bounds(one: OwnField, words: Words) -> str:
    match one.type:
        case FieldType.CHOICE:
            return words.say("api.one_of", choices=tuple(choice.id for choice in one.choices))
        case FieldType.TEXT:
            return words.say("api.at_most", limit=OWN_TEXT)
        case FieldType.NUMBER | FieldType.DATE:
            return words.say(f"api.{one.type.value}")
