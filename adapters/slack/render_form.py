"""A form as a Slack modal, and the places of its values (spec 2 §2).

Every input's block_id is the field's name and its action_id is `v`, so that an update of the open
modal keeps what was typed. What the form was about travels in `private_metadata`.
"""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Final

from adapters.plain import Json, clean, cut, start, width
from adapters.slack.blocks import context, fitted, plain, section, words_of
from bot import phrases
from bot.commands import Command, OpenForm
from bot.forms import CUSTOMERS, KNOWN_BY, YES, FilledField, FilledForm, Kind, Option
from bot.words import Words

CALLBACK: Final = "form"
VALUE: Final = "v"
FILES: Final = "files"
"""The block in which files are handed in."""
LOOK: Final = "look_up"
"""What asks for a look at the customers: a button, and its block."""

_TITLE: Final = 24
_INPUT: Final = 3000
_METADATA: Final = 3000
_LABEL: Final = 2000
_OPTION_TEXT: Final = 75
_OPTION_VALUE: Final = 150
_OPTIONS: Final = 100
_PLACEHOLDER: Final = 150
_ERROR: Final = 500
_MOST_FILES: Final = 10
# As a mention, as an account of the desk's, or as Slack's bare number.
_ACCOUNT: Final = re.compile(r"(?:<@|slack:[^/]*/)?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?")


@dataclass(frozen=True, slots=True)
class About:
    """Which form this is, of which ticket as of which version, and where it was asked for."""

    form: str
    ticket: str = ""
    version: int = 0
    channel: str = ""
    thread: str = ""
    files: tuple[str, ...] = ()

    def written(self) -> str:
        said = json.dumps({k: v for k, v in asdict(self).items() if v}, ensure_ascii=False)
        if len(said) <= _METADATA:
            return said
        # Too many files, or a place that Slack never sent: the form works without them.
        return replace(self, files=()).written() if self.files else json.dumps({"form": self.form})


def modal(form: FilledForm, words: Words, channel: str = "", thread: str = "") -> Json:
    about = About(form.key, form.ticket, form.version, channel, thread, form.files)
    title = phrases.form_title(form, words)
    if width(title) > _TITLE:
        title = words.say(f"form.{form.key}")
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": about.written(),
        "title": plain(title, _TITLE),
        "submit": plain(phrases.submit_label(form, words), _TITLE),
        "blocks": fitted([*_above(form, words), *_inputs(form, words)], _OPTIONS),
    }


def _above(form: FilledForm, words: Words) -> list[Json]:
    """What must be read first: a guide, what happened meanwhile, faults that have no field."""
    shown = [] if form.looks_up else _guide(form, words)
    if told := phrases.happenings(form, words):
        lines = [(f"• {line}",) for line in told[-10:]]
        shown.append(section((words.say("hint.changed"),), *lines))
    if faults := phrases.form_faults(form, words):
        listed = [(_fault_line(form, name, said, words),) for name, said in faults.items()]
        shown.append(section((words.say("hint.mend"),), *listed))
    number = [context((form.ticket,))] if form.ticket and not (told or faults) else []
    return [*number, *shown]


def _fault_line(form: FilledForm, name: str, said: str, words: Words) -> str:
    at_fault = next((one.field for one in form.fields if one.field.name == name), None)
    label = phrases.label_of(form.key, at_fault, words) if at_fault else name
    return f"• {label}: {said}" if name else f"• {said}"


def errors(form: FilledForm, words: Words) -> dict[str, str]:
    """Faults by block; one that belongs to no field stands under the first, where it is seen."""
    return faults(form, phrases.form_faults(form, words))


def faults(form: FilledForm, said: Mapping[str, str]) -> dict[str, str]:
    known = [one.field.name for one in form.fields]
    found: dict[str, str] = {}
    for name, sentence in said.items():
        at = name if name in known else known[0]
        found[at] = cut(f"{found[at]} {sentence}" if at in found else sentence, _ERROR)
    return found


def form_offer(form: FilledForm, words: Words) -> tuple[str, Command]:
    """Where no window can be opened: the form's name and the button that opens it."""
    return phrases.form_title(form, words), OpenForm(form.key, form.ticket)


def _inputs(form: FilledForm, words: Words) -> list[Json]:
    asked = [block for one in form.fields for block in _asked(form, one, words)]
    return [*asked, _files(words)] if form.takes_files else asked


