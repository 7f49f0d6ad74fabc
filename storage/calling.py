"""What somebody owes beside the open tickets that they work on."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, or_, select, text, true

from bot.domain.duties import MANAGERS_FROM, Duty
from bot.domain.policy import DutyKind
from bot.ports import Party
from storage.base import OF_ONE, OPEN, UNANSWERED
from storage.columns import CORE
from storage.link import Link
from storage.mapping import DUTIES, duty_of
from storage.tables import DUTY, TICKET

_D: Final = DUTY.c
_T: Final = TICKET.c
_FOLLOWED: Final = tuple(
    kind.value
    for kind in (DutyKind.SYNC, DutyKind.RECORD, DutyKind.CLASSIFY, DutyKind.CONFIRMATION)
)
"""What whoever took it in still owes, whoever works on it."""


_ASKED_ELSEWHERE: Final = (DutyKind.APPROVAL.value, DutyKind.OVERDUE_REASON.value)
"""Of these whoever leads is not asked, though they may be nobody's: a department, or nobody yet."""


def called(link: Link, party: Party, now: datetime, limit: int, after: Duty | None) -> list[Duty]:
    """Three short looks, each into an index that holds few rows."""
    looks = (each.where(_beyond(after)) for each in _looks(party, now))
    found = {
        row.id: duty_of(row, CORE)
        for each in looks
        for row in link.core.execute(each.order_by(_D.due_at, _D.id).limit(limit))
    }
    return sorted(found.values(), key=attrgetter("due_at", "id"))[:limit]


def _beyond(after: Duty | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    return or_(_D.due_at > after.due_at, and_(_D.due_at == after.due_at, _D.id > after.id))


def _looks(party: Party, now: datetime) -> Iterator[Select[Any]]:
    duties = select(*DUTIES.selected)
    near = or_(_D.kind != DutyKind.CARE_CALL.value, _D.warn_at <= now, _D.due_at <= now)
    yield duties.where(text(OF_ONE), _D.owner.in_((*party.members, "")), _theirs(party), near)
    followed = select(_T.no).where(
        text(OPEN), _T.first_responder.in_(party.members), _T.assignee.not_in(party.members)
    )
    yield duties.where(_D.ticket.in_(followed), _D.kind.in_(_FOLLOWED), _D.ended_at.is_(None))
    if party.departments or party.leads:
        yield duties.where(text(UNANSWERED), _missed_by(party))


def _theirs(party: Party) -> ColumnElement[bool]:
    """Their own; of what is nobody's, what their department or whoever leads is asked."""
    asked = and_(_D.kind == DutyKind.APPROVAL.value, _D.about.in_(party.departments))
    of_nobody = [_D.kind.not_in(_ASKED_ELSEWHERE)] if party.leads else []
    return or_(_D.owner.in_(party.members), and_(_D.owner == "", or_(asked, *of_nobody)))


def _missed_by(party: Party) -> ColumnElement[bool]:
    of_nobody_yet = and_(_T.department == "", _T.first_responder.in_(party.followers))
    theirs = or_(_T.department.in_(party.departments), of_nobody_yet)
    there = select(_T.no).where(text(OPEN), theirs)
    climbed = [_D.rung >= MANAGERS_FROM] if party.leads else []
    return or_(_D.ticket.in_(there), *climbed)
