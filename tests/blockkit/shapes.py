"""The small checks that Block Kit rules are built from: text, numbers, lists, closed objects.

A check takes a value and the JSON pointer where it stands, and yields what is wrong with it.
A `Shape` is a closed world: a key it does not name is a violation.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Check = Callable[[object, str], Iterator["Violation"]]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: where (JSON pointer), which (a slug) and what was found."""

    pointer: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule} at {self.pointer or '/'}: {self.detail}"


def string(longest: int, *, shortest: int = 1, pattern: str | None = None) -> Check:
    wanted = re.compile(pattern) if pattern else None

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, str):
            yield Violation(at, "not_a_string", repr(value)[:80])
        elif len(value) > longest:
            yield Violation(at, "too_long", f"{len(value)} characters, at most {longest}")
        elif len(value) < shortest or (shortest and not value.strip()):
            yield Violation(at, "empty_text", f"at least {shortest} visible characters")
        elif wanted and not wanted.fullmatch(value):
            yield Violation(at, "bad_format", value[:80])

    return check


def integer(low: int, high: int) -> Check:
    def check(value: object, at: str) -> Iterator[Violation]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Violation(at, "not_an_integer", repr(value)[:80])
        elif not low <= value <= high:
            yield Violation(at, "out_of_range", f"{value} is not in {low}..{high}")

    return check


def flag(value: object, at: str) -> Iterator[Violation]:
    if not isinstance(value, bool):
        yield Violation(at, "not_a_boolean", repr(value)[:80])


def anything(value: object, at: str) -> Iterator[Violation]:  # A Check's signature.
    yield from ()


def one_of(*allowed: str) -> Check:
    def check(value: object, at: str) -> Iterator[Violation]:
        if value not in allowed:
            yield Violation(at, "not_allowed", f"{value!r} is none of {', '.join(allowed)}")

    return check


def items(each: Check, low: int, high: int) -> Check:
    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, list):
            yield Violation(at, "not_a_list", repr(value)[:80])
            return
        if not low <= len(value) <= high:
            yield Violation(at, "bad_count", f"{len(value)} items, {low}..{high} allowed")
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed object: the keys it must have, the keys it may have, and rules across keys."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check] = field(default_factory=dict)
    across: tuple[Callable[[Json, str], Iterator[Violation]], ...] = ()

    def __call__(self, value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield Violation(at, "not_an_object", repr(value)[:80])
            return
        known = {**self.required, **self.optional}
        for key in value.keys() - known.keys():
            yield Violation(f"{at}/{key}", "unknown_key", f"{key!r} does not exist here")
        for key in self.required.keys() - value.keys():
            yield Violation(f"{at}/{key}", "missing", f"{key!r} is required")
        for key in value.keys() & known.keys():
            yield from known[key](value[key], f"{at}/{key}")
        for rule in self.across:
            yield from rule(value, at)


def by_type(table: Mapping[str, Check]) -> Check:
    """Choose the check by the object's `type`; a type outside the table is refused."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield Violation(at, "not_an_object", repr(value)[:80])
            return
        kind = value.get("type")
        chosen = table.get(kind) if isinstance(kind, str) else None
        if chosen is None:
            yield Violation(f"{at}/type", "type_not_allowed_here", repr(kind))
            return
        yield from chosen(value, at)

    return check


def exactly_one(*keys: str) -> Callable[[Json, str], Iterator[Violation]]:
    def rule(value: Json, at: str) -> Iterator[Violation]:
        if sum(key in value for key in keys) != 1:
            yield Violation(at, "exactly_one", f"needs exactly one of {', '.join(keys)}")

    return rule


def at_least_one(*keys: str) -> Callable[[Json, str], Iterator[Violation]]:
    def rule(value: Json, at: str) -> Iterator[Violation]:
        if not any(key in value for key in keys):
            yield Violation(at, "at_least_one", f"needs at least one of {', '.join(keys)}")

    return rule


def typed(name: str) -> dict[str, Check]:
    return {"type": one_of(name)}


def plain(longest: int) -> Check:
    """A plain_text object; mrkdwn is refused."""
    return by_type({"plain_text": _plain_shape(longest)})


def text(longest: int) -> Check:
    """A plain_text or mrkdwn object."""
    marked = Shape({**typed("mrkdwn"), "text": string(longest)}, {"verbatim": flag})
    return by_type({"plain_text": _plain_shape(longest), "mrkdwn": marked})


def _plain_shape(longest: int) -> Shape:
    return Shape({**typed("plain_text"), "text": string(longest)}, {"emoji": flag})


def option(*, marked: bool = False, url: bool = False) -> Check:
    """An option: text 75, value 150, description 75; mrkdwn only in radios and checkboxes."""
    words = text(75) if marked else plain(75)
    optional: dict[str, Check] = {"description": words}
    if url:
        optional["url"] = string(3000, pattern=r"[a-z][a-z0-9+.-]*:\S+")
    return Shape({"text": words, "value": string(150)}, optional)


CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
URL = string(3000, pattern=r"https?://\S+")
