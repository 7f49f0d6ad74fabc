"""A deadline explained: what it is counted from, the way to it, and what moved it before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.duties import Duty, Ending
from bot.domain.duty_rules import RULE_OF, Case
from bot.domain.history import Event, Happening
from bot.domain.owed import Counting, counting
from bot.domain.policy import Policy
from bot.domain.reckoning import Because, Halt, Reckoning, reckon
from bot.domain.ticket import Pause, PauseKind, Ticket

_WHY: Final = {PauseKind.HOLD: Because.HOLD, PauseKind.CUSTOMER: Because.CUSTOMER}
_MOVES_NOTHING: Final = frozenset(
    {Happening.NOTED, Happening.WARNED, Happening.BREACHED, Happening.REVEALED}
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An earlier due time of the same clock. `by` is None where the policy itself had changed."""

    was_due_at: datetime
    moved_at: datetime
    by: Event | None


@dataclass(frozen=True, slots=True)
class Explained:
    """`way` is None where the time was `said` on the ticket, or counted by terms that are gone."""

    duty: Duty
    counting: Counting | None
    way: Reckoning | None
    said: bool
    moves: tuple[Moved, ...]


def explained(
    duty: Duty, rows: Iterable[Duty], events: Sequence[Event], ticket: Ticket, policy: Policy
) -> Explained:
    """`rows` are all the ticket's duties; `events` its history."""
    said = _is_said(duty, ticket, policy)
    terms = None if said else counting(duty.kind, duty.started_at, ticket, policy, duty.about)
    way = _way(terms) if terms else None
    holds = way is not None and way.due_at in _ends(duty)
    moves = tuple(_moves(duty, rows, events))
    return Explained(duty, terms, way if holds else None, said, moves)


def _is_said(duty: Duty, ticket: Ticket, policy: Policy) -> bool:
    """Whether somebody said until when, so that there is nothing to count."""
    claims = RULE_OF[duty.kind].claims(Case(ticket, policy))
    return any((c.about, c.due_at) == (duty.about, duty.due_at) for c in claims)


def _way(terms: Counting) -> Reckoning:
    return reckon(terms.calendar, terms.started_at, terms.due, [*map(_halt, terms.pauses)])


def _ends(duty: Duty) -> tuple[datetime | None, ...]:
    """Where the way must end to be this duty's: what is written, or nowhere while it stands."""
    return (None,) if duty.stopped and duty.running else (duty.due_at,)


def _halt(pause: Pause) -> Halt:
    return Halt(pause.since, pause.end, _WHY[pause.kind], pause.reason)


def _moves(duty: Duty, rows: Iterable[Duty], events: Sequence[Event]) -> Iterable[Moved]:
    """The rows before it, as long as each of them was moved and not met."""
    before = [row for row in rows if row.key == duty.key and row.seq < duty.seq]
    since = 0
    for row in before:
        since = since if row.ending == Ending.MOVED else row.seq
    for row in before:
        if row.seq > since and row.ended_at:
            yield Moved(row.due_at, row.ended_at, _what_happened(row.ended_at, events))


def _what_happened(at: datetime, events: Sequence[Event]) -> Event | None:
    """Duties are written in the transaction of the event that moves them, at the same instant."""
    then = (e for e in events if e.at == at and e.happening not in _MOVES_NOTHING)
    return next(then, None)
