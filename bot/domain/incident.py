"""Mass incidents: tickets of one product and category that have one cause (S1-01).

One ticket leads; the others are its cases. It is under way for as long as the leading one is open.
"""

import unicodedata
from datetime import datetime

from bot.domain.errors import AlreadyIncident, NotAnIncident, NothingInCommon, WrongStatus
from bot.domain.life_cycle import possible
from bot.domain.records import replace
from bot.domain.ticket import Ticket


def common(ticket: Ticket) -> str:
    """What makes a ticket like others, or nothing."""
    return common_to(ticket.category, ticket.purchase.product)


def common_to(category: str, product: str) -> str:
    """What makes tickets alike: category and product, however that is written; or nothing."""
    plain = " ".join(unicodedata.normalize("NFKC", product).casefold().split())
    return f"{category}/{plain}" if category and plain else ""


def leading(ticket: Ticket, known: str) -> Ticket:
    """The ticket as the lead of an incident; `known` is the number of one that is under way."""
    if not ticket.open:
        raise WrongStatus(
            ticket=ticket.no,
            status=ticket.status.value,
            move="incident",
            possible=tuple(m.value for m in possible(ticket.status)),
        )
    if not common(ticket):
        raise NothingInCommon(ticket=ticket.no)
    if known or ticket.parent:
        raise AlreadyIncident(ticket=ticket.no, incident=known or ticket.parent)
    return replace(ticket, incident=common(ticket))


def handed_on(lead: Ticket, original: Ticket) -> tuple[Ticket, Ticket]:
    """A lead that repeats another ticket leads no more: that one does, or its own lead does."""
    if lead.incident and not original.incident and original.parent in ("", lead.no):
        original = replace(original, parent="", incident=lead.incident)
    return replace(lead, incident=""), original


def led_by(ticket: Ticket, lead: str) -> Ticket:
    """A lead that is back, as a case of the incident opened since, if there is one."""
    return replace(ticket, incident="", parent=lead) if lead else ticket


def ended(lead: Ticket) -> Ticket:
    """The lead as a ticket like any other: what they have in common was no common cause."""
    check_leads(lead)
    return replace(lead, incident="")


def updated(ticket: Ticket, at: datetime, *, told: bool) -> Ticket:
    """One update for all; progress told to a customer only where somebody says so (S2-38)."""
    return replace(ticket, told_at=at) if told else ticket


def check_leads(ticket: Ticket) -> None:
    if not ticket.incident:
        raise NotAnIncident(ticket=ticket.no, incident=ticket.parent)
