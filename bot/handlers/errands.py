"""Runs errands: what one command does to every ticket of a mass incident, batch by batch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain import incident
from bot.domain.errand import Errand, Task, ripe
from bot.domain.history import Event, Happening
from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers.ledger import Ledger
from bot.ports import UnitOfWork

AT_ONCE: Final = 20
"""So many tickets are written in one transaction, and others wait for that long and no longer.

Measured on SQLite for an update of 500 tickets: 24 to 39 ms a batch, 952 ms in one piece.
"""


def begin(task: Task, lead: Ticket, ledger: Ledger, to: str = "", *, told: bool = False) -> None:
    """Have it done to all tickets of this incident, in the name of the lead's newest event.

    What fits into one batch is done at once, unless an earlier errand is still under way.
    """
    uow = ledger.uow
    [(event, _)] = uow.history.numbered(lead.no, 1)
    uow.errands.add(Errand(task, lead.no, event, to, told))
    first = ripe(uow.errands.all(), ledger.now)
    if first is not None and first.event == event:
        run(first.id, uow, ledger.policy, ledger.now)


def run(errand_id: int, uow: UnitOfWork, policy: Policy, now: datetime) -> None:
    """Do the next batch of an errand; of one that has failed, the next ticket alone."""
    errand = uow.errands.take(errand_id)
    if errand is None:
        return
    asked = uow.history.get(errand.event)
    at_once = 1 if errand.tries else AT_ONCE
    numbers = _next(errand, uow, at_once) if asked else []
    if asked and numbers:
        roster = uow.people.roster()
        ledger = Ledger(uow, policy, roster, now, by=asked.by, platform=asked.platform)
        with uow.gathered(numbers):
            for no in numbers:
                _do(errand, asked, no, ledger)
    if len(numbers) < at_once:
        uow.errands.end(errand)
    else:
        uow.errands.put(replace(errand, reached=numbers[-1], tries=0, avail_at=None))


def step_aside(errand: Errand, uow: UnitOfWork, now: datetime) -> None:
    """It could not be done: later again, and others meanwhile."""
    if current := _no_further(errand, uow):
        uow.errands.put(current.put_off(now))


def give_way(errand: Errand, uow: UnitOfWork, now: datetime) -> None:
    """Somebody was faster, again and again: they go first."""
    if current := _no_further(errand, uow):
        uow.errands.put(current.given_way(now))


def _no_further(errand: Errand, uow: UnitOfWork) -> Errand | None:
    """As it is now, unless somebody else got further with it."""
    current = uow.errands.take(errand.id)
    return current if current is not None and current.reached == errand.reached else None


def _next(errand: Errand, uow: UnitOfWork, at_once: int) -> Sequence[str]:
    if errand.task is not Task.JOIN:
        return uow.incidents.cases(errand.incident, errand.reached, at_once)
    lead = uow.tickets.get(errand.incident)
    if lead is None or not (lead.open and lead.incident):
        return []
    return alike(lead, uow, errand.reached)[:at_once]


def alike(lead: Ticket, uow: UnitOfWork, after: str = "") -> list[str]:
    """The open tickets that are to be the incident's cases and are nobody's yet."""
    category, _, _ = lead.incident.partition("/")
    free = uow.incidents.free(category, after)
    return [no for no, product in free if incident.common_to(category, product) == lead.incident]


def _do(errand: Errand, asked: Event, no: str, ledger: Ledger) -> None:
    ticket = ledger.uow.tickets.get(no)
    if ticket is None:
        return
    match errand.task:
        case Task.JOIN:
            joined = replace(ticket, parent=errand.incident)
            ledger.save(ticket, joined, Happening.INCIDENT_JOINED, note=errand.incident)
        case Task.MOVE:
            moved = replace(ticket, parent=errand.target)
            why = Happening.INCIDENT_JOINED if errand.target else Happening.INCIDENT_LEFT
            ledger.save(ticket, moved, why, note=errand.target or errand.incident)
        case Task.UPDATE:
            if ticket.open and ticket.created_at <= asked.at:
                after = incident.updated(ticket, asked.at, told=errand.told)
                ledger.save(ticket, after, Happening.INCIDENT_UPDATED, note=asked.note)
