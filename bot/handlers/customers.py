"""The customers' archive: who they are and what came before; level, doubles, and being forgotten.

Every look is written down, and what is shown is masked unless the asker works for that customer or
answers for who does (spec 1 §9).
"""

from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

from bot.commands import (
    EraseCustomer,
    FindCustomer,
    MergeCustomers,
    RankCustomer,
    RenameCustomer,
    RevealCustomer,
)
from bot.domain import privacy
from bot.domain.aftercare import last_answer
from bot.domain.customers import Deed, KnownCustomer, Look, answers_counted, keys_of
from bot.domain.errors import (
    AmbiguousCustomer,
    AmbiguousTicket,
    CustomerAtWork,
    EmptyText,
    NothingToLookUp,
    NotYours,
    SameCustomer,
    TooLong,
    UnknownCustomer,
    UnknownTicket,
    WhichCustomer,
)
from bot.domain.history import Happening
from bot.domain.masks import last_digits
from bot.domain.people import Act, Role
from bot.domain.records import replace
from bot.domain.ticket import Customer, Ticket
from bot.forms import LINE
from bot.handlers import erasing, knowing
from bot.handlers.choices import name_of
from bot.handlers.context import Context
from bot.views import Button, CustomerFile, CustomerList, CustomerRow, Done, PastTicket, Reply

SHOWN: Final = 10
"""So many of somebody's tickets are listed, the newest first."""

_FOUND: Final = 10
_ALL: Final = 500
_WHO_MAY: Final = ("assignee", "first_responder", Role.SUPERVISOR.value, Role.MANAGER.value)


def find(command: FindCustomer, ctx: Context) -> Reply:
    """One customer's archive; or the several that may be meant."""
    ctx.permit(Act.ARCHIVE)
    words = command.words.strip()
    if not words:
        raise NothingToLookUp(field="words")
    found = found_by(words, ctx)
    if not found:
        raise UnknownCustomer(written=words)
    if len(found) > 1:
        rows = tuple(_row(one, ctx) for one in found[:_FOUND])
        return CustomerList(privacy.text(words), rows, more=len(found) > _FOUND)
    _note(found[0].id, Deed.LOOKED, ctx)
    return _file(found[0], ctx, revealed=False)


def found_by(words: str, ctx: Context) -> list[KnownCustomer]:
    """By number or ticket, else by phone, e-mail or order, else by words of the name."""
    if one := _numbered(words, ctx):
        return [one]
    keys = keys_of(Customer(phone=words, email=words), words, ctx.policy.country)
    sure = dict.fromkeys(ctx.uow.customers.known_by(keys).values())
    known = [one for id_ in sure if (one := ctx.uow.customers.get(id_))]
    return known or ctx.uow.customers.find(last_digits(words) or words, (), _FOUND + 1)


def _numbered(words: str, ctx: Context) -> KnownCustomer | None:
    if one := ctx.uow.customers.get(normalize("NFKC", words).upper()):
        return one if one.erased_at is None else None
    try:
        ticket = ctx.find(words)
    except (UnknownTicket, AmbiguousTicket):
        return None
    return ctx.uow.customers.get(ticket.customer.id)


def meant(written: str, ctx: Context) -> str:
    """The number of the one customer that somebody meant by this; empty where nothing was said."""
    words = written.strip()
    if not words:
        return ""
    ctx.permit(Act.ARCHIVE)
    found = found_by(words, ctx)
    if not found:
        raise UnknownCustomer(written=words)
    if len(found) > 1:
        raise AmbiguousCustomer(field="known", written=words)
    return found[0].id


def reveal(command: RevealCustomer, ctx: Context) -> Reply:
    """The whole record, to whoever works for this customer; the look itself is recorded."""
    ctx.permit(Act.ARCHIVE)
    customer = _meant(command.customer, ctx)
    tickets, _ = ctx.uow.customers.tickets(customer.id, _ALL)
    if not _may_reveal(tickets, ctx):
        raise NotYours(ticket=customer.id, act=Act.REVEAL.value, who_may=_WHO_MAY)
    _note(customer.id, Deed.REVEALED, ctx)
    return _file(customer, ctx, revealed=True)


def _may_reveal(tickets: Sequence[Ticket], ctx: Context) -> bool:
    return any(ctx.may(Act.REVEAL, ticket) for ticket in tickets)


def rank(command: RankCustomer, ctx: Context) -> Reply:
    """A supervisor's word on how important a customer is; their open tickets go by it at once."""
    ctx.permit(Act.RANK)
    [customer] = _held([command.customer], ctx)
    level = ctx.choice("level", command.level, "levels")
    if not level:
        raise EmptyText(field="level")
    ctx.uow.customers.save(replace(customer, level=level))
    _note(customer.id, Deed.RANKED, ctx, level)
    tickets, _ = ctx.uow.customers.tickets(customer.id, _ALL)
    for ticket in sorted(tickets, key=lambda one: one.no):
        if ticket.customer.level != level and (ticket.open or ticket.served):
            said = replace(ticket.customer, level=level)
            ctx.save(ticket, replace(ticket, customer=said), Happening.EDITED)
    named = name_of("levels", level, ctx.policy, ctx.roster)
    return Done("customer_ranked", {"customer": customer.id, "level": named}, _look(customer))


