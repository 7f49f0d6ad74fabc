"""The ticket 服务跟踪单: what it holds, and the steps that change it.

A ticket is frozen; every step returns a new one, or raises the refusal and changes nothing. Which
steps there are is `life_cycle`'s. Time comes in as an argument.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Self

from bot.domain import approval, collaboration
from bot.domain.approval import Approval
from bot.domain.collaboration import Collaboration
from bot.domain.errors import (
    AlreadyAccepted,
    AlreadyOnHold,
    AssignedToOther,
    NotOnHold,
    WrongStatus,
)
from bot.domain.life_cycle import MOVES, OPEN, Move, Status, possible
from bot.domain.parts import (
    Agreement,
    CloseReason,
    Customer,
    Pause,
    PauseKind,
    Purchase,
    Report,
)
from bot.domain.records import replace, swift

__all__ = [
    "Agreement",
    "CloseReason",
    "Customer",
    "Pause",
    "PauseKind",
    "Purchase",
    "Report",
    "Ticket",
]


_NOBODY: Final = Customer()
_NOTHING: Final = Purchase()
_NOT_YET: Final = Agreement()
_NO_SOLUTION: Final[Mapping[str, Any]] = MappingProxyType(
    {"solution": "", "cost": "", "agreement": _NOT_YET, "approvals": ()}
)
"""What a ticket says while none is on the table; the history has those that were."""


@swift
@dataclass(frozen=True, slots=True)
class Ticket:
    no: str
    report: Report
    created_at: datetime
    created_by: str = ""  # Member id; empty for a ticket that came in by itself.
    version: int = 1
    status: Status = Status.PENDING
    customer: Customer = _NOBODY
    purchase: Purchase = _NOTHING

    kind: str = ""
    category: str = ""
    urgency: str = ""
    severity: str = ""
    impact: str = ""  # How far it reaches (S2-17).
    department: str = ""
    region: str = ""  # The office 办事处 whose customer it is (S4-06).
    assignee: str = ""
    first_responder: str = ""
    classified_at: datetime | None = None
    message_at: datetime | None = None  # The customer's own message, by itself (an intake channel).
    receipt_at: datetime | None = None  # The customer was told that it arrived (S2-09).
    recorded_at: datetime | None = None  # Every field that the policy requires was filled.

    clock_started_at: datetime | None = None  # The report, or the last reopening.
    synced_at: datetime | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    accepted_by: str = ""
    first_contact_at: datetime | None = None  # Ever; for the numbers.
    contacted_at: datetime | None = None  # Since the clocks last started; for the duty.
    contact_medium: str = ""
    contact_outcome: str = ""
    told_at: datetime | None = None  # Last update to the customer.
    pauses: tuple[Pause, ...] = ()
    collaborations: tuple[Collaboration, ...] = ()  # Asked of other departments (S0-30).

    solution: str = ""
    cost: str = ""
    proposed_at: datetime | None = None
    proposals: int = 0
    agreement: Agreement = _NOT_YET  # To the proposal that stands (S0-29).
    overdue_reason: str = ""
    reason_at: datetime | None = None

    details: str = ""
    evidence: tuple[str, ...] = ()  # The files that show it is not our fault (S4-22).
    resolved_at: datetime | None = None
    confirm_tries: int = 0
    answered_at: datetime | None = None  # By the customer, on the survey page: once a ticket.
    confirmed_at: datetime | None = None
    denied_at: datetime | None = None  # The customer's last "no", since the clocks last started,
    denied_fix_at: datetime | None = None  # and to which completion it was said.
    closed_at: datetime | None = None
    close_reason: str = ""
    close_note: str = ""
    duplicate_of: str = ""
    related: tuple[str, ...] = ()  # Tickets that have to do with this one, both ways.
    parent: str = ""  # The mass incident that it is a case of (S1-01).
    incident: str = ""  # Of a mass incident: what its tickets have in common.
    watchers: tuple[str, ...] = ()  # Who answers to a customer whose ticket repeated this one.
    chases: int = 0  # How often the customer has asked again 催单 (S1-03).
    chased_at: datetime | None = None
    reopened_at: datetime | None = None
    reopenings: int = 0

    csat: Mapping[str, str] = field(default_factory=dict)  # Dimension → answer id of the policy.
    comment: str = ""
    suggestion: str = ""
    called_back_at: datetime | None = None
    called_again_at: datetime | None = None  # The second round (S3-20).
    callback_outcome: str = ""
    call_tries: int = 0  # Calls of this round that nobody answered.
    needs: str = ""  # What else the customer would have us help with (S2-43).
    loyalty: str = ""  # Would they recommend us, 0 to 10 (S4-08).
    loyalty_at: datetime | None = None
    cared_at: datetime | None = None  # The last care call of a key customer (S4-03).
    care_moved_to: str = ""  # A later ticket of this customer, which carries their care from there.
    dissatisfied_at: datetime | None = None  # The answer that opened the supervisor's case (S2-45).
    remedy_owner: str = ""  # The supervisor whose case it is.
    remedied_at: datetime | None = None
    remedy: str = ""
    remedy_reason: str = ""  # Why they were dissatisfied, as the supervisor found (S2-45).
    satisfied: str = ""  # Are they now, after the remedy: "yes" or "no".
    satisfied_at: datetime | None = None
    cause: str = ""
    responsible_department: str = ""
    responsible_member: str = ""
    analysis: str = ""  # What was found out together about a complaint (S4-20),
    findings: str = ""  # or why it is not our fault, and what that rests on (S4-22).
    judged_at: datetime | None = None
    approvals: tuple[Approval, ...] = ()  # Of a severe complaint's remedy (S4-24).
    custom: Mapping[str, str] = field(default_factory=dict)
    visited_at: datetime | None = None  # Somebody was at the customer's (S4-11).
    signed_at: datetime | None = None  # The record that the customer signed was handed in (S4-13).
    erased_at: datetime | None = None  # Since then it says nothing of who the customer was.

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def served(self) -> bool:
        """Closed with the customer in mind, not given up: what comes after is owed (S2-41)."""
        closed_for = (CloseReason.CONFIRMED.value, CloseReason.UNREACHABLE.value)
        return self.close_reason in closed_for

    @property
    def given_up(self) -> bool:
        return not self.open and not self.served

    @property
    def started_at(self) -> datetime:
        """When the first-response and resolution clocks last started."""
        return self.clock_started_at or self.report.reported_at

    @property
    def hold(self) -> Pause | None:
        """The hold that nobody has ended yet."""
        return next(
            (p for p in self.pauses if p.kind is PauseKind.HOLD and p.ended_at is None), None
        )

    def request(self, no: str) -> Collaboration | None:
        """The collaboration request of this number, answered or not."""
        return next((one for one in self.collaborations if one.no == no), None)

    @property
    def waiting_requests(self) -> tuple[Collaboration, ...]:
        """Collaboration requests that nobody has answered yet."""
        return tuple(one for one in self.collaborations if one.waits)

    @property
    def timed_hold(self) -> Pause | None:
        """The last hold that was to end by itself, whether it is over or not."""
        timed = [p for p in self.pauses if p.until is not None and p.until > p.since]
        return timed[-1] if timed else None

    def classified(self, at: datetime, **changes: Any) -> Self:
        """Category, kind, urgency or department set by a person or a trusted rule (S2-22)."""
        moved = self._moved(Move.CLASSIFY, **changes)
        if moved.category and moved.urgency and moved.classified_at is None:
            return replace(moved, classified_at=at)
        return moved

    def assigned(self, to: str, at: datetime, department: str = "") -> Self:
        return self._moved(
            Move.ASSIGN,
            assignee=to,
            assigned_at=at,
            accepted_at=None,
            accepted_by="",
            department=department or self.department,
            pauses=self._pauses_ended(at),
        )

    def accepted(self, by: str, at: datetime) -> Self:
        """Confirm acceptance 确认接单 (S0-20): of a free ticket, or one's own."""
        if self.accepted_at and self.status is Status.IN_PROGRESS:
            raise AlreadyAccepted(ticket=self.no, by=self.accepted_by, at=self.accepted_at)
        moved = self._moved(
            Move.ACCEPT,
            assignee=by,
            assigned_at=self.assigned_at or at,
            accepted_at=at,
            accepted_by=by,
        )
        if self.assignee and self.assignee != by:
            raise AssignedToOther(ticket=self.no, assignee=self.assignee)
        return moved

    def contacted(
        self, by: str, at: datetime, outcome: str, medium: str = "", *, counts: bool = True
    ) -> Self:
        """A person spoke to the customer (S0-21, S1-07); the assignee's doing so is an acceptance.

        Somebody else's contact is recorded and leaves the ticket for its assignee to accept.
        `counts` is False where the promise names another medium (S1-23: by phone): the contact is
        recorded, the first response is still owed.
        """
        first = self.contacted_at is None
        theirs = self.status is Status.IN_PROGRESS or by == self.assignee
        moved = self._moved(
            Move.CONTACT,
            first_contact_at=self.first_contact_at or at,
            contacted_at=self.contacted_at or (at if counts else None),
            contact_medium=medium if first else self.contact_medium,
            contact_outcome=outcome if first else self.contact_outcome,
            told_at=at,
        )
        if not theirs:
            return replace(moved, status=self.status)
        return replace(
            moved,
            accepted_at=moved.accepted_at or at,
            accepted_by=moved.accepted_by or by,
        )

    def progressed(self, at: datetime, *, told: bool) -> Self:
        return self._moved(Move.PROGRESS, told_at=at if told else self.told_at)

    def held(self, at: datetime, reason: str, until: datetime | None = None) -> Self:
        if (hold := self.hold) and (hold.end is None or hold.end > at):
            raise AlreadyOnHold(ticket=self.no, since=hold.since)
        pause = Pause(PauseKind.HOLD, since=at, reason=reason, until=until)
        return self._moved(Move.HOLD, pauses=(*self._pauses_ended(at, PauseKind.HOLD), pause))

    def resumed(self, at: datetime) -> Self:
        moved = self._moved(Move.RESUME, pauses=self._pauses_ended(at, PauseKind.HOLD))
        if self.hold is None:
            raise NotOnHold(ticket=self.no)
        return moved

    def asking(self, request: Collaboration) -> Self:
        """Another department, or one person, is asked for what the work needs (S0-30)."""
        return self._moved(Move.COLLABORATE, collaborations=(*self.collaborations, request))

    def with_request(self, request: Collaboration) -> Self:
        """The same ticket, one of its collaboration requests a step further (S0-31)."""
        return replace(self, collaborations=collaboration.put(self.collaborations, request))

    def proposed(self, at: datetime, solution: str, cost: str = "") -> Self:
        """A solution explained to the customer, who must now agree (S0-25, S0-29).

        Whoever explains it speaks to the customer, so it is a first contact where there was none.
        """
        waiting = Pause(PauseKind.CUSTOMER, since=at)
        return self._put_forward(
            at,
            solution,
            cost,
            **self._spoken(at),
            told_at=at,
            pauses=(*self.pauses, waiting),
        )

    def submitted(self, at: datetime, solution: str, cost: str, departments: Iterable[str]) -> Self:
        """The remedy of a severe complaint, for each of these departments to approve (S4-24).

        It stays in the house: the customer has heard nothing yet, and no clock waits for them.
        """
        return self._put_forward(at, solution, cost, approvals=approval.asked(departments, at))

    def _put_forward(self, at: datetime, solution: str, cost: str, **more: Any) -> Self:
        return self._moved(
            Move.PROPOSE,
            solution=solution,
            cost=cost,
            proposed_at=at,
            proposals=self.proposals + 1,
            agreement=_NOT_YET,
            **more,
        )

    def agreed(self, by: str, at: datetime, words: str = "", cost: str = "") -> Self:
        """The customer wants it, at this cost: back to work, and so is the clock (S0-29).

        Nobody says yes to what they have not heard, so it counts as news to the customer.
        """
        cost = cost or self.cost
        return self._moved(
            Move.AGREE,
            cost=cost,
            agreement=Agreement(at, by, self.solution, cost, words),
            **self._spoken(at),
            told_at=at,
            pauses=self._pauses_ended(at, PauseKind.CUSTOMER),
        )

    def approved(self, answer: Approval) -> Self:
        return replace(self, approvals=approval.put(self.approvals, answer))

    def disapproved(self, answer: Approval, at: datetime) -> Self:
        """One department says no: there is no remedy any more, and its reason says why."""
        answers = approval.put(self.approvals, answer)
        return replace(self.proposal_rejected(at), approvals=answers)

    def proposal_rejected(self, at: datetime) -> Self:
        """The customer does not want it: the ticket has no solution any more, the history does."""
        return self._moved(
            Move.REJECT,
            **_NO_SOLUTION,
            pauses=self._pauses_ended(at, PauseKind.CUSTOMER),
        )

    def resolved(self, at: datetime, completed_at: datetime, details: str) -> Self:
        """The fix is done; `completed_at` may lie before `at`, when it is written down (S0-32).

        Nobody repairs a thing without its owner: it is a first contact where none was recorded.
        """
        return self._moved(
            Move.RESOLVE,
            details=details,
            resolved_at=completed_at,
            **self._spoken(at),
            accepted_at=self.accepted_at or at,
            pauses=self._pauses_ended(completed_at),
        )

    def confirmed(self, at: datetime, csat: Mapping[str, str], comment: str) -> Self:
        """Solved, says the customer: only that word closes a ticket (S0-35, S2-39)."""
        return self._moved(
            Move.CONFIRM,
            **self._over(at),
            confirmed_at=at,
            **self._spoken(at),
            close_reason=CloseReason.CONFIRMED.value,
            csat={**self.csat, **csat},
            comment=comment or self.comment,
        )

    def denied(self, at: datetime, csat: Mapping[str, str], comment: str) -> Self:
        """Not solved, says the customer: back to work, on the clock that never stopped (S0-36).

        They were reached, so the tries to reach them are counted from nothing again; and what was
        done is no result any more.
        """
        return self._moved(
            Move.DENY,
            denied_at=at,
            denied_fix_at=self.resolved_at,
            **_NO_SOLUTION,
            resolved_at=None,
            details="",
            **self._spoken(at),
            confirm_tries=0,
            csat={**self.csat, **csat},
            comment=comment or self.comment,
        )

    def closed_unreachable(self, at: datetime, note: str) -> Self:
        return self._moved(
            Move.CLOSE,
            **self._over(at),
            close_reason=CloseReason.UNREACHABLE.value,
            close_note=note,
        )

    def cancelled(self, at: datetime, note: str) -> Self:
        return self._moved(
            Move.CANCEL,
            **self._over(at),
            close_reason=CloseReason.CANCELLED.value,
            close_note=note,
            pauses=self._pauses_ended(at),
        )

    def duplicated(self, at: datetime, of: str, note: str) -> Self:
        return self._moved(
            Move.DUPLICATE,
            **self._over(at),
            close_reason=CloseReason.DUPLICATE.value,
            close_note=note,
            duplicate_of=of,
            pauses=self._pauses_ended(at),
        )

    def reopened(self, at: datetime) -> Self:
        """Back to the same assignee, every clock started anew; without one, to the queue."""
        moved = self._moved(
            Move.REOPEN,
            reopened_at=at,
            reopenings=self.reopenings + 1,
            clock_started_at=at,
            contacted_at=None,
            **_NO_SOLUTION,
            details="",
            resolved_at=None,
            confirmed_at=None,
            closed_at=None,
            close_reason="",
            close_note="",
            duplicate_of="",
            confirm_tries=0,
            denied_at=None,
            denied_fix_at=None,
            called_back_at=None,
            called_again_at=None,
            call_tries=0,
            pauses=(),
        )
        if not self.assignee:
            # Its triage stands, as of now: the time to dispatch it starts anew as well.
            triaged = at if self.classified_at else None
            return replace(moved, status=Status.PENDING, classified_at=triaged)
        if self.accepted_at is None:
            return replace(moved, assigned_at=at, accepted_at=at, accepted_by=self.assignee)
        return moved

    def _moved(self, move: Move, **changes: Any) -> Self:
        to = MOVES.get((self.status, move))
        if to is None:
            raise WrongStatus(
                ticket=self.no,
                status=self.status.value,
                move=move.value,
                possible=tuple(m.value for m in possible(self.status)),
            )
        return replace(self, status=to, **changes)

    def _spoken(self, at: datetime) -> dict[str, Any]:
        """What any word with the customer brings: a first contact, where there was none."""
        return {
            "first_contact_at": self.first_contact_at or at,
            "contacted_at": self.contacted_at or at,
        }

    def _over(self, at: datetime) -> dict[str, Any]:
        """What any way to close brings: nobody is asked to help any more."""
        return {
            "closed_at": at,
            "collaborations": collaboration.withdrawn(self.collaborations, at),
        }

    def _pauses_ended(self, at: datetime, kind: PauseKind | None = None) -> tuple[Pause, ...]:
        return tuple(
            replace(p, ended_at=max(at, p.since))
            if p.ended_at is None and kind in (None, p.kind)
            else p
            for p in self.pauses
        )
