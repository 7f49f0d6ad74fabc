"""What helps whoever fills in a form: the policy's script of a call; and what need not be asked."""

from bot.domain import aftercare
from bot.domain.ticket import Ticket
from bot.forms import Guide
from bot.handlers.context import Context


def of_form(key: str, ticket: Ticket | None, ctx: Context) -> tuple[Guide, ...]:
    """The lines to be read before the fields."""
    return _script(key, ticket, ctx) if ticket else ()


def _script(key: str, ticket: Ticket, ctx: Context) -> tuple[Guide, ...]:
    """What to say to the customer (S2-41, S3-20): each round of calls has its own words."""
    said = aftercare.call_now(ticket, ctx.policy, ctx.now) if key == "callback" else key
    script = ctx.policy.scripts.get(said) if said else None
    return (Guide("script", {"script": script}),) if script else ()


def may_ask_loyalty(ticket: Ticket, ctx: Context) -> bool:
    """Once a quarter at most, whichever of the customer's tickets it was asked on (S4-08)."""
    every = ctx.policy.loyalty_every
    return every is not None and not ctx.uow.queues.loyalty_asked(ticket, ctx.now - every)
