"""Whose ticket it is: the customer is recognised before a ticket is placed, and kept with it."""

from collections.abc import Sequence
from typing import Final

from bot.commands import RenameCustomer
from bot.domain import privacy
from bot.domain.customers import (
    LATELY,
    KnownCustomer,
    Past,
    are_one,
    is_called_otherwise,
    is_named,
    keys_of_ticket,
    recognised,
    trusted,
)
from bot.domain.masks import last_digits
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Customer, Ticket
from bot.handlers.context import Context
from bot.ports import StaleTicket
from bot.views import Button, Done

_SCOPE: Final = "customer"
_LOOKED_AT: Final = 20
_THEIR_TICKETS: Final = 500
"""Of so many it is asked whether they say the same, where one turns out not to be theirs."""


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
    owner = _held(said.id, ctx)
    if owner is None:
        return _opened(ticket, ctx) if is_named(said) else said
    if owner.id != said.id:
        raise StaleTicket(said.id)  # Their last ticket has just been found to be another's.
    if not ctx.from_customer:
        if (told := owner.told(said)) != owner:
            ctx.uow.customers.save(told)
        _claim(owner.id, ticket, ctx)
    return said


def _held(customer: str, ctx: Context, other: str = "") -> KnownCustomer | None:
    """Who that is, and what is known of them and theirs stays as it is until the commit.

    So does the other, who may be told of next: one by one, two would wait for each other.
    """
    ctx.uow.customers.hold([one for one in (customer, other) if one])
    return ctx.uow.customers.get(customer) if customer else None


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
    if after.customer == before.customer and after.purchase == before.purchase:
        return after
    changed = _keys_changed(before, after, ctx)
    other = _owner(after, ctx) if changed else None
    owner = _held(before.customer.id, ctx, other.id if other else "")
    if changed and not _stays(owner, after, ctx):
        return _moved(owner, before, after, ctx)
    _correct_name(before, after, ctx)
    found = known(after, ctx) if changed else after
    return replace(found, customer=kept(found, ctx))


def _keys_changed(before: Ticket, after: Ticket, ctx: Context) -> bool:
    old, new = keys_of_ticket(before, ctx.policy), keys_of_ticket(after, ctx.policy)
    return old != new or not is_named(before.customer)


def _stays(owner: KnownCustomer | None, after: Ticket, ctx: Context) -> bool:
    other = _owner(after, ctx)
    if owner is None or (other is not None and other.id != owner.id):
        return False
    return are_one(after.customer, owner) or bool(_shared_keys(owner.id, after, ctx))


def _shared_keys(owner: str, ticket: Ticket, ctx: Context) -> set[str]:
    """What other tickets of theirs are known by as well; what this one brought proves nothing."""
    mine = set(trusted(keys_of_ticket(ticket, ctx.policy)))
    return mine & _keys_of(_others(owner, ticket, ctx), ctx)


def _keys_of(tickets: Sequence[Ticket], ctx: Context) -> set[str]:
    return {key for one in tickets for key in keys_of_ticket(one, ctx.policy)}


def _moved(former: KnownCustomer | None, before: Ticket, after: Ticket, ctx: Context) -> Ticket:
    """It was never theirs: what it told of them is taken back before somebody else is told it.

    A file that this leaves without any ticket leads on to where the ticket went.
    """
    others = _others(former.id, before, ctx) if former else []
    if former:
        _take_back(former, before, others, ctx)
        if not others:
            ctx.uow.customers.forget_keys(former.id)  # Or the ticket would be found theirs again.
    said = replace(after.customer, id="", nth=0, last_csat="")
    found = known(replace(after, customer=said), ctx)
    customer = kept(found, ctx)
    if former and not others and customer.id != former.id:
        left = KnownCustomer(former.id, former.created_at, merged_into=customer.id)
        ctx.uow.customers.save(left)
    return replace(found, customer=customer)


def _others(owner: str, but: Ticket, ctx: Context) -> list[Ticket]:
    theirs, _ = ctx.uow.customers.tickets(owner, _THEIR_TICKETS)
    return [one for one in theirs if one.no != but.no]


def _take_back(
    owner: KnownCustomer, ticket: Ticket, others: Sequence[Ticket], ctx: Context
) -> None:
    only = {*keys_of_ticket(ticket, ctx.policy)} - _keys_of(others, ctx)
    ctx.uow.customers.release(owner.id, only)
    ctx.uow.customers.save(owner.without(ticket.customer, [one.customer for one in others]))


def _correct_name(before: Ticket, after: Ticket, ctx: Context) -> None:
    """A name that the file has from this ticket alone is corrected there too."""
    was, name = before.customer.name, after.customer.name
    owner = ctx.uow.customers.get(after.customer.id) if was != name else None
    if owner is None or owner.name != was:
        return
    if all(one.customer.name != was for one in _others(owner.id, before, ctx)):
        ctx.uow.customers.save(replace(owner, name=name))


def naming(done: Done, ticket: Ticket, ctx: Context) -> Done:
    """An answer about a ticket, saying also if the customer's file has another name (masked)."""
    owner = ctx.uow.customers.get(ticket.customer.id) if ticket.customer.id else None
    if owner is None or not is_called_otherwise(ticket.customer, owner):
        return done
    names = {"known": privacy.name(owner.name), "name": privacy.name(ticket.customer.name)}
    take = Button(RenameCustomer(owner.id, ticket=ticket.no))
    return replace(
        done,
        blanks={**done.blanks, "customer": owner.id, **names},
        buttons=(*done.buttons, *((take,) if ctx.may(Act.RENAME) else ())),
        more="called_otherwise",
    )


def past_of(customer: KnownCustomer, ctx: Context) -> Past:
    """What their tickets come to as of now."""
    return ctx.uow.customers.past(customer.id, ctx.now - LATELY)
