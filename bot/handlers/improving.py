"""Improvement actions: opened by a supervisor, done by their owner, followed until then (S0-43)."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.commands import AddAction, CancelAction, FinishAction, ListActions
from bot.domain import privacy
from bot.domain.errors import EmptyText, NotYourAction, TimePast, UnknownAction
from bot.domain.history import Happening
from bot.domain.improvement import Action, found_on, usual_due
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import prompting, registers
from bot.handlers.context import Context
from bot.views import Button, Done, Reply

_SCOPE: Final = "action"
_PAGE: Final = 20
_A_DAY: Final = timedelta(days=1)
_A_MOMENT: Final = timedelta(minutes=1)


def add(command: AddAction, ctx: Context) -> Reply:
    """Cause, measure, owner, by when, and the number that it should move (S2-54, S4-26)."""
    ctx.permit(Act.IMPROVE)
    of = origin(command, ctx)
    owner = ctx.member(command.owner) if command.owner.strip() else ctx.actor
    due_at, metric = _due(command.due, ctx), ctx.choice("metric", command.metric, "metrics")
    if not command.measure.strip():
        raise EmptyText(field="measure")
    action = Action(
        no=f"A{ctx.uow.tickets.next_serial(_SCOPE)}",
        measure=command.measure.strip(),
        owner=owner.id,
        due_at=due_at,
        opened_at=ctx.now,
        opened_by=ctx.actor.id,
        cause=command.cause.strip(),
        metric=metric,
        ticket=of.no if of else "",
    )
    ctx.ledger.keep_action(None, action, Happening.ACTION_OPENED, action.measure)
    if of:
        ctx.ledger.record(of, Happening.ACTION_OPENED, note=f"{action.no} {action.measure}")
    if owner.id != ctx.actor.id:
        ctx.ledger.say(prompting.given(action, ctx.there))
    blanks = {"action": action.no, "member": owner.name, "at": due_at}
    return Done("action_added", blanks, prompting.steps(action.no))


def origin(command: AddAction, ctx: Context) -> Ticket | None:
    """The ticket that is named, or in whose thread it is said."""
    written = command.of.strip() or ctx.thread_of
    ticket = ctx.find(written, "action_add") if written else None
    if ticket:
        ctx.permit(Act.LOOK, ticket)
    return ticket


def draft(of: Ticket) -> dict[str, str]:
    """What the ticket that it comes from says already about the fields of its form."""
    cause, metric = found_on(of)
    return {"of": of.no, "cause": privacy.text(cause), "metric": metric or ""}


def _due(written: str, ctx: Context) -> datetime:
    """A day alone is meant to its end; where nothing is said, the policy's time counts."""
    due = ctx.time("due", written) or usual_due(ctx.policy, ctx.now)
    due = due or ctx.now + 21 * _A_DAY  # Three weeks, where the policy promises nothing.
    if written.strip() and due.astimezone(ctx.words.zone).time() == time():
        due += _A_DAY - _A_MOMENT
    if due <= ctx.now:
        raise TimePast(field="due", at=due)
    return due


def listed(command: ListActions, ctx: Context) -> Reply:
    ctx.permit(Act.LOOK)
    owner = ctx.member(command.owner, gone=True).id if command.owner.strip() else ""
    found, total = ctx.uow.actions.find(owner, _PAGE, over=command.all)
    shown = registers.of_actions(found, total, ctx.scene)
    another = (Button(AddAction()),) if ctx.may(Act.IMPROVE) else ()
    return replace(shown, buttons=another)


def finish(command: FinishAction, ctx: Context) -> Reply:
    """Done, with its result; and whether the number moved as it should, then or later."""
    action = _found(command.action, ctx)
    result, moved = command.result.strip(), ctx.choice("moved", command.moved, "moved")
    late = bool(moved) and action.waits_for_its_number
    done = action.measured(moved) if late else action.done(ctx.actor.id, ctx.now, result, moved)
    happening = Happening.ACTION_MEASURED if late else Happening.ACTION_DONE
    ctx.ledger.keep_action(action, done, happening, result)
    _tell_ticket(done, happening, result, ctx)
    code = "action_unmeasured" if done.waits_for_its_number else happening.value
    return Done(code, {"action": action.no, "metric": action.metric})


def cancel(command: CancelAction, ctx: Context) -> Reply:
    ctx.permit(Act.IMPROVE)
    action = _found(command.action, ctx)
    reason = command.reason.strip()
    cancelled = action.cancelled(ctx.actor.id, ctx.now, reason)
    ctx.ledger.keep_action(action, cancelled, Happening.ACTION_CANCELLED, reason)
    _tell_ticket(cancelled, Happening.ACTION_CANCELLED, reason, ctx)
    return Done("action_cancelled", {"action": action.no})


def _found(written: str, ctx: Context) -> Action:
    """The action of this number, if the actor may report on it: its owner, or a supervisor."""
    action = ctx.uow.actions.get(written.strip().lstrip("#").upper())
    if action is None:
        raise UnknownAction(written=written)
    if not (ctx.may(Act.IMPROVE) or action.owner in ctx.there.selves(ctx.actor)):
        raise NotYourAction(action=action.no, owner=ctx.roster.name(action.owner))
    return action


def _tell_ticket(action: Action, happening: Happening, note: str, ctx: Context) -> None:
    ticket = ctx.uow.tickets.get(action.ticket) if action.ticket else None
    if ticket:
        ctx.ledger.record(ticket, happening, note=f"{action.no} {note}")
