"""Layers of policy, one over the other: base, preset, the deployment's file; and who said what.

Lists merge by `id`, tables by key, rules stand in front of the older ones; `replace` drops a list
first. A new list item comes last, or where its `before` says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from bot.policyfile.lines import lines_of
from bot.policyfile.mistakes import Path

LISTS: Final = {
    "urgency": "urgencies",
    "category": "categories",
    "department": "departments",
    "kind": "kinds",
    "level": "levels",
    "channel": "channels",
    "medium": "media",
    "mood": "moods",
    "wish": "wishes",
    "impact": "impacts",
    "severity": "severities",
    "region": "regions",
    "cause": "causes",
    "dimension": "dimensions",
    "field": "fields",
    "csat": "csat",
}
"""Lists whose items have an id, and the policy's field that each becomes."""

RULES: Final = ("assign", "suggest")
TABLES: Final = ("pause", "ladder", "required", "report", "script", "burst")
NAMED: Final = ("calendar", "duty")
"""Tables of tables."""

_WHOLE: Final = {"days", "when", "to"}
"""Tables that are replaced as a whole: half a week of hours from each layer would be nobody's."""


@dataclass(frozen=True)
class Source:
    """One layer: its name as people see it, its text, and what the TOML says."""

    name: str
    text: str
    raw: Mapping[str, Any]
    is_preset: bool = False

    @cached_property
    def _lines(self) -> Mapping[Path, int]:
        return lines_of(self.text)

    def line(self, path: Path) -> int:
        """Give the line of the value, or of what holds it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)

    def cite(self, path: Path) -> str:
        return self.name if self.is_preset else f"{self.name}:{self.line(path)}"


Origin = tuple[Source, Path]


@dataclass
class Merged:
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)
    replaced_on: int = 0
    """The line of the file's `replace`, which answers for a list that is now missing."""

    unplaced: list[tuple[tuple[str, str], str]] = field(default_factory=list)
    """Items that want to stand before something that is not there."""

    def origin(self, path: Path) -> Origin | None:
        """Say which layer wrote the value, and where; what is not known itself is in its parent."""
        for cut in range(len(path), 0, -1):
            if path[:cut] in self.origins:
                source, there = self.origins[path[:cut]]
                return source, there + path[cut:]
        return None

    def leaves(self) -> Iterator[tuple[Path, Any]]:
        yield from _leaves((), self.values)


def merged(sources: list[Source]) -> Merged:
    result = Merged({key: {} for key in LISTS} | {key: [] for key in RULES})
    for source in sources:
        _lay_source(result, source)
    for key in RULES:
        _number_rules(result, key)
    return result


def _lay_source(result: Merged, source: Source) -> None:
    if "replace" in source.raw and not source.is_preset:
        result.replaced_on = source.line(("replace",))
    for key in source.raw.get("replace", ()):
        result.values[key].clear()
    for key, value in source.raw.items():
        if key in LISTS:
            _lay_list(result, key, value, source)
        elif key in RULES:
            own = [((source, (key, at)), rule) for at, rule in enumerate(value) if rule]
            result.values[key][:0] = own
        elif key != "replace":
            _lay(result, result.values, (), {key: value}, (source, ()))


def _lay_list(result: Merged, key: str, items: list[dict[str, Any] | None], source: Source) -> None:
    known: dict[str, Any] = result.values[key]
    for at, item in enumerate(items):
        if item is None:
            continue
        name, place = item["id"], (source, (key, at))
        known.setdefault(name, {})
        result.origins[key, name] = place
        own = {k: v for k, v in item.items() if k != "before"}
        _lay(result, known[name], (key, name), own, place)
        if "before" in item:
            _place(result, key, name, str(item["before"]))


def _place(result: Merged, key: str, name: str, other: str) -> None:
    known = result.values[key]
    if other not in known or other == name:
        result.unplaced.append(((key, name), other))
        return
    item = known.pop(name)
    rest = list(known.items())
    at = list(known).index(other)
    known.clear()
    known.update([*rest[:at], (name, item), *rest[at:]])


def _lay(
    result: Merged, over: dict[str, Any], at: Path, table: Mapping[str, Any], origin: Origin
) -> None:
    source, there = origin
    for key, value in table.items():
        result.origins[(*at, key)] = (source, (*there, key))
        if isinstance(value, dict) and key not in _WHOLE:
            if not isinstance(over.get(key), dict):
                over[key] = {}
            _lay(result, over[key], (*at, key), value, (source, (*there, key)))
        else:
            over[key] = value


def _number_rules(result: Merged, key: str) -> None:
    """Rules have no id: their place in the final order is their name."""
    rules = result.values[key]
    for at, (origin, _) in enumerate(rules):
        result.origins[key, at] = origin
    result.values[key] = [rule for _, rule in rules]


def _leaves(at: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        inner: Iterable[tuple[str | int, Any]] = value.items()
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        inner = enumerate(value)
    else:
        yield at, value
        return
    for key, one in inner:
        yield from _leaves((*at, key), one)
