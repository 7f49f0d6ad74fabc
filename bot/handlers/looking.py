"""Looking: records, queues, search, home and profile. What is shown is masked unless revealed."""

from datetime import datetime, time
from typing import Any, Final

from bot.commands import Home, ListTickets, Me, Mine, Reveal, Search, Show
from bot.domain.errors import UnknownValue
from bot.domain.history import Happening
from bot.domain.people import Act, Member
from bot.domain.records import replace
from bot.grammar import month_meant, parse_since
from bot.handlers import collaborating, exhibiting, narrowing, owing, requested, showing
from bot.handlers.choices import name_of
from bot.handlers.context import Context
from bot.ports import Filter
from bot.views import HomePage, Profile, Queue, Reply, TicketRecord
from bot.words import LOCALES, bilingual

PAGE: Final = 20


def show(command: Show, ctx: Context) -> Reply:
    ticket = ctx.find(command.ticket, "show")
    ctx.permit(Act.LOOK, ticket)
    return _record(ticket.no, ctx, revealed=False)


def reveal(command: Reveal, ctx: Context) -> Reply:
    """The whole record, to whoever needs it; the look itself is recorded (spec 1 §9)."""
    ticket = ctx.find(command.ticket, "reveal")
    ctx.permit(Act.REVEAL, ticket)
    ctx.ledger.record(ticket, Happening.REVEALED, told=False)
    return _record(ticket.no, ctx, revealed=True)


def mine(_command: Mine, ctx: Context) -> Reply:
    ctx.permit(Act.LOOK)
    return _mine(ctx)


def _mine(ctx: Context) -> Queue:
    """Tickets at hand, what else the actor owes, and what other departments ask of theirs."""
    asked = (requested.request_row(*each, ctx.scene) for each in collaborating.waiting(ctx))
    tickets = _queue("mine", Filter(assignee=ctx.actor.id), ctx)
    owed = tuple(one.row for one in owing.owed_by(ctx.actor, ctx.uow, ctx.scene))
    return replace(tickets, requests=tuple(asked), owed=owed)


def list_tickets(command: ListTickets, ctx: Context) -> Reply:
    ctx.permit(Act.LOOK)
    chosen = narrowing.chosen(command, ctx)
    incident = ctx.find(command.incident, "list") if command.incident.strip() else None
    which = Filter(
        unassigned=command.unassigned,
        overdue=command.overdue,
        since=_midnight(ctx) if command.today else _since(command.since, ctx),
        departments=chosen["departments"] or None,
        urgencies=chosen["urgencies"],
        statuses=chosen["statuses"],
        kinds=chosen["kinds"],
        levels=chosen["levels"],
        regions=chosen["regions"],
        customer=command.customer.strip(),
        incident=(incident.parent or incident.no) if incident else "",
    )
    return _queue("list", which, ctx)


def _since(written: str, ctx: Context) -> datetime | None:
    if not written.strip():
        return None
    return parse_since(written, ctx.now, ctx.words.zone, "since")


def search(command: Search, ctx: Context) -> Reply:
    ctx.permit(Act.SEARCH)
    since, until = month_meant(command.month, ctx.now, ctx.words.zone)
    which = Filter(
        words=command.words.strip(),
        customer=command.customer.strip(),
        product=command.product.strip(),
        since=since,
        until=until,
        include_closed=True,
    )
    said = (command.words, command.customer, command.product, command.month)
    return _queue("search", which, ctx, words=" ".join(filter(None, map(str.strip, said))))


def home(_command: Home, ctx: Context) -> Reply:
    ctx.permit(Act.LOOK)
    return HomePage(
        name=ctx.actor.name,
        mine=_mine(ctx),
        waiting=_queue("waiting", Filter(unassigned=True), ctx),
        may_create=ctx.may(Act.CREATE),
    )


def me(command: Me, ctx: Context) -> Reply:
    actor = ctx.actor
    locale = actor.locale
    if command.locale:
        if command.locale not in LOCALES:
            known = tuple(bilingual(f"profile.locale.{each}") for each in LOCALES)
            raise UnknownValue(field="locale", written=command.locale, known=known)
        locale = command.locale
        ctx.uow.people.set_locale(actor.id, locale)
    return Profile(
        name=actor.name,
        role=actor.role.value,
        department=name_of("departments", actor.department, ctx.policy, ctx.roster),
        region=name_of("regions", actor.region, ctx.policy, ctx.roster),
        locale=locale or ctx.words.locale,
        identities=tuple(str(i) for i in actor.identities),
        shift=actor.shift.written if actor.shift else "",
        **_absence(actor, ctx),
    )


def _absence(actor: Member, ctx: Context) -> dict[str, Any]:
    """When they are or will be away, who then does their work, and whose work they do."""
    absence = actor.absence if actor.absence and not actor.absence.over(ctx.now) else None
    stand_in = (absence.stand_in if absence else "") or actor.stand_in
    return {
        "away_since": absence.since if absence else None,
        "away_until": absence.until if absence else None,
        "stand_in": ctx.roster.name(stand_in),
        "stands_for": tuple(m.name for m in ctx.there.stands_for(actor)),
    }


def _record(no: str, ctx: Context, *, revealed: bool) -> TicketRecord:
    ticket = ctx.find(no)
    shown = showing.record(
        ticket,
        ctx.scene,
        ctx.uow.history.of(no, limit=30),
        ctx.uow.duties.newest(no),
        revealed=revealed,
        may_reveal=ctx.may(Act.REVEAL, ticket),
    )
    return replace(shown, exhibits=exhibiting.lines(ticket, ctx))


def _queue(title: str, which: Filter, ctx: Context, words: str = "") -> Queue:
    found, total = ctx.uow.queues.find(which, ctx.now, PAGE)
    return Queue(title, tuple(showing.row(w, ctx.scene) for w in found), total, ctx.now, words)


def _midnight(ctx: Context) -> datetime:
    today = ctx.today
    return datetime.combine(today, time(), tzinfo=ctx.words.zone)
