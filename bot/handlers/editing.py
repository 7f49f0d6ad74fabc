"""Correcting and completing what was taken down (S2-10); the history keeps what it was before."""

from collections.abc import Mapping
from typing import Any, Final

from bot.commands import Edit, Fill, slug
from bot.domain.errors import NothingChanged, TimeInFuture
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.record import missing
from bot.domain.records import replace
from bot.domain.ticket import Customer, Purchase, Report, Ticket
from bot.handlers import knowing, own_fields
from bot.handlers.checking import bought_on, check_customer, check_lengths, phone_told, wished_by
from bot.handlers.context import Context
from bot.handlers.triage import sorted_as
from bot.views import Done, Reply

_SORTED: Final[Mapping[str, str]] = {
    "kind": "kind",
    "category": "category",
    "urgency": "urgency",
    "severity": "severity",
    "impact": "impact",
    "region": "region",
    "dept": "department",
}
"""Fields that say where a ticket belongs, and what the ticket calls them."""


def edit(command: Edit, ctx: Context) -> Reply:
    """Take over what was written; what stayed empty stays as it is."""
    ticket = ctx.find(command.ticket, slug(command))
    ctx.permit(Act.EDIT, ticket)
    check_lengths(slug(command), command)
    check_customer(command, ctx.policy.country)
    edited = _sorted(_corrected(ticket, command, ctx), command, ctx)
    edited = own_fields.with_own(edited, command.custom, ctx)
    if edited == ticket:
        raise NothingChanged(ticket=ticket.no)
    edited = knowing.corrected(ticket, edited, ctx)
    ctx.save(ticket, edited, Happening.EDITED)
    return knowing.naming(_edited(edited, command, ctx), edited, ctx)


def _edited(ticket: Ticket, command: Edit, ctx: Context) -> Done:
    """What is still missing matters to whoever was asked to complete the record."""
    left = missing(ticket, ctx.policy) if isinstance(command, Fill) else ()
    if not left:
        return Done("edited", {"ticket": ticket.no})
    labels = own_fields.labelled(left, ctx.policy)
    return Done("filled_partly", {"ticket": ticket.no, "missing": labels})


def _corrected(ticket: Ticket, command: Edit, ctx: Context) -> Ticket:
    return replace(
        ticket,
        customer=_customer(ticket.customer, command, ctx),
        purchase=_purchase(ticket.purchase, command, ctx),
        report=_report(ticket.report, command, ctx),
    )


def _customer(known: Customer, command: Edit, ctx: Context) -> Customer:
    return replace(
        known,
        **_given(
            name=command.customer.strip(),
            contact=command.contact.strip(),
            phone=phone_told(command.phone),
            email=command.email.strip(),
            prefers=ctx.choice("prefers", command.prefers, "media"),
            address=command.address.strip(),
            level=ctx.choice("level", command.level, "levels"),
        ),
    )


def _purchase(known: Purchase, command: Edit, ctx: Context) -> Purchase:
    return replace(
        known,
        **_given(
            product=command.product.strip(),
            order_no=command.order.strip(),
            bought_on=bought_on(command, ctx),
        ),
    )


def _report(known: Report, command: Edit, ctx: Context) -> Report:
    occurred = ctx.time("occurred", command.occurred)
    if occurred is not None and occurred > ctx.now:
        raise TimeInFuture(field="occurred", at=occurred)
    return replace(
        known,
        **_given(
            description=command.description.strip(),
            channel=ctx.choice("channel", command.channel, "channels"),
            mood=ctx.choice("mood", command.mood, "moods"),
            wish=ctx.choice("wish", command.wish, "wishes"),
            wished_by=wished_by(command.wished_by, known.reported_at, ctx),
            occurred_at=occurred,
        ),
    )


def _sorted(ticket: Ticket, command: Edit, ctx: Context) -> Ticket:
    """Where the ticket belongs is changed only by who may classify it, and as `classify` does."""
    written = {name: getattr(command, name).strip() for name in _SORTED}
    changed = [n for n, said in written.items() if said and said != getattr(ticket, _SORTED[n])]
    if not changed:
        return ticket
    ctx.permit(Act.CLASSIFY, ticket)
    return sorted_as(ticket, command, ctx)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
