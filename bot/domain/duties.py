"""What is owed on a ticket, by whom and by when: derived from its state, never scheduled by hand.

`owed` is a pure function of a ticket and the policy. Every save *reconciles* the stored duties with
it (`reconcile`): a duty appears when its condition holds, moves when an input changes, goes away
when the condition ends, and leaves a record when it is met or missed. `wake` says what a stored
duty has to say when its time has come.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.calendar import Calendar
from bot.domain.policy import DutyKind, Ladder, Policy, Span
from bot.domain.ticket import Pause, PauseKind, Ticket

Moment = Callable[[Ticket], datetime | None]
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed now. `stopped`: its clock stands still, so `due_at` will still move."""

    kind: DutyKind
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    met_at: datetime | None
    owner: str
    stopped: bool = False


class Ending(StrEnum):
    MET = "met"
    MOVED = "moved"  # Rescheduled: the next row holds the new time.
    DROPPED = "dropped"  # The condition ended: nothing is owed any more.


@dataclass(frozen=True, slots=True)
class Duty:
    """One stored row. `rung` counts the calls made since it was missed; `wake_at` is the next."""

    ticket: str
    kind: DutyKind
    seq: int
    started_at: datetime
    due_at: datetime
    owner: str = ""
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


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: DutyKind
    starts: Moment
    met: Moment
    holds: Callable[[Ticket], bool]
    owner: Callable[[Ticket], str]
    pauses: bool = False
    due: Moment | None = None  # Said on the ticket; else the policy's timing counts.


def _is_open(ticket: Ticket) -> bool:
    return ticket.open


def _is_resolved(ticket: Ticket) -> bool:
    return ticket.open and ticket.resolved_at is not None


def _follower(ticket: Ticket) -> str:
    return ticket.first_responder


def _worker(ticket: Ticket) -> str:
    return ticket.assignee or ticket.first_responder


def _held_since(ticket: Ticket) -> datetime | None:
    hold = ticket.timed_hold
    return hold.since if hold else None


def _held_until(ticket: Ticket) -> datetime | None:
    hold = ticket.timed_hold
    return hold.until if hold else None


def _hold_ended(ticket: Ticket) -> datetime | None:
    """A hold that somebody ended later was over at its time all the same."""
    hold = ticket.timed_hold
    return hold.end if hold and hold.ended_at else None


def _asked_at(ticket: Ticket, done_at: datetime | None) -> datetime:
    """The report; what had not been done by then is asked for anew by a reopening."""
    undone = done_at is None or done_at >= ticket.started_at
    return ticket.started_at if undone else ticket.report.reported_at


RULES: Final[tuple[_Rule, ...]] = (
    _Rule(
        DutyKind.SYNC,
        starts=lambda t: _asked_at(t, t.synced_at),
        met=lambda t: t.synced_at,
        holds=_is_open,
        owner=_follower,
    ),
    _Rule(
        DutyKind.CLASSIFY,
        starts=lambda t: _asked_at(t, t.classified_at),
        met=lambda t: t.classified_at,
        holds=_is_open,
        owner=_follower,
    ),
    _Rule(
        DutyKind.DISPATCH,
        starts=lambda t: t.classified_at,
        met=lambda t: t.assigned_at,
        holds=_is_open,
        owner=lambda _t: "",
    ),
    _Rule(
        DutyKind.ACCEPT,
        starts=lambda t: t.assigned_at,
        met=lambda t: t.accepted_at,
        holds=_is_open,
        owner=_worker,
    ),
    _Rule(
        DutyKind.FIRST_RESPONSE,
        starts=lambda t: t.started_at,
        met=lambda t: t.contacted_at,
        holds=_is_open,
        owner=_worker,
    ),
    _Rule(
        DutyKind.RESOLUTION,
        starts=lambda t: t.started_at,
        met=lambda t: t.resolved_at,
        holds=_is_open,
        owner=_worker,
        pauses=True,
    ),
    _Rule(
        DutyKind.RESUME,
        starts=_held_since,
        met=_hold_ended,
        holds=_is_open,
        owner=_worker,
        due=_held_until,
    ),
    _Rule(
        DutyKind.CONFIRMATION,
        starts=lambda t: t.resolved_at,
        met=lambda t: t.confirmed_at,
        holds=_is_resolved,
        owner=_follower,
    ),
    _Rule(
        DutyKind.CALLBACK,
        starts=lambda t: t.closed_at,
        met=lambda t: t.called_back_at,
        holds=lambda t: t.to_call_back,
        owner=_follower,
    ),
)

