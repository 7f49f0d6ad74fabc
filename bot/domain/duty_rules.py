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

from bot.domain.aftercare import waits_for_word
from bot.domain.collaboration import Stage
from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind, Policy, Span
from bot.domain.record import is_complete
from bot.domain.records import swift
from bot.domain.ticket import Ticket


@swift
@dataclass(frozen=True, slots=True)
class Case:
    """A ticket as it is under its policy; `breaches` are targets missed on it, and when."""

    ticket: Ticket
    policy: Policy
    breaches: Mapping[DutyKind, datetime] = field(default_factory=lambda: MappingProxyType({}))


@swift
@dataclass(frozen=True, slots=True)
class Claim:
    """One thing owed or done. `due_at` is said on the ticket; else the policy's timing counts.

    `within` is the policy's own word for this one, in place of what it promises for the kind.
    """

    started_at: datetime
    met_at: datetime | None
    owner: str
    about: str = ""
    due_at: datetime | None = None
    within: Span | None = None


class Called(StrEnum):
    """Who is called when a duty is missed."""

    SUPERVISOR = "supervisor"
    BOTH = "both"  # The ticket's supervisor, and that of the department that was asked.
    MANAGER = "manager"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of duties.

    `meets`: the command that meets it, the button of its reminders; empty for the bot's own.
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
    of_department: bool = False  # `about` names the department that owes it.
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
) -> Callable[[Case], Iterable[Claim]]:
    """One claim at most: from `starts` while it `holds`, and for good once it is `met`."""

    def claims(case: Case) -> Iterable[Claim]:
        ticket = case.ticket
        started = starts(ticket)
        if started is None:
            return ()
        met_at = met(ticket)
        if met_at is None and not holds(ticket):
            return ()
        return (Claim(started, met_at, owner(ticket)),)

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


def _record(case: Case) -> Iterable[Claim]:
    """Complete, once; or still incomplete, by what the policy requires today (S2-10)."""
    ticket = case.ticket
    if ticket.recorded_at is None and (not ticket.open or is_complete(ticket, case.policy)):
        return ()
    started = _asked_at(ticket, ticket.recorded_at)
    return (Claim(started, ticket.recorded_at, ticket.first_responder),)


def _progress_since(ticket: Ticket) -> datetime | None:
    """The last update to the customer; before the first, the acceptance."""
    last = ticket.told_at or ticket.accepted_at
    return max(last, ticket.started_at) if last else None


def _collaborations(case: Case) -> Iterable[Claim]:
    """One for each request to another department, until it is done or declined (S0-30, S1-21)."""
    return [
        Claim(
            one.asked_at,
            one.answered_at,
            one.owner,
            about=one.no,
            within=case.policy.answers_within(one.department),
        )
        for one in case.ticket.collaborations
        if one.stage is not Stage.WITHDRAWN
    ]


def _overdue_reasons(case: Case) -> Iterable[Claim]:
    """One for each breach, also after the ticket is closed; a reason answers for all before it."""
    ticket = case.ticket
    given = ticket.reason_at
    return [
        Claim(at, given if given and given >= at else None, _worker(ticket), str(kind))
        for kind, at in case.breaches.items()
        if not ticket.given_up
    ]


def _care(case: Case) -> Iterable[Claim]:
    """Of a key customer, on the last of their tickets; each later contact begins it anew."""
    ticket = case.ticket
    is_key = ticket.customer.level in case.policy.key_levels
    if not is_key or not ticket.served or ticket.care_moved_to or ticket.closed_at is None:
        return ()
    contacts = (ticket.closed_at, ticket.called_back_at, ticket.called_again_at, ticket.cared_at)
    return (Claim(max(at for at in contacts if at), None, ticket.first_responder),)


def _since(at: datetime | None, start: datetime | None) -> datetime | None:
    """A time that counts only if it is not before the start."""
    return at if at and start and at >= start else None


