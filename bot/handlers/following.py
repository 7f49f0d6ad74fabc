"""Following a ticket up: notes, escalation by hand, acknowledging the ladder, overdue reasons."""

from collections.abc import Sequence

from bot.commands import Acknowledge, Escalate, Note, Reason
from bot.domain.duties import Duty, acknowledged
from bot.domain.duty_rules import BREACHES
from bot.domain.errors import EmptyText, NothingOverdue, NothingToAcknowledge
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import telling
from bot.handlers.context import Context
from bot.views import Done, Reply, Silent


def note(command: Note, ctx: Context) -> Reply:
    """An internal note, typed or replied in the card's thread; files are kept with it."""
    ticket = ctx.find(command.ticket, "note")
    ctx.permit(Act.NOTE, ticket)
    text = command.text.strip()
    if not text and not command.files:
        raise EmptyText(field="text")
    ctx.ledger.record(ticket, Happening.NOTED, note=text, files=command.files)
    in_thread = ctx.request.place.thread and not command.ticket
    return Silent() if in_thread else Done("noted", {"ticket": ticket.no})


def keep_files(written: str, files: Sequence[str], ctx: Context) -> None:
    """Files that came with another command about a ticket; whoever may do that may add them."""
    ctx.ledger.record(ctx.find(written), Happening.NOTED, files=files)


def escalate(command: Escalate, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "escalate")
    ctx.permit(Act.ESCALATE, ticket)
    event_id = ctx.ledger.record(ticket, Happening.ESCALATED, note=command.reason.strip())
    ctx.ledger.say(telling.escalation(ctx.actor.id, ticket, event_id, ctx.there))
    to = [m.name for m in telling.above(ctx.actor.id, ticket, ctx.there)]
    return Done("escalated", {"ticket": ticket.no, "to": to})


def acknowledge(command: Acknowledge, ctx: Context) -> Reply:
    """Silence the ladder of every missed target; the breach stays on record."""
    ticket = ctx.find(command.ticket, "ack")
    ctx.permit(Act.ACKNOWLEDGE, ticket)
    ctx.uow.tickets.hold(ticket)
    climbing = [d for d in _missed(ticket, ctx) if d.acknowledged_at is None]
    if not climbing:
        raise NothingToAcknowledge(ticket=ticket.no)
    ladder = ctx.policy.ladder
    known = [acknowledged(d, ctx.actor.id, ctx.now, ladder) for d in climbing]
    ctx.ledger.keep(known)
    ctx.ledger.record(ticket, Happening.ACKNOWLEDGED)
    return Done("acknowledged", {"ticket": ticket.no})


def reason(command: Reason, ctx: Context) -> Reply:
    """Why a target was missed (S3-29)."""
    ticket = ctx.find(command.ticket, "reason")
    ctx.permit(Act.REASON, ticket)
    missed = [d for d in ctx.uow.duties.of(ticket.no) if d.kind in BREACHES and d.missed_at]
    if not missed:
        raise NothingOverdue(ticket=ticket.no)
    text = command.reason.strip()
    given = replace(ticket, overdue_reason=text, reason_at=ctx.now)
    ctx.save(ticket, given, Happening.REASON_GIVEN, note=text)
    return Done("reason_given", {"ticket": ticket.no})


def _missed(ticket: Ticket, ctx: Context) -> list[Duty]:
    running = [d for d in ctx.uow.duties.newest(ticket.no) if d.running]
    return [d for d in running if d.kind in BREACHES and d.missed_at is not None]
