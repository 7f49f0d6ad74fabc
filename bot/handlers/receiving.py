"""Customers' own reports: from other systems (the intake) and from the public form.

The customer is told at once that it arrived, which meets the duty to acknowledge (S2-09) in the
same transaction; it is never a first response. The ticket is nobody's yet: whoever classifies,
assigns or accepts it first is its first responder (S1-35).
"""

from dataclasses import fields
from typing import Final

from bot.commands import FORM, NewTicket, Receive, ReportPage
from bot.domain.assignment import place
from bot.domain.errors import KeyUsedBefore, MissingFields, NoWayToReach
from bot.domain.records import replace
from bot.forms import FORMS
from bot.handlers import chasing
from bot.handlers.choices import check_exact
from bot.handlers.context import Context
from bot.handlers.filling import blank_form
from bot.handlers.intake import drafted, placed
from bot.ports import Receipt
from bot.views import Done, FormView, Reply

_CHOICES: Final = {
    "level": "levels",
    "channel": "channels",
    "urgency": "urgencies",
    "mood": "moods",
    "wish": "wishes",
}
_SITE: Final = "website"
_OWN: Final = frozenset({"key", "digest"})


def report_page(_command: ReportPage, ctx: Context) -> FormView:
    ctx.permit_customer()
    return blank_form("receive", ctx)


def receive(command: Receive, ctx: Context) -> Reply:
    """Take a report once; its repeat is answered as it was, another under its key is refused."""
    ctx.permit_customer()
    key = f"{ctx.request.place.platform}:{command.key}"
    known = ctx.uow.receipts.get(key)
    if known is None:
        known = _received(command, ctx)
        ctx.uow.receipts.add(key, known)
    elif known.digest != command.digest:
        raise KeyUsedBefore(ticket=known.ticket)
    return Done("received", {"ticket": known.ticket, "received_at": known.at})


def _received(command: Receive, ctx: Context) -> Receipt:
    _check(command, ctx)
    told = {f.name: getattr(command, f.name) for f in fields(command) if f.name not in _OWN}
    draft = drafted(NewTicket(**told), ctx)
    if ctx.request.place.platform == FORM and any(
        channel.id == _SITE for channel in ctx.policy.channels
    ):
        draft = replace(draft, report=replace(draft.report, channel=_SITE))
    draft = replace(draft, message_at=ctx.now, receipt_at=ctx.now)
    if again := chasing.repeated(draft, command, ctx):
        chasing.count(again, command.description.strip(), ctx)
        return Receipt(command.digest, again.no, ctx.now)
    ticket = placed(draft, place(draft, ctx.policy, ctx.there, ctx.uow.queues), ctx)
    ctx.ledger.add(ticket)
    return Receipt(command.digest, ticket.no, ctx.now)


def _check(command: Receive, ctx: Context) -> None:
    for field, source in _CHOICES.items():
        check_exact(field, getattr(command, field), source, ctx.policy, ctx.roster)
    reach = command.phone.strip() or command.email.strip()
    known = {"description": command.description, "customer": command.customer}
    if ctx.request.place.platform == FORM:
        required = [f.name for f in FORMS["receive"] if f.required]
    else:
        required = ["description"] if reach else ["description", "customer"]
    if missing := tuple(name for name in required if not known[name].strip()):
        raise MissingFields(missing=missing)
    if ctx.request.place.platform == FORM and not reach:
        raise NoWayToReach(field="phone")
