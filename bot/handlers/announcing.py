"""What a proposal and a complaint call for: who must answer, who hears of it, who goes on."""

from typing import Final

from bot import commands as ask
from bot.domain import privacy
from bot.domain.complaint import waiting
from bot.domain.history import Event, Happening
from bot.domain.naming import Name
from bot.domain.people import Member, Roster
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.handlers import telling
from bot.handlers.scene import Scene
from bot.ports import Outgoing
from bot.views import Button
from bot.words import bilingual

ASKED: Final = "approval_asked"
FED_BACK: Final = "fed_back"
APPROVED: Final = "remedy_approved"
REFUSED: Final = "remedy_refused"
AGREED: Final = "customer_agreed"
DECLINED: Final = "customer_declined"
CODES: Final = frozenset({ASKED, FED_BACK, APPROVED, REFUSED, AGREED, DECLINED})


def of_change(after: Ticket, event: Event, event_id: int, there: Presence) -> list[Outgoing]:
    said = to_departments(after, event, event_id, after.responsible_department, there)
    if event.happening is Happening.APPROVED and not waiting(after):
        said += telling.to_members(APPROVED, after, event_id, there, _workers(after))
    if event.happening is Happening.DISAPPROVED:
        said += telling.to_members(REFUSED, after, event_id, there, _workers(after))
    if code := _BY_THE_CUSTOMER.get(event.happening):
        told = [one for one in _workers(after) if one != event.by]
        said += telling.to_members(code, after, event_id, there, told)
    return said


def to_departments(
    ticket: Ticket, event: Event, event_id: int, at_fault: str, there: Presence
) -> list[Outgoing]:
    """Whose approval it asks for (S4-24), and to whose fault it was found to be (S4-02, S4-23)."""
    was, now = event.changes.get("approvals", ((), ()))
    known = {one["department"] for one in was if not one["answered_at"]}
    asked = [one["department"] for one in now if not one["answered_at"]]
    said: list[Outgoing] = []
    for department in asked:
        if department not in known:
            said += telling.to_department(ASKED, ticket, event_id, department, there)
    if event.happening is Happening.JUDGED and at_fault:
        said += telling.to_department(FED_BACK, ticket, event_id, at_fault, there)
    return said


_BY_THE_CUSTOMER: Final = {Happening.AGREED: AGREED, Happening.PROPOSAL_REJECTED: DECLINED}
"""The customer's word on a proposal, which whoever did not hear it is waiting for (S0-29)."""


def _workers(ticket: Ticket) -> list[str]:
    return sorted({ticket.assignee, ticket.first_responder} - {""})


def is_over(code: str, department: str, ticket: Ticket) -> bool:
    """Whether the reason to say it is gone: it was answered, or another proposal was made."""
    answered = department not in {one.department for one in waiting(ticket)}
    return (code == ASKED and answered) or (code == AGREED and ticket.agreement.at is None)


def called(code: str, department: str, ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    """Whom it names: the department's supervisor, or those who work on the ticket."""
    if code in (ASKED, FED_BACK):
        return roster.supervisors_for(department)
    return tuple(roster.members[m] for m in _workers(ticket) if m in roster.members)


def blanks(department: str, ticket: Ticket, scene: Scene) -> dict[str, object]:
    nothing = ""
    return {
        "department": scene.name("departments", department) or nothing,
        "solution": privacy.text(ticket.solution),
        "cost": _cost(privacy.text(ticket.cost)),
        "severity": scene.name("severities", ticket.severity) or nothing,
        "cause": scene.name("causes", ticket.cause) or nothing,
    }


def _cost(said: str) -> Name | str:
    """A number alone behind a solution would be anything."""
    told = bilingual("card.cost_told")
    return Name(told.zh.format(cost=said), told.en.format(cost=said)) if said else ""


def buttons(code: str, department: str, no: str) -> tuple[Button, ...]:
    show = Button(ask.Show(no))
    match code:
        case "approval_asked":
            return (*answers(no, department), show)
        case "remedy_approved" | "customer_agreed":
            return (Button(ask.Resolve(no), primary=True), show)
        case "remedy_refused" | "customer_declined":
            return (Button(ask.Propose(no), primary=True), show)
        case _:
            return (show,)


def answers(no: str, department: str) -> tuple[Button, Button]:
    """Yes and no, in the name of this department; whoever taps is asked for their right to."""
    yes = Button(ask.Approve(no, dept=department), primary=True)
    return yes, Button(ask.Disapprove(no, dept=department))
