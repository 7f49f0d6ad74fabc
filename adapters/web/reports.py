"""The body of `POST /intake`: its fields, how one is read, and the schema that says so.

One table is read by both, so that what the schema calls right is taken and nothing else is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from adapters.plain import Json, clean
from bot.commands import Receive
from bot.forms import FORMS
from bot.words import Words

LARGEST: Final = 256 * 1024
LONGEST_KEY: Final = 200

# At least one character that is seen; the rest is what `clean` and `strip` take away.
VISIBLE: Final = (
    "[^\\u0000-\\u0020\\u007f-\\u00a0\\u061c\\u1680\\u2000-\\u200f\\u2028-\\u202f"
    "\\u205f-\\u2060\\u2066-\\u2069\\u3000\\ufeff]"
)
PHONE: Final = "(?:[0-9][^0-9]*){5}"
EMAIL: Final = "@"
_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})", re.IGNORECASE
)
_LIMITS: Final = {field.name: field.limit for field in FORMS["new"]}


class BadField(ValueError):
    """Cannot be taken: which field, and why, as `intake.<code>` of the catalogue."""

    def __init__(self, field: str, code: str, **blanks: Any) -> None:
        super().__init__(field)
        self.field, self.code, self.blanks = field, code, blanks

    def said(self, words: Words) -> str:
        return words.say(f"intake.{self.code}", field=self.field, **self.blanks)


@dataclass(frozen=True, slots=True)
class Part:
    """A field by its path in the body, and the command's field that it becomes."""

    path: str
    name: str
    about: str
    source: str = ""  # The policy's list that it is one of.
    pattern: str = ""
    is_time: bool = False

    @property
    def limit(self) -> int:
        return _LIMITS[self.name]

    @property
    def group(self) -> str:
        return self.path.rpartition(".")[0]


PARTS: Final = (
    Part("description", "description", "What the customer says.", pattern=VISIBLE),
    Part("customer.name", "customer", "Name or nickname."),
    Part("customer.phone", "phone", "At least five digits.", pattern=PHONE),
    Part("customer.email", "email", "An e-mail address.", pattern=EMAIL),
    Part("customer.level", "level", "How well they are known.", source="levels"),
    Part("product", "product", "Model or kind of service."),
    Part("order_no", "order", "Order number."),
    Part("channel", "channel", "Where the customer spoke.", source="channels"),
    Part(
        "reported_at",
        "reported",
        "When the customer spoke, which is when the clocks start: with an offset, up to a year "
        "back, never ahead; now if absent.",
        is_time=True,
    ),
    Part("urgency", "urgency", "How urgent it is.", source="urgencies"),
    Part("mood", "mood", "How the customer feels.", source="moods"),
    Part("wish", "wish", "What the customer wants.", source="wishes"),
)
PATH_OF: Final[Mapping[str, str]] = MappingProxyType({part.name: part.path for part in PARTS})
GROUP: Final = "customer"
_PATHS: Final = frozenset(PATH_OF.values())
_REACHED_BY: Final = (("name", VISIBLE), ("phone", PHONE), ("email", EMAIL))


def read(raw: bytes, key: str, digest: str) -> Receive:
    """The report that a body holds; raises BadField for the first thing wrong with it."""
    body = _parsed(raw)
    who = body.get(GROUP)
    if not isinstance(who, dict):
        raise BadField(GROUP, "missing" if who is None else "not_object")
    _check_known(body, who)
    told = {part.name: _text(part, who if part.group else body) for part in PARTS}
    if not told["description"]:
        raise BadField("description", "missing")
    if not (told["customer"] or told["phone"] or told["email"]):
        raise BadField("customer.name", "missing")
    return Receive(key=key, digest=digest, **told)


def _parsed(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadField("body", "not_json") from error
    if not isinstance(body, dict):
        raise BadField("body", "not_object")
    return body


def _check_known(body: Json, who: Json) -> None:
    given = [name for name in body if name != GROUP] + [f"{GROUP}.{name}" for name in who]
    for path in given:
        if path not in _PATHS:
            raise BadField(clean(path)[: _LIMITS["customer"]], "unknown")


def _text(part: Part, holder: Json) -> str:
    value = holder.get(part.path.rpartition(".")[2])
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadField(part.path, "not_text")
    if len(value) > part.limit:
        raise BadField(part.path, "too_long", limit=part.limit)
    text = clean(value).strip()
    if text and part.pattern and not re.search(part.pattern, value):
        raise BadField(part.path, "not_usable")
    return _moment(part, text) if text and part.is_time else text


def _moment(part: Part, text: str) -> str:
    """The moment in UTC; ISO 8601 with an offset, and nothing that only looks like it."""
    try:
        at = datetime.fromisoformat(text.upper()) if _TIME.fullmatch(text) else None
        return at.astimezone(UTC).isoformat() if at else _refuse(part)
    except (ValueError, OverflowError):
        return _refuse(part)


def _refuse(part: Part) -> str:
    raise BadField(part.path, "not_a_time")


def schema(choices: Mapping[str, tuple[str, ...]]) -> Json:
    """The body as JSON Schema; `choices` are the slugs of the policy in force, by their list."""
    own = {part.path: _schema_of(part, choices) for part in PARTS if not part.group}
    who = {
        part.path.removeprefix(f"{GROUP}."): _schema_of(part, choices)
        for part in PARTS
        if part.group
    }
    reached = [
        {"required": [name], "properties": {name: {"type": "string", "pattern": pattern}}}
        for name, pattern in _REACHED_BY
    ]
    customer = {
        "type": "object",
        "description": "Whom it is for: a name, a phone or an e-mail address at least.",
        "properties": who,
        "additionalProperties": False,
        "anyOf": reached,
    }
    return {
        "type": "object",
        "required": ["description", GROUP],
        "properties": {**own, GROUP: customer},
        "additionalProperties": False,
    }


def _schema_of(part: Part, choices: Mapping[str, tuple[str, ...]]) -> Json:
    if part.name == "description":
        return {"type": "string", "description": part.about, "maxLength": part.limit,
                "pattern": part.pattern}  # fmt: skip
    if part.source:
        return {"description": part.about, "enum": [*choices[part.source], "", None]}
    found: Json = {"type": ["string", "null"], "description": part.about}
    if part.is_time:
        return {**found, "format": "date-time"}
    found["maxLength"] = part.limit
    return {**found, "pattern": rf"^\s*$|{part.pattern}"} if part.pattern else found
