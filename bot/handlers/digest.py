"""Several calls to one place as one message: each duty once, the gravest first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from bot.domain.duties import Call
from bot.domain.policy import DutyKind, Name
from bot.views import Digest, Message, Notice, Person, Reminder

_GRAVITY: Final = (Call.WARN, Call.BREACH, Call.MANAGER, Call.REPEAT)


def of(
    views: Sequence[Message], more: int = 0, away: tuple[datetime, datetime] | None = None
) -> Message:
    """A digest of reminders and notices; one of them alone needs none, unless it is this late."""
    reminders = gravest(v for v in views if isinstance(v, Reminder))
    notices = tuple({(v.ticket, v.code): v for v in views if isinstance(v, Notice)}.values())
    calls: tuple[Reminder | Notice, ...] = (*reminders, *notices)
    if len(calls) == 1 and not more and away is None:
        return calls[0]
    return Digest(tuple(reminders), _everybody(calls), notices, more, away)


def gravest(reminders: Iterable[Reminder]) -> list[Reminder]:
    """Of several reminders of one duty the gravest; breaches of what is most urgent first.

    Among equals the longest due leads, so that the order is none of chance's: tickets are woken
    side by side.
    """
    found: dict[tuple[str, DutyKind, str | Name, datetime], Reminder] = {}
    for one in reminders:
        known = found.setdefault((one.ticket, one.kind, one.about, one.due_at), one)
        if _gravity(one) > _gravity(known):
            found[one.ticket, one.kind, one.about, one.due_at] = one
    return sorted(found.values(), key=_precedence)


def _precedence(one: Reminder) -> tuple[int, int, datetime, str]:
    return (-_gravity(one), one.rank, one.due_at, one.ticket)


def _gravity(one: Reminder) -> int:
    return _GRAVITY.index(one.call)


def _everybody(calls: Iterable[Reminder | Notice]) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(person for one in calls for person in one.people))
