"""A form as one person sees it, and the command that it becomes when it is sent."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final

from bot.commands import SLUGS, Command
from bot.domain.policy import Name
from bot.forms.fields import CUSTOMERS, Field
from bot.forms.table import FORMS, OF_REQUESTS, TAKES_FILES


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
