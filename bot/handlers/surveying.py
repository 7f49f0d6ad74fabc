"""The survey: a link for the customer, and what the customer answers for themselves.

An answer about a finished ticket is the customer's word that closes it or sends it back to work
(S0-35, S2-39). About a closed one it stands in for the callback that is owed (S2-43); if it is
still not solved, those who answer for it are told, and one of them reopens it: nothing that is a
member's to do is done in their name. Nothing is sent: a person gives the link to the customer.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.commands import Survey, Surveyed, SurveyPage
from bot.domain import aftercare, sealing
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
from bot.domain.ticket import Ticket
from bot.forms import FORMS
from bot.handlers import complaining, ending
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
    view = blank_form("surveyed", ctx)
    return FormView(replace(view.form, ticket=ticket.no))


def surveyed(command: Surveyed, ctx: Context) -> Reply:
    """The customer's own answer, once a ticket."""
    ctx.permit_customer()
    ticket = _asked_about(command.token, ctx)
    _check(command, ctx)
    comment = command.comment.strip()
    asked = replace(ticket, answered_at=ctx.now)
    if ticket.status is Status.RESOLVED:
        ending.said(ticket, asked, command.answer, command.csat, comment, ctx)
    else:
        _said_later(ticket, asked, command, ctx)
    return Done("surveyed", {"ticket": ticket.no})


def _said_later(before: Ticket, asked: Ticket, command: Surveyed, ctx: Context) -> None:
    """After closing: a call that is owed is made thereby, unless there is something to call for."""
    comment = command.comment.strip()
    heard = ending.heard(asked, command.csat, ctx)
    if command.answer == "no":
        csat = {**heard.csat, _KIND: command.csat}
        ctx.save(before, replace(heard, csat=csat), Happening.UNSOLVED, note=comment)
        return
    call = aftercare.call_now(asked, ctx.policy, ctx.now)
    if call is not None:
        after = aftercare.called(heard, call, ctx.now, comment, command.csat)
    else:
        after = replace(heard, csat={**heard.csat, _KIND: command.csat})
    ctx.save(before, after, Happening.ANSWERED, note=comment)


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
    for field in FORMS["surveyed"]:
        written = str(getattr(command, field.name))
        if field.source:
            check_exact(field.name, written, field.source, ctx.policy, ctx.roster)
        if len(written) > field.limit:
            raise TooLong(field=field.name, limit=field.limit)