def merge(command: MergeCustomers, ctx: Context) -> Reply:
    """Two that are one: keys and tickets of the first go to the second, which stays."""
    ctx.permit(Act.MERGE)
    double, into = _held([command.double, command.into], ctx)
    if double.id == into.id:
        raise SameCustomer(customer=into.id)
    both = into.completed(double)
    customers = ctx.uow.customers
    moved = customers.merge(double.id, into.id)
    customers.save(both)
    customers.save(KnownCustomer(double.id, double.created_at, merged_into=into.id))
    _note(double.id, Deed.MERGED, ctx, into.id)
    _note(into.id, Deed.MERGED, ctx, double.id)
    blanks = {"customer": double.id, "into": into.id, "count": moved}
    return Done("customers_merged", blanks, _look(into))


def rename(command: RenameCustomer, ctx: Context) -> Reply:
    """The file has the name that the first ticket gave; another is taken over on purpose only."""
    ctx.permit(Act.RENAME)
    [customer] = _held([command.customer], ctx)
    name = ctx.find(command.ticket).customer.name if command.ticket else command.name.strip()
    if not name:
        raise EmptyText(field="name")
    if len(name) > LINE:
        raise TooLong(field="customer", limit=LINE)
    ctx.uow.customers.save(replace(customer, name=name))
    _note(customer.id, Deed.RENAMED, ctx)
    blanks = {"customer": customer.id, "name": privacy.name(name)}
    return Done("customer_renamed", blanks, _look(customer))


def erase(command: EraseCustomer, ctx: Context) -> Reply:
    """On the customer's request: asked once more, then done for good."""
    ctx.permit(Act.ERASE)
    [customer] = _held([command.customer], ctx)
    tickets, total = ctx.uow.customers.tickets(customer.id, _ALL)
    if open_ones := tuple(ticket.no for ticket in tickets if ticket.open):
        raise CustomerAtWork(customer=customer.id, tickets=open_ones)
    blanks = {"customer": customer.id, "count": total}
    if not command.sure:
        sure = Button(EraseCustomer(customer.id, sure=True), primary=True)
        return Done("customer_erase_asked", blanks, (sure,))
    erasing.erase_customer(customer, ctx.ledger)
    _note(customer.id, Deed.ERASED, ctx)
    return Done("customer_erased", blanks)


def _meant(written: str, ctx: Context) -> KnownCustomer:
    if not written.strip():
        raise WhichCustomer
    customer = ctx.uow.customers.get(written.strip().upper())
    if customer is None or customer.erased_at is not None:
        raise UnknownCustomer(written=written)
    return customer


def _held(written: Sequence[str], ctx: Context) -> list[KnownCustomer]:
    """Those that are to be changed, as they are until the commit."""
    meant = [_meant(one, ctx).id for one in written]
    ctx.uow.customers.hold(meant)
    return [_meant(one, ctx) for one in meant]


def _note(customer: str, deed: Deed, ctx: Context, note: str = "") -> None:
    platform = ctx.request.place.platform
    ctx.uow.customers.note(Look(customer, ctx.now, deed, ctx.by, platform, note))


def _look(customer: KnownCustomer) -> tuple[Button, ...]:
    return (Button(FindCustomer(customer.id)),)


def _row(customer: KnownCustomer, ctx: Context) -> CustomerRow:
    past = knowing.past_of(customer, ctx)
    level = name_of("levels", customer.level, ctx.policy, ctx.roster)
    return CustomerRow(customer.id, called(customer), level, past.ever)


def called(customer: KnownCustomer) -> str:
    """How anybody may call them: 张先生 ****5678."""
    return privacy.called_so(customer.block)


def _file(customer: KnownCustomer, ctx: Context, *, revealed: bool) -> CustomerFile:
    tickets, total = ctx.uow.customers.tickets(customer.id, _ALL)
    shown = customer.block if revealed else privacy.customer(customer.block)
    level = customer.level or next((t.customer.level for t in tickets if t.customer.level), "")
    answers = [answer for t in tickets if (answer := last_answer(t.csat))]
    products = dict.fromkeys(t.purchase.product for t in tickets if t.purchase.product)
    return CustomerFile(
        id=customer.id,
        name=shown.name,
        contact=shown.contact,
        phone=shown.phone,
        email=shown.email,
        address=shown.address,
        level=name_of("levels", level, ctx.policy, ctx.roster),
        since=min([t.report.reported_at for t in tickets], default=customer.created_at),
        lately=knowing.past_of(customer, ctx).lately,
        total=total,
        tickets=tuple(_past(ticket, ctx) for ticket in tickets[:SHOWN]),
        products=tuple(products),
        csat=answers_counted(answers, ctx.policy),
        revealed=revealed,
        buttons=tuple(_buttons(customer, tickets, ctx, revealed=revealed)),
    )


def _past(ticket: Ticket, ctx: Context) -> PastTicket:
    return PastTicket(
        ticket.no,
        ticket.report.reported_at,
        ticket.status.value,
        privacy.text(ticket.purchase.product),
        name_of("categories", ticket.category, ctx.policy, ctx.roster),
        name_of("csat", last_answer(ticket.csat), ctx.policy, ctx.roster),
    )


def _buttons(
    customer: KnownCustomer, tickets: Sequence[Ticket], ctx: Context, *, revealed: bool
) -> list[Button]:
    """What this person can do about this customer."""
    offered: list[Button] = []
    if not revealed and _may_reveal(tickets, ctx):
        offered.append(Button(RevealCustomer(customer.id)))
    keys = ctx.policy.key_levels
    if keys and customer.level not in keys and ctx.may(Act.RANK):
        offered.append(Button(RankCustomer(customer.id, keys[0])))
    return offered
