"""Forgetting: on request, and at night when the policy's time is over (spec 1 §7, S3-27)."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.customers import KnownCustomer
from bot.domain.erasing import Eraser
from bot.domain.people import Roster
from bot.domain.policy import Policy
from bot.domain.ticket import Ticket
from bot.handlers.ledger import Ledger
from bot.ports import UnitOfWork

_AT_ONCE = 500
BATCH = 20
"""So many tickets are forgotten in one transaction."""


def erase_customer(customer: KnownCustomer, ledger: Ledger) -> None:
    """Everything that says who this is, wherever it stands."""
    uow = ledger.uow
    tickets, _ = uow.customers.tickets(customer.id, _AT_ONCE)
    eraser = Eraser.of(tickets, [customer.block])
    while left := [ticket for ticket in tickets if ticket.erased_at is None]:
        _erase(left, eraser, ledger)
        tickets, _ = uow.customers.tickets(customer.id, _AT_ONCE)
    uow.customers.forget_keys(customer.id)
    gone = KnownCustomer(
        customer.id, customer.created_at, level=customer.level, erased_at=ledger.now
    )
    uow.customers.save(gone)


def _erase(tickets: Sequence[Ticket], eraser: Eraser, ledger: Ledger) -> None:
    uow = ledger.uow
    for ticket in tickets:
        uow.history.scrub(ticket.no, eraser)
        uow.letters.forget_sender(ticket.no)
        uow.exhibits.forget(ticket.no)
        ledger.forgotten(ticket, eraser.ticket(ticket, ledger.now))


def forget_old(uow: UnitOfWork, policy: Policy, roster: Roster, now: datetime) -> int:
    """Closed tickets older than the policy keeps personal data; returns how many there were."""
    if policy.retention is None:
        return 0
    ledger = Ledger(uow, policy, roster, now)
    tickets = uow.tickets.closed_before(now - policy.retention, BATCH)
    theirs = dict.fromkeys(ticket.customer.id for ticket in tickets if ticket.customer.id)
    uow.customers.hold(theirs)
    for ticket in tickets:
        _erase([ticket], Eraser.of([ticket]), ledger)
    for id_ in theirs:
        _let_go(id_, ledger)
    return len(tickets)


def _let_go(id_: str, ledger: Ledger) -> None:
    """Nobody is known any more of whom no ticket says anything."""
    customer = ledger.uow.customers.get(id_)
    tickets, _ = ledger.uow.customers.tickets(id_, _AT_ONCE)
    if customer is not None and all(ticket.erased_at for ticket in tickets):
        erase_customer(customer, ledger)
