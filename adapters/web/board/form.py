"""A form of the desk's as a page: the third rendering of one definition (spec 2 §2)."""

from adapters.web.board.frame import posting
from adapters.web.board.queue import ticket_address
from adapters.web.markup import Inside, Markup, Value, markup, tag
from bot import phrases
from bot.forms import YES, FilledField, FilledForm, Kind
from bot.words import Words


def form(view: FilledForm, words: Words, csrf: str, once: str) -> Markup:
    """`once` marks this filling-in: sent twice, it is done once."""
    faults = phrases.form_faults(view, words)
    hidden = [
        tag("input", type="hidden", name="version", value=view.version),
        tag("input", type="hidden", name="once", value=once),
    ]
    back = tag("a", words.say("board.back_to_ticket"), href=ticket_address(view.ticket))
    send = tag("button", phrases.submit_label(view, words), class_="main")
    fields = [_field(one, view.key, faults.get(one.field.name, ""), words) for one in view.fields]
    where = f"{ticket_address(view.ticket)}/{view.key}"
    return markup(
        (
            tag("h1", phrases.form_title(view, words)),
            _changed(view, words),
            *(tag("p", line, class_="guide") for line in phrases.guide(view, words)),
            _files_elsewhere(view, words),
            tag("p", words.say("hint.mend"), class_="fault", role="alert") if faults else None,
            posting(csrf, where, *hidden, *fields, tag("p", send, " ", back), class_="filling"),
        )
    )


def _files_elsewhere(view: FilledForm, words: Words) -> Markup | None:
    return tag("p", words.say("hint.files_elsewhere"), class_="hint") if view.takes_files else None


def _changed(view: FilledForm, words: Words) -> Markup | None:
    """What somebody else did meanwhile; nothing that was typed is lost."""
    lines = [tag("li", line) for line in phrases.happenings(view, words)]
    if not lines:
        return None
    return tag(
        "div",
        tag("p", words.say("hint.changed")),
        tag("ul", *lines),
        class_="changed",
        role="alert",
    )


def _field(one: FilledField, form_key: str, fault: str, words: Words) -> Markup:
    name = one.field.name
    label = phrases.label_of(form_key, one.field, words)
    must = tag("em", words.say("board.required")) if one.field.required else None
    said = {"fault": fault, "hint": phrases.field_hint(one, words)}
    said = {kind: text for kind, text in said.items() if text}
    notes = [tag("span", text, id=f"{kind}-{name}", class_=kind) for kind, text in said.items()]
    about = " ".join(f"{kind}-{name}" for kind in said)
    control = _control(one, words, about, faulty=bool(fault))
    if one.field.kind is Kind.YES_NO:
        return tag("p", tag("label", control, tag("span", label), class_="tick"), *notes)
    return tag("p", tag("label", tag("span", label, " ", must), control), *notes)


def _control(one: FilledField, words: Words, about: str, *, faulty: bool) -> Markup:
    field = one.field
    shared: dict[str, Value] = {
        "name": field.name,
        "id": f"field-{field.name}",
        "required": field.required,
        "aria_describedby": about or None,
        "aria_invalid": "true" if faulty else None,
    }
    match field.kind:
        case Kind.TEXT:
            return tag("textarea", one.value, rows=4, maxlength=field.limit, **shared)
        case Kind.YES_NO:
            ticked = one.value == YES
            return tag("input", type="checkbox", value=YES, checked=ticked, **shared)
        case Kind.CHOICE | Kind.MEMBER if one.options:
            return tag("select", *_options(one, words), **shared)
        case Kind.DATE:
            return tag("input", type="date", value=one.value, **shared)
        case _:
            return tag("input", type="text", value=one.value, maxlength=field.limit, **shared)


def _options(one: FilledField, words: Words) -> list[Inside]:
    known = {o.value for o in one.options}
    listed: list[Inside] = [tag("option", words.say("board.choose"), value="")]
    if one.value and one.value not in known:  # A name that is nobody's stays as it was written.
        listed.append(tag("option", one.value, value=one.value, selected=True))
    for option in one.options:
        beside = f" · {words.show(option.hint)}" if option.hint else ""
        name = f"{words.show(option.name)}{beside}"
        listed.append(tag("option", name, value=option.value, selected=option.value == one.value))
    return listed
