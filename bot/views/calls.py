"""What the desk says by itself: reminders, news, trouble."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.duties import Call
from bot.domain.policy import DutyKind, Name
from bot.views.parts import Button, Due, Person


@dataclass(frozen=True, slots=True)
class Reminder:
    """A warning, a breach or an escalation, naming who must act (S1-38, S1-39)."""

    call: Call
    kind: DutyKind
    ticket: str
    urgency: Name | None
    rank: int
    customer: str
    problem: str
    started_at: datetime
    due_at: datetime
    at: datetime
    people: tuple[Person, ...]
    buttons: tuple[Button, ...] = ()
    about: str | Name = ""  # Which of several: the target that was missed, the department asked.
    missing: tuple[str, ...] = ()  # The fields that a record still lacks.


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to one person or a room about a ticket: `notice.<code>` (assigned to you, …)."""

    code: str
    ticket: str
    blanks: Mapping[str, Any] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    urgency: Name | None = None
    rank: int = 0
    customer: str = ""
    problem: str = ""
    next: Due | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """Several reminders for one room in one message (a burst is one notification, D1).

    `more` are left out; `away` is from when to when the desk could say nothing.
    """

    reminders: tuple[Reminder, ...]
    people: tuple[Person, ...]
    notices: tuple[Notice, ...] = ()
    more: int = 0
    away: tuple[datetime, datetime] | None = None

    @property
    def parts(self) -> tuple[Reminder | Notice, ...]:
        """All of it, in the order in which it should be read."""
        first = [n for n in self.notices if n.code != "assigned"]
        rest = [n for n in self.notices if n.code == "assigned"]
        return (*first, *self.reminders, *rest)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something an admin must mend: `alarm.<code>`. No customer data."""

    code: str
    blanks: Mapping[str, Any] = field(default_factory=dict)
