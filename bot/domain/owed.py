"""What a ticket owes now: the table of duties, timed by the policy. Pure: nobody asks the time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from bot.domain.calendar import Calendar, Stretch
from bot.domain.derived import Derived
from bot.domain.duty_rules import RULE_OF, RULES, Case, Claim, Rule
from bot.domain.policy import DutyKind, Policy, Span, Timing
from bot.domain.ticket import Pause, PauseKind, Ticket
from bot.domain.warning import warn_at

_NONE: Final[Mapping[DutyKind, datetime]] = MappingProxyType({})
_Times = tuple[datetime, datetime | None]
_KEPT: Final = 8192
_kept: Final = Derived[Policy, dict[Any, _Times]](lambda _policy: {})


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed now. `stopped`: its clock stands still, so `due_at` will still move."""

    kind: DutyKind
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    met_at: datetime | None
    owner: str
    about: str = ""
    stopped: bool = False
    repeats: bool = False


def owed(
    ticket: Ticket,
    policy: Policy,
    breaches: Mapping[DutyKind, datetime] = _NONE,
    rules: Iterable[Rule] = RULES,
) -> tuple[Owed, ...]:
    """All that is owed on this ticket or was met since its clocks started, in the table's order."""
    case = Case(ticket, policy, breaches)
    urgency = counted_as(ticket, policy)
    found: list[Owed] = []
    for rule in rules:
        timing = policy.timing(rule.kind, urgency)
        for claim in rule.claims(case):
            if claim.due_at is not None:
                found.append(_said(rule, claim, claim.due_at))
            elif timing is not None:
                found.append(_timed(rule, claim, timing, case))
    return tuple(found)


def _said(rule: Rule, claim: Claim, due: datetime) -> Owed:
    """Whoever said until when has promised it: there is nothing to count, and no warning."""
    return Owed(rule.kind, claim.started_at, due, None, claim.met_at, claim.owner, claim.about)


def _timed(rule: Rule, claim: Claim, timing: Timing, case: Case) -> Owed:
    pauses, open_since = _pauses(case) if rule.pauses else ((), None)
    due, warned = _times(rule, claim, timing, pauses, case)
    return Owed(
        kind=rule.kind,
        started_at=claim.started_at,
        due_at=due,
        warn_at=warned,
        met_at=claim.met_at,
        owner=claim.owner,
        about=claim.about,
        stopped=open_since is not None and open_since < due,
        repeats=rule.repeats,
    )


def _times(
    rule: Rule, claim: Claim, timing: Timing, pauses: tuple[Stretch, ...], case: Case
) -> _Times:
    """When it is due and warned of. Every save and every drawing asks: the answers are kept."""
    kept = _kept(case.policy)
    asked = (rule.kind, counted_as(case.ticket, case.policy), claim.started_at, pauses)
    known = kept.get(asked)
    if known is None:
        due = timing.calendar.after(claim.started_at, timing.due, pauses)
        known = due, warn_at(timing, claim.started_at, due, pauses)
        if len(kept) >= _KEPT:
            kept.clear()
        kept[asked] = known
    return known


@dataclass(frozen=True, slots=True)
class Counting:
    """What a due time is counted from; `pauses` are those that stop this clock."""

    started_at: datetime
    due: Span
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()


def counting(
    kind: DutyKind, started_at: datetime, ticket: Ticket, policy: Policy
) -> Counting | None:
    """What a duty that started then is counted from; None where the policy promises no time."""
    timing = policy.timing(kind, counted_as(ticket, policy))
    if timing is None:
        return None
    stops = RULE_OF[kind].pauses
    pauses = tuple(p for p in ticket.pauses if stops and _stops_clock(p.kind, policy))
    return Counting(started_at, timing.due, timing.calendar, pauses)


def counted_as(ticket: Ticket, policy: Policy) -> str:
    """The urgency whose targets count; until somebody says one, the policy's default."""
    return policy.urgency_or_default(ticket.urgency).id


def _pauses(case: Case) -> tuple[tuple[Stretch, ...], datetime | None]:
    """The pauses that are over (or whose end is known), and since when one is open-ended."""
    counted = [p for p in case.ticket.pauses if _stops_clock(p.kind, case.policy)]
    over = tuple((p.since, end) for p in counted if (end := p.end) is not None)
    running = [p.since for p in counted if p.end is None]
    return over, min(running, default=None)


def _stops_clock(kind: PauseKind, policy: Policy) -> bool:
    return policy.pause.hold if kind is PauseKind.HOLD else policy.pause.waiting
