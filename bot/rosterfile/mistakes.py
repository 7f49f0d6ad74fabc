"""What is wrong with a roster file, as data; the sentences are in `locales/cli.*.toml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a line of a text, or a row of a sheet. 0 is the file as a whole."""

    line: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """`where` reads like `member li`; `key` is the field, if it is one field's fault."""

    place: Place
    where: str
    code: str
    key: str = ""
    detail: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class RosterError(Exception):
    """Everything that is wrong with one file, so that it can be mended in one go."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (m.place.sheet, m.place.line)))
        super().__init__(", ".join(f"{m.place.line}: {m.where}: {m.code}" for m in self.mistakes))
