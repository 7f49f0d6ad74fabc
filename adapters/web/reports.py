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
from adapters.web import own_parts
from bot.commands import Receive
from bot.domain.phones import PHONE
from bot.domain.policy import Policy
from bot.forms import FORMS, OWN_TEXT
from bot.handlers.checking import EMAIL
from bot.words import Words

LARGEST: Final = 256 * 1024
LONGEST_KEY: Final = 200

# At least one character that is seen; the rest is what `clean` and `strip` take away.
VISIBLE: Final = (
    "[^\\u0000-\\u0020\\u007f-\\u00a0\\u061c\\u1680\\u2000-\\u200f\\u2028-\\u202f"
    "\\u205f-\\u2060\\u2066-\\u2069\\u3000\\ufeff]"
)
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
        about = _ABOUT.get(self.field)
        blanks = {"about": words.say(f"api.field.{about}") if about else "", **self.blanks}
        return words.say(f"intake.{self.code}", field=self.field, **blanks)


class _Object(dict[str, Any]):
    """A JSON object that knows which name it was first given twice."""

    twice = ""


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        made.twice = next(name for n, name in enumerate(names) if name in names[:n])
    return made


@dataclass(frozen=True, slots=True)
class Part:
    """A field by its path in the body, and the command's field that it becomes."""

    path: str
    name: str
    source: str = ""  # The policy's list that it is one of.
    pattern: str = ""
    is_time: bool = False
    refused_here: bool = True  # Else by the desk, in the words of every other way in.

    @property
    def limit(self) -> int:
        return _LIMITS[self.name]

    @property
    def group(self) -> str:
        return self.path.rpartition(".")[0]


PARTS: Final = (
    Part("description", "description", pattern=VISIBLE),
    Part("customer.name", "customer"),
    Part("customer.phone", "phone", pattern=PHONE, refused_here=False),
    Part("customer.email", "email", pattern=EMAIL),
    Part("customer.level", "level", source="levels"),
    Part("product", "product"),
    Part("order_no", "order"),
    Part("channel", "channel", source="channels"),
    Part("reported_at", "reported", is_time=True),
    Part("urgency", "urgency", source="urgencies"),
    Part("mood", "mood", source="moods"),
    Part("wish", "wish", source="wishes"),
)
PATH_OF: Final[Mapping[str, str]] = MappingProxyType({part.name: part.path for part in PARTS})
_ABOUT: Final = {part.path: part.name for part in PARTS} | {"customer": "who"}
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
    custom = _custom(body.get(own_parts.GROUP))
    if not (told["customer"] or told["phone"] or told["email"]):
        raise BadField("customer.name", "nobody")
    return Receive(key=key, digest=digest, custom=custom, **told)


def _parsed(raw: bytes) -> Json:
    try:
        body = json.loads(raw, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise BadField("body", "not_json") from error
    if not isinstance(body, dict):
        raise BadField("body", "not_object")
    return body


def _check_known(body: Json, who: Json) -> None:
    for holder, group in ((body, ""), (who, f"{GROUP}.")):
        if isinstance(holder, _Object) and holder.twice:
            raise BadField(_named(group + holder.twice), "twice")
    groups = (GROUP, own_parts.GROUP)
    given = [name for name in body if name not in groups] + [f"{GROUP}.{name}" for name in who]
    for path in given:
        if path not in _PATHS:
            raise BadField(_named(path), "unknown")


def _custom(written: object) -> dict[str, str]:
    """What is said in the policy's own fields (S4-19); which there are, the desk knows."""
    if written is None:
        return {}
    if not isinstance(written, _Object):
        raise BadField(own_parts.GROUP, "not_object")
    if written.twice:
        raise BadField(_named(f"{own_parts.GROUP}.{written.twice}"), "twice")
    return {
        _named(name): _line(_named(f"{own_parts.GROUP}.{name}"), value, OWN_TEXT)
        for name, value in written.items()
    }


def _named(path: str) -> str:
    """A name that somebody sent, fit to be shown to them."""
    return clean(path)[: _LIMITS["customer"]]


def _text(part: Part, holder: Json) -> str:
    value = holder.get(part.path.rpartition(".")[2])
    text = _line(part.path, value, part.limit)
    if text and part.pattern and part.refused_here and not re.search(part.pattern, str(value)):
        raise BadField(part.path, "not_usable")
    return _moment(part, text) if text and part.is_time else text


def _line(path: str, value: object, limit: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadField(path, "not_text")
    if len(value) > limit:
        raise BadField(path, "too_long", limit=limit)
    return clean(value).strip()


def _moment(part: Part, text: str) -> str:
    """The moment in UTC; ISO 8601 with an offset, and nothing that only looks like it."""
    try:
        at = datetime.fromisoformat(text.upper()) if _TIME.fullmatch(text) else None
        return at.astimezone(UTC).isoformat() if at else _refuse(part)
    except (ValueError, OverflowError):
        return _refuse(part)


def _refuse(part: Part) -> str:
    raise BadField(part.path, "not_a_time")


def choices_of(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """The slugs of the policy's lists that a field is one of."""
    return {p.source: tuple(e.id for e in getattr(policy, p.source)) for p in PARTS if p.source}


def schema(policy: Policy, words: Words) -> Json:
    """The body as JSON Schema, with the choices of the policy in force."""
    own = {p.path: _schema_of(p, policy, words) for p in PARTS if not p.group}
    who = {p.path.rpartition(".")[2]: _schema_of(p, policy, words) for p in PARTS if p.group}
    reached = [
        {"required": [name], "properties": {name: {"type": "string", "pattern": pattern}}}
        for name, pattern in _REACHED_BY
    ]
    customer = {
        "type": "object",
        "description": words.say("api.field.who"),
        "properties": who,
        "additionalProperties": False,
        "anyOf": reached,
    }
    return {
        "type": "object",
        "required": ["description", GROUP],
        "properties": {**own, GROUP: customer, own_parts.GROUP: own_parts.schema(policy, words)},
        "additionalProperties": False,
    }


def _schema_of(part: Part, policy: Policy, words: Words) -> Json:
    about: Json = {"description": words.say(f"api.field.{part.name}")}
    if part.name == "description":
        return about | {"type": "string", "maxLength": part.limit, "pattern": part.pattern}
    if part.source:
        return about | {"enum": [*choices_of(policy)[part.source], "", None]}
    about["type"] = ["string", "null"]
    if part.is_time:
        return about | {"format": "date-time"}
    about["maxLength"] = part.limit
    return about | ({"pattern": rf"^\s*$|{part.pattern}"} if part.pattern else {})
