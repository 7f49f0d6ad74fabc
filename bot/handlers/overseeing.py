"""What the board shows: the queue, and one ticket whole; masked, and no more than theirs.

A supervisor sees the tickets of the departments they answer for, and those of none yet; a manager
sees all; an admin sees the people only (`teams`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from bot.commands import slug
from bot.domain import permits
from bot.domain.duties import Duty
from bot.domain.duty_rules import BREACHES
from bot.domain.errors import UnknownTicket
from bot.domain.explaining import explained
from bot.domain.history import Event
from bot.domain.life_cycle import MOVES
from bot.domain.people import RIGHTS, Act, Member
from bot.domain.policy import DutyKind, Name
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.forms import Option
from bot.handlers import owing, showing
from bot.handlers.acts import MOVE_OF, OFFERED
from bot.handlers.choices import options
from bot.handlers.explaining import why_due
from bot.handlers.scene import Scene
from bot.ports import Filter, UnitOfWork, Waiting
from bot.views import OwedRow, QueueRow, TicketRecord, WhyDue

SIZES: Final = (50, 100, 200)
"""So many tickets a page shows: the first, or what the address asks for."""

_HISTORY: Final = 100
_RUNNING: Final = (
    "assign", "classify", "ack", "escalate", "note", "accept", "close", "reason",
)  # fmt: skip
"""What a supervisor does to keep things going comes before the work itself."""

_ELSEWHERE: Final = frozenset({"show", "why", "reveal"})
"""Offered by a card, and on the page in its own place."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """How far somebody sees: `departments` None for all; "" is a ticket of none yet."""

    departments: tuple[str, ...] | None
    tickets: bool = True

    def see(self, department: str) -> bool:
        return self.departments is None or department in self.departments

    def on(self, department: str) -> tuple[str, ...] | None:
        """What is seen of one department; of all, if none is named."""
        if not department:
            return self.departments
        return (department,) if self.see(department) else ()


def eyes_of(member: Member, scene: Scene) -> Eyes:
    if permits.may(member, Act.ADMINISTER):
        return Eyes(None, tickets=False)
    if Act.OVERSEE in RIGHTS[member.role]:
        return Eyes(None)
    homes = scene.there.homes(member)
    return Eyes(tuple(dict.fromkeys(("", member.department, *homes))))


# The queue.


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the queue for: slugs, and words to look for."""

    dept: str = ""
    urgency: str = ""
    status: str = ""
    region: str = ""
    assignee: str = ""
    overdue: str = ""
    unassigned: str = ""
    words: str = ""
    size: int = SIZES[0]

    @property
    def narrowed(self) -> bool:
        return self != Wanted(size=self.size)