def _approvals(case: Case) -> Iterable[Claim]:
    """One for each department that is asked; what it said stays said (S4-24)."""
    ticket = case.ticket
    asked = ticket.status is Status.AWAITING
    return [
        Claim(one.asked_at, one.answered_at, one.by, about=one.department)
        for one in ticket.approvals
        if asked or not one.waits
    ]


_AT_WORK: Final = frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.AWAITING})

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        DutyKind.ACKNOWLEDGE,
        once(
            lambda t: t.message_at,
            lambda t: _since(t.receipt_at, t.message_at),
            owner=lambda _t: "",
        ),
        meets="",  # The bot's own: a miss is a fault.
        missed=Called.ADMINS,
    ),
    Rule(
        DutyKind.SYNC,
        once(lambda t: _asked_at(t, t.synced_at), lambda t: t.synced_at, owner=_follower),
        meets="classify",  # It gives the ticket a department; agents may do that.
    ),
    Rule(DutyKind.RECORD, _record, meets="fill"),
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
        DutyKind.PROGRESS,
        once(_progress_since, lambda _t: None, holds=lambda t: t.status in _AT_WORK),
        meets="progress",
        pauses=True,
        repeats=True,
    ),
    Rule(DutyKind.COLLABORATION, _collaborations, meets="collab_done", missed=Called.BOTH),
    Rule(DutyKind.OVERDUE_REASON, _overdue_reasons, meets="reason", after_breach=True),
    Rule(
        DutyKind.CONFIRMATION,
        once(
            lambda t: t.resolved_at or t.denied_fix_at,
            lambda t: t.confirmed_at if t.resolved_at else t.denied_at,
            owner=_follower,
        ),
        meets="confirm",
    ),
    Rule(
        DutyKind.CALLBACK,
        once(
            lambda t: t.closed_at,
            lambda t: t.called_back_at,
            holds=lambda t: t.served and not t.called_again_at,
            owner=_follower,
        ),
        meets="callback",
    ),
    Rule(
        DutyKind.SECOND_CALLBACK,
        once(
            lambda t: t.closed_at,
            lambda t: t.called_again_at,
            holds=lambda t: t.served,
            owner=_follower,
        ),
        meets="callback",
    ),
    Rule(
        DutyKind.DISSATISFIED,
        once(
            lambda t: t.dissatisfied_at,
            lambda t: _since(t.remedied_at, t.dissatisfied_at),
            holds=lambda _t: True,
            owner=lambda t: t.remedy_owner,
        ),
        meets="remedy",
        missed=Called.MANAGER,
    ),
    Rule(
        DutyKind.APPROVAL,
        _approvals,
        meets="approve",
        missed=Called.MANAGER,
        of_department=True,
    ),
    Rule(
        DutyKind.REMEDY_CHECK,
        once(
            lambda t: t.remedied_at,
            lambda t: _since(t.satisfied_at, t.remedied_at),
            holds=waits_for_word,
            owner=lambda t: t.remedy_owner,
        ),
        meets="satisfied",
        missed=Called.MANAGER,
    ),
    Rule(
        DutyKind.FIELD_RECORD,
        once(
            lambda t: t.visited_at,
            lambda t: _since(t.signed_at, t.visited_at),
            holds=lambda t: not t.given_up,
        ),
        meets="signed",
    ),
    Rule(DutyKind.CARE_CALL, _care, meets="callback", repeats=True),
)

ACTION_RULE: Final = Rule(
    DutyKind.IMPROVEMENT, lambda _case: (), meets="action_done", missed=Called.MANAGER
)
"""Owed by an improvement action, which `improvement.owed_on` says: no ticket claims it."""

RULE_OF: Final[Mapping[DutyKind, Rule]] = MappingProxyType(
    {rule.kind: rule for rule in (*RULES, ACTION_RULE)}
)
BREACHES: Final = frozenset(rule.kind for rule in RULES if rule.climbs)
"""Targets set by the urgency; missing one is a breach and climbs the ladder."""
