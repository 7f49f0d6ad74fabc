"""Scripted trouble: what the next calls of a method suffer, before or after they took effect."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.slack.state import Json

Mode = Literal[
    "before",
    "after",
    "reset",
    "after_accept_then_reset",
    "hang",
    "after_accept_then_hang",
    "html_502",
]


@dataclass(slots=True)
class Fault:
    """One scripted trouble; `method` may be "*", "response_url" or "upload" too.

    Modes: `before` answers without doing, `after` does and then answers so, `reset` drops the
    connection, `after_accept_then_reset` does it first, `hang` holds the answer for `seconds`
    without doing, `after_accept_then_hang` with, `html_502` is a proxy's error page.
    """

    method: str
    status: int = 500
    error: str | None = None
    retry_after: int | None = None
    times: int = 1
    mode: Mode = "before"
    seconds: float = 60.0
    when: Callable[[Json], bool] | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def takes_effect(self) -> bool:
        return self.mode in {"after", "after_accept_then_reset", "after_accept_then_hang"}

    def strikes(self, method: str, given: Json) -> bool:
        if self.times < 1 or self.method not in {method, "*"}:
            return False
        return self.when is None or self.when(given)


class FaultPlan:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def take(self, method: str, given: Json) -> Fault | None:
        """The fault this call meets, counted as used."""
        for fault in self.faults:
            if fault.strikes(method, given):
                fault.times -= 1
                return fault
        return None

    def clear(self) -> None:
        self.faults.clear()
