"""The words of a form: its title, its fields, and what helps to fill them in."""

from bot.forms import FilledField, FilledForm, Kind
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


def field_hint(one: FilledField, words: Words) -> str:
    """A line under a field, where one helps."""
    if one.field.kind is Kind.TIME:
        return words.say("hint.until" if one.field.name == "until" else "hint.time")
    return ""
