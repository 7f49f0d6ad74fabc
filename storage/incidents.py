"""Tickets that have something in common: mass incidents, and what is reported of each product."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
    text,
)

from bot.domain.ticket import Ticket
from bot.ports import Tally
from storage.base import CHILD, LEADS, OPEN
from storage.columns import CORE
from storage.link import Link, Statement
from storage.mapping import TICKETS, ticket_of
from storage.queues import not_given_up
from storage.tables import TICKET

_T: Final = TICKET.c
_LEAD: Final = Statement(
    select(func.min(_T.no)).where(text(LEADS), _T.incident == bindparam("common"))
)
_OPENING: Final = 1
"""Sets these locks apart from others of the same text."""

_ALONE: Final = Statement(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("common"), _OPENING)))
)
_CUSTOMER: Final = case((_T.customer_id == "", _T.no), else_=_T.customer_id)
"""Whoever was not recognised is somebody of their own."""

_COUNTED: Final = (_T.category != "", _T.parent == "", _T.incident == "", not_given_up())
_TALLY: Final = Statement(
    select(
        _T.category,
        _T.purchase_product,
        func.count(),
        func.count(_CUSTOMER.distinct()),
        func.min(_T.report_reported_at),
    )
    .where(
        _T.report_reported_at > bindparam("since"),
        _T.report_reported_at <= bindparam("until"),
        *_COUNTED,
        _T.purchase_product != "",
    )
    .group_by(_T.category, _T.purchase_product)
)


class SqlIncidents:
    def __init__(self, link: Link) -> None:
        self._link = link

    def lead(self, common: str) -> str:
        (lead,) = self._link.run(_LEAD, common=common).fetchone()
        return lead or ""

    def settled_lead(self, common: str) -> str:
        """Two who made each other's tickets their cases would lock each other out."""
        if self._link.codec.dialect == "postgresql":
            self._link.run(_ALONE, common=common)
        return self.lead(common)

    def free(self, category: str, after: str = "") -> list[tuple[str, str]]:
        free = (text(OPEN), _T.category == category, _T.parent == "", _T.incident == "")
        which = select(_T.no, _T.purchase_product).where(*free, _T.no > after)
        return [(no, product) for no, product in self._link.core.execute(which.order_by(_T.no))]

    def cases(self, incident: str, after: str, limit: int) -> list[str]:
        which = select(_T.no).where(_of(incident), _T.no > after).order_by(_T.no).limit(limit)
        return list(self._link.core.execute(which).scalars())

    def count_cases(self, incident: str) -> tuple[int, int]:
        counted = select(func.count(), func.count(case((text(OPEN), 1)))).where(_of(incident))
        number, still_open = self._link.core.execute(counted).one()
        return number, still_open

    def tally(self, since: datetime, until: datetime) -> list[Tally]:
        rows = self._link.run(_TALLY, since=since, until=until).fetchall()
        moment = self._link.codec.moment
        return [
            Tally(category, product, tickets, customers, moment(first_at))
            for category, product, tickets, customers, first_at in rows
        ]

    def tallied(self, category: str, since: datetime) -> list[Ticket]:
        counted = _T.report_reported_at > since, *_COUNTED
        found = select(*TICKETS.selected).where(*counted, _T.category == category)
        return self._tickets(found.order_by(_T.report_reported_at, _T.no))

    def _tickets(self, which: Select[Any]) -> list[Ticket]:
        return [ticket_of(row, CORE) for row in self._link.core.execute(which).all()]


def _of(incident: str) -> ColumnElement[bool]:
    return and_(text(CHILD), _T.parent == incident)
