"""Improvement actions (S0-43, S2-54, S4-26): what is done so that a problem does not come again.

A cause, a measure, somebody who answers for it, by when, and the number that it should move. An
action is an object of its own beside the tickets; what it owes lives in the same table of duties,
under its `subject`, which no ticket's number can be.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from bot.domain.complaint import SEVERE, is_complaint
from bot.domain.errors import ActionIsOver
from bot.domain.owed import Owed
from bot.domain.policy import DutyKind, Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.domain.warning import warn_on

_SUBJECT: Final = "action:"


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Metric(StrEnum):
    """The numbers that a measure may be meant to move (spec 3)."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    ON_TIME = "on_time"
    OVERDUE_SHARE = "overdue_share"
    SYNC_COMPLIANCE = "sync_compliance"
    FIRST_TIME_FIX = "first_time_fix"
    CSAT = "csat"
    ISSUE_TYPES = "issue_types"
    COMPLAINT_RATE = "complaint_rate"
    REOPEN_RATE = "reopen_rate"
    BACKLOG = "backlog"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Action:
    """`moved`: yes or no, whether the number moved as it should; empty until somebody says."""

    no: str
    measure: str
    owner: str
    due_at: datetime
    opened_at: datetime
    opened_by: str
    cause: str = ""
    metric: str = ""
    ticket: str = ""  # Where the problem was seen, if it was one ticket's.
    state: State = State.OPEN
    result: str = ""
    moved: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""

    @property
    def subject(self) -> str:
        """What its duties and its history are about."""
        return f"{_SUBJECT}{self.no}"

    def done(self, by: str, at: datetime, result: str, moved: str) -> Self:
        ended = self._ended(State.DONE, by, at, result)
        return replace(ended, moved=moved)

    @property
    def waits_for_its_number(self) -> bool:
        """Done, and nobody has said yet whether the number moved: that shows weeks later."""
        return self.state is State.DONE and bool(self.metric) and not self.moved

    def measured(self, moved: str) -> Self:
        """Whether the number moved as it should, once that can be seen (S4-28)."""
        return replace(self, moved=moved)

    def cancelled(self, by: str, at: datetime, reason: str) -> Self:
        return self._ended(State.CANCELLED, by, at, reason)

    def _ended(self, state: State, by: str, at: datetime, result: str) -> Self:
        if self.state is not State.OPEN or self.ended_at:
            raise ActionIsOver(action=self.no, state=self.state.value, at=self.ended_at or at)
        return replace(self, state=state, result=result, ended_at=at, ended_by=by)


def is_called_for(ticket: Ticket) -> bool:
    """Whether what went wrong is worth a look at what would prevent it (S0-43, S4-26)."""
    severe = is_complaint(ticket) and ticket.severity == SEVERE
    return severe or ticket.dissatisfied_at is not None


def found_on(ticket: Ticket) -> tuple[str, Metric | None]:
    """What a ticket has found out about its cause, and the number that it speaks of."""
    causes = (ticket.analysis, ticket.remedy_reason, ticket.overdue_reason)
    cause = next(filter(None, causes), "")
    if is_complaint(ticket):
        return cause, Metric.COMPLAINT_RATE
    return cause, Metric.CSAT if ticket.dissatisfied_at else None


def number_of(subject: str) -> str:
    """The number of the action that a duty is about; empty if it is about a ticket."""
    return subject.removeprefix(_SUBJECT) if subject.startswith(_SUBJECT) else ""


def owed_on(action: Action, policy: Policy) -> tuple[Owed, ...]:
    """It is due when whoever opened it said; the policy says how long before to warn (S2-54)."""
    timing = policy.timing(DutyKind.IMPROVEMENT)
    if timing is None or action.state is State.CANCELLED:
        return ()
    return (
        Owed(
            kind=DutyKind.IMPROVEMENT,
            started_at=action.opened_at,
            due_at=action.due_at,
            warn_at=warn_on(timing, action.opened_at, action.due_at),
            met_at=action.ended_at,
            owner=action.owner,
        ),
    )


def usual_due(policy: Policy, at: datetime) -> datetime | None:
    """By when a measure is to be in place where nobody says: 15 working days, by default."""
    timing = policy.timing(DutyKind.IMPROVEMENT)
    return timing.calendar.after(at, timing.due) if timing else None
