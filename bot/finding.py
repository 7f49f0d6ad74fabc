"""What the person who runs the desk is told, as data: a finding of `check`, or why not to start.

The sentences are in `locales/cli.*.toml`, under `check.<subject>.<code>` and `cli.<code>`.
"""

from dataclasses import dataclass, field
from typing import Any, Final

NOT_WELL: Final = 1
WRONG_USAGE: Final = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `blanks` says what the sentence is filled with.

    `noted`: well so far, but somebody must see to it in time.
    """

    subject: str
    code: str = "fine"
    blanks: dict[str, Any] = field(default_factory=dict)
    ok: bool = False
    noted: bool = False


def fine(subject: str, **blanks: Any) -> Finding:
    return Finding(subject, "fine", blanks, ok=True)


def noted(subject: str, code: str, **blanks: Any) -> Finding:
    return Finding(subject, code, blanks, ok=True, noted=True)


def bad(subject: str, code: str, **blanks: Any) -> Finding:
    return Finding(subject, code, blanks)


class Fault(Exception):
    """A command cannot do what it was asked; `status` is the exit code."""

    def __init__(self, code: str, status: int = NOT_WELL, **blanks: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.blanks = blanks
