"""Duties whose time has come: each looks again, says what it must, and sleeps until its next."""

from dataclasses import replace
from datetime import datetime

from bot.domain.duties import Call, Duty, next_wake, wake
from bot.domain.history import Happening
from bot.domain.policy import DutyKind, Policy
from bot.domain.ticket import Ticket
from bot.handlers import hush, telling
from bot.handlers.ledger import Ledger
from bot.handlers.rerouting import reroute
from bot.ports import Saying, UnitOfWork


def wake_due(uow: UnitOfWork, policy: Policy, now: datetime, limit: int) -> int:
    """Wake at most `limit` duties; returns how many there were. Idempotent: each moves on."""
    due = uow.duties.due(now, limit)
    ledger = Ledger(uow, policy, uow.people.roster(), now)
    for duty in due:
        _wake(duty, ledger)
    return len(due)


def _wake(duty: Duty, ledger: Ledger) -> None:
    ticket = ledger.uow.tickets.get(duty.ticket)
    if ticket is None:
        ledger.keep([replace(duty, wake_at=None)])
        return
    if duty.kind is DutyKind.RESUME and _resumed(ticket, ledger):
        return
    woken, call = wake(duty, ledger.policy.ladder, ledger.now)
    ledger.keep([_climbing_later(woken, ticket, ledger) if call is Call.BREACH else woken])
    if call is None:
        return
    if call in (Call.WARN, Call.BREACH):
        happening = Happening.WARNED if call is Call.WARN else Happening.BREACHED
        ledger.record(ticket, happening, note=duty.kind.value)
    if call is Call.BREACH and duty.kind is DutyKind.ACCEPT and reroute(ticket, ledger):
        return
    ledger.say(telling.of_call(woken, call, ticket, ledger.there), ticket)


def _climbing_later(duty: Duty, ticket: Ticket, ledger: Ledger) -> Duty:
    """A breach that is only told after the quiet hours gives people their time from then on."""
    until = ledger.policy.quiet_until(ledger.now)
    about = {"call": Call.BREACH}
    if until is None or hush.passes(Saying.REMINDER, about, ticket, ledger.policy):
        return duty
    told = replace(duty, called_at=until)
    return replace(told, wake_at=next_wake(told, ledger.policy.ladder))


def _resumed(ticket: Ticket, ledger: Ledger) -> bool:
    """A hold has come to the end that was said for it: the desk resumes the work, aloud."""
    hold = ticket.hold
    if hold is None or hold.until is None or hold.until > ledger.now:
        return False
    ledger.save(ticket, ticket.resumed(hold.until), Happening.RESUMED, note=hold.reason)
    return True


def reconcile_after(no: str, uow: UnitOfWork, policy: Policy, now: datetime, limit: int) -> str:
    """Let a batch of open tickets owe what the policy now says; returns the last one's number.

    Called after a change of policy, from the empty number on, until it returns an empty one.
    """
    ledger = Ledger(uow, policy, uow.people.roster(), now)
    tickets = uow.tickets.open_after(no, limit)
    for ticket in tickets:
        ledger.reconcile(ticket)
    return tickets[-1].no if tickets else ""
