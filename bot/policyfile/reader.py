"""Reads one table of the merged layers by its schema, and notes every mistake with its line."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.policyfile.merge import LISTS, Merged
from bot.policyfile.mistakes import Mistake, Path, Wrong, blanks, nearest, spelled
from bot.policyfile.values import Parse, one_of

T = TypeVar("T")
Schema = Mapping[str, Parse]


class Reader:
    """`dropped` are values of a preset that refer to what the file's `replace` took away."""

    def __init__(self, merged: Merged) -> None:
        self.mistakes: list[Mistake] = []
        self.dropped: list[str] = []
        self._merged = merged
        self._values = merged.values
        self._known: dict[str, Any] = {key: self._values[key] for key in LISTS}
        for (key, name), other in merged.unplaced:
            near = nearest(other, self._known[key])
            self._wrong((key, name, "before"), "unknown_name", value=other, list=key, nearest=near)

    def _made(
        self,
        at: Path,
        table: Mapping[str, Any],
        schema: Schema,
        make: Callable[..., T],
        needed: tuple[str, ...] = (),
    ) -> T | None:
        before = len(self.mistakes)
        self._has(at, table, needed)
        read = self._read(at, table, schema)
        is_whole = len(self.mistakes) == before and read.keys() >= set(needed)
        return make(**read) if is_whole else None

    def _has(self, at: Path, table: Mapping[str, Any], needed: tuple[str, ...]) -> bool:
        missing = [key for key in needed if key not in table]
        for key in missing:
            self._wrong(at, "missing_key", key=key)
        return not missing

    def _read(self, at: Path, table: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key, value in table.items():
            if key not in schema:
                self._wrong((*at, key), "unknown_key", key=key, nearest=nearest(key, schema))
                continue
            try:
                read[key] = schema[key](value)
            except Wrong as wrong:
                self._wrong((*at, key, *wrong.inside), wrong.code, **wrong.detail)
        return read

    def _ref(self, key: str) -> Parse:
        return one_of(key, self._known[key])

    def _wrong(self, path: Path, code: str, **detail: object) -> None:
        origin = self._merged.origin(path)
        if origin and origin[0].is_preset:
            self.dropped.append(spelled(path))
            return
        line = origin[0].line(origin[1]) if origin else self._merged.replaced_on
        self.mistakes.append(Mistake(line, spelled(path), code, blanks(detail)))
