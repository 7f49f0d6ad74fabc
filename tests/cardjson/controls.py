"""What a person touches in a card: buttons, inputs, selects, pickers, checkers, overflow menus."""

from collections.abc import Iterator, Mapping

from tests.blockkit.shapes import (
    Check,
    Json,
    Shape,
    Violation,
    flag,
    integer,
    items,
    one_of,
    string,
)
from tests.cardjson.content import PLACED
from tests.cardjson.texts import (
    CONFIRM,
    ICON,
    LANGUAGES,
    LINKS,
    LONGEST,
    behavior,
    name,
    padding,
    pixels,
    plain,
    styled,
    tagged,
    unique,
)

_WIDTH = pixels(100, 99_999, words="default fill")
_CALLBACK = items(behavior("callback"), 1, 1)
_TIPS: dict[str, Check] = {"disabled": flag, "disabled_tips": plain()}
_TOUCHED: dict[str, Check] = {
    **PLACED,
    **_TIPS,
    "name": name,
    "required": flag,
    "width": _WIDTH,
    "behaviors": _CALLBACK,
    "confirm": CONFIRM,
    "placeholder": plain(100),
}


def _button_acts(button: Json, at: str) -> Iterator[Violation]:
    """A button that does nothing is a mistake: it needs a behavior or a form to act on."""
    if not button.get("behaviors") and "form_action_type" not in button:
        yield Violation(f"{at}/behaviors", "missing", "neither behaviors nor form_action_type")


_BUTTON_LOOKS: dict[str, Check] = {
    "type": one_of(
        *("default", "primary", "danger", "text", "primary_text", "danger_text"),
        *("primary_filled", "danger_filled", "laser"),
    ),
    "size": one_of("tiny", "small", "medium", "large"),
    "width": _WIDTH,
    "icon": ICON,
}
BUTTON = Shape(
    {**tagged("button"), "text": plain(100)},
    {
        **PLACED,
        **_TIPS,
        **_BUTTON_LOOKS,
        "hover_tips": plain(),
        "confirm": CONFIRM,
        "behaviors": items(behavior("callback", "open_url"), 1, 2),
        "name": name,
        "form_action_type": one_of("submit", "reset"),
    },
    (_button_acts,),
)


def _only_for(kind: str, *keys: str) -> Check:
    def rule(value: object, at: str) -> Iterator[Violation]:
        if isinstance(value, dict) and value.get("input_type", "text") != kind:
            for key in keys:
                if key in value:
                    yield Violation(f"{at}/{key}", "not_for_this_input", f"only for {kind}")

    return rule


_INPUT = Shape(
    tagged("input"),
    {
        **_TOUCHED,
        "default_value": string(1000),
        "i18n_default_value": Shape({}, dict.fromkeys(LANGUAGES, string(1000))),
        "max_length": integer(1, 1000),
        "input_type": one_of("text", "multiline_text", "password"),
        "rows": integer(1, 1000),
        "auto_resize": flag,
        "max_rows": integer(1, 1000),
        "show_icon": flag,
        "label": plain(),
        "label_position": one_of("top", "left"),
    },
    (
        _only_for("multiline_text", "rows", "auto_resize", "max_rows"),
        _only_for("password", "show_icon"),
    ),
)

_OPTION = Shape({"text": plain(100), "value": string(1000)}, {"icon": ICON})
_OPTIONS = items(_OPTION, 1, 200)
_PERSON_ID = string(100, pattern=r"[A-Za-z0-9_]+")
_PEOPLE = items(Shape({"value": _PERSON_ID}), 0, 1000)
_BORDER: dict[str, Check] = {"type": one_of("default", "text")}
_DIFFERENT = unique("value", "duplicate_option_value", "options")


def _initial(value: object, at: str) -> Iterator[Violation]:
    """What is chosen at first must be among the options."""
    options = value.get("options") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(options, list) or not options:
        return
    offered = [each.get("value") for each in options if isinstance(each, dict)]
    chosen = value.get("selected_values")
    chosen = list(chosen) if isinstance(chosen, list) else []
    if "initial_option" in value:
        chosen.append(value["initial_option"])
    for each in chosen:
        if each not in offered:
            yield Violation(at, "initial_not_an_option", repr(each)[:80])


_SELECT = Shape(
    {**tagged("select_static"), "options": _OPTIONS},
    {**_TOUCHED, **_BORDER, "initial_option": string(1000), "initial_index": integer(0, 200)},
    (_DIFFERENT, _initial),
)
_MULTI_SELECT = Shape(
    {**tagged("multi_select_static"), "options": _OPTIONS},
    {**_TOUCHED, **_BORDER, "selected_values": items(string(1000), 0, 200)},
    (_DIFFERENT, _initial),
)
_SELECT_PERSON = Shape(
    tagged("select_person"),
    {**_TOUCHED, **_BORDER, "options": _PEOPLE, "initial_option": _PERSON_ID},
    (_DIFFERENT, _initial),
)
_MULTI_SELECT_PERSON = Shape(
    tagged("multi_select_person"),
    {
        **_TOUCHED,
        **_BORDER,
        "options": _PEOPLE,
        "selected_values": items(_PERSON_ID, 0, 1000),
    },
    (_DIFFERENT, _initial),
)
_DAY, _HOUR = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", r"(?:[01]\d|2[0-3]):[0-5]\d"


def _picker(kind: str, key: str, pattern: str) -> Shape:
    return Shape(tagged(kind), {**_TOUCHED, key: string(20, pattern=pattern)})


_CHECKED_BUTTON = Shape(
    {**tagged("button"), "text": plain(100), "type": _BUTTON_LOOKS["type"]},
    {**_TIPS, **_BUTTON_LOOKS, "behaviors": items(behavior("callback", "open_url"), 1, 2)},
)
_CHECKER = Shape(
    {**tagged("checker"), "text": styled()},
    {
        **PLACED,
        **_TIPS,
        "name": name,
        "checked": flag,
        "overall_checkable": flag,
        "button_area": Shape(
            {"buttons": items(_CHECKED_BUTTON, 1, 3)},
            {"pc_display_rule": one_of("always", "on_hover")},
        ),
        "checked_style": Shape({}, {"show_strikethrough": flag, "opacity": integer(0, 1)}),
        "padding": padding,
        "confirm": CONFIRM,
        "behaviors": _CALLBACK,
        "hover_tips": plain(),
    },
)
_MENU_OPTION = Shape({"text": plain(100)}, {"value": string(LONGEST), "multi_url": LINKS})
_OVERFLOW = Shape(
    {**tagged("overflow"), "options": items(_MENU_OPTION, 1, 50)},
    {**PLACED, "width": _WIDTH, "behaviors": _CALLBACK, "confirm": CONFIRM},
    (_DIFFERENT,),
)

CONTROLS: Mapping[str, Check] = {
    "button": BUTTON,
    "input": _INPUT,
    "select_static": _SELECT,
    "multi_select_static": _MULTI_SELECT,
    "select_person": _SELECT_PERSON,
    "multi_select_person": _MULTI_SELECT_PERSON,
    "date_picker": _picker("date_picker", "initial_date", _DAY),
    "picker_time": _picker("picker_time", "initial_time", _HOUR),
    "picker_datetime": _picker("picker_datetime", "initial_datetime", f"{_DAY} {_HOUR}"),
    "checker": _CHECKER,
    "overflow": _OVERFLOW,
}
