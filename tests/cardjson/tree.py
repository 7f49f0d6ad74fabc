"""The rules over a whole card: where components may stand, how many, how deep, under what names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.blockkit.shapes import Json, Violation
from tests.cardjson.controls import CONTROLS
from tests.cardjson.texts import node_tag

MOST_NODES = 200
MOST_TABLES = 5
# Feishu does not say how it counts; here every component on the way down is a level, columns too.
DEEPEST = 5

_AT_ROOT = frozenset({"form", "table"})
_IN_FORM = frozenset({"multi_select_static", "multi_select_person"})
_NAMELESS = frozenset({"overflow"})
_PIPES = re.compile(
    r"^[ \t]*\|?.*\|.*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A component, where it stands, and the components around it from the root inwards."""

    node: Json
    at: str
    around: tuple[str, ...]

    @property
    def tag(self) -> str:
        return node_tag(self.node)

    @property
    def in_form(self) -> bool:
        return "form" in self.around


def components_of(card: Json) -> Iterator[Standing]:
    """Every component of a card in reading order, columns among them."""
    body = card.get("body")
    if isinstance(body, dict):
        yield from _inside(body, "/body", ())


def _inside(holder: Json, at: str, around: tuple[str, ...]) -> Iterator[Standing]:
    for key in ("elements", "columns"):
        held = holder.get(key)
        for index, each in enumerate(held if isinstance(held, list) else []):
            # A table's columns are not components: they have no tag.
            if isinstance(each, dict) and "tag" in each:
                place = f"{at}/{key}/{index}"
                yield Standing(each, place, around)
                yield from _inside(each, place, (*around, node_tag(each)))


def whole_card(card: Json) -> list[Violation]:
    standing = list(components_of(card))
    found = [each for one in standing for each in _misplaced(one)]
    found += [each for one in standing if one.tag == "form" for each in _form(one)]
    found += _repeated((each for each in _values(card, "element_id")), "duplicate_element_id")
    found += _repeated((each for each in _names(standing)), "duplicate_name")
    nodes = sum(1 for each in objects(card) if "tag" in each)
    if nodes > MOST_NODES:
        found.append(Violation("", "too_many_elements", f"{nodes}, at most {MOST_NODES}"))
    tables = sum(_tables(each.node) for each in standing)
    if tables > MOST_TABLES:
        found.append(Violation("", "too_many_tables", f"{tables}, at most {MOST_TABLES}"))
    return found


def objects(value: Any) -> Iterator[Json]:
    """Every object anywhere in a card, the values of callbacks left out."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key not in {"value", "chart_spec", "rows"}:
                yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def _misplaced(one: Standing) -> Iterator[Violation]:
    if one.tag in _AT_ROOT and one.around:
        yield Violation(one.at, f"{one.tag}_not_at_root", " > ".join(one.around))
    if one.tag in _IN_FORM and not one.in_form:
        yield Violation(one.at, "only_in_form", one.tag)
    if one.tag == "chart" and one.in_form:
        yield Violation(one.at, "not_in_form", "chart")
    if len(one.around) == DEEPEST:
        yield Violation(one.at, "too_deep", " > ".join((*one.around, one.tag)))
    if one.tag in CONTROLS:
        yield from _control(one)


def _control(one: Standing) -> Iterator[Violation]:
    if one.in_form:
        if one.tag not in _NAMELESS and not one.node.get("name"):
            yield Violation(f"{one.at}/name", "name_needed_in_form", one.tag)
        return
    for key in ("required", "form_action_type"):
        if key in one.node:
            yield Violation(f"{one.at}/{key}", "only_in_form", key)


def _form(form: Standing) -> Iterator[Violation]:
    held = _inside(form.node, form.at, (*form.around, "form"))
    if not any(each.node.get("form_action_type") == "submit" for each in held):
        yield Violation(form.at, "no_submit", "a form needs a button that submits it")


def _values(card: Json, key: str) -> Iterator[str]:
    for each in objects(card):
        if isinstance(each.get(key), str):
            yield each[key]


def _names(standing: Iterable[Standing]) -> Iterator[str]:
    for each in standing:
        if isinstance(each.node.get("name"), str):
            yield each.node["name"]


def _repeated(names: Iterable[str], rule: str) -> list[Violation]:
    return [Violation("", rule, name) for name, times in Counter(names).items() if times > 1]


def _tables(node: Json) -> int:
    """A table is one, and so is every pipe table of a markdown, in its richest language."""
    if node_tag(node) == "table":
        return 1
    if node_tag(node) != "markdown":
        return 0
    said = node.get("i18n_content")
    versions = [node.get("content"), *(said.values() if isinstance(said, dict) else ())]
    return max((len(_PIPES.findall(each)) for each in versions if isinstance(each, str)), default=0)
