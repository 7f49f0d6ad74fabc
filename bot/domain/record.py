"""The record of a ticket: which of the fields that a policy requires are still empty (S2-10)."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.domain.policy import Policy
from bot.domain.ticket import Ticket

COMPLAINT: Final = "complaint"

HELD: Final[Mapping[str, Callable[[Ticket], Any]]] = MappingProxyType(
    {
        "description": lambda t: t.report.description,
        "customer": lambda t: t.customer.name or t.customer.contact,
        "contact": lambda t: t.customer.contact,
        "phone": lambda t: t.customer.phone,
        "email": lambda t: t.customer.email,
        "prefers": lambda t: t.customer.prefers,
        "address": lambda t: t.customer.address,
        "level": lambda t: t.customer.level,
        "product": lambda t: t.purchase.product,
        "order": lambda t: t.purchase.order_no,
        "bought": lambda t: t.purchase.bought_on,
        "channel": lambda t: t.report.channel,
        "mood": lambda t: t.report.mood,
        "wish": lambda t: t.report.wish,
        "wished_by": lambda t: t.report.wished_by,
        "occurred": lambda t: t.report.occurred_at,
        "kind": lambda t: t.kind,
        "category": lambda t: t.category,
        "urgency": lambda t: t.urgency,
        "severity": lambda t: t.severity or t.kind not in ("", COMPLAINT),
        "impact": lambda t: t.impact,
        "region": lambda t: t.region,
        "dept": lambda t: t.department,
    }
)
"""What can be asked for when a ticket is taken in; a severity only of complaints (S4-23, S4-24)."""


def missing(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    """The names of required fields that nobody has filled in yet, in the policy's order."""
    return tuple(_missing(ticket, policy))


def unknown_facts(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    """What its category asks for and nobody has said yet, by name (S3-02)."""
    category = policy.category(ticket.category)
    asked = category.facts if category else ()
    return tuple(name for name in asked if name in HELD and not HELD[name](ticket))


def is_complete(ticket: Ticket, policy: Policy) -> bool:
    return not any(_missing(ticket, policy))


def _missing(ticket: Ticket, policy: Policy) -> Iterator[str]:
    """Of the usual fields, then of the policy's own (S4-19)."""
    required = policy.required.get("record", ())
    yield from (name for name in required if name in HELD and not HELD[name](ticket))
    owed = (one for one in policy.fields if one.owed_by(ticket.kind))
    yield from (one.key for one in owed if not ticket.custom.get(one.id))
