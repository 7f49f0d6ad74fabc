"""One form definition, three renderings (spec 2 §2): fields, order, limits and checks.

A form's key is the slug of the command that it fills in. Its labels are the catalogue's
`field.<name>`, its title `form.<key>`.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from bot.commands import SLUGS, Command
from bot.domain.policy import FieldType, Name, OwnField, Policy


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

_RECORD: Final = (
    Field("description", Kind.TEXT, limit=LONG),
    Field("customer"),
    Field("contact"),
    Field("phone"),
    Field("email"),
    Field("prefers", Kind.CHOICE, source="media"),
    Field("address"),
    Field("level", Kind.CHOICE, source="levels"),
    Field("product"),
    Field("order"),
    Field("bought", Kind.DATE),
    Field("channel", Kind.CHOICE, source="channels"),
    Field("mood", Kind.CHOICE, source="moods"),
    Field("wish", Kind.CHOICE, source="wishes"),
    Field("wished_by", Kind.TIME),
    Field("occurred", Kind.TIME),
    Field("kind", Kind.CHOICE, source="kinds"),
    Field("category", Kind.CHOICE, source="categories"),
    Field("urgency", Kind.CHOICE, source="urgencies"),
    Field("severity", Kind.CHOICE, source="severities"),
    Field("impact", Kind.CHOICE, source="impacts"),
    Field("region", Kind.CHOICE, source="regions"),
    Field("dept", Kind.CHOICE, source="departments"),
)
"""What is taken down of customer, purchase and report, and what a record may have to say."""

FORMS: Final[Mapping[str, tuple[Field, ...]]] = MappingProxyType(
    {
        "new": (
            Field("description", Kind.TEXT, required=True, limit=LONG),
            Field("known", Kind.CHOICE, source=CUSTOMERS),
            Field("customer"),
            Field("contact"),
            Field("phone"),
            Field("email"),
            Field("prefers", Kind.CHOICE, source="media"),
            Field("level", Kind.CHOICE, source="levels"),
            Field("product"),
            Field("order"),
            Field("bought", Kind.DATE),
            Field("channel", Kind.CHOICE, source="channels"),
            Field("kind", Kind.CHOICE, source="kinds"),
            Field("category", Kind.CHOICE, source="categories"),
            Field("urgency", Kind.CHOICE, source="urgencies"),
            Field("mood", Kind.CHOICE, source="moods"),
            Field("impact", Kind.CHOICE, source="impacts"),
            Field("wish", Kind.CHOICE, source="wishes"),
            Field("wished_by", Kind.TIME),
            Field("reported", Kind.TIME),
            Field("region", Kind.CHOICE, source="regions"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("to", Kind.MEMBER, source="colleagues"),
        ),
        "classify": (
            Field("category", Kind.CHOICE, required=True, source="categories"),
            Field("urgency", Kind.CHOICE, required=True, source="urgencies"),
            Field("kind", Kind.CHOICE, source="kinds"),
            Field("impact", Kind.CHOICE, source="impacts"),
            Field("region", Kind.CHOICE, source="regions"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("level", Kind.CHOICE, source="levels"),
        ),
        "edit": _RECORD,
        "fill": _RECORD,
        "remedy": (
            Field("reason", Kind.TEXT, required=True, limit=1000),
            Field("remedy", Kind.TEXT, required=True, limit=LONG),
        ),
        "satisfied": (
            Field("answer", Kind.CHOICE, required=True, source="satisfaction"),
            Field("comment", Kind.TEXT, limit=LONG),
        ),
        "assign": (
            Field("to", Kind.MEMBER, source="colleagues", required=True),
            Field("reason", Kind.TEXT, limit=1000),
            Field("also", Kind.CHOICE, source="departments"),
        ),
        "contact": (
            Field("outcome", Kind.TEXT, required=True, limit=LONG),
            Field("medium", Kind.CHOICE, source="media"),
        ),
        "progress": (
            Field("note", Kind.TEXT, required=True, limit=LONG),
            Field("told", Kind.YES_NO),
        ),
        "hold": (
            Field("reason", Kind.TEXT, required=True, limit=1000),
            Field("until", Kind.TIME),
        ),
        "admin_member_add": (
            Field("name", required=True),
            Field("account", Kind.MEMBER, required=True),
            Field("role", Kind.CHOICE, required=True, source="roles"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("region", Kind.CHOICE, source="regions"),
            Field("email"),
            Field("shift"),
        ),
        "collab": (
            Field("dept", Kind.CHOICE, source="departments"),
            Field("member", Kind.MEMBER, source="colleagues"),
            Field("need", Kind.TEXT, required=True, limit=LONG),
        ),
        "collab_done": (Field("answer", Kind.TEXT, required=True, limit=LONG),),
        "collab_decline": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "propose": (
            Field("solution", Kind.TEXT, required=True, limit=LONG),
            Field("cost"),
        ),
        "reject": (Field("words", Kind.TEXT, required=True, limit=LONG),),
        "judge": (
            Field("severity", Kind.CHOICE, source="severities"),
            Field("cause", Kind.CHOICE, source="causes"),
            Field("dept", Kind.CHOICE, source="departments"),
            Field("person", Kind.MEMBER, source="colleagues"),
            Field("analysis", Kind.TEXT, limit=LONG),
            Field("findings", Kind.TEXT, limit=LONG),
            Field("evidence"),
        ),
        "action_add": (
            Field("measure", Kind.TEXT, required=True, limit=LONG),
            Field("cause", Kind.TEXT, limit=1000),
            Field("owner", Kind.MEMBER, source="colleagues"),
            Field("due", Kind.TIME),
            Field("metric", Kind.CHOICE, source="metrics"),
            Field("of"),
        ),
        "action_done": (
            Field("action", required=True),
            Field("result", Kind.TEXT, required=True, limit=LONG),
            Field("moved", Kind.CHOICE, source="moved"),
        ),
        "action_cancel": (
            Field("action", required=True),
            Field("reason", Kind.TEXT, required=True, limit=1000),
        ),
        "disapprove": (
            Field("reason", Kind.TEXT, required=True, limit=1000),
            Field("dept", Kind.CHOICE, source="departments"),
        ),
        "resolve": (
            Field("details", Kind.TEXT, required=True, limit=LONG),
            Field("completed", Kind.TIME),
        ),
        "confirm": (
            Field("answer", Kind.CHOICE, required=True, source="confirmations"),
            Field("csat", Kind.CHOICE, source="csat"),
            Field("comment", Kind.TEXT, limit=LONG),
        ),
        "signed": (Field("note", Kind.TEXT, limit=LONG),),
        "close": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "cancel": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "duplicate": (
            Field("of", required=True),
            Field("reason", Kind.TEXT, limit=1000),
        ),
        "incident_update": (
            Field("note", Kind.TEXT, required=True, limit=LONG),
            Field("told", Kind.YES_NO),
        ),
        "relate": (Field("other", required=True),),
        "reopen": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "note": (Field("text", Kind.TEXT, required=True, limit=LONG),),
        "escalate": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "reason": (Field("reason", Kind.TEXT, required=True, limit=1000),),
        "callback": (
            Field("answer", Kind.CHOICE, required=True, source="reached"),
            Field("csat", Kind.CHOICE, source="csat"),
            Field("outcome", Kind.TEXT, limit=LONG),
            Field("suggestion", Kind.TEXT, limit=1000),
            Field("needs", Kind.TEXT, limit=1000),
            Field("problem", Kind.TEXT, limit=LONG),
            Field("loyalty", Kind.CHOICE, source="loyalty"),
        ),
        "receive": (
            Field("description", Kind.TEXT, required=True, limit=LONG),
            Field("customer", required=True),
            Field("phone"),
            Field("email"),
            Field("product"),
            Field("order"),
            Field("wish", Kind.CHOICE, source="wishes"),
        ),
        "surveyed": (
            Field("answer", Kind.CHOICE, required=True, source="solved"),
            Field("csat", Kind.CHOICE, required=True, source="csat"),
            Field("comment", Kind.TEXT, limit=LONG),
            Field("needs", Kind.TEXT, limit=1000, extra=True),
            Field("problem", Kind.TEXT, limit=LONG, extra=True),
            Field("loyalty", Kind.CHOICE, source="loyalty", extra=True),
        ),
        "search": (Field("words"), Field("customer"), Field("product"), Field("month")),
        "away": (
            Field("until", Kind.TIME),
            Field("stand_in", Kind.MEMBER),
            Field("since", Kind.TIME),
            Field("member", Kind.MEMBER),
        ),
        "handover": (
            Field("origin", required=True),  # Who left cannot be chosen from a list any more.
            Field("to", Kind.MEMBER, required=True),
        ),
    }
)


TAKES_FILES: Final = frozenset({"new", "note", "contact", "progress", "resolve", "signed", "judge"})
"""Forms with which evidence is handed in, where the platform's forms can carry files."""

