"""What a ticket owes now: the table of duties, timed by the policy. Pure: nobody asks the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final

from bot.domain.calendar import Calendar, Stretch
from bot.domain.derived import Derived
from bot.domain.duty_rules import RULE_OF, RULES, Case, Claim, Rule
from bot.domain.policy import DutyKind, Policy, Span, Timing
from bot.domain.promises import UNPROMISED
from bot.domain.records import replace, swift
from bot.domain.ticket import Pause, PauseKind, Ticket
from bot.domain.warning import warn_at

_NONE: Final[Mapping[DutyKind, datetime]] = MappingProxyType({})
_Times = tuple[datetime, datetime | None]
_KEPT: Final = 512
"""Of each promise: so many tickets are open at a busy desk, and each is asked about many times."""


@swift
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
    rules: Sequence[Rule] = RULES,
) -> tuple[Owed, ...]:
    """All that is owed on this ticket or was met since its clocks started, in the table's order."""
    if breaches is _NONE and rules is RULES:
        return _by_the_table(ticket, policy)
    return _worked_out(Case(ticket, policy, breaches), rules)


def _by_the_table(ticket: Ticket, policy: Policy) -> tuple[Owed, ...]:
    """The same, remembered: between two changes a ticket is drawn again and again."""
    known = _lately.get(id(ticket))
    if known is not None and known[0] is ticket and known[1] is policy:
        return known[2]
    found = _worked_out(Case(ticket, policy, _NONE), RULES)
    if len(_lately) >= _DRAWN:
        _lately.clear()
    _lately[id(ticket)] = ticket, policy, found
    return found


_DRAWN: Final = 128
_lately: Final[dict[int, tuple[Ticket, Policy, tuple[Owed, ...]]]] = {}


def _worked_out(case: Case, rules: Sequence[Rule]) -> tuple[Owed, ...]:
    promises = _promises(case.policy)[counted_as(case.ticket, case.policy)]
    found: list[Owed] = []
    for rule, promise in _table(rules)(promises):
        for claim in rule.claims(case):
            if claim.due_at is not None:
                found.append(_said(rule, claim, claim.due_at))
            elif promise is not None:
                found.append(_timed(rule, claim, promise, case))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Promise:
    """A timing, and what was counted by it: every save and every drawing asks for that again."""

    timing: Timing
    _counted: dict[tuple[datetime, tuple[Stretch, ...]], _Times] = field(default_factory=dict)
    _within: "dict[Span, _Promise]" = field(default_factory=dict)

    def within(self, span: Span) -> "_Promise":
        """The same with another length, as the policy may give one department."""
        known = self._within.get(span) or _Promise(replace(self.timing, due=span))
        return self._within.setdefault(span, known)

    def times(self, start: datetime, pauses: tuple[Stretch, ...]) -> _Times:
        """When it is due and warned of."""
        known = self._counted.get((start, pauses))
        if known is None:
            due = self.timing.calendar.after(start, self.timing.due, pauses)
            known = due, warn_at(self.timing, start, due, pauses)
            if len(self._counted) >= _KEPT:
                self._counted.clear()
            self._counted[start, pauses] = known
        return known


def _promised(policy: Policy) -> Mapping[str, Mapping[DutyKind, _Promise]]:
    return {
        urgency.id: {kind: _Promise(t) for kind, t in policy.timings(urgency.id).items()}
        for urgency in policy.urgencies
    }


_promises: Final = Derived[Policy, Mapping[str, Mapping[DutyKind, _Promise]]](_promised)


_Table = tuple[tuple[Rule, _Promise | None], ...]


def _promised_of(rules: Sequence[Rule], promises: Mapping[DutyKind, _Promise]) -> _Table:
    """The rules by which anything may be owed, each with what is promised for it."""
    each = ((rule, promises.get(rule.kind)) for rule in rules)
    return tuple((rule, by) for rule, by in each if by is not None or rule.kind in UNPROMISED)


_table: Final = Derived[Sequence[Rule], Derived[Mapping[DutyKind, _Promise], _Table]](
    lambda rules: Derived(partial(_promised_of, rules))
)
"""Every save and every drawing asks for the whole of it, and every breach for what follows one."""


def _said(rule: Rule, claim: Claim, due: datetime) -> Owed:
    """Whoever said until when has promised it: there is nothing to count, and no warning."""
    return Owed(rule.kind, claim.started_at, due, None, claim.met_at, claim.owner, claim.about)


def _timed(rule: Rule, claim: Claim, promise: _Promise, case: Case) -> Owed:
    pauses, open_since = _pauses(case) if rule.pauses and case.ticket.pauses else ((), None)
    counted = promise.within(claim.within) if claim.within else promise
    started, met_at = claim.started_at, claim.met_at
    due, warned = counted.times(started, pauses)
    stopped = open_since is not None and open_since < due
    return Owed(
        rule.kind, started, due, warned, met_at, claim.owner, claim.about, stopped, rule.repeats
    )


@dataclass(frozen=True, slots=True)
class Counting:
    """What a due time is counted from; `pauses` are those that stop this clock."""

    started_at: datetime
    due: Span
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()


def counting(
    kind: DutyKind, started_at: datetime, ticket: Ticket, policy: Policy, about: str = ""
) -> Counting | None:
    """What a duty that started then is counted from; None where the policy promises no time."""
    timing = policy.timing(kind, counted_as(ticket, policy))
    if timing is None:
        return None
    rule = RULE_OF[kind]
    pauses = tuple(p for p in ticket.pauses if rule.pauses and _stops_clock(p.kind, policy))
    claims = rule.claims(Case(ticket, policy)) if about else ()
    within = next((claim.within for claim in claims if claim.about == about), None)
    return Counting(started_at, within or timing.due, timing.calendar, pauses)


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
