"""Customers: recognised by their keys, found by words, merged, and the record of who looked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    delete,
    desc,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from bot.domain.aftercare import last_answer
from bot.domain.customers import Deed, KnownCustomer, Look, Past
from bot.domain.ticket import Ticket
from bot.ports import StaleTicket
from storage.columns import CORE
from storage.customer_tables import CUSTOMER, CUSTOMER_KEY, LOOK
from storage.link import Link, Statement, among
from storage.mapping import TICKETS, Plan, digits, ticket_of
from storage.queues import escaped, not_given_up, of_customer
from storage.tables import TICKET

_C: Final = CUSTOMER.c
_FIELDS: Final = tuple(f.name for f in fields(KnownCustomer))
CUSTOMERS: Final = Plan[KnownCustomer](CUSTOMER, _FIELDS, {})
_MOST_KEYS: Final = 3
_PAST: Final = 100
"""Of so many of somebody's tickets the past is reckoned."""

_LOOKS: Final = tuple(f.name for f in fields(Look))
_FEWEST_DIGITS: Final = 4

_GET: Final = Statement(select(*(_C[n] for n in _FIELDS)).where(_C.id == bindparam("its_id")))
_HOLD: Final = Statement(select(_C.id).where(among(_C.id, "ids")).order_by(_C.id).with_for_update())
_ADD: Final = Statement(insert(CUSTOMER).inline(), _FIELDS)
_KNOWN_BY: Final = [
    Statement(
        select(CUSTOMER_KEY.c.key, CUSTOMER_KEY.c.customer).where(
            or_(*(CUSTOMER_KEY.c.key == bindparam(f"key{n}") for n in range(keys)))
        )
    )
    for keys in range(1, _MOST_KEYS + 1)
]
"""By one key, which nearly everybody has, or by more."""
_EARLIER: Final = Statement(
    select(TICKET.c.report_reported_at, TICKET.c.csat)
    .where(
        of_customer(bindparam("its_id", type_=String())),
        TICKET.c.no != bindparam("but"),
        not_given_up(),
    )
    .order_by(desc(TICKET.c.report_reported_at))
    .limit(_PAST)
)


def _claim(dialect_insert: Any) -> Any:
    return dialect_insert(CUSTOMER_KEY).inline().on_conflict_do_nothing(index_elements=["key"])


_CLAIM: Final = Statement(_claim, ("key", "customer"))
_NOTE: Final = Statement(insert(LOOK).inline(), _LOOKS)