OWN_TEXT: Final = 500
"""So long is what fits into a policy's own field of text."""

_OWN_KINDS: Final[Mapping[FieldType, Kind]] = MappingProxyType(
    {
        FieldType.TEXT: Kind.LINE,
        FieldType.NUMBER: Kind.LINE,
        FieldType.DATE: Kind.DATE,
        FieldType.CHOICE: Kind.CHOICE,
    }
)
TAKING_DOWN: Final = frozenset({"new", "edit", "fill"})
"""Forms in which the policy's own fields are filled in (S4-19)."""

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


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: Name
    hint: Name | None = None  # A category's written definition (S3-30).
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """What a person may type for it, beside the slug itself."""
        return (self.name.zh, self.name.en, *self.aliases)


@dataclass(frozen=True, slots=True)
class FilledField:
    """A field as one person sees it: with its options and what was typed."""

    field: Field
    value: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that helps whoever fills in a form: the catalogue's `guide.<code>`."""

    code: str
    blanks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form for one person.

    `errors` maps a field's name to the refusal that marks it; `happenings` is what went on with the
    ticket since the form was first shown (then the person is asked again).
    """

    key: str
    fields: tuple[FilledField, ...]
    ticket: str = ""
    version: int = 0
    files: tuple[str, ...] = ()  # Of the message that the form makes a ticket of.
    errors: Mapping[str, Exception] = field(default_factory=dict)
    happenings: Sequence[Any] = ()
    guide: tuple[Guide, ...] = ()  # A script, steps, a suggestion.

    @property
    def looks_up(self) -> bool:
        """Whether a customer can be looked up while it is filled in."""
        return any(one.field.source == CUSTOMERS for one in self.fields)

    @property
    def takes_files(self) -> bool:
        return self.key in TAKES_FILES


OF_REQUESTS: Final = frozenset({"collab_done", "collab_decline"})
"""Forms about a collaboration request: its number stands where others have the ticket's."""

