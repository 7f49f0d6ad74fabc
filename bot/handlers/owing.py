"""What a person owes beside the open tickets that they work on, each with the way to settle it.

A supervisor's cases of dissatisfied customers (S2-45), approvals (S4-24) and missed targets that
nobody has taken note of; a first responder's confirmations and callbacks.
"""

from typing import Final

from bot import commands as ask
from bot.commands import Command
from bot.domain import aftercare, privacy
from bot.domain.duties import MANAGERS_FROM, Duty
from bot.domain.duty_rules import BREACHES, RULE_OF
from bot.domain.people import Member, Role
from bot.domain.policy import DutyKind, Name
from bot.domain.ticket import Ticket
from bot.handlers import showing, telling
from bot.handlers.context import Context
from bot.handlers.scene import Scene, cut
from bot.ports import Party
from bot.views import Button, Due, OwedRow
from bot.words import bilingual

_LOOKED_AT: Final = 50
_PROBLEM: Final = 80
_CALLS: Final = frozenset({DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK})


def rows(ctx: Context) -> tuple[OwedRow, ...]:
    """The most urgent first; what one command settles is one thing."""
    called = ctx.uow.queues.called(_party(ctx), _LOOKED_AT)
    found: dict[str, OwedRow] = {}
    with ctx.uow.foreseen([duty.ticket for duty in called]):
        for duty in called:
            ticket = ctx.uow.tickets.get(duty.ticket)
            if ticket is not None and _is_due_from(duty, ticket, ctx):
                row = _row(duty, ticket, ctx)
                found.setdefault(ask.encode(row.button.command), row)
    return tuple(found.values())


def _selves(ctx: Context) -> list[Member]:
    return [ctx.actor, *ctx.there.stands_for(ctx.actor)]


def _party(ctx: Context) -> Party:
    them = _selves(ctx)
    theirs = [
        key for key in ctx.roster.departments if _among(them, ctx.roster.supervisors_for(key))
    ]
    leads = any(one.role is Role.MANAGER for one in them)
    return Party(tuple(one.id for one in them), tuple(theirs), leads)


def _among(some: list[Member], others: tuple[Member, ...]) -> bool:
    return not {m.id for m in some}.isdisjoint(m.id for m in others)


def _is_due_from(duty: Duty, ticket: Ticket, ctx: Context) -> bool:
    """Whether it is for the actor to settle, and already can be."""
    if duty.kind in _CALLS:
        return aftercare.call_now(ticket, ctx.policy, ctx.now) is duty.kind
    if _is_own(duty, ctx):
        return True
    managers = ctx.roster.managers if duty.rung >= MANAGERS_FROM else ()
    return _among(_selves(ctx), (*telling.supervisors_of(ticket, ctx.roster), *managers))


def _is_own(duty: Duty, ctx: Context) -> bool:
    """Theirs to do, and not a target that somebody else has missed."""
    return duty.kind not in BREACHES or duty.owner in {one.id for one in _selves(ctx)}


def _row(duty: Duty, ticket: Ticket, ctx: Context) -> OwedRow:
    own = _is_own(duty, ctx)
    return OwedRow(
        no=ticket.no,
        due=Due(duty.kind, duty.due_at, duty.stopped),
        which=which(duty, ticket, ctx.scene),
        unanswered=not own,
        customer=privacy.called(ticket),
        problem=cut(privacy.text(ticket.report.description), _PROBLEM),
        button=Button(meeting(duty, ticket.no) if own else ask.Acknowledge(ticket.no)),
    )


def which(duty: Duty, ticket: Ticket, scene: Scene) -> str | Name:
    """Which of several of its kind: a department by its name, a target by its slug.

    A card may stand in the room all the while: the sync is owed until it names somebody (S1-34).
    """
    if duty.kind is DutyKind.SYNC and not showing.responsible(ticket, scene.roster):
        return bilingual("card.nobody_named")
    if RULE_OF[duty.kind].of_department:
        return scene.department(duty.about)
    return duty.about


def meeting(duty: Duty, no: str) -> Command:
    """The command that meets a duty; progress only counts if the customer was told (S2-38)."""
    match duty.kind:
        case DutyKind.PROGRESS:
            return ask.Progress(ticket=no, told=True)
        case DutyKind.COLLABORATION:
            return ask.CollabDone(request=duty.about)
        case DutyKind.APPROVAL:
            return ask.Approve(no, dept=duty.about)
        case kind:
            return ask.SLUGS[RULE_OF[kind].meets](ticket=no)  # type: ignore[call-arg] # All have one.
