"""The interactive and decorative elements of Block Kit, one closed shape each (slack.md §3.2)."""

from collections.abc import Iterator

from tests.blockkit.shapes import (
    CONFIRM,
    URL,
    Check,
    Json,
    Shape,
    Violation,
    anything,
    exactly_one,
    flag,
    integer,
    items,
    one_of,
    option,
    plain,
    string,
    text,
    typed,
)

ACTION_ID = string(255)
ID = string(255, pattern=r"[A-Z][A-Z0-9]+")
_ACT: dict[str, Check] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag}
_HINT: dict[str, Check] = {"placeholder": plain(150)}
_PICK: dict[str, Check] = {**_ACT, **_HINT}
_SEVERAL: dict[str, Check] = {**_PICK, "max_selected_items": integer(1, 1000)}
_TYPE: dict[str, Check] = {"action_id": ACTION_ID, "focus_on_load": flag, **_HINT}
_DISPATCH: dict[str, Check] = {
    "dispatch_action_config": Shape(
        {},
        {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
    )
}
_FILTER: dict[str, Check] = {
    "filter": Shape(
        {},
        {
            "include": items(one_of("im", "mpim", "private", "public"), 1, 4),
            "exclude_external_shared_channels": flag,
            "exclude_bot_users": flag,
        },
    ),
    "default_to_current_conversation": flag,
}


def offered(element: Json) -> list[Json]:
    """Every option an element offers, in its groups or not."""
    groups = element.get("option_groups") or []
    nested = [group.get("options") or [] for group in groups if isinstance(group, dict)]
    flat = [element.get("options") or [], *nested]
    return [each for options in flat for each in options if isinstance(each, dict)]


def _initial_is_offered(value: Json, at: str) -> Iterator[Violation]:
    chosen = [value["initial_option"]] if "initial_option" in value else []
    for each in chosen + list(value.get("initial_options") or []):
        if each not in offered(value):
            yield Violation(at, "initial_not_offered", "an initial option must equal an option")


def _values_differ(value: Json, at: str) -> Iterator[Violation]:
    values = [each.get("value") for each in offered(value)]
    if len(values) != len(set(values)):
        yield Violation(at, "duplicate_option_value", "two options share a value")


def _length_window(value: Json, at: str) -> Iterator[Violation]:
    low, high = value.get("min_length", 0), value.get("max_length", 3000)
    begin = value.get("initial_value", "")
    if low > high:
        yield Violation(at, "bad_length_window", f"min_length {low} > max_length {high}")
    if begin and not low <= len(begin) <= high:
        yield Violation(at, "initial_out_of_window", f"{len(begin)} not in {low}..{high}")


_GROUP = Shape({"label": plain(75), "options": items(option(), 1, 100)})
_OPTIONS: dict[str, Check] = {
    "options": items(option(), 1, 100),
    "option_groups": items(_GROUP, 1, 100),
}
_CHOICES = (exactly_one("options", "option_groups"), _initial_is_offered, _values_differ)
_LISTED = (_initial_is_offered, _values_differ)
_DATE = string(10, pattern=r"\d{4}-\d{2}-\d{2}")
_TIME = string(5, pattern=r"[0-2]\d:[0-5]\d")
_NUMBER = string(40, pattern=r"-?\d+(\.\d+)?")

BUTTON = Shape(
    {**typed("button"), "text": plain(75)},
    {
        "action_id": ACTION_ID,
        "url": URL,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE = Shape(
    {**typed("image"), "alt_text": string(2000)},
    {"image_url": URL, "slack_file": Shape({}, {"id": ID, "url": URL})},
    (exactly_one("image_url", "slack_file"),),
)
OVERFLOW = Shape(
    {**typed("overflow"), "options": items(option(url=True), 1, 5)},
    {"action_id": ACTION_ID, "confirm": CONFIRM},
    (_values_differ,),
)
CHECKBOXES = Shape(
    {**typed("checkboxes"), "options": items(option(marked=True), 1, 10)},
    {**_ACT, "initial_options": items(option(marked=True), 1, 10)},
    _LISTED,
)
RADIO = Shape(
    {**typed("radio_buttons"), "options": items(option(marked=True), 1, 10)},
    {**_ACT, "initial_option": option(marked=True)},
    _LISTED,
)
DATE = Shape(typed("datepicker"), {**_PICK, "initial_date": _DATE})
TIME = Shape(typed("timepicker"), {**_PICK, "initial_time": _TIME, "timezone": string(64)})
DATETIME = Shape(typed("datetimepicker"), {**_ACT, "initial_date_time": integer(10**9, 10**10 - 1)})
SELECTS: dict[str, Check] = {
    "static_select": Shape(
        typed("static_select"), {**_PICK, **_OPTIONS, "initial_option": option()}, _CHOICES
    ),
    "external_select": Shape(
        typed("external_select"),
        {**_PICK, "initial_option": option(), "min_query_length": integer(0, 3000)},
    ),
    "users_select": Shape(typed("users_select"), {**_PICK, "initial_user": ID}),
    "conversations_select": Shape(
        typed("conversations_select"),
        {**_PICK, **_FILTER, "initial_conversation": ID, "response_url_enabled": flag},
    ),
    "channels_select": Shape(
        typed("channels_select"),
        {**_PICK, "initial_channel": ID, "response_url_enabled": flag},
    ),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": Shape(
        typed("multi_static_select"),
        {**_SEVERAL, **_OPTIONS, "initial_options": items(option(), 1, 100)},
        _CHOICES,
    ),
    "multi_external_select": Shape(
        typed("multi_external_select"),
        {
            **_SEVERAL,
            "initial_options": items(option(), 1, 100),
            "min_query_length": integer(0, 3000),
        },
    ),
    "multi_users_select": Shape(
        typed("multi_users_select"), {**_SEVERAL, "initial_users": items(ID, 1, 1000)}
    ),
    "multi_conversations_select": Shape(
        typed("multi_conversations_select"),
        {**_SEVERAL, **_FILTER, "initial_conversations": items(ID, 1, 1000)},
    ),
    "multi_channels_select": Shape(
        typed("multi_channels_select"), {**_SEVERAL, "initial_channels": items(ID, 1, 1000)}
    ),
}
TYPED: dict[str, Check] = {
    "plain_text_input": Shape(
        typed("plain_text_input"),
        {
            **_TYPE,
            **_DISPATCH,
            "initial_value": string(3000, shortest=0),
            "multiline": flag,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        (_length_window,),
    ),
    "email_text_input": Shape(
        typed("email_text_input"), {**_TYPE, **_DISPATCH, "initial_value": string(3000, shortest=0)}
    ),
    "url_text_input": Shape(
        typed("url_text_input"), {**_TYPE, **_DISPATCH, "initial_value": string(3000, shortest=0)}
    ),
    "number_input": Shape(
        {**typed("number_input"), "is_decimal_allowed": flag},
        {
            **_TYPE,
            **_DISPATCH,
            "initial_value": _NUMBER,
            "min_value": _NUMBER,
            "max_value": _NUMBER,
        },
    ),
    "rich_text_input": Shape(
        typed("rich_text_input"), {**_TYPE, **_DISPATCH, "initial_value": anything}
    ),
    "file_input": Shape(
        typed("file_input"),
        {
            "action_id": ACTION_ID,
            "filetypes": items(string(20), 1, 100),
            "max_files": integer(1, 10),
        },
    ),
}
_LISTS: dict[str, Check] = {"checkboxes": CHECKBOXES, "radio_buttons": RADIO}
_PICKERS: dict[str, Check] = {"datepicker": DATE, "timepicker": TIME}

# Where each element may stand.
IN_ACTIONS: dict[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "datetimepicker": DATETIME,
    **_LISTS,
    **_PICKERS,
    **SELECTS,
}
AS_ACCESSORY: dict[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "image": IMAGE,
    **_LISTS,
    **_PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
IN_INPUT: dict[str, Check] = {
    "datetimepicker": DATETIME,
    **_LISTS,
    **_PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
    **TYPED,
}
# A context's whole text is short by nature; Slack refuses past the section's 3000.
IN_CONTEXT: dict[str, Check] = {
    "image": IMAGE,
    "plain_text": text(3000),
    "mrkdwn": text(3000),
}