BY_URGENCY: Final = frozenset({DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION})
"""Targets set by the urgency; missing one is a breach and climbs the ladder."""


def owed(ticket: Ticket, policy: Policy) -> tuple[Owed, ...]:
    """All that is owed on this ticket or was met since its clocks started, in the table's order."""
    urgency = counted_as(ticket, policy)
    found = (_owed(rule, ticket, policy, urgency) for rule in RULES)
    return tuple(one for one in found if one is not None)


def _owed(rule: _Rule, ticket: Ticket, policy: Policy, urgency: str) -> Owed | None:
    started, met = rule.starts(ticket), rule.met(ticket)
    if started is None or (met is None and not rule.holds(ticket)):
        return None
    if rule.due is not None:
        until = rule.due(ticket)
        return Owed(rule.kind, started, until, None, met, rule.owner(ticket)) if until else None
    timing = policy.timing(rule.kind, urgency)
    if timing is None:
        return None
    pauses, open_since = _pauses(ticket, policy) if rule.pauses else ((), None)
    due = timing.calendar.after(started, timing.due, pauses)
    return Owed(
        kind=rule.kind,
        started_at=started,
        due_at=due,
        warn_at=_warn_at(timing.warn, started, due),
        met_at=met,
        owner=rule.owner(ticket),
        stopped=open_since is not None and open_since < due,
    )


@dataclass(frozen=True, slots=True)
class Counting:
    """What a due time is counted from; `pauses` are those that stop this clock."""

    started_at: datetime
    due: Span
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()


def counting(kind: DutyKind, ticket: Ticket, policy: Policy) -> Counting | None:
    """What this duty's due time follows from; None where it is said on the ticket, or not owed."""
    rule = next((rule for rule in RULES if rule.kind is kind), None)
    started = rule.starts(ticket) if rule else None
    timing = policy.timing(kind, counted_as(ticket, policy))
    if rule is None or rule.due or started is None or timing is None:
        return None
    stops = rule.pauses
    pauses = tuple(p for p in ticket.pauses if stops and _stops_clock(p.kind, policy))
    return Counting(started, timing.due, timing.calendar, pauses)


def counted_as(ticket: Ticket, policy: Policy) -> str:
    """The urgency whose targets count; until somebody says one, the policy's default."""
    return policy.urgency_or_default(ticket.urgency).id


def _pauses(ticket: Ticket, policy: Policy) -> tuple[tuple[Stretch, ...], datetime | None]:
    """The pauses that are over (or whose end is known), and since when one is open-ended."""
    counted = [p for p in ticket.pauses if _stops_clock(p.kind, policy)]
    over = tuple((p.since, end) for p in counted if (end := p.end) is not None)
    running = [p.since for p in counted if p.end is None]
    return over, min(running, default=None)


def _stops_clock(kind: PauseKind, policy: Policy) -> bool:
    return policy.pause.hold if kind is PauseKind.HOLD else policy.pause.waiting


def _warn_at(before: Span | None, started: datetime, due: datetime) -> datetime | None:
    """A warning that would fall before the start fires at two thirds of the target instead."""
    if before is None:
        return None
    at = due - before.length
    return at if at > started else started + (due - started) * 2 / 3


def reconcile(
    ticket: str, known: Iterable[Duty], now_owed: Sequence[Owed], now: datetime, ladder: Ladder
) -> tuple[Duty, ...]:
    """The rows to write so that the stored duties say what is owed now.

    `known` holds the newest row of each kind; rows that need no change are not returned. A changed
    time closes row n and opens n+1, so the history stays.
    """
    newest = {duty.kind: duty for duty in known}
    written: list[Duty] = []
    for one in now_owed:
        written += _reconciled(ticket, newest.pop(one.kind, None), one, now)
    written += [_ended(d, Ending.DROPPED, now) for d in newest.values() if d.running]
    return tuple(_waking(d, ladder) for d in written)


