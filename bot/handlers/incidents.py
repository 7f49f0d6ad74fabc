"""Mass incidents: opened from a ticket, and kept up to date with one text for all (S1-01)."""

from dataclasses import replace

from bot.commands import OpenIncident, Show, UpdateIncident
from bot.domain import incident
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.handlers.context import Context
from bot.views import Button, Done, Reply


def open_incident(command: OpenIncident, ctx: Context) -> Reply:
    """The ticket leads from now on; open ones that are alike, and those to come, are its cases."""
    ticket = ctx.find(command.ticket, "incident")
    ctx.permit(Act.INCIDENT, ticket)
    lead = incident.leading(ticket, ctx.uow.queues.incident(incident.common(ticket)))
    alike = ctx.uow.queues.open_in_category(ticket.category)
    cases = [one for one in alike if incident.is_case(one, lead)]
    ctx.save(ticket, lead, Happening.INCIDENT_OPENED)
    for one in cases:
        ctx.save(one, replace(one, parent=lead.no), Happening.INCIDENT_JOINED, note=lead.no)
    return Done("incident_opened", {"ticket": lead.no, "count": len(cases)}, (_show(lead.no),))


def update(command: UpdateIncident, ctx: Context) -> Reply:
    """Write it once, read in the threads of all of them."""
    lead = ctx.find(command.ticket, "incident_update")
    ctx.permit(Act.INCIDENT, lead)
    incident.check_leads(lead)
    text = command.note.strip()
    cases = [lead, *ctx.uow.queues.cases_of(lead.no)]
    reached = [one for one in cases if one.open]
    for one in reached:
        after = incident.updated(one, ctx.now, told=command.told)
        ctx.save(one, after, Happening.INCIDENT_UPDATED, note=text)
    return Done("incident_updated", {"ticket": lead.no, "count": len(reached)}, (_show(lead.no),))


def _show(no: str) -> Button:
    return Button(Show(no))
