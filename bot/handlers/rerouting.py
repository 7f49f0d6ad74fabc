"""A ticket that nobody accepts goes to the next of its pool, where the policy says so (S0-20)."""

from bot.domain.assignment import successor
from bot.domain.history import Happening
from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.handlers.ledger import Ledger


def reroute(ticket: Ticket, ledger: Ledger) -> bool:
    """Give it to the next who is there and has not let it lie; False where there is none.

    After so many times as the policy says only the supervisor is called.
    """
    promise = ledger.policy.duty(DutyKind.ACCEPT)
    if not promise.reroute or ticket.status is not Status.ASSIGNED:
        return False
    before = _let_lie(ticket, ledger)
    if len(before) >= promise.reroutes:
        return False
    skipped = {ticket.assignee, *before}
    to = successor(ticket, ledger.policy, ledger.there, ledger.uow.queues, skipped)
    if to is None:
        return False
    ledger.save(ticket, ticket.assigned(to.id, ledger.now), Happening.REROUTED)
    return True


def _let_lie(ticket: Ticket, ledger: Ledger) -> list[str]:
    """From whom the desk has taken it since its clocks started."""
    return [
        event.changes["assignee"][0]
        for event in ledger.uow.history.of(ticket.no)
        if event.happening is Happening.REROUTED and event.at >= ticket.started_at
    ]
