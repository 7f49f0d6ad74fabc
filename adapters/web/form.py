"""A form of the desk as a customer's page shows it: labels, faults, and everything typed kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from bot import phrases
from bot.domain.errors import DeskError, MissingFields
from bot.forms import FilledField, FilledForm, Kind, Option
from bot.words import LOCALES, Words

TRAP: Final = "homepage"
"""A field that nobody sees; whoever fills it in is no person."""

SWITCH: Final = "switch"
NONCE: Final = "nonce"
_FEW: Final = 2

_INPUTS: Final[Mapping[str, str]] = {
    "customer": 'type="text" autocomplete="name"',
    "phone": 'type="tel" autocomplete="tel"',
    "email": 'type="email" autocomplete="email" inputmode="email"',
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with what was typed; `alert` says what is wrong with all of it."""

    form: FilledForm
    words: Words
    action: str
    alert: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)


def markup(sheet: Sheet) -> str:
    form, words = sheet.form, sheet.words
    alert = sheet.alert or (words.say("page.mend") if form.errors else "")
    number = f'<p class="no">{_say(words, "page.ticket", form.ticket)}</p>' if form.ticket else ""
    return (
        f"<h1>{escape(words.say(f'form.{form.key}'))}</h1>{number}"
        + (f'<p class="alert" role="alert">{escape(alert)}</p>' if alert else "")
        + f'<form method="post" action="{escape(sheet.action)}?lang={words.locale}">'
        + _fields(form, words)
        + "".join(_hidden(name, value) for name, value in sheet.hidden.items())
        + f'<button class="send">{escape(phrases.submit_label(form, words))}</button>'
        f'<p class="privacy">{escape(words.say("page.privacy"))}</p>'
        + _trap(words)
        + _tongue(words)
        + "</form>"
    )


def _fields(form: FilledForm, words: Words) -> str:
    """One under the other; phone and e-mail side by side where there is room, and why."""
    shown = {one.field.name: _field(form, one, words) for one in form.fields}
    if "phone" in shown:
        hint = f'<p class="hint">{escape(words.say("page.reach"))}</p>'
        shown["phone"] = f'<div class="two">{shown["phone"]}{shown.pop("email")}</div>{hint}'
    if "product" in shown:
        shown["product"] = f'<div class="two">{shown["product"]}{shown.pop("order")}</div>'
    extra = [shown.pop(one.field.name) for one in form.fields if one.field.extra]
    return "".join(shown.values()) + (_folded(form, extra, words) if extra else "")


def _folded(form: FilledForm, extra: Iterable[str], words: Words) -> str:
    """What few will say is a tap away; open where something was said there already."""
    said = any(one.value or one.field.name in form.errors for one in form.fields if one.field.extra)
    summary = escape(words.say("page.extra"))
    state = " open" if said else ""
    return f"<details{state}><summary>{summary}</summary>{''.join(extra)}</details>"


def _field(form: FilledForm, one: FilledField, words: Words) -> str:
    name = one.field.name
    error = form.errors.get(name)
    fault = _fault(error, form, words) if isinstance(error, DeskError) else ""
    label = escape(phrases.label_of(form.key, one.field, words))
    if not one.field.required and name not in ("phone", "email"):
        label += f" <small>{escape(words.say('page.optional'))}</small>"
    marks = f' aria-invalid="true" aria-describedby="{name}-fault"' if fault else ""
    told = f'<p class="fault" id="{name}-fault">{escape(fault)}</p>' if fault else ""
    css = f'class="field{" bad" if fault else ""}"'
    if one.field.kind is Kind.CHOICE and one.field.required:
        few = " few" if len(one.options) == _FEW else ""
        ways = "".join(_way(one, option, words) for option in one.options)
        return (
            f"<fieldset {css}{marks}><legend>{label}</legend>"
            f'<div class="ways{few}">{ways}</div>{told}</fieldset>'
        )
    control = _control(one, marks, words)
    return f'<div {css}><label for="{name}">{label}</label>{control}{told}</div>'


def _fault(error: DeskError, form: FilledForm, words: Words) -> str:
    if isinstance(error, MissingFields):
        return words.say("page.needed")
    return phrases.refusal(error, words, form)


def _control(one: FilledField, marks: str, words: Words) -> str:
    name, value = one.field.name, escape(one.value)
    own = f'id="{name}" name="{name}"{marks}' + (" required" if one.field.required else "")
    if one.field.kind is Kind.CHOICE:
        none = f'<option value="">{escape(words.say("page.choose"))}</option>'
        ways = "".join(
            f'<option value="{escape(o.value)}"{" selected" if o.value == one.value else ""}>'
            f"{escape(words.show(o.name))}</option>"
            for o in one.options
        )
        return f"<select {own}>{none}{ways}</select>"
    own += f' maxlength="{one.field.limit}"'
    if one.field.kind is Kind.TEXT:
        return f"<textarea {own}>\n{value}</textarea>"
    other = 'type="date"' if one.field.kind is Kind.DATE else 'type="text" autocomplete="off"'
    kind = _INPUTS.get(name, other)
    return f'<input {kind} {own} value="{value}">'


def _way(one: FilledField, option: Option, words: Words) -> str:
    chosen = " checked" if option.value == one.value else ""
    name = one.field.name
    return (
        f'<label><input type="radio" name="{name}" value="{escape(option.value)}" required{chosen}>'
        f"{escape(words.show(option.name))}</label>"
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _trap(words: Words) -> str:
    label = escape(words.say("page.trap"))
    return (
        f'<div class="trap" aria-hidden="true"><label for="{TRAP}">{label}</label>'
        f'<input type="text" id="{TRAP}" name="{TRAP}" tabindex="-1" autocomplete="off"></div>'
    )


def _tongue(words: Words) -> str:
    """The other language, by sending the form, so that nothing typed is lost.

    It stands last in the form, since Enter presses the first button.
    """
    [other] = [locale for locale in LOCALES if locale != words.locale]
    label = escape(words.say("page.other_language"))
    return (
        f'<button class="tongue" name="{SWITCH}" value="{other}" lang="{other}" formnovalidate>'
        f"{label}</button>"
    )


def _say(words: Words, key: str, ticket: str) -> str:
    return escape(words.say(key, ticket=ticket))
