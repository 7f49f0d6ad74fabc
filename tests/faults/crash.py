"""Exhaustive crash points: in every step of the story the child dies at its k-th boundary."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

from bot.ports import UnitOfWork
from tests.databases import Fresh
from tests.faults.child import Order, Report
from tests.faults.story import FIRST, SECOND, STORY, Step
from tests.faults.world import ChildDiedError, Worker, World, opened_world


def cards(screens: Counter[str]) -> Counter[str]:
    return Counter({t: n for t, n in screens.items() if "更新于" in t or "Updated" in t})


Facts = dict[str, object]


@dataclass
class Toll:
    """What trouble has cost: `twice` are messages said again, `wrong` those that say otherwise.

    `times`: how often there was trouble. `back_after`: seconds, of the slowest recovery.
    """

    times: int = 0
    back_after: float = 0.0
    lost: int = 0
    wrong: int = 0
    twice: int = 0
    notes: list[str] = field(default_factory=list)

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


@dataclass(frozen=True, slots=True)
class Untroubled:
    """What people see after each step, and what is stored in the end, when nothing goes wrong."""

    steps: tuple[Step, ...]
    screens: tuple[Counter[str], ...]
    facts: Facts
    boundaries: tuple[int, ...]

    @classmethod
    def told(cls, fresh: Fresh, steps: tuple[Step, ...] = STORY) -> "Untroubled":
        screens, boundaries = [], []
        with fresh() as url, opened_world(url) as world, world.worker() as child:
            for numbered in enumerate(steps):
                report = child.obey(Order((numbered,)))
                assert "Refused" not in report.replies, numbered
                screens.append(world.screens())
                boundaries.append(report.crossed)
            return cls(steps, tuple(screens), facts(world), tuple(boundaries))


def facts(world: World) -> Facts:
    def look(uow: UnitOfWork) -> Facts:
        found: Facts = dict(uow.health.counts())
        for no in (FIRST, SECOND):
            ticket = uow.tickets.get(no)
            found[f"{no} stands"] = ticket.status if ticket else "LOST"
            found[f"{no} history"] = sorted(e.happening.value for e in uow.history.of(no))
            found[f"{no} duties"] = sorted(
                (d.kind.value, d.about, d.seq, d.ending, d.rung, d.missed_at is not None)
                for d in uow.duties.of(no)
            )
        return found

    found: Facts = world.look(look)
    return found


def crashed_everywhere(
    fresh: Fresh, untroubled: Untroubled, *, every: int = 1, first: int = 1, hasty: bool = False
) -> Toll:
    """Die at boundary k of every step, for each k that any step has.

    When they are hasty, people do what comes at the same minute before anything is delivered by
    the process that took over: a send in doubt is then repeated when its ticket has moved on.
    """
    toll = Toll()
    for k in range(first, max(untroubled.boundaries) + 1, every):
        with fresh() as url, opened_world(url) as world, Relay(world) as children:
            Life(untroubled, world, children, toll, k, hasty=hasty).told()
    return toll


@dataclass
class Life:
    """One telling of the story, in which the child of every step dies at boundary `k`."""

    untroubled: Untroubled
    world: World
    children: "Relay"
    toll: Toll
    k: int = 0
    hasty: bool = False

    def told(self) -> None:
        steps = self.untroubled.steps
        pairs = [n for n in range(len(steps) - 1) if steps[n].minutes == steps[n + 1].minutes]
        for number in range(len(steps)):
            if self.hasty and number - 1 in pairs:
                continue  # Told already with the one before it.
            last = number + 1 if self.hasty and number in pairs else number
            self._step(number, last)
        self.toll.settle(f"k={self.k}", facts(self.world), self.untroubled.facts)

    def _step(self, number: int, last: int) -> None:
        """Tell one step; who takes over hears everything again that was said so far."""
        steps = tuple(enumerate(self.untroubled.steps[: last + 1]))
        lived = self.children.obeys(Order((steps[number],), die_at=self.k))
        self.toll.times += not lived
        if not lived or last > number:
            self.children.obey(Order(steps))
        where, should = f"k={self.k} step {last}", self.untroubled.screens[last]
        compare = self.toll.compare_cards if self.hasty else self.toll.compare
        compare(where, self.world.screens(), should)


@dataclass
class Relay:
    """One child at a time; when it has died the next one takes over."""

    world: World
    _stack: ExitStack = field(default_factory=ExitStack)
    _child: Worker | None = None
    _takes_over: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def obeys(self, order: Order) -> bool:
        """Whether the child has lived through it."""
        try:
            self.obey(order)
        except ChildDiedError:
            self._child, self._takes_over = None, True
            self._stack.close()
            return False
        return True

    def obey(self, order: Order) -> None:
        report = self.try_to(order)
        assert not {"Refused", "Overloaded"} & {*report.replies}, (order, report)
        assert not report.waiting, (order, report)

    def try_to(self, order: Order) -> Report:
        """It may be refused."""
        if self._child is None:
            self._child = self._stack.enter_context(self.world.worker(takes_over=self._takes_over))
        return self._child.obey(order)
