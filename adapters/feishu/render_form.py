"""A form as a form container in a private card, and what its submit button brings back.

Every component's name is the field's. An input takes a thousand characters at most; of a longer
text the rest travels with the button, so that nothing of it is lost. Menus are drawn as long as
there is room for their options; beyond that a value is typed, since commands take names as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from adapters.feishu.sheet import BYTES, ELEMENTS, Sheet, Weight, weigh
from adapters.feishu.text import marked
from adapters.feishu.voice import Of, Voice, as_written, block, note, plain
from adapters.plain import Json, clean, cut, start, width
from bot import phrases
from bot.commands import SubmitForm, encode
from bot.forms import YES, FilledField, FilledForm, Kind, Option
from bot.words import Words

INPUT: Final = 1000
LOOK: Final = "look_up"
"""The button that looks up a customer."""
_REST: Final = 2000
_LABEL: Final = 90
_OPTION_TEXT: Final = 60
_OPTION_VALUE: Final = 150
_FAULT: Final = 200
_HAPPENED: Final = 150
_TOLD: Final = 6
_GUIDE: Final = 400
_FILES: Final = 10
_FRAME: Final = Weight(2500, 12)  # Header, summary and what else stands around the form.


@dataclass(frozen=True, slots=True)
class Sent:
    """Whose form this is, and which showing of it: a second tap on "send" is no second form."""

    user: str = ""
    once: str = ""


@dataclass(slots=True)
class _Room:
    """What is left for menus once everything else has its place."""

    left: Weight

    def takes(self, wanted: Weight) -> bool:
        after = self.left + Weight(-wanted.size, -wanted.elements)
        if after.size < 0 or after.elements < 0:
            return False
        self.left = after
        return True


@dataclass(frozen=True, slots=True)
class _Writing:
    """A form being drawn for one person."""

    form: FilledForm
    voice: Voice
    faults: dict[str, str] = field(default_factory=dict)
    looks_up: bool = False

    @property
    def words(self) -> Words:
        return self.voice.words


def sheet(form: FilledForm, voice: Voice, sent: Sent) -> Sheet:
    faults = phrases.form_faults(form, voice.words)
    writing = _Writing(form, voice, faults, form.looks_up)
    above = _above(writing)
    room = _left(writing, above, sent)
    if not room.takes(_FRAME):  # Nothing that was typed makes way for a button.
        writing = replace(writing, looks_up=False)
        room = _left(writing, above, sent)
        room.takes(_FRAME)
    buttons = _buttons(writing, sent, _rest(writing, room))
    return Sheet(
        lambda words: phrases.form_title(form, words),
        above,
        [_container(writing, buttons, room)],
        lambda words: phrases.form_title(form, words),
        "red" if faults else "blue",
    )


def _left(writing: _Writing, above: list[Json], sent: Sent) -> _Room:
    """The room beside all that must be shown."""
    bare = weigh([*above, _container(writing, _buttons(writing, sent, {}), _Room(Weight()))])
    return _Room(Weight(BYTES - bare.size, ELEMENTS - bare.elements))


def _above(writing: _Writing) -> list[Json]:
    """What must be read first: what happened meanwhile, and the faults that have no field."""
    form, words, voice = writing.form, writing.words, writing.voice
    shown = [block(as_written(line, _GUIDE)) for line in phrases.guide(form, words)]
    if form.takes_files:
        shown.append(note(voice, lambda words: words.say("hint.files_elsewhere")))
    if told := phrases.happenings(form, words):
        lines = [block(as_written(f"• {line}", _HAPPENED)) for line in told[-_TOLD:]]
        shown += [note(voice, lambda words: words.say("hint.changed")), *lines]
    if writing.faults:
        shown.append(note(voice, lambda words: words.say("hint.mend")))
        known = {one.field.name for one in form.fields}
        loose = [said for name, said in writing.faults.items() if name not in known]
        shown += [_fault(said) for said in loose[:_TOLD]]
    return shown


def _fault(said: str) -> Json:
    return {"tag": "markdown", "content": f"<font color='red'>{marked((said,), _FAULT)}</font>"}


def _container(writing: _Writing, buttons: list[Json], room: _Room) -> Json:
    inner = [each for one in writing.form.fields for each in _field(one, writing, room)]
    return {"tag": "form", "name": "form", "elements": [*inner, *buttons]}


def _field(one: FilledField, writing: _Writing, room: _Room) -> Iterable[Json]:
    shown = _component(one, writing, room)
    if shown["tag"] not in ("input", "checker"):
        yield block(_label(one, writing))
    yield shown
    if fault := writing.faults.get(one.field.name):
        yield _fault(fault)


def _label(one: FilledField, writing: _Writing) -> Json:
    key, field_of = writing.form.key, one.field
    star = " *" if one.field.required else ""
    return plain(writing.voice, lambda words: phrases.label_of(key, field_of, words) + star, _LABEL)


def _component(one: FilledField, writing: _Writing, room: _Room) -> Json:
    """The same fields as everywhere; what a menu or a picker cannot hold is typed."""
    match one.field.kind:
        case Kind.CHOICE | Kind.MEMBER:
            return _menu(one, writing, room) or _typed(one, writing)
        case Kind.YES_NO:
            shown = {"tag": "checker", "name": one.field.name, "checked": one.value == YES}
            return {**shown, "text": _label(one, writing)}
        case Kind.DATE:
            return _day(one, writing) or _typed(one, writing)
        case Kind.LINE | Kind.TEXT | Kind.TIME:
            return _typed(one, writing)


def _typed(one: FilledField, writing: _Writing) -> Json:
    limit = max(1, min(one.field.limit, INPUT))
    shown: Json = {
        "tag": "input",
        "name": one.field.name,
        "required": one.field.required and not writing.form.looks_up,
        "label": _label(one, writing),
        "placeholder": {"tag": "plain_text", "content": cut(_hint(one, writing.words), _LABEL)},
        "max_length": limit,
        "width": "fill",
    }
    if one.field.kind is Kind.TEXT:
        shown |= {"input_type": "multiline_text", "rows": 3, "auto_resize": True}
    kept = start(clean(one.value), limit)
    return {**shown, "default_value": kept} if kept.strip() else shown


def _hint(one: FilledField, words: Words) -> str:
    if one.field.kind is Kind.MEMBER:
        return words.say("feishu.whom")
    if hint := phrases.field_hint(one, words):
        return hint
    return words.say("feishu.write" if one.field.required else "hint.optional")


def _menu(one: FilledField, writing: _Writing, room: _Room) -> Json | None:
    """A menu, with the written definitions beside the names if there is room for them."""
    for hints in (True, False):
        options = _options(one.options, writing.words, hints=hints)
        if options and room.takes(weigh([*options.values()])):
            break
    else:
        return None
    shown: Json = {
        "tag": "select_static",
        "name": one.field.name,
        "required": one.field.required,
        "placeholder": {"tag": "plain_text", "content": writing.words.say("hint.choose")},
        "options": list(options.values()),
        "width": "fill",
    }
    if one.value in options:
        shown["initial_index"] = list(options).index(one.value) + 1
    return shown


def _options(offered: tuple[Option, ...], words: Words, *, hints: bool) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for one in offered:
        if clean(one.value).strip() and width(one.value) <= _OPTION_VALUE:
            hint = f" · {words.show(one.hint)}" if hints and one.hint else ""
            text = as_written(words.show(one.name) + hint, _OPTION_TEXT)
            found.setdefault(one.value, {"text": text, "value": clean(one.value)})
    return found


def _day(one: FilledField, writing: _Writing) -> Json | None:
    """A date picker, unless what was typed is no date yet: then it is kept to be mended."""
    hint = {"tag": "plain_text", "content": writing.words.say("hint.choose")}
    shown: Json = {"tag": "date_picker", "name": one.field.name, "placeholder": hint}
    shown["required"] = one.field.required
    if not one.value.strip():
        return shown
    try:
        return {**shown, "initial_date": date.fromisoformat(one.value.strip()).isoformat()}
    except ValueError:
        return None


def _buttons(writing: _Writing, sent: Sent, rest: dict[str, str]) -> list[Json]:
    """What sends the form; one that looks up a customer before it is sent for good."""
    form = writing.form
    filled = SubmitForm(form.key, form.ticket, form.version, {}, form.files[:_FILES])
    carried: Json = {"by": sent.user, "once": sent.once, **({"rest": rest} if rest else {})}
    sends = {**carried, "do": clean(encode(filled))}
    submit = _sending("submit", lambda words: phrases.submit_label(form, words), sends, writing)
    if not writing.looks_up:
        return [{**submit, "type": "primary"}]
    looks = {**carried, "do": clean(encode(replace(filled, look=True)))}
    look = _sending(LOOK, lambda words: words.say("button.look_up"), looks, writing)
    return [look, {**submit, "type": "primary"}]


def _sending(name: str, label: Of, value: Json, writing: _Writing) -> Json:
    return {
        "tag": "button",
        "name": name,
        "text": plain(writing.voice, label, _LABEL),
        "form_action_type": "submit",
        "behaviors": [{"type": "callback", "value": value}],
    }


def _rest(writing: _Writing, room: _Room) -> dict[str, str]:
    """What of each text does not go into its input, as far as there is room."""
    found: dict[str, str] = {}
    copies = 2 if writing.looks_up else 1  # Each button that sends carries it.
    for one in writing.form.fields:
        whole = clean(one.value)
        left = whole[len(start(whole, min(one.field.limit, INPUT))) :][:_REST]
        if one.field.kind is not Kind.TEXT or not left:
            continue
        while left and not room.takes(weigh([{one.field.name: left}] * copies)):
            left = left[: len(left) * 3 // 4]
        found[one.field.name] = left
    return found
