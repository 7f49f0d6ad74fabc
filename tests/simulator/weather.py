"""What goes wrong, and when: worked out from the seed before the first ticket is written."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
CALM_AT_THE_END: Final = 8 * HOUR
"""Nothing goes wrong in the last hours, so that whatever can still be said is said."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Virtual seconds, from `start` up to `end`."""

    start: float
    end: float

    def meets(self, start: float, end: float) -> bool:
        return self.start < end and start < self.end


class Windows:
    """Windows in order of time, none touching another."""

    def __init__(self, windows: Iterable[Window] = ()) -> None:
        self.all: list[Window] = []
        for one in sorted(windows):
            if self.all and one.start <= self.all[-1].end:
                one = Window(self.all[-1].start, max(self.all[-1].end, one.end))  # noqa: PLW2901
                self.all.pop()
            self.all.append(one)
        self._starts = [w.start for w in self.all]

    def at(self, moment: float) -> Window | None:
        """The window that this moment lies in."""
        index = bisect_right(self._starts, moment) - 1
        found = self.all[index] if index >= 0 else None
        return found if found and moment < found.end else None

    def after(self, moment: float) -> Window | None:
        """The first window that begins later."""
        index = bisect_right(self._starts, moment)
        return self.all[index] if index < len(self.all) else None

    def meet(self, start: float, end: float) -> bool:
        """Whether any of them shares a moment with this stretch."""
        index = bisect_right(self._starts, start)
        return any(w.meets(start, end) for w in self.all[max(0, index - 1) : index + 1])


@dataclass(frozen=True)
class Weather:
    """`off`: the desk's machine. `outages`: a platform. `gone`: a lane. `skews`: its clock."""

    off: Windows
    outages: dict[str, Windows]
    gone: dict[str, Windows]
    skewed: Windows
    skews: dict[Window, float]

    @classmethod
    def fair(cls) -> "Weather":
        return cls(Windows(), {}, {}, Windows(), {})

    def skew(self, moment: float) -> float:
        """Seconds by which the machine's clock is ahead of everybody else's."""
        window = self.skewed.at(moment)
        return self.skews[window] if window else 0.0


def forecast(rng: Random, days: float, platforms: Sequence[str], lanes: Sequence[str]) -> Weather:
    """A season's troubles: about one downtime a week, an outage every four days, and so on."""
    end = days * DAY - CALM_AT_THE_END
    skewed = Windows(_windows(rng, end, max(1, days / 12), (1 * HOUR, 8 * HOUR)))
    return Weather(
        off=Windows(_windows(rng, end, max(1, days / 7), (0.2 * HOUR, 6 * HOUR))),
        outages={
            p: Windows(_windows(rng, end, max(1, days / 8), (0.1 * HOUR, 3 * HOUR)))
            for p in platforms
        },
        gone={
            lane: Windows(_windows(rng, end, max(1, days / 40), (0.3 * HOUR, 5 * HOUR)))
            for lane in lanes
        },
        skewed=skewed,
        skews={w: rng.choice((-HOUR, HOUR)) for w in skewed.all},
    )


def _windows(rng: Random, end: float, count: float, length: tuple[float, float]) -> list[Window]:
    starts = sorted(rng.uniform(0.2 * HOUR, end - length[1]) for _ in range(round(count)))
    return [Window(s, s + rng.uniform(*length)) for s in starts]
