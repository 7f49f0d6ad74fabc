"""Scripted trouble: what the next calls of an API suffer, before or after they took effect."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.feishu.errors import Json

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
    """One scripted trouble; `api` may be "*".

    Modes: `before` answers without doing, `after` does and then answers so, `reset` drops the
    connection, `after_accept_then_reset` does it first, `hang` holds the answer for `seconds`
    without doing, `after_accept_then_hang` with, `html_502` is a proxy's error page. `reset`
    seconds go into x-ogw-ratelimit-reset.
    """

    api: str
    code: int = 0
    status: int | None = None
    reset: int | None = None
    times: int = 1
    mode: Mode = "before"
    seconds: float = 60.0
    ext: str = ""
    when: Callable[[Json], bool] | None = None

    @property
    def takes_effect(self) -> bool:
        return self.mode in {"after", "after_accept_then_reset", "after_accept_then_hang"}

    def strikes(self, api: str, given: Json) -> bool:
        if self.times < 1 or self.api not in {api, "*"}:
            return False
        return self.when is None or self.when(given)


@dataclass(slots=True)
class FaultPlan:
    faults: list[Fault] = field(default_factory=list)

    def take(self, api: str, given: Json) -> Fault | None:
        """The fault this call meets, counted as used."""
        for fault in self.faults:
            if fault.strikes(api, given):
                fault.times -= 1
                return fault
        return None
