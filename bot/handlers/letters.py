"""Customers' e-mails: a new ticket with a receipt by mail, or a word on a ticket that is known.

A mail is about a known ticket when it answers an earlier mail of it, or our receipt; or when its
subject holds the number, if whoever sends it may be that customer. An answer gets no receipt: it
is a person's turn to speak, and two machines never talk to each other for long. Only what was not
taken of its files is told to whoever sent them.
"""

import re
from datetime import timedelta
from typing import Final

from bot.commands import NewTicket, ReceiveLetter
from bot.domain.assignment import place
from bot.domain.evidence import any_refused
from bot.domain.history import Happening
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.forms import FORMS, LONG
from bot.handlers import chasing, telling
from bot.handlers.context import Context
from bot.handlers.intake import drafted, placed
from bot.ports import Letter
from bot.views import Done, Reply

MOST_RECEIPTS: Final = 5
"""So many mails of one address within an hour are answered; more come from a machine."""

_CHANNEL: Final = "email"
_NUMBER: Final = re.compile(r"[A-Za-z0-9_-]*[0-9]{3}[A-Za-z0-9_-]*", re.ASCII)
_MOST_NUMBERS: Final = 5
_LIMITS: Final = {field.name: field.limit for field in FORMS["new"]}


def receive_letter(command: ReceiveLetter, ctx: Context) -> Reply:
    """Take a mail once, however often it is read."""
    ctx.permit_customer()
    known = ctx.uow.letters.get(command.key)
    if known is None:
        ticket = _about(command, ctx)
        no = _written(ticket, command, ctx) if ticket else _opened(command, ctx)
        known = Letter(command.key, no, command.message_id, command.email, command.subject, ctx.now)
        ctx.uow.letters.add(known)
    return Done("received", {"ticket": known.ticket, "received_at": known.at})


def _about(command: ReceiveLetter, ctx: Context) -> Ticket | None:
    """The ticket that a mail goes on; of a duplicate, its original."""
    found = _answered(command, ctx) or _named(command, ctx)
    if found is not None and found.duplicate_of:
        return ctx.uow.tickets.get(found.duplicate_of) or found
    return found


def _answered(command: ReceiveLetter, ctx: Context) -> Ticket | None:
    letters = (ctx.uow.letters.get(key) for key in command.answers)
    found = next((letter for letter in letters if letter), None)
    return ctx.uow.tickets.get(found.ticket) if found else None


def _named(command: ReceiveLetter, ctx: Context) -> Ticket | None:
    """By a whole number in the subject. Numbers can be guessed, so a stranger's opens a ticket."""
    written = _NUMBER.findall(command.subject)[:_MOST_NUMBERS]
    tickets = (ctx.uow.tickets.get(no) for no in dict.fromkeys(written))
    return next((t for t in tickets if t and _may_be_theirs(t, command)), None)


def _may_be_theirs(ticket: Ticket, command: ReceiveLetter) -> bool:
    known = ticket.customer.email.strip().lower()
    return not known or known == command.email.lower()


def _written(ticket: Ticket, command: ReceiveLetter, ctx: Context) -> str:
    """A word on a known ticket: in its threads, and to whoever works on it."""
    note = _whole(command.text.strip() or command.subject, LONG)
    if chasing.asks_again(ticket, note, ctx):
        chasing.count(ticket, note, ctx, command.files)
    else:
        event_id = ctx.ledger.record(ticket, Happening.WROTE, note, command.files)
        ctx.ledger.say(telling.of_letter(ticket, event_id, ctx.there), ticket)
    if any_refused(command.files) and _gets_receipt(command, ctx):
        told = telling.receipt(ticket.no, command.key, ctx.words.locale, files=True)
        ctx.ledger.say([told])
    return ticket.no


def _opened(command: ReceiveLetter, ctx: Context) -> str:
    answered = _gets_receipt(command, ctx)
    draft = drafted(_report(command, ctx), ctx)
    draft = replace(draft, message_at=ctx.now if answered else None)
    ticket = placed(draft, place(draft, ctx.policy, ctx.there, ctx.uow.queues), ctx)
    ctx.ledger.add(ticket, files=command.files)
    if answered:
        ctx.ledger.say([telling.receipt(ticket.no, command.key, ctx.words.locale)])
    return ticket.no


def _report(command: ReceiveLetter, ctx: Context) -> NewTicket:
    written = "\n\n".join(filter(None, (command.subject.strip(), command.text.strip())))
    known = any(channel.id == _CHANNEL for channel in ctx.policy.channels)
    return NewTicket(
        description=_whole(written, LONG) or ctx.words.say("mail.empty"),
        customer=_whole(command.customer, _LIMITS["customer"]),
        email=command.email,
        channel=_CHANNEL if known else "",
        reported=command.reported,
    )


def _gets_receipt(command: ReceiveLetter, ctx: Context) -> bool:
    since = ctx.now - timedelta(hours=1)
    return bool(command.email) and (
        ctx.uow.letters.count_from(command.email, since) < MOST_RECEIPTS
    )


def _whole(text: str, limit: int) -> str:
    """What fits; the mailbox keeps the rest."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
