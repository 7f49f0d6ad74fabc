"""What a person owes beside the open tickets that they work on, each with the way to settle it.

A supervisor's cases of dissatisfied customers (S2-45), approvals (S4-24) and missed targets that
nobody has taken note of; a first responder's confirmations and callbacks; anybody's reasons for
what was missed, records of visits and improvement actions (S2-54).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot import commands as ask
from bot.commands import Command
from bot.domain import aftercare, privacy
from bot.domain.duties import MANAGERS_FROM, Duty
from bot.domain.duty_rules import BREACHES, RULE_OF
from bot.domain.improvement import Action, number_of
from bot.domain.people import Member, Role
from bot.domain.policy import DutyKind, Name
from bot.domain.ticket import Ticket
from bot.handlers import showing, telling
from bot.handlers.scene import Scene, cut
from bot.ports import Party, UnitOfWork
from bot.views import Button, Due, OwedRow
from bot.words import bilingual

PAGE: Final = 50
_PROBLEM: Final = 80
_CALLS: Final = frozenset({DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK, DutyKind.CARE_CALL})


@dataclass(frozen=True, slots=True)
class Owing:
    """A row, and the ticket that it is owed on: none, where that is an improvement action."""

    row: OwedRow
    ticket: Ticket | None


def owed_by(member: Member, uow: UnitOfWork, scene: Scene) -> tuple[Owing, ...]:
    """The most urgent first; what one command settles is one thing."""
    found: dict[str, Owing] = {}
    after, actor = None, _Actor(member, scene)
    while len(found) < PAGE:
        called = uow.queues.called(actor.party, scene.now, PAGE, after)
        for one in _of_page(called, actor, uow):
            found.setdefault(ask.encode(one.row.button.command), one)
        if len(called) < PAGE:
            break
        after = called[-1]
    return tuple(found.values())


@dataclass(frozen=True)
class _Actor:
    """Whose work it is: their own, and that of those they stand in for."""

    member: Member
    scene: Scene

    @cached_property
    def selves(self) -> list[Member]:
        return [self.member, *self.scene.there.stands_for(self.member)]

    def is_one_of(self, others: Iterable[Member]) -> bool:
        return not {m.id for m in self.selves}.isdisjoint(m.id for m in others)

    @property
    def party(self) -> Party:
        roster, known = self.scene.roster, self.scene.roster.departments
        homes = {key for key in ("", *known) if self.is_one_of(roster.supervisors_for(key))}
        there = {m.id for m in roster.members.values() if m.department in homes}
        return Party(
            members=tuple(one.id for one in self.selves),
            departments=tuple(homes - {""}),
            followers=tuple(there | ({""} & homes)),  # What nobody follows up, too.
            leads=any(one.role is Role.MANAGER for one in self.selves),
        )


def _of_page(called: Sequence[Duty], actor: _Actor, uow: UnitOfWork) -> Iterator[Owing]:
    with uow.foreseen([duty.ticket for duty in called]):
        for duty in called:
            if no := number_of(duty.ticket):
                if action := uow.actions.get(no):
                    yield Owing(_action_row(duty, action), None)
            elif (ticket := uow.tickets.get(duty.ticket)) and _is_due_from(duty, ticket, actor):
                yield Owing(_row(duty, ticket, actor), ticket)


def _is_due_from(duty: Duty, ticket: Ticket, actor: _Actor) -> bool:
    """Whether it is for the actor to settle, and already can be."""
    scene = actor.scene
    if duty.kind in _CALLS:
        return aftercare.call_now(ticket, scene.policy, scene.now) is duty.kind
    if _is_own(duty, actor):
        return True
    managers = scene.roster.managers if duty.rung >= MANAGERS_FROM else ()
    return actor.is_one_of((*telling.supervisors_of(ticket, scene.roster), *managers))


def _is_own(duty: Duty, actor: _Actor) -> bool:
    """Theirs to do, and not a target that somebody else has missed."""
    return duty.kind not in BREACHES or duty.owner in {one.id for one in actor.selves}


def _row(duty: Duty, ticket: Ticket, actor: _Actor) -> OwedRow:
    own = _is_own(duty, actor)
    return OwedRow(
        no=ticket.no,
        due=Due(duty.kind, duty.due_at, duty.stopped),
        which=which(duty, ticket, actor.scene),
        unanswered=not own,
        customer=privacy.called(ticket),
        problem=cut(privacy.text(ticket.report.description), _PROBLEM),
        button=Button(meeting(duty, ticket.no) if own else ask.Acknowledge(ticket.no)),
    )


def _action_row(duty: Duty, action: Action) -> OwedRow:
    return OwedRow(
        no=action.no,
        due=Due(duty.kind, duty.due_at, duty.stopped),
        which="",
        customer="",
        problem=cut(privacy.text(action.measure), _PROBLEM),
        button=Button(ask.FinishAction(action.no)),
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
