"""Trouble that the desk lives through: platforms that fail, a full disk, a clock that is set."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.databases import Fresh
from tests.faults.child import Order
from tests.faults.crash import Life, Relay, Untroubled, facts
from tests.faults.story import STORY
from tests.faults.table import Part
from tests.faults.toll import Toll
from tests.faults.world import World, opened_world

ANSWERS_WITHIN: Final = 0.25


@dataclass(frozen=True, slots=True)
class Failing:
    """How a call fails: for Slack and Feishu, by the words of their fakes."""

    name: str
    slack: dict[str, Any]
    feishu: dict[str, Any]


def _both(name: str, **how: Any) -> Failing:
    return Failing(name, how, how)


FAILURES: Final = (
    Failing(
        "a platform says 429",
        {"status": 429, "error": "ratelimited", "retry_after": 1},
        {"status": 429, "code": 99991400, "reset": 1},
    ),
    _both("a platform says 500", status=500),
    _both("a platform says 500 and did it", status=500, mode="after"),
    _both("a platform does not answer", mode="hang", seconds=0.5),
    _both("a platform does it and does not answer", mode="after_accept_then_hang", seconds=0.5),
    _both("a platform resets", mode="reset"),
    _both("a platform accepts, then resets", mode="after_accept_then_reset"),
)
CALLS: Final = 12
"""So many calls to each platform there are in a step at most; each of them fails once."""


class Nth:
    """True at the n-th call only."""

    def __init__(self, n: int) -> None:
        self._left = n

    def __call__(self, _given: object) -> bool:
        self._left -= 1
        return self._left == 0


def failing(fresh: Fresh, untroubled: Untroubled, how: Failing, every: int = 1) -> Iterator[Part]:
    """In every step the n-th call to each platform fails, for every n."""
    for n in range(1, CALLS + 1, every):
        yield f"call {n}", partial(_failing, fresh, untroubled, how, n)


def _failing(fresh: Fresh, untroubled: Untroubled, how: Failing, n: int) -> Toll:
    with _life(fresh, untroubled, answers_within=ANSWERS_WITHIN) as life:
        _tell_failing(life, how, n)
    return life.toll


def _tell_failing(life: Life, how: Failing, n: int) -> None:
    world, steps = life.world, life.untroubled.steps
    for number, step in enumerate(steps):
        world.slack.fault("*", when=Nth(n), **how.slack)
        world.feishu.fault("*", when=Nth(n), **how.feishu)
        life.children.obey(Order(((number, step),)))
        life.toll.times += 2 - _unused(world)
        seen, should = world.screens(), life.untroubled.screens[number]
        life.toll.compare_cards(f"{how.name}, call {n}, step {number}", seen, should)
    life.toll.settle(f"{how.name}, call {n}", facts(world), life.untroubled.facts)


def _unused(world: World) -> int:
    """Faults that met no call; they are taken back."""
    unused = sum(world.slack.read(lambda s: [f.times for f in s.web.faults.faults]))
    unused += sum(world.feishu.read(lambda f: [f.times for f in f.open_api.faults.faults]))
    world.slack.change(lambda s: s.web.faults.faults.clear())
    world.feishu.change(lambda f: f.open_api.faults.faults.clear())
    return unused


ROOM: Final = (0, 5_000, 20_000)
"""So many bytes may be left."""


def disk_full(fresh: Fresh, untroubled: Untroubled) -> Iterator[Part]:
    """In every step no file can grow (or only by less than the step needs), then all can again."""
    for room in ROOM:
        yield f"{room} bytes left", partial(_disk_full, fresh, untroubled, room)


def _disk_full(fresh: Fresh, untroubled: Untroubled, room: int) -> Toll:
    with _life(fresh, untroubled) as life:
        for number, step in enumerate(untroubled.steps):
            full = Order(((number, step),), file_size=_size(life.world) + room)
            life.toll.times += "Overloaded" in life.children.try_to(full).replies
            life.children.obey(Order(((number, step),)))
        seen, should = life.world.screens(), untroubled.screens[-1]
        life.toll.compare_cards(f"{room} bytes left", seen, should)
        life.toll.settle(f"{room} bytes left", facts(life.world), untroubled.facts)
    return life.toll


def _size(world: World) -> int:
    """Of the file that grows: what is committed goes there."""
    path = Path(f"{world.database.removeprefix('sqlite:///')}-wal")
    return path.stat().st_size if path.exists() else 1


def clock_set(fresh: Fresh, ahead: timedelta, every: int = 1) -> Iterator[Part]:
    """From each step on the clock is an hour off; nothing is lost, nothing said twice."""
    for turned in range(1, len(STORY), every):
        yield f"set at step {turned}", partial(_clock_set, fresh, ahead, turned)


def _clock_set(fresh: Fresh, ahead: timedelta, turned: int) -> Toll:
    toll = Toll(times=1)
    offs = [ahead if n >= turned else timedelta() for n in range(len(STORY))]
    with opened_world_of(fresh) as world, Relay(world) as children:
        for number, (step, off) in enumerate(zip(STORY, offs, strict=True)):
            children.obey(Order(((number, step),), ahead=off))
        _said_once(f"set at step {turned}", world.references(), toll)
        _all_happened(f"set at step {turned}", facts(world), toll)
    return toll


def _said_once(where: str, references: Counter[str], toll: Toll) -> None:
    again = {ref: n - 1 for ref, n in references.items() if n > 1}
    toll.twice += sum(again.values())
    toll.notes += [f"{where}: {ref} again" for ref in again]


COMMANDED: Final = (
    "created", "accepted", "contacted", "noted", "proposed", "resolved", "confirmed",
    "called_back",
)  # fmt: skip
"""What people did, whatever the clock said; before a breach there is nothing to acknowledge."""


def _all_happened(where: str, found: dict[str, object], toll: Toll) -> None:
    history = str(found)
    missing = [each for each in COMMANDED if f"'{each}'" not in history]
    toll.lost += len(missing)
    toll.notes += [f"{where}: {each} is lost" for each in missing]


@contextmanager
def opened_world_of(fresh: Fresh, answers_within: float = 15.0) -> Iterator[World]:
    with fresh() as url, opened_world(url, answers_within=answers_within) as world:
        yield world


@contextmanager
def _life(fresh: Fresh, untroubled: Untroubled, answers_within: float = 15.0) -> Iterator[Life]:
    with opened_world_of(fresh, answers_within) as world, Relay(world) as children:
        yield Life(untroubled, world, children, Toll())
