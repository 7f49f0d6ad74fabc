"""Whom a form may be about, looked up while it is being filled in: masked, and at a glance.

By phone, e-mail, order, earlier ticket or name (S2-03).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.domain import privacy
from bot.domain.aftercare import last_answer
from bot.domain.customers import Deed, KnownCustomer, Look
from bot.domain.errors import NothingToLookUp
from bot.domain.people import Act
from bot.domain.policy import Name
from bot.domain.ticket import Ticket
from bot.forms import KNOWN_BY, Guide, Option
from bot.handlers import knowing
from bot.handlers.choices import name_of
from bot.handlers.context import Context
from bot.handlers.customers import called, found_by

MOST: Final = 10
EARLIER: Final = 3
"""So many of somebody's tickets are told of in a form."""

_DOT: Final = " · "
Values = Mapping[str, str]


def candidates(values: Values, ctx: Context) -> tuple[Option, ...]:
    """Who may be meant by what a form holds already, to be chosen from."""
    if ctx.from_customer or not ctx.may(Act.ARCHIVE):
        return ()
    return tuple(_option(one, ctx) for one in _found(values, ctx))


def look(values: Values, ctx: Context) -> list[KnownCustomer]:
    """Who is known by what a form holds; the look at one alone is written down."""
    ctx.permit(Act.ARCHIVE)
    if not _written(values):
        raise NothingToLookUp(field="known")
    found = _found(values, ctx)
    if len(found) == 1:
        platform = ctx.request.place.platform
        ctx.ledger.note_look(Look(found[0].id, ctx.now, Deed.LOOKED, ctx.by, platform))
    return found


def _written(values: Values) -> list[str]:
    return [words for name in KNOWN_BY if (words := values.get(name, "").strip())]


def _found(values: Values, ctx: Context) -> list[KnownCustomer]:
    """Known by the surest of what was written, or else by the next."""
    tried = (found_by(words, ctx)[:MOST] for words in _written(values))
    return next((found for found in tried if found), [])


def _option(customer: KnownCustomer, ctx: Context) -> Option:
    times = _in_both("times", ctx, total=knowing.past_of(customer, ctx).ever)
    return Option(customer.id, _joined((customer.id, called(customer), times)))


def guide(found: Sequence[KnownCustomer], ctx: Context) -> tuple[Guide, ...]:
    """What there is to know of them: level, how often, how satisfied, and their last tickets."""
    if not found:
        return (Guide("nobody_known"),)
    if len(found) > 1:
        return (Guide("several_known", {"n": len(found)}),)
    tickets, _ = ctx.uow.customers.tickets(found[0].id, EARLIER)
    return (_at_a_glance(found[0], tickets, ctx), *(_earlier(one, ctx) for one in tickets))


def _at_a_glance(customer: KnownCustomer, tickets: Sequence[Ticket], ctx: Context) -> Guide:
    past = knowing.past_of(customer, ctx)
    level = customer.level or next((t.customer.level for t in tickets if t.customer.level), "")
    answer = name_of("csat", past.last_csat, ctx.policy, ctx.roster)
    known = (
        customer.id,
        called(customer),
        name_of("levels", level, ctx.policy, ctx.roster),
        _in_both("tickets", ctx, total=past.ever, lately=past.lately),
        _in_both("last_csat", ctx, answer=answer) if answer else None,
    )
    return Guide("known", {"customer": _joined(part for part in known if part)})


def _joined(parts: Iterable[str | Name]) -> Name:
    both = [(part, part) if isinstance(part, str) else (part.zh, part.en) for part in parts]
    return Name(*(_DOT.join(said) for said in zip(*both, strict=True)))


def _earlier(ticket: Ticket, ctx: Context) -> Guide:
    answer = name_of("csat", last_answer(ticket.csat), ctx.policy, ctx.roster)
    product = privacy.text(ticket.purchase.product)
    about = _joined(part for part in (product or "—", answer) if part)
    blanks = {"ticket": ticket.no, "reported": ticket.report.reported_at}
    return Guide("earlier", {**blanks, "status": ticket.status.value, "about": about})


def _in_both(word: str, ctx: Context, **blanks: object) -> Name:
    """An archive's word in every language, since a form's blanks are filled in when it is drawn."""
    return Name(*(words.say(f"archive.{word}", **blanks) for words in ctx.words.in_each_language))
