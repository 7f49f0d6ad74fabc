"""How a ticket ends and begins again: the customer's word, a close, a duplicate, a reopening."""

from bot.commands import Cancel, Close, Confirm, Duplicate, Reopen
from bot.domain import aftercare
from bot.domain.aftercare import Said
from bot.domain.errand import Task
from bot.domain.errors import (
    OriginalClosed,
    OriginalRepeats,
    SelfDuplicate,
    TriesNeeded,
    WrongStatus,
)
from bot.domain.history import Happening
from bot.domain.incident import handed_on, led_by
from bot.domain.joining import watched
from bot.domain.life_cycle import Move, Status, possible
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import complaining, errands
from bot.handlers.calling import heard
from bot.handlers.context import Context
from bot.views import Done, Reply

OVERALL = "overall"
"""The satisfaction dimension of a single answer, where the policy asks for no more."""


def confirm(command: Confirm, ctx: Context) -> Reply:
    """Only the customer's word closes a ticket (S0-35, S2-39); not solved means back to work."""
    ticket = ctx.find(command.ticket, "confirm")
    ctx.permit(Act.CONFIRM, ticket)
    answer = ctx.choice("answer", command.answer, "confirmations")
    comment = command.comment.strip()
    chosen = ctx.answer(command.csat, comment)
    if answer == "yes" and ticket.status is Status.RESOLVED:
        complaining.check_closing(ticket, ctx)
    if answer == "unreachable":
        _tried(ticket, comment, ctx)
    else:
        said(ticket, ticket, answer, Said(chosen, words=comment), ctx)
    return Done(f"confirmed_{answer}", {"ticket": ticket.no})


def said(before: Ticket, ticket: Ticket, answer: str, word: Said, ctx: Context) -> None:
    """The customer's word on the fix, whoever brought it: solved or not, and how well."""
    told = aftercare.taken_down(heard(ticket, word, ctx), word, ctx.now, OVERALL)
    if answer == "yes":
        confirmed = told.confirmed(ctx.now, {}, word.words)
        ctx.save(before, confirmed, Happening.CONFIRMED, note=word.words)
    else:
        denied = told.denied(ctx.now, {}, word.words)
        ctx.save(before, denied, Happening.DENIED, note=word.words)


def _tried(ticket: Ticket, comment: str, ctx: Context) -> None:
    """The customer could not be reached: one more try is counted."""
    if ticket.status is not Status.RESOLVED:
        raise WrongStatus(
            ticket=ticket.no,
            status=ticket.status.value,
            move=Move.CONFIRM.value,
            possible=tuple(m.value for m in possible(ticket.status)),
        )
    tried = replace(ticket, confirm_tries=ticket.confirm_tries + 1)
    ctx.save(ticket, tried, Happening.TRIED, note=comment)


def close(command: Close, ctx: Context) -> Reply:
    """A supervisor closes where the customer can't be reached, after enough tries."""
    ticket = ctx.find(command.ticket, "close")
    ctx.permit(Act.CLOSE, ticket)
    reason = command.reason.strip()
    closed = ticket.closed_unreachable(ctx.now, reason)
    check_closing(ticket, ctx)
    ctx.save(ticket, closed, Happening.CLOSED, note=reason)
    return Done("closed", {"ticket": ticket.no})


def check_closing(ticket: Ticket, ctx: Context) -> None:
    """Nobody is given up before they were tried often enough."""
    needed = ctx.policy.unreachable_after
    if ticket.confirm_tries < needed:
        raise TriesNeeded(ticket=ticket.no, tries=ticket.confirm_tries, needed=needed)
    complaining.check_closing(ticket, ctx)


def cancel(command: Cancel, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "cancel")
    ctx.permit(Act.CANCEL, ticket)
    reason = command.reason.strip()
    ctx.save(ticket, ticket.cancelled(ctx.now, reason), Happening.CANCELLED, note=reason)
    return Done("cancelled", {"ticket": ticket.no})


def duplicate(command: Duplicate, ctx: Context) -> Reply:
    """Close a ticket that repeats another; its notes and those who watch it move there."""
    ticket = ctx.find(command.ticket, "duplicate")
    ctx.permit(Act.CANCEL, ticket)
    original = ctx.find(command.of, "duplicate")
    _check_original(ticket, original, ctx)
    reason = command.reason.strip()
    repeated = ticket.duplicated(ctx.now, original.no, reason)
    events = ctx.uow.history.of(ticket.no)
    repeated, leads = handed_on(repeated, original)
    ctx.save(ticket, repeated, Happening.DUPLICATED, note=reason)
    after = watched(leads, ticket, events)
    original = ctx.save(original, after, Happening.REPEATED, note=ticket.no)
    if ticket.incident:
        errands.begin(Task.MOVE, ticket, ctx.ledger, original.parent or original.no)
    for event in events:
        if event.happening is Happening.NOTED:
            ctx.ledger.move(event, original)
    return Done("duplicated", {"ticket": ticket.no, "original": original.no})


def _check_original(ticket: Ticket, named: Ticket, ctx: Context) -> None:
    """The customer must be left with a ticket that somebody works on."""
    original = _original(named, ctx)
    if ticket.no in (named.no, original.no):
        raise SelfDuplicate(ticket=ticket.no)
    if not original.open:
        raise OriginalClosed(original=original.no, close_reason=original.close_reason)
    if original.no != named.no:
        raise OriginalRepeats(of=named.no, original=original.no)


def _original(named: Ticket, ctx: Context) -> Ticket:
    """The ticket at the end of a chain of duplicates; in a ring, which old data may hold, any."""
    seen = {named.no}
    while named.duplicate_of not in seen and (found := ctx.uow.tickets.get(named.duplicate_of)):
        named = found
        seen.add(named.no)
    return named


def reopen(command: Reopen, ctx: Context) -> Reply:
    """Back to work with the deadlines started anew (S0-36); the old ones stay in the history."""
    ticket = ctx.find(command.ticket, "reopen")
    ctx.permit(Act.REOPEN, ticket)
    reason = command.reason.strip()
    leads = ctx.uow.incidents.lead(ticket.incident) if ticket.incident else ""
    after = led_by(ticket.reopened(ctx.now), leads)
    ctx.save(ticket, after, Happening.REOPENED, note=reason)
    if leads:
        errands.begin(Task.MOVE, ticket, ctx.ledger, leads)
    return Done("reopened", {"ticket": ticket.no})
