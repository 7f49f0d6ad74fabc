"""Duties whose time has come: each looks again, says what it must, and sleeps until its next."""

import logging
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.duties import Call, Duty, next_wake, wake
from bot.domain.duty_rules import RULE_OF, Called
from bot.domain.history import Happening
from bot.domain.policy import DutyKind, Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import absence, hush, prompting, telling
from bot.handlers.absence import Absence
from bot.handlers.ledger import Ledger
from bot.handlers.rerouting import reroute
from bot.ports import UnitOfWork

log = logging.getLogger(__name__)

FEW: Final = 3
"""So many duties are woken sooner one by one than by asking first for all that they will need."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A duty that could not be woken."""

    duty: Duty
    error: Exception


def wake_due(uow: UnitOfWork, policy: Policy, now: datetime, limit: int, alone: int = 0) -> int:
    """Wake at most `limit` duties, or as many as `alone` for as long as nobody else waits.

    Returns how many there were. Idempotent: each moves on.
    """
    due = uow.duties.due(now, limit if uow.awaited else max(limit, alone))
    if due:
        ledger, away = _ledger(uow, policy, now), absence.lately(uow, now)
        many = len(due) > FEW
        with uow.gathered([duty.ticket for duty in due]) if many else nullcontext():
            for woken, duty in enumerate(due):
                if woken >= limit and uow.awaited:
                    return woken
                _wake(duty, ledger, away)
    return len(due)


def wake_apart(
    uow: UnitOfWork, policy: Policy, now: datetime, limit: int, tried: Mapping[int, int]
) -> tuple[int, tuple[Failure, ...]]:
    """The same where one of them fails: each by itself, and that one is left as it is.

    It stays due, before all others. So those that failed before, which are `tried`, have their
    turn after those that did not, and among themselves in the order in which they had the last.
    """
    due = uow.duties.due(now, limit + len(tried))
    due = sorted(due, key=lambda duty: tried.get(duty.id, 0))[:limit]
    ledger, away = _ledger(uow, policy, now), absence.lately(uow, now)
    failed = list[Failure]()
    for duty in due:
        try:
            with uow.apart():
                _wake(duty, ledger, away)
        except Exception as error:  # noqa: BLE001 - whatever it is, others must not wait for it.
            failed.append(Failure(duty, error))
    return len(due) - len(failed), tuple(failed)


def _ledger(uow: UnitOfWork, policy: Policy, now: datetime) -> Ledger:
    return Ledger(uow, policy, uow.people.roster(), now)


def _wake(duty: Duty, ledger: Ledger, away: Absence | None) -> None:
    ticket = ledger.uow.tickets.get(duty.ticket)
    if ticket is None:
        prompting.woken(duty, ledger)
        return
    if not _settled(duty, ticket, ledger):
        _speak(duty, ticket, ledger, away)


def _settled(duty: Duty, ticket: Ticket, ledger: Ledger) -> bool:
    """Whether the desk has done by itself what this duty was to call for."""
    match duty.kind:
        case DutyKind.RESUME:
            return _resumed(ticket, ledger)
        case DutyKind.CARE_CALL:
            return _care_moved(ticket, ledger)
        case _:
            return False


def _speak(duty: Duty, ticket: Ticket, ledger: Ledger, away: Absence | None) -> None:
    """Move the duty on, write down what happened, and say what it has to say."""
    slept = away if away and away.slept_through(duty, ticket) else None
    woken, call = wake(duty, ledger.policy.ladder, ledger.now, slept.since if slept else None)
    said_at = hush.waits_until(call, ticket, ledger.policy, ledger.now) if call else None
    ledger.woken(_climbing_from(said_at, woken, ledger) if call is Call.BREACH else woken)
    if call is None:
        return
    missed = woken.missed_at != duty.missed_at
    if missed:
        ledger.record_duty(ticket, Happening.BREACHED, woken)
    elif call is Call.WARN:
        ledger.record_duty(ticket, Happening.WARNED, woken, said_at)
    if missed and duty.kind is DutyKind.ACCEPT and reroute(ticket, ledger):
        return
    said = telling.of_call(woken, call, ticket, ledger.there)
    ledger.say(slept.gathered(said, ledger.now) if slept else said, ticket)
    if missed:
        _missed(duty, ticket, ledger)


def _missed(duty: Duty, ticket: Ticket, ledger: Ledger) -> None:
    """A breach asks for its reason (S3-29); what the bot itself owed is a fault, for the log."""
    rule = RULE_OF[duty.kind]
    if rule.climbs:
        ledger.breached(ticket)
    if rule.missed is Called.ADMINS:
        log.error("missed: %s", duty.kind.value, extra={"ticket": ticket.no})


def _care_moved(ticket: Ticket, ledger: Ledger) -> bool:
    """The customer has come again since: their later ticket carries the care from here."""
    later = ledger.uow.queues.later_of_customer(ticket)
    if later:
        moved = replace(ticket, care_moved_to=later)
        ledger.save(ticket, moved, Happening.CARE_MOVED, note=later)
    return bool(later)


def _climbing_from(said_at: datetime | None, duty: Duty, ledger: Ledger) -> Duty:
    """A breach that is only told after the quiet hours gives people their time from then on."""
    if said_at is None:
        return duty
    told = replace(duty, called_at=said_at)
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
    ledger = _ledger(uow, policy, now)
    tickets = uow.tickets.open_after(no, limit)
    for ticket in tickets:
        ledger.reconcile(ticket)
    return tickets[-1].no if tickets else ""
