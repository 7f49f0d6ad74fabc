"""The outline of a policy file: which keys are tables, which are lists, and that items have ids.

What has the wrong shape is reported and taken out, so that the rest can still be looked at and
every mistake is told at once.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from bot.policyfile.merge import LISTS, NAMED, RULES, TABLES, Source
from bot.policyfile.mistakes import Mistake, Path, Wrong, blanks, nearest, spelled
from bot.policyfile.values import slug

SCALARS: Final = frozenset(
    {
        "preset",
        "replace",
        "timezone",
        "country",
        "locale",
        "number",
        "workdays",
        "reaction",
        "quiet",
        "default_urgency",
        "unreachable_after",
        "raise_after_chases",
        "needs_agreement",
        "warranty_months",
        "overload",
        "chase_words",
        "chase_after",
        "retention",
        "evidence_limit",
        "approvers",
        "key_levels",
        "loyalty_every",
    }
)
KEYS: Final = SCALARS.union(LISTS, RULES, TABLES, NAMED)

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


def parsed(name: str, text: str, mistakes: list[Mistake]) -> Source:
    """Read the TOML and drop what has the wrong shape, noting each in `mistakes`."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        raw = tomllib.loads(plain)
    except tomllib.TOMLDecodeError as error:
        mistakes.append(_syntax(str(error), plain))
        raw = {}
    outline = _Outline(Source(name, plain, raw), mistakes)
    return Source(name, plain, outline.kept())


def _syntax(message: str, text: str) -> Mistake:
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    return Mistake(line, "", "syntax", {"detail": _PLACE.sub("", message)})


class _Outline:
    def __init__(self, source: Source, mistakes: list[Mistake]) -> None:
        self._source = source
        self._mistakes = mistakes

    def kept(self) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, value in self._source.raw.items():
            if key not in KEYS:
                self._wrong((key,), "unknown_key", key=key, nearest=nearest(key, KEYS))
            elif key == "replace":
                kept[key] = self._replaced(value)
            elif key in LISTS or key in RULES:
                kept[key] = self._items(key, value)
            elif key in SCALARS:
                kept[key] = value
            elif self._is_table((key,), value):
                kept[key] = self._tables(key, value) if key in NAMED else value
        return kept

    def _tables(self, key: str, value: Mapping[str, Any]) -> dict[str, Any]:
        return {k: table for k, table in value.items() if self._is_table((key, k), table)}

    def _items(self, key: str, value: Any) -> list[dict[str, Any] | None]:
        """Keep every item at its place, so that its lines are found; a bad one leaves a hole."""
        if not isinstance(value, list):
            self._wrong((key,), "not_list", value=value)
            return []
        return [item if self._is_item(key, at, value) else None for at, item in enumerate(value)]

    def _is_item(self, key: str, at: int, items: list[Any]) -> bool:
        """Say whether the item has an id of its own; a second use of one names the first's line."""
        if not self._is_table((key, at), items[at]):
            return False
        if key in RULES:
            return True
        if "id" not in items[at]:
            self._wrong((key, at), "missing_key", key="id")
            return False
        try:
            name = slug(items[at]["id"])
        except Wrong as wrong:
            self._wrong((key, at, "id"), wrong.code, **wrong.detail)
            return False
        first = next(n for n, i in enumerate(items) if isinstance(i, dict) and i.get("id") == name)
        if first < at:
            line = self._source.line((key, first))
            self._wrong((key, at, "id"), "duplicate_id", value=name, first=line)
        return first == at

    def _replaced(self, value: Any) -> list[str]:
        known = [*LISTS, *RULES]
        if not isinstance(value, list):
            self._wrong(("replace",), "not_list", value=value)
            return []
        for at, name in enumerate(value):
            if name not in known:
                near = nearest(str(name), known)
                self._wrong(
                    ("replace", at), "unknown_name", value=name, list="replace", nearest=near
                )
        return [name for name in value if name in known]

    def _is_table(self, path: Path, value: Any) -> bool:
        if not isinstance(value, dict):
            self._wrong(path, "not_table", value=value)
        return isinstance(value, dict)

    def _wrong(self, path: Path, code: str, **detail: object) -> None:
        line = self._source.line(path)
        self._mistakes.append(Mistake(line, spelled(path), code, blanks(detail)))
