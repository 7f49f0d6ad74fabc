"""Whose ticket it is and how fast it must move: sync, classify, assign, accept."""

from bot.commands import Accept, Assign, Classify, Edit, Sync
from bot.domain.assignment import place
from bot.domain.errors import (
    AlreadyAccepted,
    AssignedToOther,
    CannotWorkThere,
    NotLinked,
    ReasonNeeded,
)
from bot.domain.history import Happening
from bot.domain.life_cycle import Status
from bot.domain.people import Act
from bot.domain.presence import may_work_in
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import collaborating, requested, showing, telling
from bot.handlers.context import Context
from bot.views import Done, Reply
from bot.words import bilingual


def sync(command: Sync, ctx: Context) -> Reply:
    """Post the card to the sync room and @ whoever is responsible (S1-34)."""
    ticket = ctx.find(command.ticket, "sync")
    ctx.permit(Act.SYNC, ticket)
    if not showing.responsible(ticket, ctx.roster):
        raise NotLinked(ticket=ticket.no)
    lanes = telling.lanes(ctx.roster.sync_rooms)
    ctx.ledger.say([telling.card(ticket.no, lane) for lane in lanes])
    return Done("synced", {"ticket": ticket.no})


def classify(command: Classify, ctx: Context) -> Reply:
    """Set category and urgency (S2-22); only a supervisor changes an urgency once it is set."""
    ticket = ctx.find(command.ticket, "classify")
    ctx.permit(Act.CLASSIFY, ticket)
    level = ctx.choice("level", command.level, "levels") or ticket.customer.level
    known = replace(ticket, customer=replace(ticket.customer, level=level))
    ctx.save(ticket, sorted_as(known, command, ctx), Happening.CLASSIFIED)
    return Done("classified", {"ticket": ticket.no})


def sorted_as(ticket: Ticket, command: Classify | Edit, ctx: Context) -> Ticket:
    """The ticket in the place that these words give it; what is not said stays."""
    urgency = ctx.choice("urgency", command.urgency, "urgencies") or ticket.urgency
    if ticket.urgency and urgency != ticket.urgency:
        ctx.permit(Act.CHANGE_URGENCY, ticket)
    classified = ticket.classified(
        ctx.now,
        category=ctx.choice("category", command.category, "categories") or ticket.category,
        urgency=urgency,
        kind=ctx.choice("kind", command.kind, "kinds") or ticket.kind,
        severity=ctx.choice("severity", command.severity, "severities") or ticket.severity,
        impact=ctx.choice("impact", command.impact, "impacts") or ticket.impact,
        region=ctx.choice("region", command.region, "regions") or ticket.region,
        department=ctx.choice("dept", command.dept, "departments") or ticket.department,
    )
    return _routed(classified, ctx)


def _routed(ticket: Ticket, ctx: Context) -> Ticket:
    """A ticket without a place gets the one that the policy's rules now give it."""
    if ticket.assignee or ticket.status is not Status.PENDING:
        return ticket
    placing = place(ticket, ctx.policy, ctx.there, ctx.uow.queues)
    if placing.assignee:
        return ticket.assigned(placing.assignee, ctx.now, placing.department)
    return replace(ticket, department=placing.department)


def assign(command: Assign, ctx: Context) -> Reply:
    """Give the ticket to a member; a reason is owed to whoever it is taken from.

    Other departments may be asked to work on it as well (S2-27).
    """
    ticket = ctx.find(command.ticket, "assign")
    taken = bool(ticket.assignee)
    ctx.permit(Act.REASSIGN if taken else Act.ASSIGN, ticket)
    whom, said = ctx.first_named(command.to, command.reason)
    to, reason = ctx.member(whom), said.strip()
    if not may_work_in(to, ticket.department, ctx.roster):
        raise CannotWorkThere(to.name, ctx.scene.department(ticket.department))
    if taken and to.id != ticket.assignee and not reason:
        raise ReasonNeeded(act=Act.REASSIGN.value)
    assigned = ticket.assigned(to.id, ctx.now, ticket.department or to.department)
    also = collaborating.alongside(command.also, assigned, ctx)
    given = ctx.save(ticket, assigned, Happening.ASSIGNED, note=reason)
    need = reason or bilingual("request.join_in").of(ctx.words.locale)
    joined = collaborating.join(given, also, need, ctx)
    new = joined.collaborations[len(ticket.collaborations) :]
    asked = tuple(requested.asked(one, ctx.scene) for one in new)
    told = {"ticket": ticket.no, "member": to.name, "asked": asked}
    return Done("assigned_also" if asked else "assigned", told)


def accept(command: Accept, ctx: Context) -> Reply:
    """Confirm acceptance 确认接单 (S0-20). Two at once: one wins, the other is told who and when.

    The save is a compare-and-set on the version this ticket was read at: whoever loses looks again
    and finds it accepted. Who stands in for its assignee takes it over.
    """
    ticket = ctx.find(command.ticket, "accept")
    stands_in = ticket.assignee in ctx.there.selves(ctx.actor)
    theirs = replace(ticket, assignee=ctx.actor.id) if stands_in else ticket
    try:
        accepted = theirs.accepted(ctx.actor.id, ctx.now)
    except AlreadyAccepted as lost:
        if lost.by == ctx.actor.id:
            return Done("already_yours", {"ticket": ticket.no})
        raise AlreadyAccepted(lost.ticket, ctx.roster.name(lost.by), lost.at) from None
    except AssignedToOther as taken:
        raise AssignedToOther(taken.ticket, ctx.roster.name(taken.assignee)) from None
    ctx.permit(Act.ACCEPT, ticket)
    at_home = replace(accepted, department=accepted.department or ctx.actor.department)
    ctx.save(ticket, at_home, Happening.ACCEPTED)
    return Done("accepted", {"ticket": ticket.no})