def _asked(form: FilledForm, one: FilledField, words: Words) -> list[Json]:
    """A field; what a customer is known by looks them up at Enter, and so does a button."""
    block = _input(form.key, one, words)
    if not (form.looks_up and one.field.name in KNOWN_BY):
        return [block]
    if block["element"]["type"] == "plain_text_input":
        block["dispatch_action"] = True
        block["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    if one.field.source != CUSTOMERS:
        return [block]
    return [block, _look_up(words), *_guide(form, words)]


def _guide(form: FilledForm, words: Words) -> list[Json]:
    return [words_of(line) for line in phrases.guide(form, words)]


def _look_up(words: Words) -> Json:
    label = plain(words.say("button.look_up"), _OPTION_TEXT)
    tap: Json = {"type": "button", "action_id": LOOK, "text": label, "value": LOOK}
    return {"type": "actions", "block_id": LOOK, "elements": [tap]}


def _files(words: Words) -> Json:
    """What is not taken is told as of files in a thread: Slack goes by their names."""
    return {
        "type": "input",
        "block_id": FILES,
        "label": plain(words.say("field.files"), _LABEL),
        "hint": plain(words.say("hint.files"), _LABEL),
        "optional": True,
        "element": {"type": "file_input", "action_id": VALUE, "max_files": _MOST_FILES},
    }


def _input(key: str, one: FilledField, words: Words) -> Json:
    block: Json = {
        "type": "input",
        "block_id": one.field.name,
        "label": plain(phrases.label_of(key, one.field, words), _LABEL),
        "optional": not one.field.required,
        "element": {**_element(one, words), "action_id": _action(one)},
    }
    hint = phrases.field_hint(one, words)
    return {**block, "hint": plain(hint, _LABEL)} if hint else block


def _action(one: FilledField) -> str:
    """A menu of who may be meant is another input than the line in which somebody was named.

    Slack would go on showing what was typed into an input that keeps its ids.
    """
    if one.field.source != CUSTOMERS or not one.options:
        return VALUE
    offered = " ".join(option.value for option in one.options).encode(errors="replace")
    return f"{VALUE}.{zlib.crc32(offered)}"


def _element(one: FilledField, words: Words) -> Json:
    match one.field.kind:
        case Kind.CHOICE:
            return _choice(one, words)
        case Kind.MEMBER:
            return _member(one, words)
        case Kind.YES_NO:
            return _yes_no(one, words)
        case Kind.DATE:
            return _day(one)
        case Kind.LINE | Kind.TEXT | Kind.TIME:
            return _line(one)


def _line(one: FilledField) -> Json:
    limit = max(1, min(one.field.limit, _INPUT))
    element: Json = {"type": "plain_text_input", "max_length": limit}
    if one.field.kind is Kind.TEXT:
        element["multiline"] = True
    kept = start(clean(one.value), limit)
    return {**element, "initial_value": kept} if kept.strip() else element


def _choice(one: FilledField, words: Words) -> Json:
    """A menu; too long or empty a list is typed instead, since commands take names as well."""
    options = _options(one.options, words)
    if not options or len(one.options) > _OPTIONS:
        return _line(one)
    hint = plain(words.say("hint.choose"), _PLACEHOLDER)
    element: Json = {
        "type": "static_select",
        "options": list(options.values()),
        "placeholder": hint,
    }
    chosen = options.get(one.value)
    return {**element, "initial_option": chosen} if chosen else element


def _options(offered: tuple[Option, ...], words: Words) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for one in offered:
        if clean(one.value).strip() and width(one.value) <= _OPTION_VALUE:
            shown: Json = {
                "text": plain(words.show(one.name), _OPTION_TEXT),
                "value": clean(one.value),
            }
            if one.hint:
                shown["description"] = plain(words.show(one.hint), _OPTION_TEXT)
            found.setdefault(one.value, shown)
    return found


def _member(one: FilledField, words: Words) -> Json:
    """People of this workspace; where the desk offers a list, it is the list that counts."""
    if one.options:
        return _choice(one, words)
    element: Json = {"type": "users_select"}
    known = _ACCOUNT.fullmatch(one.value.strip())
    return {**element, "initial_user": known[1]} if known else element


def _yes_no(one: FilledField, words: Words) -> Json:
    yes: Json = {"text": plain(words.say("word.yes"), _OPTION_TEXT), "value": YES}
    element: Json = {"type": "checkboxes", "options": [yes]}
    return {**element, "initial_options": [yes]} if one.value == YES else element


def _day(one: FilledField) -> Json:
    """A date picker, unless what was typed is no date yet: then it is kept to be mended."""
    if not one.value.strip():
        return {"type": "datepicker"}
    try:
        day = date.fromisoformat(one.value.strip())
    except ValueError:
        return _line(one)
    return {"type": "datepicker", "initial_date": day.isoformat()}
