"""What trouble has cost; a cell of the table is the sum of its parts."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Self

Facts = dict[str, object]
DRAWN: Final = ("更新于", "As of")
"""What every card says, and nothing else."""


def is_card(words: str) -> bool:
    return any(mark in words for mark in DRAWN)


def cards(screens: Counter[str]) -> Counter[str]:
    return Counter({words: n for words, n in screens.items() if is_card(words)})


@dataclass
class Toll:
    """`twice` are messages said again, `wrong` those that say otherwise.

    `in_flight`: said again too, but on their way to a platform that cannot tell when their process
    stood still, and nobody can call those back (all that the promise leaves open).
    `times`: how often there was trouble. `back_after`: seconds, of the slowest recovery. `took`:
    seconds, all in all.
    """

    times: int = 0
    back_after: float = 0.0
    lost: int = 0
    wrong: int = 0
    twice: int = 0
    in_flight: int = 0
    took: float = 0.0
    notes: list[str] = field(default_factory=list)

    def __add__(self, other: Self) -> "Toll":
        return Toll(
            self.times + other.times,
            max(self.back_after, other.back_after),
            self.lost + other.lost,
            self.wrong + other.wrong,
            self.twice + other.twice,
            self.in_flight + other.in_flight,
            self.took + other.took,
            self.notes + other.notes,
        )

    def compare(self, where: str, seen: Counter[str], should: Counter[str]) -> None:
        missing, extra = should - seen, seen - should
        again = {text: n for text, n in extra.items() if text in should}
        strange = {text: n for text, n in extra.items() if text not in should}
        self.twice += sum(again.values())
        self.wrong += sum(strange.values())
        self.lost += max(0, missing.total() - sum(strange.values()))
        found = {"missing": missing, "again": again, "strange": strange}
        self.notes += [
            f"{where}: {what} {text}" for what, ts in found.items() for text in [*ts][:3]
        ]

    def compare_cards(self, where: str, seen: Counter[str], should: Counter[str]) -> None:
        """The cards show what is true; of all else there is as much, said sooner or later."""
        self.compare(where, cards(seen), cards(should))
        more = seen.total() - should.total()
        self.twice += max(0, more)
        self.lost += max(0, -more)
        self.notes += [f"{where}: {more} messages too many"] if more else []

    def settle(self, where: str, found: Facts, should: Facts) -> None:
        """What is stored in the end: a ticket, an event or a duty that is not as it should be."""
        for name, fact in should.items():
            if found[name] != fact:
                self.lost += 1
                self.notes.append(f"{where}: {name} {found[name]} for {fact}")

    @property
    def spotless(self) -> bool:
        return not (self.lost or self.wrong or self.twice)
