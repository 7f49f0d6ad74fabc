"""The words of a form: its title, its fields, and what helps to fill them in."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.forms import Field, FilledField, FilledForm, Kind
from bot.words import Words


def form_title(form: FilledForm, words: Words) -> str:
    title = words.say(f"form.{form.key}")
    return f"{title} {form.ticket}" if form.ticket else title


def submit_label(form: FilledForm, words: Words) -> str:
    """The button that sends a form says what it will do."""
    return words.say(f"button.{form.key}")


def field_label(form: str, name: str, words: Words) -> str:
    own = f"field_of.{form}_{name}"
    return words.say(own) if words.has(own) else words.name("field", name)


def label_of(form: str, field: Field, words: Words) -> str:
    """A field's label: the policy's own word for it, if it is the policy's field."""
    return words.show(field.label) if field.label else field_label(form, field.name, words)


_BESIDE: Final = re.compile(r"\s*(?:[（(].*[）)]|[?？])$")


def as_labelled(form: FilledForm, blanks: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """What names a field of this form in a refusal, by the label that stands over it.

    Without what a label says besides: a question mark, a hint in brackets.
    """
    labels = {
        one.field.name: _BESIDE.sub("", label_of(form.key, one.field, words)) for one in form.fields
    }
    found: dict[str, Any] = {}
    if blanks.get("field") in labels:
        found["field"] = labels[blanks["field"]]
    if "missing" in blanks:
        found["missing"] = tuple(labels.get(name, name) for name in blanks["missing"])
    return found


def guide(form: FilledForm, words: Words) -> tuple[str, ...]:
    """What is to be read before a form is filled in: a script, steps, a suggestion."""
    return tuple(words.say(f"guide.{one.code}", **one.blanks) for one in form.guide)


def field_hint(one: FilledField, words: Words) -> str:
    """A line under a field, where one helps."""
    if one.field.kind is Kind.TIME:
        return words.say("hint.until" if one.field.name == "until" else "hint.time")
    return ""
