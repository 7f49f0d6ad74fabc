"""Why is it due then? A deadline told span by span, to whoever may see the ticket (spec 1 §10)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands import Why
from bot.domain import privacy
from bot.domain.calendar import Calendar, Hours
from bot.domain.duties import Duty
from bot.domain.errors import NothingOwed, NotOwed, UnknownValue
from bot.domain.explaining import Explained, Moved, explained
from bot.domain.folding import MOST, Row, rows
from bot.domain.owed import owed
from bot.domain.people import Act
from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import showing
from bot.handlers.choices import chosen
from bot.handlers.context import Context
from bot.handlers.scene import Scene
from bot.ports import UnitOfWork
from bot.views import Button, Due, MovedFrom, WhyDue

_MOVES: Final = 5
"""A deadline that was moved more often is told by its last moves."""


def why(command: Why, ctx: Context) -> WhyDue:
    ticket = ctx.find(command.ticket, "why")
    ctx.permit(Act.LOOK, ticket)
    return why_due(explain(ticket, command.duty, ctx.uow, ctx.scene), ticket, ctx.uow, ctx.scene)


def explain(ticket: Ticket, duty: str, uow: UnitOfWork, scene: Scene) -> Explained:
    """The deadline that `duty` names in either language, or the next one."""
    known = uow.duties.of(ticket.no)
    one = _meant(duty, _newest(known), ticket, scene)
    return explained(one, known, uow.history.of(ticket.no), ticket, scene.policy)


def why_due(
    told: Explained, ticket: Ticket, uow: UnitOfWork, scene: Scene, most: int = MOST
) -> WhyDue:
    """The explanation in at most so many rows, with buttons for the ticket's other deadlines."""
    duty, way, terms = told.duty, told.way, told.counting
    zone = _zone(terms.calendar if terms else None, scene.policy)
    newest = _newest(uow.duties.of(ticket.no))
    others = [d.kind.value for d in newest if d.running and d.kind is not duty.kind]
    return WhyDue(
        ticket=ticket.no,
        due=Due(duty.kind, duty.due_at, duty.stopped),
        started_at=duty.started_at,
        met_at=duty.met_at,
        ended=not duty.running,
        span=terms.due if terms and way else None,
        calendar=_named(terms.calendar, scene.policy) if terms else "",
        zone=zone.key if zone.key != scene.policy.timezone else "",
        way=tuple(_masked(row) for row in rows(way.passages, zone, most)) if way else (),
        counted=way.counted if way else timedelta(),
        said=told.said,
        unknown_years=way.unknown_years if way else (),
        moves=tuple(_moved(each, scene) for each in told.moves[-_MOVES:]),
        buttons=tuple(Button(Why(ticket.no, kind)) for kind in dict.fromkeys(others)),
    )


def _meant(duty: str, newest: Sequence[Duty], ticket: Ticket, scene: Scene) -> Duty:
    if not newest:
        raise NothingOwed(ticket=ticket.no)
    if duty:
        return _named_duty(duty, newest, ticket, scene)
    shown = showing.next_due(ticket, owed(ticket, scene.policy))
    nexts = [d for d in newest if d.running and shown and d.kind is shown.kind]
    running = [d for d in newest if d.running]
    return (nexts or sorted(running, key=lambda d: d.due_at) or newest[-1:])[0]


def _named_duty(written: str, newest: Sequence[Duty], ticket: Ticket, scene: Scene) -> Duty:
    """Refused, it is told what there is on this ticket rather than all that there might be."""
    try:
        kind = chosen("duty", written, "duties", scene.policy, scene.roster)
    except UnknownValue:
        kind = written
    if named := sorted((d for d in newest if d.kind == kind), key=lambda d: not d.running):
        return named[0]
    there = dict.fromkeys(d.kind.value for d in newest)
    raise NotOwed(ticket=ticket.no, duty=kind, owed=tuple(there))


def _newest(known: Sequence[Duty]) -> list[Duty]:
    """The newest row of each key, the one due first in front."""
    newest = {d.key: d for d in sorted(known, key=lambda d: d.seq)}
    return sorted(newest.values(), key=lambda d: d.due_at)


def _zone(calendar: Calendar | None, policy: Policy) -> ZoneInfo:
    return calendar.zone if isinstance(calendar, Hours) else policy.zone


def _named(calendar: Calendar, policy: Policy) -> str:
    """What the policy calls this calendar."""
    return next((name for name, known in policy.calendars.items() if known == calendar), "")


def _masked(row: Row) -> Row:
    return replace(row, reason=privacy.text(row.reason)) if row.reason else row


def _moved(moved: Moved, scene: Scene) -> MovedFrom:
    by = showing.line(moved.by, scene) if moved.by else None
    return MovedFrom(moved.was_due_at, moved.moved_at, by)
