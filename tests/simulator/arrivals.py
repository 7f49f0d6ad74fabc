"""When customers call: a day's shape, quiet weekends, and now and then a burst."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from tests.simulator.office import ZONE
from tests.simulator.promises import open_on

_HOURS: Final = (1,) * 8 + (4, 12, 14, 10, 5, 7, 12, 11, 9, 7, 4, 4, 5, 3, 2, 1)
"""Calls by the hour of the day, in proportion."""

_BURST: Final = 0.12
"""On so many days something breaks at many customers' at once, within twenty minutes."""


def arrivals(first: date, days: int, per_day: int, rng: Random) -> list[datetime]:
    """Every report's moment in order, `days * per_day` in all."""
    weights = [_weight(first + timedelta(days=n), rng) for n in range(days)]
    share = days * per_day / sum(weights)
    found: list[datetime] = []
    owing = 0.0
    for n, weight in enumerate(weights):
        owing += weight * share
        found += _of_day(first + timedelta(days=n), int(owing), rng)
        owing -= int(owing)
    return sorted(found)


def _weight(day: date, rng: Random) -> float:
    return (1.0 if open_on(day) else 0.4) * rng.uniform(0.7, 1.3)


def _of_day(day: date, count: int, rng: Random) -> Iterator[datetime]:
    midnight = datetime.combine(day, time(), tzinfo=ZONE)
    burst = count // 4 if rng.random() < _BURST else 0
    broke = midnight + timedelta(hours=rng.uniform(9, 20))
    for _ in range(burst):
        yield broke + timedelta(minutes=rng.uniform(0, 20))
    for hour in rng.choices(range(24), _HOURS, k=count - burst):
        yield midnight + timedelta(hours=hour, minutes=rng.uniform(0, 60))
