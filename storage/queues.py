"""The queue: tickets by what is due next; and words looked for in tickets and customers."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    desc,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
)

from bot.domain.duties import Duty
from bot.domain.life_cycle import Status
from bot.domain.ticket import CloseReason, Ticket
from bot.ports import Filter, Party, Waiting
from storage import calling
from storage.base import CHILD, GIVEN, OF_SOMEBODY, OPEN, equal
from storage.columns import CORE
from storage.link import Link, Statement
from storage.mapping import CUSTOMER_ENDS, DUTIES, TICKETS, digits, duty_of, ticket_of
from storage.tables import DUTY, TICKET

_T: Final = TICKET.c
_NEXT: Final = DUTY.alias("next_duty")
_OPEN: Final = _T.status != literal_column("'closed'")
_COUNTS: Final = Statement(
    select(_T.assignee, func.count()).where(text(OPEN)).group_by(_T.assignee)
)
"""Those of nobody too: asked for the others alone, SQLite would count in the index of all that
anybody was ever given."""
_TURN: Final = Statement(
    select(_T.assigned_at)
    .where(text(GIVEN), _T.assignee == bindparam("member"), _T.assigned_at.is_not(None))
    .order_by(_T.assigned_at.desc())
    .limit(1)
)
_PHONE: Final = frozenset("0123456789+-()")
_THEIRS: Final = 20
_WIDTH: Final = len(TICKETS.columns)

_NEXT_ID: Final = (
    select(DUTY.c.id)
    .where(DUTY.c.ticket == _T.no, DUTY.c.ended_at.is_(None))
    .order_by(DUTY.c.stopped, DUTY.c.due_at, DUTY.c.id)
    .limit(1)
    .scalar_subquery()
)
_ORDER: Final = (_NEXT.c.stopped.nulls_last(), _NEXT.c.due_at.nulls_last(), _T.no)
"""Running clocks by their due time, then those that stand still, then tickets that owe nothing."""


class SqlQueues:
    def __init__(self, link: Link) -> None:
        self._link = link

    def find(self, which: Filter, now: datetime, limit: int) -> tuple[list[Waiting], int]:
        rows = self._link.core.execute(_found(which, now, max(limit, 1))).all()
        return [_waiting(row, now) for row in rows], rows[0][-1] if rows else 0

    def called(
        self, party: Party, now: datetime, limit: int, after: Duty | None = None
    ) -> list[Duty]:
        return calling.called(self._link, party, now, limit, after)

    def count(self, which: Filter, now: datetime) -> int:
        matching = select(func.count()).select_from(TICKET).where(*_conditions(which, now))
        return int(self._link.core.execute(matching).scalar_one())

    def later_of_customer(self, ticket: Ticket) -> str:
        row = self._link.core.execute(_later(ticket)).first()
        return row[0] if row else ""

    def open_of_customer(self, ticket: Ticket) -> list[Ticket]:
        theirs = select(*TICKETS.selected).where(text(OPEN), _same_customer(ticket))
        rows = self._link.core.execute(theirs.order_by(_T.no.desc()).limit(_THEIRS)).all()
        return [ticket_of(row, CORE) for row in rows]

    def loyalty_asked(self, ticket: Ticket, since: datetime) -> bool:
        asked = select(_T.no).where(_T.loyalty_at > since, _same_customer(ticket)).limit(1)
        return self._link.core.execute(asked).first() is not None

    def open_counts(self) -> dict[str, int]:
        return {whose: many for whose, many in self._link.run(_COUNTS).fetchall() if whose}

    def last_assigned(self, members: Iterable[str]) -> dict[str, datetime]:
        """One step into an index for each; a grouped maximum would read all their tickets."""
        read = self._link.codec.moment
        rows = {m: self._link.run(_TURN, member=m).fetchone() for m in members}
        return {m: read(row[0]) for m, row in rows.items() if row}


def _same_customer(ticket: Ticket) -> ColumnElement[bool]:
    """Whoever was recognised is the same customer; of nobody known, only the ticket itself is."""
    return of_customer(ticket.customer.id) if ticket.customer.id else _T.no == ticket.no


def not_given_up() -> ColumnElement[bool]:
    """Tickets that count: neither cancelled nor another one's duplicate."""
    return and_(
        _T.close_reason != CloseReason.CANCELLED.value,
        _T.close_reason != CloseReason.DUPLICATE.value,
    )


