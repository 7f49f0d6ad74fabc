"""Evidence on a ticket: the signed record of a visit, links to what is stored, what is refused."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.commands import MAIL, Signed
from bot.domain.errors import NothingSigned, NotVisited
from bot.domain.evidence import Exhibit, Kept, most_of_mail
from bot.domain.history import Happening
from bot.domain.people import Act
from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.domain.sealing import opened, sealed
from bot.domain.ticket import Ticket
from bot.handlers import filling
from bot.handlers.context import Context
from bot.handlers.ledger import Ledger
from bot.ports import Letter, UnitOfWork
from bot.views import Done, ExhibitLine, Reply

PATH: Final = "/evidence"
LINK_HOLDS: Final = timedelta(hours=1)
_LINK: Final = "evidence"
_USABLE: Final = frozenset({Kept.WAITING, Kept.STORED})


def signed(command: Signed, ctx: Context) -> Reply:
    """The sheet that the customer signed at a visit is attached (S4-12, S4-13).

    Where none has come, the form asks for it.
    """
    ticket = ctx.find(command.ticket, "signed")
    ctx.permit(Act.CONTACT, ticket)
    if ticket.visited_at is None:
        raise NotVisited(ticket=ticket.no)
    if not command.files and _newest(ticket, ctx.uow) is None:
        if not command.confirmed:
            return filling.form_for(command, ctx)
        raise NothingSigned(ticket=ticket.no)
    handed_in = replace(ticket, signed_at=ctx.now)
    ctx.save(ticket, handed_in, Happening.SIGNED, command.note.strip(), command.files)
    sheet = _newest(ticket, ctx.uow)
    if sheet is not None:
        ctx.uow.exhibits.sign(sheet)
    return Done("signed", {"ticket": ticket.no})


def _newest(ticket: Ticket, uow: UnitOfWork) -> Exhibit | None:
    """The last file since the visit that is, or may yet be, stored."""
    since = ticket.visited_at
    found = [x for x in uow.exhibits.of(ticket.no) if since and x.at >= since]
    usable = [x for x in found if x.state in _USABLE]
    return usable[-1] if usable else None


def lines(ticket: Ticket, ctx: Context) -> tuple[ExhibitLine, ...]:
    """The files of a ticket; links that run out, for whoever may see the whole record."""
    may_open = ctx.may(Act.REVEAL, ticket)
    return tuple(_line(x, ctx, may_open=may_open) for x in _shown(ctx.uow.exhibits.of(ticket.no)))


def _shown(them: Iterable[Exhibit]) -> Iterable[Exhibit]:
    return (x for x in them if x.state is not Kept.ERASED)


def _line(one: Exhibit, ctx: Context, *, may_open: bool) -> ExhibitLine:
    stored = one.state is Kept.STORED
    token = sealed(_LINK, str(one.id), ctx.now + LINK_HOLDS, ctx.secret)
    url = f"{ctx.home_url}{PATH}/{token}" if stored and may_open else ""
    return ExhibitLine(one.name, one.state.value, one.size, url, signed=one.signed)


def opened_link(token: str, secret: bytes, now: datetime, uow: UnitOfWork) -> Exhibit | None:
    """The stored file that a link of ours leads to, while it holds."""
    written = opened(_LINK, token, secret, now)
    found = uow.exhibits.get(int(written)) if written.isdigit() else None
    return found if found is not None and found.state is Kept.STORED else None


def refusals(letter: Letter, uow: UnitOfWork, policy: Policy) -> Mapping[str, object]:
    """Which of a letter's files were not taken, and what would be; nothing where all were."""
    of_letter = f"{MAIL}:{letter.key}/"
    them = [x for x in uow.exhibits.of(letter.ticket) if x.source.startswith(of_letter)]
    names = [x.name for x in them if x.state is Kept.REFUSED]
    limit = policy.evidence_limit
    return {"files": names, "limit": limit, "whole": most_of_mail(limit)} if names else {}


def refused(
    exhibit: Exhibit, why: Happening, policy: Policy, now: datetime, uow: UnitOfWork
) -> None:
    """Write that a file is not kept, and why; who handed it in as signed record owes it still."""
    uow.exhibits.settle(exhibit)
    ticket = uow.tickets.get(exhibit.ticket)
    if ticket is None:
        return
    ledger = Ledger(uow, policy, uow.people.roster(), now)
    ledger.record_file(ticket, why, exhibit.name, policy.evidence_limit)
    if exhibit.signed and ticket.signed_at is not None:
        ledger.save(ticket, replace(ticket, signed_at=None), Happening.UNSIGNED)
