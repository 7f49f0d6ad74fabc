"""Errands: what is to be done to every ticket of a mass incident, a few tickets at a time.

An incident may have hundreds of them, and nobody else can write while they are written. So what
a person asked for is written down with how far it has come, and each batch is a transaction of its
own that moves it on: a desk that is killed in the middle goes on where it was, and no ticket is
left out or written twice.

One that cannot be done steps aside and is tried again later, so that others need not wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

STUCK: Final = 3
"""After so many tries time alone does not mend it."""


class Task(StrEnum):
    JOIN = "join"  # Open tickets that are alike become cases.
    MOVE = "move"  # The cases become those of another lead, or of none.
    UPDATE = "update"  # The cases are told what is new.


@dataclass(frozen=True, slots=True)
class Errand:
    """`event` is what asked for it: who, from where, when, and the words.

    Tickets up to number `reached` are done. `tries` have failed since it last came any further.
    """

    task: Task
    incident: str
    event: int
    target: str = ""
    told: bool = False
    reached: str = ""
    tries: int = 0
    avail_at: datetime | None = None  # Not to be tried again before.
    id: int = 0

    @property
    def stuck(self) -> bool:
        """Whether somebody must see to it."""
        return self.tries >= STUCK

    def given_way(self, now: datetime) -> Self:
        """Others write to its tickets just now: nothing is wrong, and it goes on in a moment."""
        return replace(self, avail_at=now + _A_MOMENT)

    def put_off(self, now: datetime) -> Self:
        pause = min(_SHORTEST * 2**self.tries, _LONGEST)
        return replace(self, tries=self.tries + 1, avail_at=now + pause)


_A_MOMENT: Final = timedelta(seconds=1)
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=1)


def ripe(errands: Sequence[Errand], now: datetime) -> Errand | None:
    """The oldest whose time has come; of one incident they are run in their order."""
    waiting: set[str] = set()
    for errand in errands:
        if errand.incident not in waiting and (errand.avail_at is None or errand.avail_at <= now):
            return errand
        waiting.add(errand.incident)
    return None
