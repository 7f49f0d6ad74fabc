"""What views are made of: who is named, what can be tapped, what is due."""

from dataclasses import dataclass
from datetime import datetime

from bot.commands import Command
from bot.domain.people import Identity
from bot.domain.policy import DutyKind, Name


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be named; `identities` let a platform turn the name into a real mention.

    `stands_for` are names of colleagues who are away and whose work this one does now.
    """

    name: str
    identities: tuple[Identity, ...] = ()
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A command one tap away. Its label is the catalogue's `button.<slug>`; it is no permission."""

    command: Command
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    kind: DutyKind
    due_at: datetime
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one department says of a remedy; `approves` is None until it has said anything."""

    department: Name
    approves: bool | None = None
    by: str = ""
    reason: str = ""
