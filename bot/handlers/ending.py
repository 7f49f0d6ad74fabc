"""How a ticket ends and begins again, and what comes after: callbacks, care, a remedy."""

from dataclasses import replace
from typing import Final

from bot.commands import CallBack, Cancel, Close, Confirm, Duplicate, Remedy, Reopen
from bot.domain import aftercare
from bot.domain.errors import (
    NothingToCallBack,
    NothingToRemedy,
    OriginalClosed,
    OriginalRepeats,
    SelfDuplicate,
    TooEarlyToCallBack,
    TriesNeeded,
    WrongStatus,
)
from bot.domain.history import Happening
from bot.domain.life_cycle import Move, Status, possible
from bot.domain.people import Act
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.handlers import complaining, telling
from bot.handlers.context import Context
from bot.views import Done, Reply

OVERALL = "overall"
"""The satisfaction dimension of a single answer, where the policy asks for no more."""


def confirm(command: Confirm, ctx: Context) -> Reply:
    """Only the customer's word closes a ticket (S0-35, S2-39); not solved means back to work."""
    ticket = ctx.find(command.ticket, "confirm")
    ctx.permit(Act.CONFIRM, ticket)
    answer = ctx.choice("answer", command.answer, "confirmations")
    chosen = ctx.choice("csat", command.csat, "csat")
    comment = command.comment.strip()
    if answer == "yes" and ticket.status is Status.RESOLVED:
        complaining.check_closing(ticket, ctx)
    if answer == "unreachable":
        _tried(ticket, comment, ctx)
    else:
        said(ticket, ticket, answer, chosen, comment, ctx)
    return Done(f"confirmed_{answer}", {"ticket": ticket.no})


def said(
    before: Ticket, ticket: Ticket, answer: str, csat: str, comment: str, ctx: Context
) -> None:
    """The customer's word on the fix, whoever brought it: solved or not, and how well."""
    told = heard(ticket, csat, ctx)
    answers = {OVERALL: csat} if csat else {}
    if answer == "yes":
        confirmed = told.confirmed(ctx.now, answers, comment)
        ctx.save(before, confirmed, Happening.CONFIRMED, note=comment)
    else:
        denied = told.denied(ctx.now, answers, comment)
        ctx.save(before, denied, Happening.DENIED, note=comment)


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
    needed = ctx.policy.unreachable_after
    if ticket.confirm_tries < needed:
        raise TriesNeeded(ticket=ticket.no, tries=ticket.confirm_tries, needed=needed)
    complaining.check_closing(ticket, ctx)
    ctx.save(ticket, closed, Happening.CLOSED, note=reason)
    return Done("closed", {"ticket": ticket.no})


def cancel(command: Cancel, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "cancel")
    ctx.permit(Act.CANCEL, ticket)
    reason = command.reason.strip()
    ctx.save(ticket, ticket.cancelled(ctx.now, reason), Happening.CANCELLED, note=reason)
    return Done("cancelled", {"ticket": ticket.no})


def duplicate(command: Duplicate, ctx: Context) -> Reply:
    """Close a ticket that repeats another; what was noted on it moves there."""
    ticket = ctx.find(command.ticket, "duplicate")
    ctx.permit(Act.CANCEL, ticket)
    original = ctx.find(command.of, "duplicate")
    _check_original(ticket, original, ctx)
    reason = command.reason.strip()
    repeated = ticket.duplicated(ctx.now, original.no, reason)
    notes = [e for e in ctx.uow.history.of(ticket.no) if e.happening is Happening.NOTED]
    ctx.save(ticket, repeated, Happening.DUPLICATED, note=reason)
    ctx.ledger.record(original, Happening.REPEATED, note=ticket.no)
    for event in notes:
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
    ctx.save(ticket, ticket.reopened(ctx.now), Happening.REOPENED, note=reason)
    return Done("reopened", {"ticket": ticket.no})


def call_back(command: CallBack, ctx: Context) -> Reply:
    """Record the promised call after closing: the first round, the second, or care (S2-41, S3-20).

    The policy's days say which it is; a key customer who is owed neither was called in care.
    """
    ticket = ctx.find(command.ticket, "callback")
    ctx.permit(Act.CALL_BACK, ticket)
    chosen = ctx.choice("csat", command.csat, "csat")
    call = _call_now(ticket, ctx)
    outcome = command.outcome.strip()
    told = heard(ticket, chosen, ctx)
    called = aftercare.called(told, call, ctx.now, outcome, chosen)
    ctx.save(ticket, called, Happening.CALLED_BACK, note=outcome)
    return Done(_CALLED[call], {"ticket": ticket.no})


_CALLED: Final = {
    DutyKind.CALLBACK: "called_back",
    DutyKind.SECOND_CALLBACK: "called_again",
    DutyKind.CARE_CALL: "cared",
}


def _call_now(ticket: Ticket, ctx: Context) -> DutyKind:
    call = aftercare.call_now(ticket, ctx.policy, ctx.now)
    if call is not None:
        return call
    if opens := aftercare.second_opens(ticket, ctx.policy):
        raise TooEarlyToCallBack(ticket=ticket.no, opens_at=opens)
    raise NothingToCallBack(ticket=ticket.no, status=ticket.status.value)


def heard(ticket: Ticket, csat: str, ctx: Context) -> Ticket:
    """A dissatisfied answer is the supervisor's own case from now on (S2-45)."""
    owner = next((m.id for m in telling.supervisors_of(ticket, ctx.roster)), "")
    return aftercare.heard(ticket, csat, ctx.policy, ctx.now, owner)


def remedy(command: Remedy, ctx: Context) -> Reply:
    """What the supervisor offered a dissatisfied customer (S2-46)."""
    ticket = ctx.find(command.ticket, "remedy")
    ctx.permit(Act.REMEDY, ticket)
    if not aftercare.has_case(ticket):
        raise NothingToRemedy(ticket=ticket.no)
    offered = command.remedy.strip()
    after = aftercare.remedied(ticket, ctx.now, offered)
    ctx.save(ticket, after, Happening.REMEDIED, note=offered)
    return Done("remedied", {"ticket": ticket.no})
