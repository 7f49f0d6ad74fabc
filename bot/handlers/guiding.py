"""What helps whoever fills in a form: scripts, steps, a suggestion; what need not be asked."""

from typing import Final

from bot.domain import aftercare
from bot.domain.assignment import suggestion
from bot.domain.record import unknown_facts
from bot.domain.ticket import Ticket
from bot.forms import Guide
from bot.handlers.context import Context


def of_form(key: str, ticket: Ticket | None, ctx: Context) -> tuple[Guide, ...]:
    """The lines to be read before the fields."""
    if ticket is None:
        return (Guide("whose"),) if key == "new" else ()
    if key == "classify":
        return _suggested(ticket, ctx)
    return _playbook(ticket, ctx) if key in _AT_WORK else _script(key, ticket, ctx)


_AT_WORK: Final = frozenset({"contact", "progress", "propose"})
"""Forms of whoever works on a ticket: its category's steps stand above them."""


def _suggested(ticket: Ticket, ctx: Context) -> tuple[Guide, ...]:
    """How urgent it looks, and why; whoever classifies decides (S2-17…20, S3-12)."""
    found = suggestion(ticket, ctx.policy)
    level = ctx.policy.urgency(found.urgency) if found else None
    if found is None or level is None:
        return ()
    return (Guide("suggested", {"urgency": level.name, "reason": found.reason}),)


def _playbook(ticket: Ticket, ctx: Context) -> tuple[Guide, ...]:
    """What to ask and what to do, step by step (S2-34…37, S3-02, S3-15)."""
    category = ctx.policy.category(ticket.category)
    steps = category.playbook if category else ()
    asked = unknown_facts(ticket, ctx.policy)
    ask = (Guide("ask", {"missing": asked}),) if asked else ()
    shown = (Guide("step", {"n": n, "step": step}) for n, step in enumerate(steps, 1))
    return (*ask, *shown)


def _script(key: str, ticket: Ticket, ctx: Context) -> tuple[Guide, ...]:
    """What to say to the customer (S2-41, S3-20): each round of calls has its own words."""
    said = aftercare.call_now(ticket, ctx.policy, ctx.now) if key == "callback" else key
    script = ctx.policy.scripts.get(said) if said else None
    return (Guide("script", {"script": script}),) if script else ()


def may_ask_loyalty(ticket: Ticket, ctx: Context) -> bool:
    """Once a quarter at most, whichever of the customer's tickets it was asked on (S4-08)."""
    every = ctx.policy.loyalty_every
    return every is not None and not ctx.uow.queues.loyalty_asked(ticket, ctx.now - every)
