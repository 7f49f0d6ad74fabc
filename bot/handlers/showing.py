"""A ticket as people see it: the card for a room, a row of a queue, the record for one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from bot.commands import WAYS_IN
from bot.domain import privacy
from bot.domain.approval import Approval
from bot.domain.assignment import suggestion
from bot.domain.duties import Duty
from bot.domain.duty_rules import BREACHES
from bot.domain.history import Event, Happening
from bot.domain.life_cycle import Status
from bot.domain.owed import Owed, owed
from bot.domain.people import Member, Role, Roster
from bot.domain.policy import DutyKind, Name
from bot.domain.record import unknown_facts
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.domain.warranty import warranty_ends
from bot.handlers import offering, showing_details, showing_own
from bot.handlers.requested import named_in, request_line
from bot.handlers.scene import Scene, cut, people, person, problem
from bot.ports import Waiting
from bot.views import (
    Answer,
    Detail,
    Due,
    HistoryLine,
    Person,
    QueueRow,
    TicketCard,
    TicketRecord,
)


def card(ticket: Ticket, scene: Scene) -> TicketCard:
    """The card of a room: everything personal is masked, whoever looks."""
    now_owed = owed(ticket, scene.policy)
    hold = ticket.hold
    held = hold is not None and (hold.end is None or hold.end > scene.now)
    buttons, more = offering.buttons(
        ticket, now_owed, held=held, breached=_unexplained(ticket, now_owed, scene.now)
    )
    return TicketCard(
        no=ticket.no,
        version=ticket.version,
        status=ticket.status.value,
        urgency=scene.name("urgencies", ticket.urgency),
        rank=scene.rank(ticket.urgency),
        customer=privacy.called(ticket),
        level=scene.name("levels", ticket.customer.level),
        product=privacy.text(ticket.purchase.product),
        **_warranty(ticket, scene),
        problem=problem(ticket),
        reported_at=ticket.report.reported_at,
        at=scene.now,
        kind=scene.name("kinds", ticket.kind),
        category=scene.name("categories", ticket.category),
        department=scene.name("departments", ticket.department),
        assignee=_person(ticket.assignee, scene.roster),
        first_responder=_person(ticket.first_responder, scene.roster),
        responsible=people(responsible(ticket, scene.roster), scene.there) if ticket.open else (),
        next=next_due(ticket, now_owed),
        missed=_missed(now_owed, scene.now),
        on_hold=held,
        hold_reason=privacy.text(hold.reason) if hold and held else "",
        hold_until=hold.until if hold and held else None,
        synced_late=_synced_late(now_owed, scene.now),
        solution=cut(privacy.text(ticket.solution)),
        cost=cut(privacy.text(ticket.cost), 80),
        agreed_at=ticket.agreement.at,
        agreed_by=scene.roster.name(ticket.agreement.by),
        details=cut(privacy.text(ticket.details)),
        chases=ticket.chases if ticket.open else 0,
        suggested=_suggested(ticket, scene),
        asked=unknown_facts(ticket, scene.policy) if ticket.status in _ASKED_IN else (),
        severity=scene.name("severities", ticket.severity),
        cause=scene.name("causes", ticket.cause),
        at_fault=scene.name("departments", ticket.responsible_department),
        not_ours=bool(ticket.findings),
        approvals=tuple(_answer(one, scene) for one in ticket.approvals),
        close_reason=ticket.close_reason,
        duplicate_of=ticket.duplicate_of,
        related=ticket.related,
        parent=ticket.parent,
        incident=bool(ticket.incident),
        requests=tuple(request_line(one, scene) for one in ticket.collaborations),
        own=_own(ticket, scene),
        buttons=buttons,
        more=more,
        nth=ticket.customer.nth,
        last_csat=scene.name("csat", ticket.customer.last_csat),
    )


def _warranty(ticket: Ticket, scene: Scene) -> Mapping[str, Any]:
    ends = warranty_ends(ticket, scene.policy)
    reported_on = ticket.report.reported_at.astimezone(scene.policy.zone).date()
    return {"warranty_ends": ends, "in_warranty": ends is not None and reported_on <= ends}


MOST_OWN: Final = 8
"""So many of the policy's own fields stand on a card; the record has them all."""


