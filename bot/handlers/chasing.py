"""A customer who asks again 催单: told by a colleague, by mail or by a report of the same thing."""

from collections.abc import Sequence

from bot.commands import Chase, Receive
from bot.domain import chasing
from bot.domain.errors import WrongStatus
from bot.domain.history import Happening
from bot.domain.life_cycle import possible
from bot.domain.people import Act
from bot.domain.ticket import Ticket
from bot.handlers.context import Context
from bot.views import Done, Reply


def chase(command: Chase, ctx: Context) -> Reply:
    """Count it; the second raises the urgency one step and tells the supervisor (S1-03, S1-26)."""
    ticket = ctx.find(command.ticket, "chase")
    ctx.permit(Act.CHASE, ticket)
    if not ticket.open:
        raise WrongStatus(
            ticket=ticket.no,
            status=ticket.status.value,
            move="chase",
            possible=tuple(m.value for m in possible(ticket.status)),
        )
    after = count(ticket, command.note.strip(), ctx)
    raised = after.urgency != ticket.urgency
    blanks = {
        "ticket": ticket.no,
        "chases": after.chases,
        "urgency": ctx.scene.name("urgencies", after.urgency) or "",
    }
    return Done("chased_raised" if raised else "chased", blanks)


def count(ticket: Ticket, words: str, ctx: Context, files: Sequence[str] = ()) -> Ticket:
    """Whoever works on it hears, and the supervisor once it presses."""
    after = chasing.chased(ticket, ctx.policy, ctx.now)
    return ctx.save(ticket, after, Happening.CHASED, words, files)


_WRITTEN = frozenset({Happening.WROTE, Happening.CHASED})
"""Events by which the customer has spoken since the report."""


def asks_again(ticket: Ticket, text: str, ctx: Context) -> bool:
    """Whether a customer's mail about their ticket is a chase, or only adds to what they said."""
    if not ticket.open:
        return False
    wrote = [e.at for e in ctx.uow.history.of(ticket.no) if e.happening in _WRITTEN]
    wrote_at = max([ticket.report.reported_at, *wrote])
    return chasing.is_chase(text, ticket, wrote_at, ctx.now, ctx.policy)


def repeated(draft: Ticket, command: Receive, ctx: Context) -> Ticket | None:
    """The customer's open ticket that a new report only repeats, if there is one."""
    text = command.description
    for ticket in ctx.uow.queues.open_of_customer(draft):
        bought, known = draft.purchase, ticket.purchase
        same_order = bought.order_no in ("", known.order_no)
        same = same_order and bought.product in ("", known.product)
        if chasing.repeats(text, ticket, ctx.policy, same=same):
            return ticket
    return None
