"""The customer's yes to a proposal, solution and cost (S0-29), and what may not be done before."""

from bot.commands import Agree, Approve, Command
from bot.domain import complaint
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


def meant(command: Command, ctx: Context) -> Command:
    """A plain 同意 is the customer's, where no department's word is asked for or was given.

    Who speaks for one of the departments has said so already, and is told that.
    """
    if not isinstance(command, Approve) or command.dept:
        return command
    ticket = ctx.find(command.ticket, "approve")
    put_to_customer = ticket.status is Status.AWAITING or ticket.agreement.at is not None
    asked = put_to_customer and not complaint.waiting(ticket)
    if not asked or complaining.speaks_for_any(ticket, ctx):
        return command
    return Agree(ticket.no, command.words)


def check_work(ticket: Ticket, ctx: Context) -> None:
    """Nothing is carried out that those who must agree to it have not agreed to.

    Of the customer this is the policy's wish: many a small repair is done at the first call.
    """
    complaining.check_approved(ticket, ctx)
    if ctx.policy.needs_agreement and ticket.status is Status.AWAITING:
        raise NotAgreedYet(ticket=ticket.no)
