"""What the desk answers: that it is done, or why not."""

from typing import Final

from bot.domain.errors import DeskError
from bot.forms import FilledForm
from bot.phrases.asking import as_labelled
from bot.phrases.parts import filled, named
from bot.views import Done, Refused
from bot.words import Words

_CLUES: Final = ("possible", "near", "known", "hint", "happenings", "owed")
"""Fields of a refusal that may be empty; when they are not, a second sentence is added."""


def refusal(error: DeskError, words: Words, form: FilledForm | None = None) -> str:
    """One clear sentence, and a second where there is a clue; fields as their form calls them."""
    blanks = {name: named(value) for name, value in error.blanks().items()}
    if form is not None:
        blanks |= as_labelled(form, blanks, words)
    said = words.say(f"error.{error.code}", **blanks)
    more = f"error_more.{error.code}"
    if words.has(more) and any(blanks.get(name) for name in _CLUES):
        said += words.say(more, **blanks)
    return said


def refused(view: Refused, words: Words) -> str:
    return refusal(view.error, words)


def done(view: Done, words: Words) -> str:
    """What was done. A missing word must not make a success look like a failure."""
    key, blanks = f"done.{view.code}", filled(view.blanks)
    said = words.say(key if words.has(key) else "hint.done", **blanks)
    return said + words.say(f"done_more.{view.more}", **blanks) if view.more else said


def form_faults(form: FilledForm, words: Words) -> dict[str, str]:
    """What is wrong with each field, by its name; with nothing but refusals among them."""
    return {
        name: refusal(error, words, form)
        for name, error in form.errors.items()
        if isinstance(error, DeskError)
    }
