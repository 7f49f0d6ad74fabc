"""Complaints (S4): what caused them, whose responsibility it is, and how a severe one is remedied.

A minor one is recorded and fed back (S4-23). The remedy of a severe one is put to every department
that the policy names; all approve before it is carried out, and one rejection sends it back to be
proposed anew (S4-24). Carrying it out is the ticket's resolution, verifying it the customer's word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from bot.domain import approval
from bot.domain.approval import Approval
from bot.domain.errors import NotAComplaint, PersonNeeded, VerdictContradicts
from bot.domain.life_cycle import Status
from bot.domain.policy import Policy
from bot.domain.record import COMPLAINT, HELD
from bot.domain.records import replace
from bot.domain.ticket import Ticket

SEVERE: Final = "severe"
HUMAN: Final = "human"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out together (S4-20). What is empty stays as it was.

    `findings` are what shows that it is not our fault, and `evidence` what that rests on (S4-22).
    """

    severity: str = ""
    cause: str = ""
    analysis: str = ""
    department: str = ""
    member: str = ""
    findings: str = ""
    evidence: tuple[str, ...] = ()


def is_complaint(ticket: Ticket) -> bool:
    return ticket.kind == COMPLAINT


def judged(ticket: Ticket, verdict: Verdict, at: datetime) -> Ticket:
    """The complaint with cause and responsibility; a later verdict takes the place of this one."""
    if not is_complaint(ticket):
        raise NotAComplaint(ticket=ticket.no)
    if verdict.findings and (verdict.department or verdict.member):
        raise VerdictContradicts(ticket=ticket.no)
    after = replace(
        ticket,
        severity=verdict.severity or ticket.severity,
        cause=verdict.cause or ticket.cause,
        analysis=verdict.analysis or ticket.analysis,
        judged_at=at,
        **_responsibility(ticket, verdict),
    )
    if _lacks_person(after):
        raise PersonNeeded(ticket=ticket.no, field="person")
    return after


def _responsibility(ticket: Ticket, verdict: Verdict) -> dict[str, Any]:
    """Ours or not: the one takes the place of the other."""
    if verdict.findings:
        return {
            "findings": verdict.findings,
            "evidence": _shown(ticket, verdict),
            "responsible_department": "",
            "responsible_member": "",
        }
    if not verdict.department:
        return {"evidence": _shown(ticket, verdict)} if ticket.findings else {}
    same = verdict.department == ticket.responsible_department
    kept = ticket.responsible_member if same else ""
    return {
        "findings": "",
        "evidence": (),
        "responsible_department": verdict.department,
        "responsible_member": verdict.member or kept,
    }


def _shown(ticket: Ticket, verdict: Verdict) -> tuple[str, ...]:
    """What was shown before stays shown."""
    return tuple(dict.fromkeys((*ticket.evidence, *verdict.evidence)))


def _lacks_person(ticket: Ticket) -> bool:
    """Of what people caused the responsibility goes down to the person (S4-21)."""
    named = ticket.responsible_department and not ticket.responsible_member
    return bool(ticket.cause == HUMAN and named)


def concerned(ticket: Ticket, policy: Policy) -> frozenset[str]:
    """The departments that find out together: the ticket's, who is blamed, who approves (S4-20)."""
    found = {ticket.department, ticket.responsible_department, *policy.approvers}
    return frozenset(found) - {""}


# The approval of a severe one's remedy.


def needs_approval(ticket: Ticket, policy: Policy) -> bool:
    return is_complaint(ticket) and ticket.severity == SEVERE and bool(policy.approvers)


def waiting(ticket: Ticket) -> tuple[Approval, ...]:
    """The departments that have not answered yet, while a remedy stands to be answered."""
    if ticket.status is not Status.AWAITING:
        return ()
    return tuple(one for one in ticket.approvals if one.waits)


def unapproved(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    """The departments whose word is still missing before the remedy may be carried out."""
    if not needs_approval(ticket, policy):
        return ()
    approved = {one.department for one in ticket.approvals if one.approves and ticket.solution}
    named = [one.department for one in ticket.approvals] or policy.approvers
    return tuple(department for department in named if department not in approved)


def in_step(ticket: Ticket, policy: Policy, at: datetime) -> Ticket:
    """The ticket with the approvals that its severity calls for, whatever has just changed it."""
    needed = needs_approval(ticket, policy)
    if waiting(ticket) and not needed:
        return replace(ticket, approvals=())
    if ticket.status is Status.AWAITING and needed and not ticket.approvals:
        return replace(ticket, approvals=approval.asked(policy.approvers, at))
    return ticket


# What must be known before it is closed.

CLOSING: Final[Mapping[str, Callable[[Ticket], Any]]] = MappingProxyType(
    {
        **HELD,
        "cause": lambda t: t.cause or not is_complaint(t),
        "responsibility": lambda t: t.responsible_department or t.findings or not is_complaint(t),
    }
)
"""What a policy may require of a ticket that is to be closed; the last two only of complaints."""


def missing_to_close(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    required = policy.required.get("close", ())
    return tuple(name for name in required if name in CLOSING and not CLOSING[name](ticket))
