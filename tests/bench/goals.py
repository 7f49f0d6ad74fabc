"""What a figure is judged by: the ratio of ours to its floor, never an absolute."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Goal:
    """`at_least` or else at most `must`; `unit` and the two sides are for the reader."""

    name: str
    ratio: float
    must: float
    aim: float
    ours: float
    floor: float
    unit: str
    at_least: bool = True
    note: str = ""

    @property
    def met(self) -> bool:
        return self.ratio >= self.must if self.at_least else self.ratio <= self.must

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "ok" if self.met else "MISSED"
        note = f"  ({self.note})" if self.note else ""
        return (
            f"{self.name:<58} {self.ratio:7.3f}  (must {sign} {self.must}, aim {sign} {self.aim})"
            f"  {self.ours:,.1f} ÷ {self.floor:,.1f} {self.unit}{note}  {verdict}"
        )


def in_turn(
    ours: Callable[[], float], floor: Callable[[], float], rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """The median ratio of the rounds, each side measured in turn, and its own two sides."""
    found = []
    for _ in range(rounds):
        one, other = ours(), floor()
        found.append((one / other, one, other))
    found.sort()
    return found[rounds // 2]
