"""Whose ticket it is: the customer is recognised before a ticket is placed, and kept with it."""

from dataclasses import replace

from bot.domain.customers import (
    LATELY,
    KnownCustomer,
    Past,
    are_one,
    is_named,
    keys_of_ticket,
    recognised,
    trusted,
)
from bot.domain.masks import last_digits
from bot.domain.ticket import Customer, Ticket
from bot.handlers.context import Context
from bot.ports import StaleTicket

_SCOPE = "customer"
_LOOKED_AT = 20


def known(ticket: Ticket, ctx: Context) -> Ticket:
    """The ticket with its customer as the desk knows them: their level, what came before.

    Looked up before it is placed, since a VIP goes to senior agents (S1-37).
    """
    owner = ctx.uow.customers.get(ticket.customer.id) if ticket.customer.id else None
    owner = owner or _owner(ticket, ctx)
    if owner is None:
        return ticket
    since = ticket.report.reported_at - LATELY
    past = ctx.uow.customers.past(owner.id, since, but=ticket.no)
    return replace(ticket, customer=recognised(ticket.customer, owner, past, ctx.policy))


def _owner(ticket: Ticket, ctx: Context) -> KnownCustomer | None:
    keys = trusted(keys_of_ticket(ticket, ctx.policy))
    owners = ctx.uow.customers.known_by(keys) if keys else {}
    first = next((owners[key] for key in keys if key in owners), "")
    return ctx.uow.customers.get(first) if first else _told_in_part(ticket, ctx)


def _told_in_part(ticket: Ticket, ctx: Context) -> KnownCustomer | None:
    """Who is so called and has a number that ends so, if it is one alone (S3-04).

    For colleagues only, who have spoken with them: anybody can write a name and four digits.
    """
    name, last = ticket.customer.name.strip(), last_digits(ticket.customer.phone)
    if ctx.from_customer or not (name and last):
        return None
    found = [
        one
        for one in ctx.uow.customers.find(f"{name} {last}", (), _LOOKED_AT)
        if one.name.strip() == name and one.phone.endswith(last)
    ]
    return found[0] if len(found) == 1 else None


def kept(ticket: Ticket, ctx: Context) -> Customer:
    """A ticket's customer, written down by all that they can be recognised by.

    What a customer writes by themselves goes on the ticket and adds nothing to who is known:
    anybody can write anybody's address.
    """
    said = ticket.customer
    owner = ctx.uow.customers.get(said.id) if said.id else None
    if owner is None:
        return _opened(ticket, ctx) if is_named(said) else said
    if not ctx.from_customer:
        if (told := owner.told(said)) != owner:
            ctx.uow.customers.save(told)
        _claim(owner.id, ticket, ctx)
    return said


def _opened(ticket: Ticket, ctx: Context) -> Customer:
    said = ticket.customer
    new = KnownCustomer(_next_number(ctx), ctx.now).told(said)
    ctx.uow.customers.add(new)
    if set(_claim(new.id, ticket, ctx)) & set(trusted(keys_of_ticket(ticket, ctx.policy))):
        raise StaleTicket(new.id)  # Somebody else has just written down the same customer.
    return replace(said, id=new.id, nth=1)


def _claim(owner: str, ticket: Ticket, ctx: Context) -> tuple[str, ...]:
    """Let what the ticket says of its customer be theirs; returns what is somebody else's."""
    return ctx.uow.customers.claim(owner, keys_of_ticket(ticket, ctx.policy))


def _next_number(ctx: Context) -> str:
    return f"C{ctx.uow.tickets.next_serial(_SCOPE)}"


def corrected(before: Ticket, after: Ticket, ctx: Context) -> Ticket:
    """A ticket whose number, address or order was corrected, with the customer it is of now.

    Another name beside another number is another customer; the same name has moved house.
    """
    old, new = keys_of_ticket(before, ctx.policy), keys_of_ticket(after, ctx.policy)
    if old == new and is_named(before.customer):
        same = after.customer == before.customer
        return after if same else replace(after, customer=kept(after, ctx))
    stays = _stays(before, after, ctx)
    said = after.customer if stays else replace(after.customer, id="", nth=0, last_csat="")
    found = known(replace(after, customer=said), ctx)
    return replace(found, customer=kept(found, ctx))


def _stays(before: Ticket, after: Ticket, ctx: Context) -> bool:
    owner = ctx.uow.customers.get(before.customer.id) if before.customer.id else None
    other = _owner(after, ctx)
    if owner is None or (other is not None and other.id != owner.id):
        return False
    return other is not None or are_one(after.customer, owner)


def past_of(customer: KnownCustomer, ctx: Context) -> Past:
    """What their tickets come to as of now."""
    return ctx.uow.customers.past(customer.id, ctx.now - LATELY)
