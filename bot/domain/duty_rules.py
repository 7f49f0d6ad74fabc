"""The table of duties (spec 1 §4): what each counts from, what meets it, and whom its miss calls.

A rule turns a `Case` into the `Claim`s that the ticket makes on somebody: one, none, or several of
a kind told apart by `about`. The policy says how long each may take. A new duty is a row here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.policy import DutyKind, Policy
from bot.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket as it is under its policy; `breaches` are targets missed on it, and when."""

    ticket: Ticket
    policy: Policy
    breaches: Mapping[DutyKind, datetime] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing owed or done. `due_at` is said on the ticket; else the policy's timing counts."""

    started_at: datetime
    met_at: datetime | None
    owner: str
    about: str = ""
    due_at: datetime | None = None


class Called(StrEnum):
    """Who is called when a duty is missed."""

    SUPERVISOR = "supervisor"
    BOTH = "both"  # The ticket's supervisor, and that of the department that `about` names.
    MANAGER = "manager"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Rule:
    """`meets`: the command that meets the duty, and the button of its reminders.

    `pauses`: a hold stops its clock. `climbs`: its miss is a breach. `repeats`: it is owed anew
    from the moment at which it was met.
    """

    kind: DutyKind
    claims: Callable[[Case], Iterable[Claim]]
    meets: str
    missed: Called = Called.SUPERVISOR
    pauses: bool = False
    climbs: bool = False
    repeats: bool = False
    after_breach: bool = False  # Asked once it is known which targets were missed.


Moment = Callable[[Ticket], datetime | None]


def _is_open(ticket: Ticket) -> bool:
    return ticket.open


def _worker(ticket: Ticket) -> str:
    return ticket.assignee or ticket.first_responder


def _follower(ticket: Ticket) -> str:
    return ticket.first_responder


def once(
    starts: Moment,
    met: Moment,
    *,
    holds: Callable[[Ticket], bool] = _is_open,
    owner: Callable[[Ticket], str] = _worker,
    due: Moment = lambda _t: None,
) -> Callable[[Case], Iterable[Claim]]:
    """One claim at most: from `starts` while it `holds`, and for good once it is `met`."""

    def claims(case: Case) -> Iterable[Claim]:
        ticket = case.ticket
        started, met_at = starts(ticket), met(ticket)
        if started is None or (met_at is None and not holds(ticket)):
            return ()
        return (Claim(started, met_at, owner(ticket), due_at=due(ticket)),)

    return claims


def _asked_at(ticket: Ticket, done_at: datetime | None) -> datetime:
    """The report; what had not been done by then is asked for anew by a reopening."""
    undone = done_at is None or done_at >= ticket.started_at
    return ticket.started_at if undone else ticket.report.reported_at


def _hold_to_end(case: Case) -> Iterable[Claim]:
    """A hold that somebody ended later was over at its time all the same."""
    hold = case.ticket.timed_hold
    if hold is None or hold.until is None or not (hold.ended_at or case.ticket.open):
        return ()
    met_at = hold.end if hold.ended_at else None
    return (Claim(hold.since, met_at, _worker(case.ticket), due_at=hold.until),)


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        DutyKind.SYNC,
        once(lambda t: _asked_at(t, t.synced_at), lambda t: t.synced_at, owner=_follower),
        meets="classify",  # It gives the ticket a department; agents may do that.
    ),
    Rule(
        DutyKind.CLASSIFY,
        once(lambda t: _asked_at(t, t.classified_at), lambda t: t.classified_at, owner=_follower),
        meets="classify",
    ),
    Rule(
        DutyKind.DISPATCH,
        once(lambda t: t.classified_at, lambda t: t.assigned_at, owner=lambda _t: ""),
        meets="assign",
    ),
    Rule(
        DutyKind.ACCEPT,
        once(lambda t: t.assigned_at, lambda t: t.accepted_at),
        meets="accept",
    ),
    Rule(
        DutyKind.FIRST_RESPONSE,
        once(lambda t: t.started_at, lambda t: t.contacted_at),
        meets="contact",
        climbs=True,
    ),
    Rule(
        DutyKind.RESOLUTION,
        once(lambda t: t.started_at, lambda t: t.resolved_at),
        meets="resolve",
        pauses=True,
        climbs=True,
    ),
    Rule(DutyKind.RESUME, _hold_to_end, meets="resume"),
    Rule(
        DutyKind.CONFIRMATION,
        once(lambda t: t.resolved_at, lambda t: t.confirmed_at, owner=_follower),
        meets="confirm",
    ),
    Rule(
        DutyKind.CALLBACK,
        once(
            lambda t: t.closed_at,
            lambda t: t.called_back_at,
            holds=lambda t: t.to_call_back,
            owner=_follower,
        ),
        meets="callback",
    ),
)

RULE_OF: Final[Mapping[DutyKind, Rule]] = MappingProxyType({rule.kind: rule for rule in RULES})
BREACHES: Final = frozenset(rule.kind for rule in RULES if rule.climbs)
"""Targets set by the urgency; missing one is a breach and climbs the ladder."""
