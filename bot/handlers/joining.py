"""Tickets that have to do with each other, tied by hand."""

from bot.commands import Relate
from bot.domain.history import Happening
from bot.domain.joining import related
from bot.domain.people import Act
from bot.handlers.context import Context
from bot.views import Done, Reply


def relate(command: Relate, ctx: Context) -> Reply:
    """Each shows the other from now on, closed or not."""
    ticket = ctx.find(command.ticket, "relate")
    ctx.permit(Act.RELATE, ticket)
    other = ctx.find(command.other, "relate")
    after, other_after = related(ticket, other)
    ctx.save(ticket, after, Happening.RELATED, note=other.no)
    ctx.save(other, other_after, Happening.RELATED, note=ticket.no)
    return Done("related", {"ticket": ticket.no, "other": other.no})