def _waking(duty: Duty, ladder: Ladder) -> Duty:
    wake_at = next_wake(duty, ladder)
    return duty if duty.wake_at == wake_at else replace(duty, wake_at=wake_at)


def _reconciled(ticket: str, row: Duty | None, one: Owed, now: datetime) -> list[Duty]:
    if row is None:
        return [_opened(ticket, one, 1, now)]
    same = row.started_at == one.started_at and row.due_at == one.due_at
    if not row.running:
        settled = one.met_at is not None and row.met_at is not None
        return [] if settled and row.started_at == one.started_at else [
            _opened(ticket, one, row.seq + 1, now)
        ]  # fmt: skip
    if not same:
        return [_ended(row, Ending.MOVED, now), _opened(ticket, one, row.seq + 1, now)]
    if one.met_at is not None:
        return [_met(row, one, now)]
    fresh = replace(row, owner=one.owner, stopped=one.stopped, warn_at=one.warn_at)
    return [fresh] if fresh != row else []


def _opened(ticket: str, one: Owed, seq: int, now: datetime) -> Duty:
    duty = Duty(
        ticket=ticket,
        kind=one.kind,
        seq=seq,
        started_at=one.started_at,
        due_at=one.due_at,
        owner=one.owner,
        warn_at=one.warn_at,
        stopped=one.stopped,
        wake_at=None if one.stopped else one.warn_at or one.due_at,
    )
    return duty if one.met_at is None else _met(duty, one, now)


def _met(row: Duty, one: Owed, now: datetime) -> Duty:
    """Met; and missed as well if that was late, whether or not anybody was reminded in time."""
    late = one.met_at is not None and one.met_at > one.due_at
    return replace(
        row,
        met_at=one.met_at,
        missed_at=(row.missed_at or one.due_at) if late else None,
        missed_by=(row.missed_by or one.owner) if late else "",
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


def wake(duty: Duty, ladder: Ladder, now: datetime) -> tuple[Duty, Call | None]:
    """The duty after its wake, and what is to be said: nothing if it is woken before its time."""
    at = next_wake(duty, ladder)
    if at is None or at > now:
        return replace(duty, wake_at=at), None
    called, call = _called(duty, now)
    return replace(called, wake_at=next_wake(called, ladder)), call


def _called(duty: Duty, now: datetime) -> tuple[Duty, Call | None]:
    if duty.due_at <= now and duty.missed_at is None:
        missed = replace(duty, missed_at=duty.due_at, missed_by=duty.owner, called_at=now, rung=1)
        return missed, Call.BREACH
    if duty.missed_at is not None:
        if duty.acknowledged_at is not None:
            return duty, None
        call = Call.MANAGER if duty.rung == 1 else Call.REPEAT
        return replace(duty, called_at=now, rung=duty.rung + 1), call
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
    if duty.kind not in BY_URGENCY or duty.acknowledged_at or duty.called_at is None:
        return None
    if duty.rung == 1:
        return duty.called_at + ladder.manager_after
    if duty.rung - 2 < ladder.max_repeats:
        return duty.called_at + ladder.repeat
    return None


MEETS: Final[Mapping[DutyKind, str]] = MappingProxyType(
    {
        DutyKind.SYNC: "classify",
        DutyKind.CLASSIFY: "classify",
        DutyKind.DISPATCH: "assign",
        DutyKind.ACCEPT: "accept",
        DutyKind.FIRST_RESPONSE: "contact",
        DutyKind.RESOLUTION: "resolve",
        DutyKind.RESUME: "resume",
        DutyKind.CONFIRMATION: "confirm",
        DutyKind.CALLBACK: "callback",
    }
)
"""Which command meets a duty: the button that its reminder carries."""
