"""What people can touch in blocks: finding it by id or by the words on it, and answering it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.state import Json

# Which key of the answer carries the value, by element type.
_ANSWER_KEY: Mapping[str, str] = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_STATELESS = frozenset({"button", "overflow", "image"})


class NothingThereError(AssertionError):
    """A person cannot touch what their screen does not show."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An element in its block, and the option meant if the words were an option's."""

    block: Json
    element: Json
    option: Json | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]

    @property
    def words(self) -> str:
        shown = self.option or self.element
        return str((shown.get("text") or shown.get("placeholder") or {}).get("text", ""))


def spots(blocks: list[Json]) -> Iterator[Spot]:
    """Every interactive element on a surface, in reading order."""
    for block in blocks:
        found = list(block.get("elements") or []) if block["type"] == "actions" else []
        found += [block[key] for key in ("accessory", "element") if key in block]
        for element in found:
            if element["type"] != "image":
                yield Spot(block, element)


def options_of(element: Json) -> list[Json]:
    grouped = [each for group in element.get("option_groups", []) for each in group["options"]]
    return list(element.get("options", [])) + grouped


def find_spot(blocks: list[Json], what: str) -> Spot:
    """The one element with this action_id, words, or option words; else say what there is."""
    everything = list(spots(blocks))
    direct = [each for each in everything if what in {each.element["action_id"], each.words}]
    nested = [
        Spot(each.block, each.element, option)
        for each in everything
        for option in options_of(each.element)
        if what in {option["text"]["text"], option["value"]}
    ]
    found = direct or nested
    if len(found) == 1:
        return found[0]
    seen = [f"{each.words or '?'} ({each.element['action_id']})" for each in everything]
    many = "several" if found else "no"
    raise NothingThereError(f"{many} {what!r} here; there is: {', '.join(seen) or 'nothing'}")


def find_input(blocks: list[Json], what: str) -> Spot:
    """An input by its block_id, label or action_id."""
    for block in blocks:
        if block["type"] != "input":
            continue
        names = {block["block_id"], block["label"]["text"], block["element"]["action_id"]}
        if what in names:
            return Spot(block, block["element"])
    return find_spot(blocks, what)


def answer(element: Json, value: Any) -> Json:
    """The state entry of an element once a person has given it this value."""
    kind = str(element["type"])
    key = _ANSWER_KEY[kind]
    if value is None or value in ("", []):
        return {"type": kind, key: [] if key.endswith("s") else None}
    if key == "selected_option":
        return {"type": kind, key: _option(element, value)}
    if key == "selected_options":
        return {"type": kind, key: [_option(element, each) for each in value]}
    if kind == "number_input":
        value = str(value)
    return {"type": kind, key: value}


def is_blank(entry: Json) -> bool:
    return not entry[_ANSWER_KEY[entry["type"]]]


def value_in(entry: Json) -> Any:
    return entry[_ANSWER_KEY[entry["type"]]]


def _option(element: Json, value: Any) -> Json:
    if isinstance(value, dict):
        return value
    for each in options_of(element):
        if value in {each["value"], each["text"]["text"]}:
            return each
    offered = [each["text"]["text"] for each in options_of(element)]
    raise NothingThereError(f"no option {value!r}; there is: {', '.join(offered)}")


def untouched(element: Json) -> Json:
    """The state entry before anybody touches the element: its initial value."""
    kind = str(element["type"])
    key = _ANSWER_KEY[kind]
    initial = element.get("initial_" + key.removeprefix("selected_"))
    if initial is None:
        initial = [] if key.endswith("s") else None
    return {"type": kind, key: initial or ([] if key.endswith("s") else None)}


def values_of(blocks: list[Json], typed: Mapping[tuple[str, str], Json]) -> Json:
    """`state.values`: block_id → action_id → entry, for every element that keeps a value."""
    values: Json = {}
    for spot in spots(blocks):
        if spot.element["type"] in _STATELESS:
            continue
        block_id, action_id = spot.key
        entry = typed.get(spot.key) or untouched(spot.element)
        values.setdefault(block_id, {})[action_id] = entry
    return values


def action(spot: Spot, value: Any, at: str) -> Json:
    """One entry of `actions` in a block_actions payload."""
    kind = spot.element["type"]
    block_id, action_id = spot.key
    shown: Json = {"type": kind, "action_id": action_id, "block_id": block_id, "action_ts": at}
    if kind == "button":
        wanted = ("text", "value", "style", "url")
        return shown | {key: spot.element[key] for key in wanted if key in spot.element}
    chosen = spot.option if spot.option is not None and value is None else value
    return shown | answer(spot.element, chosen)
