"""A refusal as it is shown: why, what has happened meanwhile, and what would help, a tap away."""

from typing import Final

from bot import commands as ask
from bot.domain.errors import (
    AlreadyAccepted,
    AssignedToOther,
    CustomersWord,
    DeskError,
    MissingToClose,
    OriginalClosed,
    RequestAccepted,
    RequestAnswered,
    RequestWithdrawn,
    WhoseNo,
    WrongStatus,
)
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.record import HELD
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.handlers import collaborating, requesting, showing, telling
from bot.handlers.acts import check_form
from bot.handlers.context import Context
from bot.handlers.scene import cut
from bot.views import Button, HistoryLine, Refused

STALE: Final = (WrongStatus, AlreadyAccepted, AssignedToOther)
"""Refusals of a ticket that has moved on: its cards are drawn anew, and what happened is said."""


STALE_REQUEST: Final = (RequestAccepted, RequestAnswered, RequestWithdrawn)


_MEANWHILE_NOTE: Final = 200
_LATEST: Final = 10
"""So far back the last thing worth telling is looked for: reminders and looks are not."""


def refused(error: DeskError, ctx: Context) -> Refused:
    if isinstance(error, STALE_REQUEST):
        ticket, request = collaborating.find(error.request, ctx)
        ctx.ledger.say(requesting.cards(ticket, request, ctx.there))
    if not isinstance(error, STALE):
        return Refused(error, _helpful(error, ctx))
    ctx.ledger.say([telling.card(error.ticket, x) for x in ctx.uow.outbox.card_lanes(error.ticket)])
    return Refused(error, meanwhile=_meanwhile(error, ctx))


def _helpful(error: DeskError, ctx: Context) -> tuple[Button, ...]:
    """What would mend it, to whoever may."""
    match error:
        case OriginalClosed(original=no):
            reopen = Button(ask.OpenForm("reopen", no), primary=True)
            return (reopen, Button(ask.Show(no)))
        case CustomersWord(ticket=no, words=words):
            return _customers(ask.Agree(no, words), ctx)
        case WhoseNo(ticket=no, words=words):
            return _customers(ask.Reject(no, words), ctx)
        case MissingToClose():
            return _completing(error, ctx)
        case _:
            return ()


def _customers(word: ask.Agree | ask.Reject, ctx: Context) -> tuple[Button, ...]:
    """To whoever may: a tap takes down the customer's word, as it was typed."""
    may = ctx.may(Act.PROPOSE, ctx.find(word.ticket))
    show = Button(ask.Show(word.ticket))
    return (Button(word, primary=True), show) if may else (show,)


def _completing(error: MissingToClose, ctx: Context) -> tuple[Button, ...]:
    """What is in the record is corrected there; the rest is a verdict on a complaint."""
    ticket = ctx.find(error.ticket)
    needed = dict.fromkeys("edit" if name in HELD else "judge" for name in error.missing)
    opened = (ask.OpenForm(key, ticket.no) for key in needed if _may_open(key, ticket, ctx))
    return (*(Button(form, primary=True) for form in opened), Button(ask.Show(ticket.no)))


def _may_open(form: str, ticket: Ticket, ctx: Context) -> bool:
    try:
        check_form(form, ticket, ctx)
    except DeskError:
        return False
    return True


def _meanwhile(
    error: WrongStatus | AlreadyAccepted | AssignedToOther, ctx: Context
) -> tuple[HistoryLine, ...]:
    """The last thing that happened, unless the refusal itself has told it."""
    events = ctx.uow.history.of(error.ticket, limit=_LATEST)
    latest = [e for e in events if e.happening not in telling.UNSPOKEN][-1:]
    told = {Happening.CREATED}
    if isinstance(error, AlreadyAccepted):
        told.add(Happening.ACCEPTED)
    lines = (showing.line(e, ctx.scene) for e in latest if e.happening not in told)
    return tuple(replace(line, note=cut(line.note, _MEANWHILE_NOTE)) for line in lines)
