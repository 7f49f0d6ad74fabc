"""What is wrong with a policy file, as data; the sentences are in `locales/policy.*.toml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

_SHOWN: Final = 80

Path = tuple[str | int, ...]
"""Where a value stands: keys, and positions or ids in lists."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """`line` counts from 1 (0: the file as a whole); `where` reads like urgency.urgent.calendar."""

    line: int
    where: str
    code: str
    detail: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class PolicyMistakes(Exception):
    """Everything that is wrong with one file, so that it can be mended in one go."""

    def __init__(self, file: str, mistakes: Iterable[Mistake]) -> None:
        self.file = file
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.line, mistake.where)))
        super().__init__("; ".join(f"{file}:{m.line}: {m.where}: {m.code}" for m in self.mistakes))


class Wrong(Exception):
    """One value does not do; `inside` is where in it."""

    def __init__(self, code: str, inside: Path = (), **detail: object) -> None:
        super().__init__(code)
        self.code = code
        self.inside = inside
        self.detail = blanks(detail)


def blanks(detail: Mapping[str, object]) -> dict[str, str]:
    """Cut what is shown of a value to a line's length."""
    return {key: str(value)[:_SHOWN] for key, value in detail.items()}


def spelled(path: Path) -> str:
    """Write a path as people say it: assign[2].when."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the known name that looks most like the word."""
    from rapidfuzz import process  # noqa: PLC0415 — only a mistake needs it.

    found: tuple[object, ...] | None = process.extractOne(word, sorted(known))
    return str(found[0]) if found else ""
