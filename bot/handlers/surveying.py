"""The survey: a link for the customer, and what the customer answers for themselves.

An answer about a finished ticket is the customer's word that closes it or sends it back to work
(S0-35, S2-39). About a closed one it stands in for the callback that is owed (S2-43); if it is
still not solved, those who answer for it are told, and one of them reopens it: nothing that is a
member's to do is done in their name. Nothing is sent: a person gives the link to the customer.
"""

from datetime import timedelta
from typing import Final

from bot.commands import Survey, Surveyed, SurveyPage
from bot.domain import aftercare, sealing
from bot.domain.aftercare import Said
from bot.domain.errors import (
    AlreadyAnswered,
    BadSurveyLink,
    MissingFields,
    NoPublicUrl,
    NotYetToAsk,
    StillAtWork,
    TooLong,
)
from bot.domain.history import Happening
from bot.domain.life_cycle import Status
from bot.domain.people import Act
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.forms import FORMS, fields_of, value_of
from bot.handlers import calling, complaining, ending
from bot.handlers.choices import check_exact
from bot.handlers.context import Context
from bot.handlers.filling import blank_form
from bot.views import Done, FormView, Reply

GOOD_FOR: Final = timedelta(days=14)
"""Longer than the last callback takes (S3-20)."""

_KIND: Final = "survey"


def survey(command: Survey, ctx: Context) -> Reply:
    """The link, for whoever may speak with the customer."""
    ticket = ctx.find(command.ticket, "survey")
    ctx.permit(Act.CONFIRM, ticket)
    if not ctx.public_url:
        raise NoPublicUrl
    if ticket.answered_at:
        raise AlreadyAnswered(ticket=ticket.no)
    if not _may_be_asked(ticket):
        raise NotYetToAsk(ticket=ticket.no, status=ticket.status.value)
    if ticket.status is Status.RESOLVED:
        complaining.check_closing(ticket, ctx)  # The customer's answer may close it.
    until = ctx.now + GOOD_FOR
    token = sealing.sealed(_KIND, ticket.no, until, ctx.secret)
    link = f"{ctx.public_url}/survey/{token}"
    return Done("survey_link", {"ticket": ticket.no, "link": link, "until": until})


def survey_page(command: SurveyPage, ctx: Context) -> FormView:
    ctx.permit_customer()
    ticket = _asked_about(command.token, ctx)
    return blank_form("surveyed", ctx, ticket)


def surveyed(command: Surveyed, ctx: Context) -> Reply:
    """The customer's own answer, once a ticket."""
    ctx.permit_customer()
    ticket = _asked_about(command.token, ctx)
    _check(command, ctx)
    word = calling.said_in(command, command.comment, ticket, ctx)
    new = calling.opened(ticket, command.problem, ctx)
    asked = replace(ticket, answered_at=ctx.now, related=(*ticket.related, *new))
    if ticket.status is Status.RESOLVED:
        ending.said(ticket, asked, command.answer, word, ctx)
    else:
        _said_later(ticket, asked, command.answer, word, ctx)
    return Done("surveyed", {"ticket": ticket.no})


def _said_later(before: Ticket, asked: Ticket, answer: str, word: Said, ctx: Context) -> None:
    """After closing: a call that is owed is made thereby, unless there is something to call for."""
    heard = calling.heard(asked, word, ctx)
    call = aftercare.call_now(asked, ctx.policy, ctx.now) if answer == "yes" else None
    if call is not None:
        after = aftercare.called(heard, call, ctx.now, word)
    else:
        after = aftercare.taken_down(heard, word, ctx.now, _KIND)
    happening = Happening.ANSWERED if answer == "yes" else Happening.UNSOLVED
    ctx.save(before, after, happening, note=word.words)


def _asked_about(token: str, ctx: Context) -> Ticket:
    no = sealing.opened(_KIND, token, ctx.secret, ctx.now)
    ticket = ctx.uow.tickets.get(no) if no else None
    if ticket is None or ticket.given_up:
        raise BadSurveyLink
    if ticket.answered_at:
        raise AlreadyAnswered(ticket=ticket.no)
    if not _may_be_asked(ticket):
        raise StillAtWork(ticket=ticket.no)
    return ticket


def _may_be_asked(ticket: Ticket) -> bool:
    return ticket.status is Status.RESOLVED or ticket.served


def _check(command: Surveyed, ctx: Context) -> None:
    missing = [
        f.name
        for f in FORMS["surveyed"]
        if f.required and not str(getattr(command, f.name)).strip()
    ]
    if missing:
        raise MissingFields(missing=tuple(missing))
    for field in fields_of("surveyed", ctx.policy):
        written = value_of(command, field)
        if field.source:
            check_exact(field.name, written, field.source, ctx.policy, ctx.roster)
        if len(written) > field.limit:
            raise TooLong(field=field.name, limit=field.limit)
