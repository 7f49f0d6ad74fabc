"""Mass incidents: opened from a ticket, and kept up to date with one text for all (S1-01)."""

from datetime import datetime, timedelta
from typing import Final

from bot.commands import EndIncident, OpenIncident, Show, UpdateIncident
from bot.domain import incident
from bot.domain.burst import WINDOWS
from bot.domain.errand import Task
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import errands
from bot.handlers.context import Context
from bot.handlers.ledger import Ledger
from bot.ports import UnitOfWork
from bot.views import Button, Done, Reply

SAME: Final = max(WINDOWS)
"""What still stands out, or does again within this time, is the burst that everybody heard of."""

NOTED_EVERY: Final = timedelta(hours=1)
"""How often it is written down that a burst goes on."""


def open_incident(command: OpenIncident, ctx: Context) -> Reply:
    """The ticket leads from now on; open ones that are alike, and those to come, are its cases."""
    ticket = ctx.find(command.ticket, "incident")
    ctx.permit(Act.INCIDENT, ticket)
    count = led(ticket, ctx.ledger)
    return Done("incident_opened", {"ticket": ticket.no, "count": count}, (_show(ticket.no),))


def led(ticket: Ticket, ledger: Ledger) -> int:
    """Let the ticket lead a mass incident; returns how many others are to be its cases."""
    uow = ledger.uow
    lead = incident.leading(ticket, uow.incidents.settled_lead(incident.common(ticket)))
    lead = ledger.save(ticket, lead, Happening.INCIDENT_OPENED)
    count = len(errands.alike(lead, uow))
    errands.begin(Task.JOIN, lead, ledger)
    return count


def update(command: UpdateIncident, ctx: Context) -> Reply:
    """Write it once, read in the threads of all of them."""
    lead = ctx.find(command.ticket, "incident_update")
    ctx.permit(Act.INCIDENT, lead)
    incident.check_leads(lead)
    told = command.told and lead.open
    after = incident.updated(lead, ctx.now, told=told)
    ctx.save(lead, after, Happening.INCIDENT_UPDATED, note=command.note.strip())
    _, cases = ctx.uow.incidents.count_cases(lead.no)
    errands.begin(Task.UPDATE, lead, ctx.ledger, told=command.told)
    count = cases + lead.open
    return Done("incident_updated", {"ticket": lead.no, "count": count}, (_show(lead.no),))


def end(command: EndIncident, ctx: Context) -> Reply:
    """Part what has no common cause, or take a case out; the desk does not open it again."""
    lead = ctx.find(command.ticket, "incident_end")
    ctx.permit(Act.INCIDENT, lead)
    if lead.parent:
        return _left(lead, ctx)
    after = incident.ended(lead)
    remember(lead.incident, ctx.uow, ctx.now)
    ctx.save(lead, after, Happening.INCIDENT_ENDED)
    count, _ = ctx.uow.incidents.count_cases(lead.no)
    errands.begin(Task.MOVE, lead, ctx.ledger)
    return Done("incident_ended", {"ticket": lead.no, "count": count}, (_show(lead.no),))


def _left(case: Ticket, ctx: Context) -> Reply:
    """One of its tickets has another cause; the others stay."""
    ctx.save(case, replace(case, parent=""), Happening.INCIDENT_LEFT, note=case.parent)
    blanks = {"ticket": case.no, "incident": case.parent}
    return Done("incident_left", blanks, (_show(case.no),))


def noted(key: str, uow: UnitOfWork, now: datetime) -> bool:
    """Whether it was noted of late that this stands out."""
    at = uow.marks.at(_mark(key))
    return at is not None and now - at < NOTED_EVERY


def remember(key: str, uow: UnitOfWork, now: datetime) -> bool:
    """Note that this stands out; returns whether it is news."""
    at = uow.marks.at(_mark(key))
    return uow.marks.advance(_mark(key), now) and (at is None or now - at >= SAME)


def _mark(key: str) -> str:
    return f"burst:{key}"


def _show(no: str) -> Button:
    return Button(Show(no))
