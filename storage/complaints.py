"""The register of complaints: by month, department, person, cause, severity and status (S4-19)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, desc, func, or_, select

from bot.domain.record import COMPLAINT
from bot.domain.ticket import Ticket
from bot.ports import ComplaintFilter
from storage.base import equal
from storage.columns import CORE
from storage.link import Link
from storage.mapping import TICKETS, ticket_of
from storage.tables import TICKET

_T: Final = TICKET.c


class SqlComplaints:
    def __init__(self, link: Link) -> None:
        self._link = link

    def find(self, which: ComplaintFilter, limit: int) -> tuple[list[Ticket], int]:
        found = (
            select(*TICKETS.selected, func.count().over())
            .where(*_conditions(which))
            .order_by(desc(_T.report_reported_at), desc(_T.no))
            .limit(limit)
        )
        rows: Any = self._link.core.execute(found).all()
        return [ticket_of(row[:-1], CORE) for row in rows], rows[0][-1] if rows else 0

    def causes(self, which: ComplaintFilter) -> dict[str, int]:
        counted = select(_T.cause, func.count()).where(*_conditions(which)).group_by(_T.cause)
        rows: Any = self._link.core.execute(counted).all()
        return dict(rows)


def _conditions(which: ComplaintFilter) -> Iterator[ColumnElement[bool]]:
    yield _T.kind == COMPLAINT
    yield from equal(
        (_T.responsible_department, which.department),
        (_T.responsible_member, which.member),
        (_T.cause, which.cause),
        (_T.severity, which.severity),
        (_T.status, which.status),
    )
    if which.since is not None:
        yield _T.report_reported_at >= which.since
    if which.until is not None:
        yield _T.report_reported_at < which.until
    if which.seen is not None:
        yield or_(_T.department.in_(which.seen), _T.responsible_department.in_(_named(which.seen)))


def _named(departments: tuple[str, ...]) -> list[str]:
    """Nobody is responsible yet: that makes a complaint no department's own."""
    return [one for one in departments if one]
