"""Forgetting a customer: everything personal goes, the facts of their tickets stay (spec 1 §7).

Numbers, times, statuses, choices and who did what are facts. Names, addresses, phone numbers and
what else says who somebody is are not; they are taken out of what people wrote as well.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.domain import privacy
from bot.domain.records import replace
from bot.domain.ticket import Customer, Ticket

GONE: Final = "***"
_REMAINS: Final = re.compile(r"\w?\*{3,}[\w@.\-]*", re.ASCII)
"""What masking leaves for colleagues: last digits, first letter and domain."""

_SHORTEST: Final = 2
_PERSONAL: Final = frozenset(
    {f"customer.{name}" for name in ("name", "contact", "phone", "email", "address", "prefers")}
    | {"purchase.order_no"}
)


@dataclass(frozen=True, slots=True)
class Eraser:
    """Takes somebody out of texts. `said` are their names and numbers, the longest first."""

    said: tuple[str, ...]

    @classmethod
    def of(cls, tickets: Iterable[Ticket], customers: Iterable[Customer] = ()) -> "Eraser":
        tickets = tuple(tickets)
        blocks = (*customers, *(ticket.customer for ticket in tickets))
        words = {
            word.strip()
            for who in blocks
            for word in (who.name, who.contact, who.phone, who.email, who.address)
        } | {ticket.purchase.order_no.strip() for ticket in tickets}
        kept = (word for word in words if len(word) >= _SHORTEST)
        return cls(tuple(sorted(kept, key=len, reverse=True)))

    def text(self, whole: str) -> str:
        for word in self.said:
            if word in whole:
                whole = whole.replace(word, GONE)
        return _REMAINS.sub(GONE, privacy.text(whole))

    def changes(self, whole: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
        return {
            field: (self._change(field, before), self._change(field, after))
            for field, (before, after) in whole.items()
        }

    def _change(self, field: str, value: Any) -> Any:
        if field in _PERSONAL:
            return GONE if value else value
        return self._scrubbed(value)

    def _scrubbed(self, value: Any) -> Any:
        """Every text, however deep: a field that is thought of later is not forgotten here.

        Slugs, names of members and numbers of tickets hold nothing that would be taken out.
        """
        match value:
            case StrEnum():
                return value
            case str():
                return self.text(value)
            case Mapping():
                return {name: self._scrubbed(inner) for name, inner in value.items()}
            case list() | tuple():
                return type(value)(self._scrubbed(inner) for inner in value)
            case _ if is_dataclass(value) and not isinstance(value, type):
                known = {f.name: self._scrubbed(getattr(value, f.name)) for f in fields(value)}
                return replace(value, **known)
            case _:
                return value

    def file(self, reference: str) -> str:
        """Where a file was stays, as `slack:F123`; its name may be anybody's."""
        return reference.partition(" ")[0]

    def ticket(self, whole: Ticket, at: datetime) -> Ticket:
        """The ticket with its facts alone."""
        who = whole.customer
        nobody = Customer(level=who.level, id=who.id, nth=who.nth, last_csat=who.last_csat)
        bought = replace(whole.purchase, order_no="")
        bare = replace(whole, customer=nobody, purchase=bought, evidence=())
        scrubbed: Ticket = self._scrubbed(bare)
        return replace(scrubbed, no=whole.no, erased_at=at)
