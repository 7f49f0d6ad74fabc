"""The work itself: first contact, progress, holds, the proposal, the resolution."""

from datetime import timedelta
from typing import Final

from bot.commands import Contact, Hold, Progress, Propose, Reject, Resolve, Resume
from bot.domain.errors import TimeInFuture, TimeTooEarly
from bot.domain.evidence import VISIT
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.records import replace
from bot.grammar import reached_nobody
from bot.handlers import agreeing, complaining
from bot.handlers.choices import name_of
from bot.handlers.context import Context
from bot.views import Done, Reply

_CLOCKS_DIFFER: Final = timedelta(minutes=1)


def contact(command: Contact, ctx: Context) -> Reply:
    """A person spoke to the customer, and what came of it (S0-21); an auto-reply never counts.

    Nor does a call that nobody answered, but the record shows that it was tried.
    """
    ticket = ctx.find(command.ticket, "contact")
    ctx.permit(Act.CONTACT, ticket)
    medium = ctx.choice("medium", command.medium, "media")
    outcome = command.outcome.strip()
    wanted = ctx.policy.urgency_or_default(ticket.urgency).medium
    counts = not (medium and wanted) or medium == wanted
    contacted = ticket.contacted(ctx.actor.id, ctx.now, outcome, medium, counts=counts)
    if reached_nobody(outcome):
        ctx.ledger.record(ticket, Happening.NOTED, note=outcome)
        return Done("contact_tried", {"ticket": ticket.no})
    if medium == VISIT:
        contacted = replace(contacted, visited_at=ctx.now)
    ctx.save(ticket, contacted, Happening.CONTACTED, note=outcome)
    if not counts:
        wish = name_of("media", wanted or "", ctx.policy, ctx.roster)
        return Done("contacted_otherwise", {"ticket": ticket.no, "medium": wish})
    return Done("contacted", {"ticket": ticket.no})


def progress(command: Progress, ctx: Context) -> Reply:
    """Every stage records its key facts (S0-28), and whether the customer was told (S2-38)."""
    ticket = ctx.find(command.ticket, "progress")
    ctx.permit(Act.PROGRESS, ticket)
    progressed = ticket.progressed(ctx.now, told=command.told)
    ctx.save(ticket, progressed, Happening.PROGRESSED, note=command.note.strip())
    return Done("progressed", {"ticket": ticket.no})


def hold(command: Hold, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "hold")
    ctx.permit(Act.HOLD, ticket)
    until = ctx.coming("until", command.until)
    reason = command.reason.strip()
    ctx.save(ticket, ticket.held(ctx.now, reason, until), Happening.HELD, note=reason)
    code = "held_until" if until else "held"
    return Done(code, {"ticket": ticket.no, "until": until})


def resume(command: Resume, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "resume")
    ctx.permit(Act.HOLD, ticket)
    ctx.save(ticket, ticket.resumed(ctx.now), Happening.RESUMED)
    return Done("resumed", {"ticket": ticket.no})


def propose(command: Propose, ctx: Context) -> Reply:
    """Solution and cost, explained to the customer, who must now agree (S0-29)."""
    ticket = ctx.find(command.ticket, "propose")
    ctx.permit(Act.PROPOSE, ticket)
    solution = command.solution.strip()
    proposed = complaining.submitted(ticket, solution, command.cost.strip(), ctx)
    inside = bool(proposed.approvals)
    happening = Happening.SUBMITTED if inside else Happening.PROPOSED
    ctx.save(ticket, proposed, happening, note=solution)
    return Done("submitted" if inside else "proposed", {"ticket": ticket.no})


def reject(command: Reject, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "reject")
    ctx.permit(Act.PROPOSE, ticket)
    words = command.words.strip()
    ctx.save(ticket, ticket.proposal_rejected(ctx.now), Happening.PROPOSAL_REJECTED, note=words)
    return Done("proposal_rejected", {"ticket": ticket.no})


def resolve(command: Resolve, ctx: Context) -> Reply:
    """What was done, and when it was complete: not before the report, nor in the future (S0-32)."""
    ticket = ctx.find(command.ticket, "resolve")
    ctx.permit(Act.RESOLVE, ticket)
    completed = ctx.time("completed", command.completed) or ctx.now
    if completed > ctx.now + _CLOCKS_DIFFER:
        raise TimeInFuture(field="completed", at=completed)
    if completed < ticket.report.reported_at:
        raise TimeTooEarly(field="completed", at=completed, not_before=ticket.report.reported_at)
    details = command.details.strip()
    resolved = ticket.resolved(ctx.now, min(completed, ctx.now), details)
    agreeing.check_work(ticket, ctx)
    ctx.save(ticket, resolved, Happening.RESOLVED, note=details)
    waiting = tuple(one.no for one in ticket.waiting_requests)
    code = "resolved_waiting" if waiting else "resolved"
    more = "" if ticket.contacted_at else "uncontacted"
    return Done(code, {"ticket": ticket.no, "requests": waiting}, more=more)
