"""Exhaustive crash points: in every step of the story the child dies at its k-th boundary."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Self

from bot.ports import UnitOfWork
from tests.databases import Fresh
from tests.faults.child import Order, Report
from tests.faults.story import FIRST, SECOND, STORY, Step
from tests.faults.table import Part
from tests.faults.toll import Facts, Toll
from tests.faults.world import ChildDiedError, Worker, World, opened_world


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

    @property
    def pairs(self) -> tuple[int, ...]:
        """The steps after which somebody does something in the same minute."""
        following = zip(self.steps, self.steps[1:], strict=False)
        return tuple(n for n, (one, two) in enumerate(following) if one.minutes == two.minutes)


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


BEYOND: Final = 10
"""A later telling may cross so many boundaries more: threads take turns as they like."""

HEARD_AGAIN: Final = 3
"""So many of the last steps are told again to who takes over, as platforms deliver again."""


def crashed_everywhere(
    fresh: Fresh, untroubled: Untroubled, *, every: int = 1, first: int = 1, hasty: bool = False
) -> Iterator[Part]:
    """Die at boundary k of every step, for each k that any step has.

    When they are hasty, people do what comes at the same minute before anything is delivered by
    the process that took over: a send in doubt is then repeated when its ticket has moved on.
    """
    struck = untroubled.pairs if hasty else range(len(untroubled.steps))
    most = max(untroubled.boundaries[step] for step in struck)
    for k in range(first, most + BEYOND, every):
        yield f"k={k}", partial(_crashed, fresh, untroubled, k, hasty=hasty)


def _crashed(fresh: Fresh, untroubled: Untroubled, k: int, *, hasty: bool) -> Toll:
    toll = Toll()
    with fresh() as url, opened_world(url) as world, Relay(world) as children:
        life = Life(untroubled, world, children, toll, k)
        if hasty:
            life.told_hastily()
        else:
            life.told()
    return toll


@dataclass
class Life:
    """One telling of the story, in which the child of every step dies at boundary `k`."""

    untroubled: Untroubled
    world: World
    children: "Relay"
    toll: Toll
    k: int = 0

    def told(self) -> None:
        for number in range(len(self.untroubled.steps)):
            if not self._lived(number):
                self.children.obey(self._again(number))
            where, should = f"k={self.k} step {number}", self.untroubled.screens[number]
            self.toll.compare(where, self.world.screens(), should)
        self._ended()

    def told_hastily(self) -> None:
        """Who dies does so between two steps of one minute; all others live."""
        for number in range(len(self.untroubled.steps)):
            if number in self.untroubled.pairs:
                self._lived(number)
            else:
                self.children.obey(self._again(number))
                where, should = f"k={self.k} step {number}", self.untroubled.screens[number]
                self.toll.compare_cards(where, self.world.screens(), should)
        self._ended()

    def _lived(self, number: int) -> bool:
        step = (number, self.untroubled.steps[number])
        lived = self.children.obeys(Order((step,), die_at=self.k))
        self.toll.times += not lived
        return lived

    def _again(self, number: int) -> Order:
        steps = tuple(enumerate(self.untroubled.steps[: number + 1]))
        return Order(steps[-HEARD_AGAIN:])

    def _ended(self) -> None:
        self.toll.settle(f"k={self.k}", facts(self.world), self.untroubled.facts)


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
