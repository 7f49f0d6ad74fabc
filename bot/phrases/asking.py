"""The words of a form: its title, its fields, and what helps to fill them in."""

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


def guide(form: FilledForm, words: Words) -> tuple[str, ...]:
    """What is to be read before a form is filled in: a script, steps, a suggestion."""
    return tuple(words.say(f"guide.{one.code}", **one.blanks) for one in form.guide)


def field_hint(one: FilledField, words: Words) -> str:
    """A line under a field, where one helps."""
    if one.field.kind is Kind.TIME:
        return words.say("hint.until" if one.field.name == "until" else "hint.time")
    return ""
