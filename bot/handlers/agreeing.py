"""The customer's yes to a proposal, solution and cost (S0-29), and what may not be done before."""

from bot.commands import Agree
from bot.domain.errors import NotAgreedYet
from bot.domain.history import Happening
from bot.domain.life_cycle import Status
from bot.domain.people import Act
from bot.domain.ticket import Ticket
from bot.handlers import complaining
from bot.handlers.context import Context
from bot.views import Done, Reply


def agree(command: Agree, ctx: Context) -> Reply:
    """Whoever explained it takes down that they agree, and to what."""
    ticket = ctx.find(command.ticket, "agree")
    ctx.permit(Act.PROPOSE, ticket)
    words = command.words.strip()
    agreed = ticket.agreed(ctx.by, ctx.now, words, command.cost.strip())
    complaining.check_approved(ticket, ctx)
    ctx.save(ticket, agreed, Happening.AGREED, note=words)
    return Done("agreed", {"ticket": ticket.no})


def check_work(ticket: Ticket, ctx: Context) -> None:
    """Nothing is carried out that those who must agree to it have not agreed to.

    Of the customer this is the policy's wish: many a small repair is done at the first call.
    """
    complaining.check_approved(ticket, ctx)
    if ctx.policy.needs_agreement and ticket.status is Status.AWAITING:
        raise NotAgreedYet(ticket=ticket.no)