YES: Final = "yes"


def command_of(key: str, ticket: str, values: Mapping[str, str], /, **fixed: Any) -> Command:
    """The command that a filled-in form asks for. Unknown values are left out."""
    kind = SLUGS[key]
    own = {f.name: f for f in fields(kind)}
    known = {f.name: values.get(f.name, "").strip() for f in FORMS[key]}
    told: dict[str, Any] = {
        name: value == YES if own[name].default is False else value
        for name, value in known.items()
        if name in own and own[name].default is not MISSING
    }
    told |= _gathered(own, values)
    told["request" if key in OF_REQUESTS else "ticket"] = ticket
    told = {name: value for name, value in told.items() if name in own}
    return kind(**told, **fixed)


def value_of(command: Command, field: Field) -> str:
    """What a command holds for one of its form's fields."""
    mapping, dot, key = field.name.partition(".")
    held = getattr(command, mapping)
    return str(held.get(key, "") if dot else held)


def _gathered(own: Container[str], values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The values of a policy's own fields, each in the mapping that its name begins with."""
    found: dict[str, dict[str, str]] = {}
    for name, value in values.items():
        mapping, dot, key = name.partition(".")
        if dot and mapping in own and value.strip():
            found.setdefault(mapping, {})[key] = value.strip()
    return found
