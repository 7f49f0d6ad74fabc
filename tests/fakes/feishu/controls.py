"""What people can touch in a card: finding it by id, name or words, and what touching it sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.cardjson.controls import CONTROLS
from tests.cardjson.texts import node_tag
from tests.cardjson.tree import Standing, components_of
from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.state import Person

_TIMES = {
    "date_picker": ("initial_date", "%Y-%m-%d"),
    "picker_time": ("initial_time", "%H:%M"),
    "picker_datetime": ("initial_datetime", "%Y-%m-%d %H:%M"),
}
_MANY = frozenset({"multi_select_static", "multi_select_person"})
_OPTIONAL_NODES = ("text", "label", "placeholder")


class NothingThereError(AssertionError):
    """A person cannot touch what their screen does not show."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something touchable, and the option meant if the words were an option's."""

    node: Json
    in_form: bool
    option: Json | None = None

    @property
    def tag(self) -> str:
        return node_tag(self.node)

    @property
    def name(self) -> str:
        return str(self.node.get("name", ""))

    @property
    def names(self) -> set[str]:
        own = {str(self.node[key]) for key in ("element_id", "name") if key in self.node}
        texts = (self.node.get(key) for key in _OPTIONAL_NODES)
        return own.union(*(sayings(each) for each in texts if isinstance(each, dict)))

    @property
    def callback(self) -> Json | None:
        """The value its callback carries; None where it calls nobody."""
        for each in self.node.get("behaviors") or []:
            if each["type"] == "callback":
                return dict(each["value"])
        return None


def sayings(node: Json) -> set[str]:
    """What a text node says, in all its languages."""
    return {str(node.get("content", "")), *dict(node.get("i18n_content") or {}).values()} - {""}


def controls_of(card: Json) -> list[Control]:
    return [
        Control(each.node, each.in_form)
        for each in components_of(card)
        if each.tag in CONTROLS or each.tag == "interactive_container"
    ]


def find_control(card: Json, what: str) -> Control:
    """The one control with this id, name, words or option words; else say what there is."""
    everything = controls_of(card)
    found = [each for each in everything if what in _all_names(each)] or [
        Control(each.node, each.in_form, option)
        for each in everything
        for option in each.node.get("options") or []
        if what in {option.get("value"), *sayings(option.get("text") or {})}
    ]
    if len(found) != 1:
        there = ", ".join("/".join(sorted(each.names)) or each.tag for each in everything)
        many = "several" if found else "no"
        raise NothingThereError(f"{many} {what!r} here; there is: {there or 'nothing'}")
    if found[0].node.get("disabled"):
        raise NothingThereError(f"{what!r} is disabled")
    return found[0]


def _all_names(control: Control) -> set[str]:
    """A container is also known by the words inside it."""
    if control.tag != "interactive_container":
        return control.names
    inner = Standing(control.node, "", ())
    texts = (each.node for each in components_of({"body": inner.node}))
    return control.names.union(*(sayings(each.get("text") or each) for each in texts))


def action(control: Control, choose: Any, person: Person) -> Json:
    """The `action` of a tap outside of any form."""
    node, tag = control.node, control.tag
    done: Json = {"value": control.callback or {}, "tag": tag}
    if "name" in node:
        done["name"] = node["name"]
    if tag in _TIMES:
        done["timezone"] = person.timezone
    if tag in {"button", "interactive_container"}:
        return done
    chosen = control.option["value"] if control.option and choose is None else choose
    entry = answer(node, chosen, person)
    if tag == "input":
        return done | {"input_value": entry}
    return done | ({"checked": entry} if tag == "checker" else {"option": entry})


def answer(node: Json, value: Any, person: Person) -> Any:
    """How Feishu writes down what a person entered."""
    tag = node_tag(node)
    if tag == "checker":
        return bool(value)
    if tag in _TIMES:
        return _dated(str(value), _TIMES[tag][1], person)
    if tag in _MANY:
        return [_option(node, each) for each in value]
    if tag == "input":
        return str(value)
    return _option(node, value)


def _dated(value: str, form: str, person: Person) -> str:
    """With the zone's offset behind it: "2026-12-01 +0800"."""
    moment = datetime.strptime(value, form).replace(tzinfo=ZoneInfo(person.timezone))
    return f"{value} {moment:%z}"


def _option(node: Json, value: Any) -> str:
    offered = node.get("options") or []
    if not offered:
        # A person picker without options offers everybody in the chat.
        return str(value)
    for each in offered:
        if value in {each["value"], *sayings(each.get("text") or {})}:
            return str(each["value"])
    there = [str(each["value"]) for each in offered]
    raise NothingThereError(f"no option {value!r}; there is: {', '.join(there)}")


def untouched(node: Json, person: Person) -> Any:
    """What a form field holds before anybody touches it; None where it holds nothing."""
    tag = node_tag(node)
    if tag == "checker":
        return bool(node.get("checked"))
    if tag == "input":
        return _default(node, person)
    if tag in _MANY:
        return list(node.get("selected_values") or [])
    if tag in _TIMES:
        initial = node.get(_TIMES[tag][0])
        return None if initial is None else _dated(initial, _TIMES[tag][1], person)
    index = int(node.get("initial_index") or 0)
    return node.get("initial_option") or (node["options"][index - 1]["value"] if index else None)


def _default(node: Json, person: Person) -> str:
    said = dict(node.get("i18n_default_value") or {})
    return str(said.get(person.locale) or node.get("default_value") or "")


def forms_of(card: Json) -> Iterator[Json]:
    for each in components_of(card):
        if each.tag == "form":
            yield each.node


def fields_of(form: Json) -> list[Control]:
    """The fields of a form; its buttons are not among them."""
    inside = [Control(each.node, in_form=True) for each in components_of({"body": form})]
    return [
        each for each in inside if each.tag in CONTROLS and each.tag not in {"button", "overflow"}
    ]
