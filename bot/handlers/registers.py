"""Registers: complaints and improvement actions as a supervisor goes through them."""

from collections.abc import Iterable

from bot.commands import AddAction, Complaints
from bot.domain import privacy
from bot.domain.improvement import Action, Metric, State
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.grammar import month_meant
from bot.handlers import overseeing, prompting
from bot.handlers.context import Context
from bot.handlers.scene import Scene
from bot.ports import ComplaintFilter, UnitOfWork
from bot.views import ActionRow, Button, ComplaintRow, Register, Reply

PAGE = 20


def complaints(command: Complaints, ctx: Context) -> Reply:
    """The register of complaints, this month's unless another is named (S4-19, S4-27, S4-33)."""
    ctx.permit(Act.REGISTER)
    since, until = month_meant(command.month.strip() or "this month", ctx.now, ctx.words.zone)
    which = ComplaintFilter(
        since,
        until,
        department=ctx.choice("dept", command.dept, "departments"),
        member=ctx.member(command.person, gone=True).id if command.person.strip() else "",
        cause=ctx.choice("cause", command.cause, "causes"),
        severity=ctx.choice("severity", command.severity, "severities"),
        status=ctx.choice("status", command.status, "statuses"),
        seen=overseeing.eyes_of(ctx.actor, ctx.scene).departments,
    )
    shown = of_complaints(which, PAGE, ctx.uow, ctx.scene)
    improve = Button(AddAction(metric=Metric.COMPLAINT_RATE.value))
    return replace(shown, buttons=(improve,)) if ctx.may(Act.IMPROVE) else shown


def of_complaints(which: ComplaintFilter, limit: int, uow: UnitOfWork, scene: Scene) -> Register:
    found, total = uow.complaints.find(which, limit)
    month = f"{which.since.astimezone(scene.policy.zone):%Y-%m}" if which.since else ""
    return Register(
        "complaints",
        tuple(_complaint(ticket, scene) for ticket in found),
        total,
        scene.now,
        month=month,
        counts=tuple(
            (scene.name("causes", cause), n)
            for cause, n in sorted(uow.complaints.causes(which).items(), key=lambda c: -c[1])
        ),
    )


def _complaint(ticket: Ticket, scene: Scene) -> ComplaintRow:
    return ComplaintRow(
        no=ticket.no,
        reported_at=ticket.report.reported_at,
        status=ticket.status.value,
        severity=scene.name("severities", ticket.severity),
        cause=scene.name("causes", ticket.cause),
        department=scene.name("departments", ticket.responsible_department),
        person=scene.roster.name(ticket.responsible_member),
        not_ours=bool(ticket.findings),
        customer=privacy.called(ticket),
        problem=privacy.text(ticket.report.description)[:80],
    )


def of_actions(found: Iterable[Action], total: int, scene: Scene) -> Register:
    return Register("actions", tuple(_action(one, scene) for one in found), total, scene.now)


def _action(action: Action, scene: Scene) -> ActionRow:
    is_open = action.state is State.OPEN
    return ActionRow(
        no=action.no,
        measure=privacy.text(action.measure),
        cause=privacy.text(action.cause),
        owner=scene.roster.name(action.owner),
        due_at=action.due_at,
        state="overdue" if is_open and action.due_at <= scene.now else action.state.value,
        metric=action.metric,
        moved=action.moved,
        result=privacy.text(action.result),
        ticket=action.ticket,
        button=prompting.steps(action.no)[0] if is_open or action.waits_for_its_number else None,
    )