def of_customer(customer: str | BindParameter[str]) -> ColumnElement[bool]:
    """Tickets of somebody known, by their index, which holds only such."""
    return and_(text(OF_SOMEBODY), _T.customer_id == customer)


def _later(ticket: Ticket) -> Select[Any]:
    return (
        select(_T.no)
        .where(
            _T.report_reported_at > ticket.report.reported_at,
            _T.customer_level == ticket.customer.level,
            not_given_up(),
            _same_customer(ticket),
        )
        .order_by(desc(_T.report_reported_at))
        .limit(1)
    )


def _found(which: Filter, now: datetime, limit: int) -> Select[Any]:
    """The page's numbers first, then their whole rows: sorting wide rows is what would be slow."""
    order = (*_trouble(now), *_ORDER) if which.troubled_first else _ORDER
    page = (
        select(_T.no, _NEXT.c.id.label("duty"), func.count().over().label("total"))
        .select_from(TICKET.outerjoin(_NEXT, _NEXT.c.id == _NEXT_ID))
        .where(*_conditions(which, now))
        .order_by(*order)
        .limit(limit)
        .subquery("page")
    )
    return (
        select(*TICKETS.selected, *(_NEXT.c[name] for name in DUTIES.columns), page.c.total)
        .select_from(page)
        .join(TICKET, _T.no == page.c.no)
        .outerjoin(_NEXT, _NEXT.c.id == page.c.duty)
        .order_by(*order)
    )


def _trouble(now: datetime) -> tuple[ColumnElement[int]]:
    late = (_NEXT.c.stopped == false()) & (_NEXT.c.due_at <= now)
    return (case((late, 0), (_T.assignee == "", 1), else_=2),)


def _waiting(row: Any, now: datetime) -> Waiting:
    duty = duty_of(row[_WIDTH:-1], CORE) if row[_WIDTH] is not None else None
    late = duty is not None and not duty.stopped and duty.due_at <= now
    return Waiting(ticket_of(row[:_WIDTH], CORE), duty, late)


def _conditions(which: Filter, now: datetime) -> Iterator[ColumnElement[bool]]:
    if not which.include_closed and Status.CLOSED not in which.statuses:
        yield _OPEN
    yield from _chosen(which)
    if which.departments is not None:
        yield _T.department.in_(which.departments)
    if which.incident:
        yield or_(_T.no == which.incident, and_(text(CHILD), _T.parent == which.incident))
    if which.unassigned:
        yield _T.assignee == ""
    if which.overdue:
        yield _late(now)
    yield from _reported(which)
    yield from _spoken(which)


def _chosen(which: Filter) -> Iterator[ColumnElement[bool]]:
    yield from equal((_T.assignee, which.assignee), (_T.first_responder, which.follower))
    for column, any_of in (
        (_T.urgency, which.urgencies),
        (_T.status, which.statuses),
        (_T.kind, which.kinds),
        (_T.customer_level, which.levels),
        (_T.region, which.regions),
    ):
        if any_of:
            yield column.in_(any_of)


def _reported(which: Filter) -> Iterator[ColumnElement[bool]]:
    """When it was reported, and of which product."""
    if which.since is not None:
        yield _T.report_reported_at >= which.since
    if which.until is not None:
        yield _T.report_reported_at < which.until
    if which.product:
        product = f"%{escaped(which.product.casefold())}%"
        yield func.lower(_T.purchase_product).like(product, escape="\\")


def _late(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        DUTY.c.ticket == _T.no,
        DUTY.c.ended_at.is_(None),
        DUTY.c.stopped == false(),
        DUTY.c.due_at <= now,
    )


def _spoken(which: Filter) -> Iterator[ColumnElement[bool]]:
    """Every word must be found, in any case."""
    for word in which.customer.split():
        yield _mentions(word.casefold(), CUSTOMER_ENDS)
    for word in which.words.split():
        yield _mentions(word.casefold())


def _mentions(word: str, before: str = "") -> ColumnElement[bool]:
    """Whether the word is there (before a mark); a telephone number also by its digits alone."""
    found = [word]
    if _PHONE.issuperset(word) and (number := digits(word)):
        found.append(number)
    return or_(*(_T.words.like(f"%{escaped(one)}%{before}%", escape="\\") for one in found))


def escaped(word: str) -> str:
    """The word as LIKE takes it for itself."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
