"""Errands: what is to be done to every ticket of a mass incident, a few tickets at a time.

An incident may have hundreds of them, and nobody else can write while they are written. So what
a person asked for is written down with how far it has come, and each batch is a transaction of its
own that moves it on: a desk that is killed in the middle goes on where it was, and no ticket is
left out or written twice.
"""

from dataclasses import dataclass
from enum import StrEnum


class Task(StrEnum):
    JOIN = "join"  # Open tickets that are alike become cases.
    MOVE = "move"  # The cases become those of another lead, or of none.
    UPDATE = "update"  # The cases are told what is new.


@dataclass(frozen=True, slots=True)
class Errand:
    """`event` is what asked for it: who, from where, when, and the words.

    Tickets up to number `reached` are done; errands are run one after the other, in their order.
    """

    task: Task
    incident: str
    event: int
    target: str = ""
    told: bool = False
    reached: str = ""
    id: int = 0
