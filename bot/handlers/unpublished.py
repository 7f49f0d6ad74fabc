"""Years whose holidays nobody has published yet, and what is due in them: told, never guessed.

Such a year is counted by weekends alone (spec 1 §5). That is told to the admins once a day while a
deadline reaches into it, not with every ticket.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.calendar import Calendar
from bot.domain.duties import Duty
from bot.domain.duty_rules import RULE_OF
from bot.domain.owed import counting
from bot.domain.policy import Policy
from bot.handlers import telling
from bot.ports import UnitOfWork

MOST: Final = 1000
"""So many deadlines are looked at: past it the alarm says "at least"."""

_ANY_ZONE: Final = timedelta(days=1)

_AHEAD: Final = 11
"""No promise is longer than ten years."""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """`years` that deadlines reach or new ones would, and the `tickets` whose deadlines do."""

    years: tuple[int, ...] = ()
    tickets: int = 0

    @property
    def said(self) -> str:
        return ", ".join(map(str, self.years))


def unpublished(uow: UnitOfWork, policy: Policy, now: datetime) -> Unpublished:
    years, tickets = set(promised(policy, now)), set[str]()
    first = _first_unpublished(policy, now)
    for duty in uow.duties.due_after(first, MOST) if first else ():
        if reached := _reached(duty, uow, policy):
            years |= set(reached)
            tickets.add(duty.ticket)
    return Unpublished(tuple(sorted(years)), len(tickets))


def promised(policy: Policy, now: datetime) -> Iterator[int]:
    """The years that a deadline would reach if it began now."""
    for (kind, _), timing in policy.all_timings():
        if kind in RULE_OF:
            due_at = timing.calendar.after(now, timing.due)
            yield from timing.calendar.unknown_years(now, due_at)


def tell(found: Unpublished, uow: UnitOfWork, day: str, now: datetime) -> None:
    """To the admins, once for each day."""
    blanks = {"years": found.said, "tickets": str(found.tickets)}
    said = telling.alarm("unpublished", f"{found.said}:{day}", uow.people.roster(), **blanks)
    uow.outbox.say(said, now)


def _first_unpublished(policy: Policy, now: datetime) -> datetime | None:
    """The beginning of the first such year, in whichever calendar and zone."""
    firsts = [year for each in policy.calendars.values() for year in _first_of(each, now)]
    return datetime(min(firsts), 1, 1, tzinfo=UTC) - _ANY_ZONE if firsts else None


def _first_of(calendar: Calendar, now: datetime) -> tuple[int, ...]:
    return calendar.unknown_years(now, now.replace(month=6, day=15, year=now.year + _AHEAD))[:1]


def _reached(duty: Duty, uow: UnitOfWork, policy: Policy) -> tuple[int, ...]:
    ticket = uow.tickets.get(duty.ticket)
    terms = counting(duty.kind, duty.started_at, ticket, policy, duty.about) if ticket else None
    return terms.calendar.unknown_years(duty.started_at, duty.due_at) if terms else ()
