"""The rows of what is owed: kept in step with the ticket, never scheduled by hand.

Every save *reconciles* the stored duties with what `owed` says of the ticket: a duty appears when
its condition holds, moves when an input changes, goes away when the condition ends, and leaves a
record when it is met or missed. `wake` says what a stored duty has to say when its time has come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.duty_rules import BREACHES, RULES, Rule
from bot.domain.owed import Owed, owed
from bot.domain.policy import DutyKind, Ladder, Policy
from bot.domain.records import replace, swift
from bot.domain.ticket import Ticket

Key = tuple[DutyKind, str]


class Ending(StrEnum):
    MET = "met"
    MOVED = "moved"  # Rescheduled: the next row holds the new time.
    DROPPED = "dropped"  # The condition ended: nothing is owed any more.


@swift
@dataclass(frozen=True, slots=True)
class Duty:
    """One stored row. `rung` counts the calls made since it was missed; `wake_at` is the next."""

    ticket: str  # Its number; or the subject of what else owes it, an improvement action.
    kind: DutyKind
    seq: int
    started_at: datetime
    due_at: datetime
    owner: str = ""
    about: str = ""  # Which of several of a kind: a breach, a department.
    id: int = 0
    warn_at: datetime | None = None
    stopped: bool = False
    warned_at: datetime | None = None
    missed_at: datetime | None = None
    missed_by: str = ""
    called_at: datetime | None = None
    rung: int = 0
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    met_at: datetime | None = None
    ended_at: datetime | None = None
    ending: str = ""
    wake_at: datetime | None = None

    @property
    def running(self) -> bool:
        return self.ended_at is None

    @property
    def key(self) -> Key:
        """One row of a key runs at a time."""
        return self.kind, self.about


def reconcile(
    ticket: Ticket,
    policy: Policy,
    known: Iterable[Duty],
    now: datetime,
    rules: Sequence[Rule] = RULES,
) -> tuple[Duty, ...]:
    """The rows to write so that the stored duties say what is owed now.

    `known` holds the newest row of each key; rows that need no change are not returned. A changed
    time closes row n and opens n+1, so the history stays. What a breach calls for can be told only
    when it is known which targets were missed, so it comes second.
    """
    newest = {duty.key: duty for duty in known}
    first = owed(ticket, policy, rules=rules)
    written = [row for one in first for row in _reconciled(ticket.no, newest, one, now)]
    after = _after_breaches(ticket, policy, newest | {row.key: row for row in written}, rules)
    written += [row for one in after for row in _reconciled(ticket.no, newest, one, now)]
    written += _gone(newest, (*first, *after), now)
    return tuple(_waking(row, policy.ladder) for row in written)


def reconcile_about(
    subject: str, owing: Sequence[Owed], known: Iterable[Duty], now: datetime, ladder: Ladder
) -> tuple[Duty, ...]:
    """The same for what is no ticket and says itself what is owed on it."""
    newest = {duty.key: duty for duty in known}
    written = [row for one in owing for row in _reconciled(subject, newest, one, now)]
    written += _gone(newest, owing, now)
    return tuple(_waking(row, ladder) for row in written)


def _gone(newest: Mapping[Key, Duty], owing: Iterable[Owed], now: datetime) -> Iterable[Duty]:
    """The rows of what is not owed any more."""
    done = {(one.kind, one.about) for one in owing}
    gone = (row for key, row in newest.items() if key not in done and row.running)
    return [_ended(row, Ending.DROPPED, now) for row in gone]


def breached(
    ticket: Ticket, policy: Policy, known: Iterable[Duty], now: datetime
) -> tuple[Duty, ...]:
    """The rows to write when a target has just been missed and nothing else has changed.

    `known` holds at least those newest rows that are a breach or ask for the reason of one.
    """
    newest = {duty.key: duty for duty in known}
    after = _after_breaches(ticket, policy, newest, RULES)
    written = [row for one in after for row in _reconciled(ticket.no, newest, one, now)]
    return tuple(_waking(row, policy.ladder) for row in written)


def _after_breaches(
    ticket: Ticket, policy: Policy, rows: Mapping[Key, Duty], rules: Sequence[Rule]
) -> tuple[Owed, ...]:
    missed = breaches(rows)
    asked = _ASKED if rules is RULES else [rule for rule in rules if rule.after_breach]
    return owed(ticket, policy, missed, asked) if missed else ()


_ASKED: Final = tuple(rule for rule in RULES if rule.after_breach)


def breaches(rows: Mapping[Key, Duty]) -> dict[DutyKind, datetime]:
    """Which targets were missed and when; what was asked about an older breach stays asked."""
    asked = {
        DutyKind(row.about): row.started_at
        for row in rows.values()
        if row.kind is DutyKind.OVERDUE_REASON
    }
    missed = {r.kind: r.missed_at for r in rows.values() if r.kind in BREACHES and r.missed_at}
    return asked | missed


def _waking(duty: Duty, ladder: Ladder) -> Duty:
    wake_at = next_wake(duty, ladder)
    return duty if duty.wake_at == wake_at else replace(duty, wake_at=wake_at)


def _reconciled(ticket: str, newest: Mapping[Key, Duty], one: Owed, now: datetime) -> list[Duty]:
    row = newest.get((one.kind, one.about))
    if row is None:
        return [_opened(ticket, one, 1, now)]
    if _stays_missed(row, one, now):
        one = replace(one, due_at=row.due_at, warn_at=row.warn_at)
    same = row.started_at == one.started_at and row.due_at == one.due_at
    if not row.running:
        settled = one.met_at is not None and row.met_at is not None
        return [] if settled and row.started_at == one.started_at else [
            _opened(ticket, one, row.seq + 1, now)
        ]  # fmt: skip
    if not same:
        return [_over(row, one, now), _opened(ticket, one, row.seq + 1, now)]
    if one.met_at is not None:
        return [_met(row, one.met_at, one.owner, now)]
    if (row.owner, row.stopped, row.warn_at) == (one.owner, one.stopped, one.warn_at):
        return []
    return [replace(row, owner=one.owner, stopped=one.stopped, warn_at=one.warn_at)]


def _stays_missed(row: Duty, one: Owed, now: datetime) -> bool:
    """A breach is told once: another time that is past as well does not make it another one."""
    over = row.running and row.missed_at is not None and one.due_at <= now
    return over and row.started_at == one.started_at and not one.stopped


def _opened(ticket: str, one: Owed, seq: int, now: datetime) -> Duty:
    duty = Duty(
        ticket,
        one.kind,
        seq,
        one.started_at,
        one.due_at,
        one.owner,
        one.about,
        warn_at=one.warn_at,
        stopped=one.stopped,
        wake_at=None if one.stopped else one.warn_at or one.due_at,
    )
    return duty if one.met_at is None else _met(duty, one.met_at, one.owner, now)


def _over(row: Duty, one: Owed, now: datetime) -> Duty:
    """What repeats begins anew when it is met; anything else has been given another time."""
    if one.repeats and one.started_at > row.started_at:
        return _met(row, one.started_at, row.owner, now)
    return _ended(row, Ending.MOVED, now)


def _met(row: Duty, at: datetime, owner: str, now: datetime) -> Duty:
    """Met; and missed as well if that was late, whether or not anybody was reminded in time."""
    late = at > row.due_at and not row.stopped
    return replace(
        row,
        met_at=at,
        missed_at=(row.missed_at or row.due_at) if late else None,
        missed_by=(row.missed_by or owner) if late else "",
        ended_at=now,
        ending=Ending.MET.value,
    )


def _ended(row: Duty, ending: Ending, now: datetime) -> Duty:
    """Over unmet; and missed if its time had come, whether or not anybody was told."""
    over = replace(row, ended_at=now, ending=ending.value)
    if row.missed_at is not None or row.stopped or now <= row.due_at:
        return over
    return replace(over, missed_at=row.due_at, missed_by=row.owner)


class Call(StrEnum):
    """What a duty has to say when it wakes."""

    WARN = "warn"
    BREACH = "breach"  # To the supervisor.
    MANAGER = "manager"  # Nobody acknowledged: the next rung.
    REPEAT = "repeat"  # Still nobody.


MANAGERS_FROM: Final = 2
"""The rung of the ladder from which on managers are called."""


def wake(
    duty: Duty, ladder: Ladder, now: datetime, slept_from: datetime | None = None
) -> tuple[Duty, Call | None]:
    """The duty after its wake, and what is to be said: nothing if it is woken before its time.

    `slept_from`: since when nobody was awake to call. A ladder that would have climbed meanwhile
    calls the manager at once; the calls in between are not made up for.
    """
    at = next_wake(duty, ladder)
    if at is None or at > now:
        return replace(duty, wake_at=at), None
    called, call = _called(duty, now)
    if call is Call.BREACH and slept_from is not None:
        climbs_at = next_wake(replace(called, called_at=max(duty.due_at, slept_from)), ladder)
        if climbs_at is not None and climbs_at <= now:
            called, call = _called(called, now)
    return replace(called, wake_at=next_wake(called, ladder)), call


def _called(duty: Duty, now: datetime) -> tuple[Duty, Call | None]:
    if duty.due_at <= now and duty.missed_at is None:
        missed = replace(duty, missed_at=duty.due_at, missed_by=duty.owner, called_at=now, rung=1)
        return missed, Call.BREACH
    if duty.missed_at is not None:
        if duty.acknowledged_at is not None:
            return duty, None
        rung = duty.rung + 1
        call = Call.MANAGER if rung == MANAGERS_FROM else Call.REPEAT
        return replace(duty, called_at=now, rung=rung), call
    if duty.warned_at is None and duty.warn_at is not None and duty.warn_at <= now:
        return replace(duty, warned_at=now), Call.WARN
    return duty, None


def acknowledged(duty: Duty, by: str, at: datetime, ladder: Ladder) -> Duty:
    """Somebody knows: the ladder is silent from here on, the breach stays on record."""
    known = replace(duty, acknowledged_at=at, acknowledged_by=by)
    return replace(known, wake_at=next_wake(known, ladder))


def next_wake(duty: Duty, ladder: Ladder) -> datetime | None:
    """When this duty next has something to say; None when it has not."""
    if not duty.running or duty.stopped:
        return None
    if duty.missed_at is None:
        unwarned = duty.warned_at is None and duty.warn_at is not None
        return duty.warn_at if unwarned else duty.due_at
    if duty.kind not in BREACHES or duty.acknowledged_at or duty.called_at is None:
        return None
    if duty.rung == 1:
        return duty.called_at + ladder.manager_after
    if duty.rung - MANAGERS_FROM < ladder.max_repeats:
        return duty.called_at + ladder.repeat
    return None
