"""Bursts: a product of which far more is heard than ever before, as when a batch is bad (S1-01).

Two questions, and a burst is what says yes to both. Is it *much*: several times what this product
usually has? And could it be *chance*? If nothing had changed, each of its tickets, the past and the
present ones, would have fallen into the present window with the same small probability; how likely
so many are is then a binomial tail. That is the exact test by which two Poisson rates are compared
(Przyborowski and Wilenski, Biometrika 31, 1940), so it needs no rate to be assumed: a product that
nobody ever wrote of is judged like one with forty tickets a day.

What is counted now is customers, so that one who writes ten times is no burst. What the past holds
is tickets, four weeks of them. A day's tickets come in a day's work, so a window counts as so much
of eight hours, and a morning is not held against the night. And what rises everywhere, as on the
day after a sale, stands out nowhere: the product is measured against the rise of all others. That
is overload, which has its own alarm (S1-05).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

WINDOWS: Final = (timedelta(hours=1), timedelta(hours=24))
"""A bad batch is loud within the hour; one that sells slowly is heard of within the day."""

PAST: Final = timedelta(days=28)
"""Whole weeks, so that each holds its Mondays."""

KNOWN: Final = timedelta(days=7)
"""Of a desk that is younger nobody can say what is usual."""

WORK: Final = timedelta(hours=8)
"""In which a day's tickets come."""

CHANCE: Final = 1e-6
"""With a few hundred products looked at all day long, chance alone is a burst once in years."""


@dataclass(frozen=True, slots=True)
class BurstRule:
    """What the policy calls a burst, and whether the desk opens the incident by itself."""

    enabled: bool = True
    at_least: int = 5
    times: float = 3.0
    opens_incident: bool = True


@dataclass(frozen=True, slots=True)
class Past:
    """What was usual: the tickets of each product and category, and how long they took to come."""

    counts: Mapping[str, int]
    span: timedelta

    @property
    def known(self) -> bool:
        return self.span >= KNOWN

    def weekly(self, key: str) -> float:
        return self.counts.get(key, 0) * timedelta(days=7) / self.span


@dataclass(frozen=True, slots=True)
class Burst:
    """So many customers within a window, of what usually has so many tickets a week."""

    key: str
    customers: int
    within: timedelta
    weekly: float

    @property
    def category(self) -> str:
        return self.key.partition("/")[0]


def bursts(
    now: Mapping[str, int], within: timedelta, past: Past, rule: BurstRule
) -> Iterator[Burst]:
    """The products that stand out, by the customers of each who wrote within this window."""
    if not (rule.enabled and past.known):
        return
    share = min(within / WORK, 1.0) * (timedelta(days=1) / past.span)
    everything, usual = sum(now.values()), sum(past.counts.values()) * share
    for key, customers in now.items():
        before = past.counts.get(key, 0)
        rise = (everything - customers + 1) / (usual - before * share + 1)
        if customers >= rule.at_least and stands_out(
            customers, before, share * max(rise, 1.0), rule.times
        ):
            yield Burst(key, customers, within, past.weekly(key))


def stands_out(now: int, before: int, share: float, times: float) -> bool:
    """Whether so many now are too many, where `share` is the window's length in pasts."""
    if now < times * before * share:
        return False
    return at_least(now, now + before, share / (1 + share)) < CHANCE


def at_least(hits: int, draws: int, chance: float) -> float:
    """How likely so many hits or more are; exact where they are more than can be expected."""
    if hits <= draws * chance:
        return 1.0
    log = math.lgamma(draws + 1) - math.lgamma(hits + 1) - math.lgamma(draws - hits + 1)
    term = math.exp(log + hits * math.log(chance) + (draws - hits) * math.log1p(-chance))
    total = 0.0
    while hits <= draws and term > total * 1e-12:
        total += term
        term *= (draws - hits) / (hits + 1) * chance / (1 - chance)
        hits += 1
    return total