class SqlCustomers:
    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, customer: str) -> KnownCustomer | None:
        found = self._one(customer)
        if found is not None and found.merged_into:
            return self._one(found.merged_into)
        return found

    def _one(self, customer: str) -> KnownCustomer | None:
        row = self._link.run(_GET, its_id=customer).fetchone()
        return KnownCustomer(*CUSTOMERS.values(row, self._link.codec)) if row else None

    def known_by(self, keys: Collection[str]) -> dict[str, str]:
        asked = {f"key{n}": key for n, key in enumerate(keys)}
        if not asked:
            return {}
        found = self._link.run(_KNOWN_BY[len(asked) - 1], **asked)
        return dict(found.fetchall())

    def hold(self, customers: Collection[str]) -> None:
        if customers and self._link.codec.dialect == "postgresql":  # In a file one alone writes.
            self._link.run(_HOLD, ids=list(customers))

    def add(self, customer: KnownCustomer) -> None:
        self._link.add(_ADD, CUSTOMERS.row(customer, self._link.codec))

    def save(self, customer: KnownCustomer) -> None:
        self._link.core.execute(
            update(CUSTOMER).where(_C.id == customer.id).values(**_told(customer))
        )

    def claim(self, customer: str, keys: Iterable[str]) -> tuple[str, ...]:
        run = self._link.run
        had = [k for k in keys if run(_CLAIM, key=k, customer=customer).rowcount != 1]
        owners = self.known_by(had) if had else {}
        if len(owners) < len(had):
            raise StaleTicket(customer)  # Somebody has just taken one of them back.
        return tuple(key for key in had if owners[key] != customer)

    def release(self, customer: str, keys: Iterable[str]) -> None:
        its = CUSTOMER_KEY.c
        theirs = delete(CUSTOMER_KEY).where(its.customer == customer, its.key.in_(tuple(keys)))
        self._link.core.execute(theirs)

    def past(self, customer: str, since: datetime, but: str = "") -> Past:
        codec = self._link.codec
        rows = self._link.run(_EARLIER, its_id=customer, but=but).fetchall()
        reported = [codec.moment(at) for at, _ in rows]
        answers = (codec.to_json(csat) if codec.to_json else csat for _, csat in rows)
        last = next((answer for csat in answers if (answer := last_answer(csat))), "")
        return Past(sum(at >= since for at in reported), len(rows), last)

    def tickets(self, customer: str, limit: int) -> tuple[list[Ticket], int]:
        theirs = of_customer(customer)
        rows = self._link.core.execute(
            select(*TICKETS.selected)
            .where(theirs)
            .order_by(desc(TICKET.c.report_reported_at), desc(TICKET.c.no))
            .limit(limit)
        ).all()
        counted = select(func.count()).select_from(TICKET).where(theirs)
        total = self._link.core.execute(counted).scalar_one()
        return [ticket_of(row, CORE) for row in rows], int(total)

    def find(self, words: str, keys: Sequence[str], limit: int) -> list[KnownCustomer]:
        sure = select(CUSTOMER_KEY.c.customer).where(CUSTOMER_KEY.c.key.in_(keys))
        spoken = and_(*(_mentions(word) for word in words.split())) if words.strip() else _NONE
        rows = self._link.core.execute(
            select(*(_C[name] for name in _FIELDS))
            .where(_C.merged_into == "", _C.erased_at.is_(None), or_(_C.id.in_(sure), spoken))
            .order_by(desc(_C.created_at), desc(_C.id))
            .limit(limit)
        ).all()
        return [KnownCustomer(*row) for row in rows]

    def merge(self, double: str, into: str) -> int:
        run = self._link.core.execute
        run(update(CUSTOMER_KEY).where(CUSTOMER_KEY.c.customer == double).values(customer=into))
        run(update(CUSTOMER).where(_C.merged_into == double).values(merged_into=into))
        theirs = update(TICKET).where(of_customer(double))
        anew = TICKET.c.version + 1  # Whoever read it before must not write the double back.
        self._link.moved()
        return run(theirs.values(customer_id=into, version=anew)).rowcount

    def forget_keys(self, customer: str) -> None:
        self._link.core.execute(delete(CUSTOMER_KEY).where(CUSTOMER_KEY.c.customer == customer))

    def note(self, look: Look) -> None:
        self._link.run(_NOTE, **{name: getattr(look, name) for name in _LOOKS})

    def looks(self, customer: str, limit: int = 50) -> list[Look]:
        rows = self._link.core.execute(
            select(*(LOOK.c[name] for name in _LOOKS))
            .where(LOOK.c.customer == customer)
            .order_by(desc(LOOK.c.id))
            .limit(limit)
        ).all()
        looks = (dict(zip(_LOOKS, row, strict=True)) for row in reversed(rows))
        return [Look(**{**told, "deed": Deed(told["deed"])}) for told in looks]


_NONE: Final = text("1 = 0")


def _mentions(word: str) -> ColumnElement[bool]:
    """In the name, in any case; digits also at any place of the phone number."""
    like = f"%{escaped(word.casefold())}%"
    found = [func.lower(column).like(like, escape="\\") for column in (_C.name, _C.contact)]
    number = digits(word)
    if len(number) >= _FEWEST_DIGITS:
        whose = select(CUSTOMER_KEY.c.customer).where(
            CUSTOMER_KEY.c.key.like(f"phone:%{escaped(number)}%", escape="\\")
        )
        found.append(_C.id.in_(whose))
    return or_(*found)


def _told(customer: KnownCustomer) -> Mapping[str, Any]:
    return {name: getattr(customer, name) for name in _FIELDS}