CHOICES: Final[Mapping[str, str]] = {
    "dept": "departments",
    "urgency": "urgencies",
    "status": "statuses",
    "region": "regions",
    "assignee": "colleagues",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket of the queue; `group` says why it stands where it does."""

    row: QueueRow
    department: Name | None
    group: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of the queue. `total` match; `open`, `overdue`, `unassigned` are all there are."""

    lines: tuple[Line, ...]
    total: int
    open: int
    overdue: int
    unassigned: int
    at: datetime

    @property
    def changes_at(self) -> datetime | None:
        """When the first of them will be overdue, if nothing happens before."""
        dues = (line.row.next for line in self.lines if not line.row.overdue)
        return min((due.due_at for due in dues if due and not due.stopped), default=None)


def filters(eyes: Eyes, scene: Scene) -> Mapping[str, tuple[Option, ...]]:
    """What each filter may be set to, by whoever sees so far."""
    offered = {key: options(source, scene.policy, scene.roster) for key, source in CHOICES.items()}
    seen = tuple(o for o in offered["dept"] if eyes.see(o.value))
    return {**offered, "dept": seen}


def known(wanted: Wanted, offered: Mapping[str, Iterable[Option]]) -> Wanted:
    """The same without values that are none: an old address still shows something."""
    meant = {key: getattr(wanted, key) for key in CHOICES}
    return replace(
        wanted,
        **{key: v if v in {o.value for o in offered[key]} else "" for key, v in meant.items()},
        size=wanted.size,
    )


def overview(wanted: Wanted, eyes: Eyes, uow: UnitOfWork, scene: Scene) -> Overview:
    within = Filter(departments=eyes.departments)
    which = replace(
        within,
        departments=eyes.on(wanted.dept),
        urgencies=_chosen(wanted.urgency),
        statuses=_chosen(wanted.status),
        regions=_chosen(wanted.region),
        assignee=wanted.assignee,
        overdue=bool(wanted.overdue),
        unassigned=bool(wanted.unassigned),
        words=wanted.words,
        troubled_first=True,
    )
    found, total = uow.queues.find(which, scene.now, wanted.size)
    return Overview(
        tuple(_line(each, scene) for each in found),
        total,
        _count(within, uow, scene),
        _count(replace(within, overdue=True), uow, scene),
        _count(replace(within, unassigned=True), uow, scene),
        scene.now,
    )


def _chosen(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _count(which: Filter, uow: UnitOfWork, scene: Scene) -> int:
    return uow.queues.count(which, scene.now)


def _line(waiting: Waiting, scene: Scene) -> Line:
    ticket = waiting.ticket
    group = "overdue" if waiting.overdue else "rest" if ticket.assignee else "unassigned"
    department = scene.name("departments", ticket.department)
    return Line(showing.row(waiting, scene), department, group)


# What waits for whoever looks.


@dataclass(frozen=True, slots=True)
class Own:
    """Something that they owe: on an improvement action, or a ticket that they may see here."""

    row: OwedRow
    action: bool
    seen: bool


def own(member: Member, uow: UnitOfWork, scene: Scene) -> tuple[Own, ...]:
    homes = scene.there.homes(member)
    return tuple(
        Own(
            one.row,
            action=one.ticket is None,
            seen=one.ticket is not None and permits.may(member, Act.OVERSEE, one.ticket, homes),
        )
        for one in owing.owed_by(member, uow, scene)
    )


# One ticket.


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One thing owed, and how it stands: due, stopped, missed, met, met_late or dropped."""

    kind: DutyKind
    state: str
    due_at: datetime
    met_at: datetime | None
    missed: bool
    acknowledged_by: str
    why: WhyDue


@dataclass(frozen=True, slots=True)
class TicketPage:
    """`first` and `more` are slugs of commands that this person may give about it now."""

    record: TicketRecord
    duties: tuple[DutyLine, ...]
    first: tuple[str, ...]
    more: tuple[str, ...]

    @property
    def changes_at(self) -> datetime | None:
        """When the next of its deadlines will be missed, if nothing happens before."""
        return min((d.due_at for d in self.duties if d.state == "due"), default=None)


def ticket_page(no: str, member: Member, uow: UnitOfWork, scene: Scene) -> TicketPage:
    """Raises UnknownTicket, NotYours or NotAllowed."""
    ticket = uow.tickets.get(no)
    if ticket is None:
        raise UnknownTicket(written=no)
    check_sees(member, ticket, scene)
    rows, events = uow.duties.of(no), uow.history.of(no, limit=_HISTORY)
    newest = list({d.key: d for d in sorted(rows, key=lambda d: d.seq)}.values())
    shown = showing.record(
        ticket,
        scene,
        events,
        newest,
        revealed=False,
        may_reveal=_may(member, Act.REVEAL, ticket, scene),
    )
    offered = _offered(ticket, member, shown, newest, scene)
    return TicketPage(
        shown,
        tuple(_duty_line(d, rows, events, ticket, uow, scene) for d in _in_order(newest)),
        tuple(s for s in _RUNNING if s in offered),
        tuple(s for s in offered if s not in _RUNNING),
    )


def check_sees(member: Member, ticket: Ticket, scene: Scene) -> None:
    permits.check(member, Act.OVERSEE, ticket, scene.there.homes(member))


def _may(member: Member, act: Act | None, ticket: Ticket, scene: Scene) -> bool:
    there = scene.there
    return act is None or permits.may(
        member, act, ticket, there.homes(member), there.selves(member)
    )


def _in_order(duties: Iterable[Duty]) -> list[Duty]:
    """What is still owed first, by its due time; then what is over, the latest first."""
    running = sorted((d for d in duties if d.running), key=lambda d: (d.stopped, d.due_at))
    over = sorted((d for d in duties if not d.running), key=lambda d: d.due_at, reverse=True)
    return [*running, *over]


def _duty_line(
    duty: Duty,
    rows: Sequence[Duty],
    events: Sequence[Event],
    ticket: Ticket,
    uow: UnitOfWork,
    scene: Scene,
) -> DutyLine:
    told = explained(duty, rows, events, ticket, scene.policy)
    return DutyLine(
        duty.kind,
        _state(duty, scene.now),
        duty.due_at,
        duty.met_at,
        duty.missed_at is not None,
        scene.roster.name(duty.acknowledged_by) if duty.acknowledged_by else "",
        why_due(told, ticket, uow, scene),
    )


def _state(duty: Duty, now: datetime) -> str:
    if duty.met_at:
        return "met_late" if duty.met_at > duty.due_at else "met"
    if not duty.running:
        return "dropped"
    if duty.stopped:
        return "stopped"
    return "missed" if duty.due_at <= now else "due"


def _offered(
    ticket: Ticket, member: Member, shown: TicketRecord, newest: Iterable[Duty], scene: Scene
) -> list[str]:
    card = shown.card
    slugs = [slug(b.command) for b in (*card.buttons, *card.more)]
    if any(d.running and d.missed_at and d.kind in BREACHES for d in newest):
        slugs += ["ack"]
    return [
        s for s in dict.fromkeys(slugs) if s not in _ELSEWHERE and _can(s, ticket, member, scene)
    ]


def _can(command: str, ticket: Ticket, member: Member, scene: Scene) -> bool:
    act = OFFERED.get(command)
    if command == "assign" and ticket.assignee:
        act = Act.REASSIGN
    move = MOVE_OF.get(command)
    possible = move is None or (ticket.status, move) in MOVES
    return possible and _may(member, act, ticket, scene)


def wanted_in(query: Mapping[str, str]) -> Wanted:
    """What an address says, unchecked."""
    said = {f.name: query.get(f.name, "").strip()[:100] for f in fields(Wanted) if f.name != "size"}
    return Wanted(**said, size=size_in(query))


def size_in(query: Mapping[str, str]) -> int:
    return next((n for n in SIZES if str(n) == query.get("size", "")), SIZES[0])