def _own(ticket: Ticket, scene: Scene) -> tuple[Detail, ...]:
    known = islice(showing_own.details(ticket, scene, revealed=False), MOST_OWN)
    return tuple(
        replace(one, value=cut(one.value)) if isinstance(one.value, str) else one for one in known
    )


def _answer(one: Approval, scene: Scene) -> Answer:
    return Answer(
        scene.name("departments", one.department) or Name(one.department, one.department),
        None if one.waits else one.approves,
        scene.roster.name(one.by),
        cut(privacy.text(one.reason)),
    )


_TELLING: Final = frozenset({Happening.PROGRESSED, Happening.INCIDENT_UPDATED})
"""Events of which it matters whether the customer was told."""

_ASKED_IN: Final = frozenset({Status.PENDING, Status.ASSIGNED, Status.IN_PROGRESS})
"""While these last the customer is asked for what is not known yet."""


def _suggested(ticket: Ticket, scene: Scene) -> tuple[Name, Name] | None:
    """While nobody has said how urgent it is, how urgent it looks."""
    found = suggestion(ticket, scene.policy) if ticket.open and not ticket.urgency else None
    name = scene.name("urgencies", found.urgency) if found else None
    return (name, found.reason) if found and name else None


def responsible(ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    """Whom the card @-names: the assignee, or the liaisons of the department (S1-34).

    Once it is resolved, the first responder, who must ask the customer (S1-35).
    """
    if ticket.status is Status.RESOLVED and ticket.first_responder in roster.members:
        return (roster.members[ticket.first_responder],)
    assignee = roster.members.get(ticket.assignee)
    if assignee is not None and assignee.active:
        return (assignee,)
    if not ticket.department:
        return ()
    return roster.active(Role.LIAISON, department=ticket.department) or (
        roster.supervisors_for(ticket.department)
    )


def record(
    ticket: Ticket,
    scene: Scene,
    events: Sequence[Event],
    rows: Sequence[Duty],
    *,
    revealed: bool,
    may_reveal: bool,
) -> TicketRecord:
    """The whole record for one person alone; unmasked only if they may see it."""
    return TicketRecord(
        card=card(ticket, scene),
        details=tuple(showing_details.details(ticket, scene, revealed=revealed)),
        history=tuple(line(e, scene, revealed=revealed) for e in events),
        duties=tuple(
            Due(d.kind, d.due_at, d.stopped)
            for d in sorted(rows, key=lambda d: (d.stopped, d.due_at))
            if d.running
        ),
        revealed=revealed,
        may_reveal=may_reveal and not revealed,
    )


def line(event: Event, scene: Scene, *, revealed: bool = False) -> HistoryLine:
    """An event in a thread: names of people who work here, nothing personal of the customer."""
    own = tuple(showing_own.changes(event, scene, revealed=revealed))
    seen = event.changes if revealed else privacy.changes(event.changes)
    changes = {
        field: (_named(field, old, scene), _named(field, new, scene))
        for field, (old, new) in seen.items()
        if field != "custom"
    }
    return HistoryLine(
        ticket=event.ticket,
        at=event.at,
        happening=event.happening,
        by=scene.roster.name(event.by) if event.by else "",
        by_customer=not event.by and event.platform in WAYS_IN,
        note=event.note if revealed else privacy.text(event.note),
        changes=changes,
        files=_files(event),
        told="told_at" in event.changes if event.happening in _TELLING else None,
        until=_until(event) if event.happening is Happening.HELD else _time("said_at", event),
        due_at=_time("due_at", event),
        department=_department(event, scene),
        limit=_now(seen, "limit"),
        original=_now(seen, "duplicate_of"),
        own=own,
        solution=cut(_now(seen, "agreement.solution"), 80),
        cost=cut(_now(seen, _COST_IN.get(event.happening, "")), 80),
        **named_in(event, scene),
    )


_COST_IN: Final = {
    Happening.PROPOSED: "cost",
    Happening.SUBMITTED: "cost",
    Happening.AGREED: "agreement.cost",
}
"""Events that speak of what a solution costs, and the change that says it (S0-29)."""


def _files(event: Event) -> tuple[str, ...]:
    """What came with it, and for a verdict the files on the ticket that it names (S4-22)."""
    was, now = event.changes.get("evidence", ((), ()))
    named = [one for one in now if one not in was] if event.happening is Happening.JUDGED else []
    return tuple(dict.fromkeys((*event.files, *named)))


def _now(changes: Mapping[str, tuple[Any, Any]], field: str) -> str:
    _, new = changes.get(field, ("", ""))
    return str(new or "")


def _time(name: str, event: Event) -> datetime | None:
    """Of the duty that this event speaks of: by when it was due, or until when it was not said."""
    _, written = event.changes.get(name, ("", ""))
    return datetime.fromisoformat(written) if written else None


def _department(event: Event, scene: Scene) -> Name | None:
    """The department whose answer this is."""
    if event.happening not in (Happening.APPROVED, Happening.DISAPPROVED):
        return None
    before, after = event.changes.get("approvals", ((), ()))
    said = [one["department"] for one in after if one not in before]
    return scene.name("departments", said[-1]) if said else None


def _until(event: Event) -> datetime | None:
    """When the hold that this event began is to end, as it was written down."""
    _, pauses = event.changes.get("pauses", ((), ()))
    written = pauses[-1]["until"] if pauses else None
    return datetime.fromisoformat(written) if written else None


_NAMED: Final = {
    "urgency": "urgencies",
    "category": "categories",
    "kind": "kinds",
    "severity": "severities",
    "impact": "impacts",
    "region": "regions",
    "department": "departments",
    "cause": "causes",
    "responsible_department": "departments",
    "customer.level": "levels",
    "customer.prefers": "media",
    "report.channel": "channels",
    "report.mood": "moods",
    "report.wish": "wishes",
}


def _named(field: str, value: object, scene: Scene) -> object:
    """A stored slug as the name that people know it by."""
    if not isinstance(value, str) or not value:
        return value
    if field in ("assignee", "first_responder"):
        return scene.roster.name(value)
    if field in ("report.occurred_at", "report.wished_by"):
        return datetime.fromisoformat(value)
    return scene.name(_NAMED[field], value) if field in _NAMED else value


def row(waiting: Waiting, scene: Scene) -> QueueRow:
    ticket, duty = waiting.ticket, waiting.next
    return QueueRow(
        no=ticket.no,
        status=ticket.status.value,
        urgency=scene.name("urgencies", ticket.urgency),
        rank=scene.rank(ticket.urgency),
        customer=privacy.called(ticket),
        problem=cut(privacy.text(ticket.report.description), 80),
        assignee=scene.roster.name(ticket.assignee),
        next=Due(duty.kind, duty.due_at, duty.stopped) if duty else None,
        overdue=waiting.overdue,
    )


def _person(member: str, roster: Roster) -> Person | None:
    known = roster.members.get(member)
    return person(known) if known else None


def next_due(ticket: Ticket, now_owed: Sequence[Owed]) -> Due | None:
    """The next deadline; not the sync that posting this very card meets."""
    # The card says how long it is on hold; a receipt is the bot's own business.
    unsaid = {DutyKind.RESUME, DutyKind.ACKNOWLEDGE}
    if ticket.department or ticket.assignee:
        unsaid.add(DutyKind.SYNC)
    waiting = [o for o in now_owed if o.met_at is None and o.kind not in unsaid]
    first = min(waiting, key=lambda o: o.due_at, default=None)
    return Due(first.kind, first.due_at, first.stopped) if first else None


_UNMARKED: Final = frozenset({DutyKind.SYNC, DutyKind.RESUME, DutyKind.ACKNOWLEDGE})


def _missed(now_owed: Sequence[Owed], now: datetime) -> tuple[DutyKind, ...]:
    """Targets that are or were missed, for the marks on the card; the sync has its own."""
    return tuple(o.kind for o in now_owed if o.kind not in _UNMARKED and _is_late(o, now))


def _unexplained(ticket: Ticket, now_owed: Sequence[Owed], now: datetime) -> bool:
    """Whether a target was missed and nobody has said why since (S3-29)."""
    breaches = [o.due_at for o in now_owed if o.kind in BREACHES and _is_late(o, now)]
    return any(ticket.reason_at is None or ticket.reason_at < at for at in breaches)


def _is_late(one: Owed, now: datetime) -> bool:
    return not one.stopped and (one.met_at or now) > one.due_at


def _synced_late(now_owed: Sequence[Owed], now: datetime) -> bool:
    sync = next((o for o in now_owed if o.kind is DutyKind.SYNC), None)
    return sync is not None and (sync.met_at or now) > sync.due_at
