"""A form as a dialog: what is asked, what was typed, and what is wrong with it (spec 2 §2)."""

from dataclasses import dataclass

from bot import phrases
from bot.commands import SubmitForm
from bot.forms import FilledField, FilledForm, Kind
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    hint: str = ""  # A category's written definition (S3-30).


@dataclass(frozen=True, slots=True)
class Input:
    name: str
    label: str
    kind: Kind
    value: str
    required: bool
    limit: int
    options: tuple[Choice, ...] = ()
    hint: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`above` must be read first: what happened meanwhile, and faults that have no field."""

    title: str
    guide: tuple[str, ...]
    submit: str
    inputs: tuple[Input, ...]
    above: tuple[str, ...]
    form: FilledForm

    def filled(self, values: dict[str, str]) -> SubmitForm:
        about = self.form
        return SubmitForm(about.key, about.ticket, about.version, values, about.files)


def sheet(form: FilledForm, words: Words) -> Sheet:
    faults = phrases.form_faults(form, words)
    return Sheet(
        phrases.form_title(form, words),
        phrases.guide(form, words),
        phrases.submit_label(form, words),
        tuple(_input(form.key, one, faults, words) for one in form.fields),
        tuple(_above(form, faults, words)),
        form,
    )


def _above(form: FilledForm, faults: dict[str, str], words: Words) -> list[str]:
    said: list[str] = []
    if told := phrases.happenings(form, words):
        said += [words.say("hint.changed"), *(f"• {line}" for line in told[-10:])]
    known = {one.field.name: one.field for one in form.fields}
    marked = [phrases.label_of(form.key, known[name], words) for name in faults if name in known]
    if marked:  # On a small screen most of them are further down.
        said += [words.say("hint.mend"), words.listed(marked)]
    return said + [sentence for name, sentence in faults.items() if name not in known]


def _input(key: str, one: FilledField, faults: dict[str, str], words: Words) -> Input:
    return Input(
        one.field.name,
        phrases.label_of(key, one.field, words),
        one.field.kind,
        one.value,
        one.field.required,
        one.field.limit,
        tuple(Choice(o.value, words.show(o.name), words.show(o.hint or "")) for o in one.options),
        phrases.field_hint(one, words),
        faults.get(one.field.name, ""),
    )
