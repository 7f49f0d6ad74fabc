"""New tickets: from the form, a typed line, or a message somebody made a ticket of."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.commands import Chase, Duplicate, NewTicket, ReportMessage, Show
from bot.domain.assignment import Placing, guess_category, place
from bot.domain.errors import (
    CannotWorkThere,
    MissingFields,
    TimeInFuture,
    TimeTooEarly,
)
from bot.domain.life_cycle import Status
from bot.domain.people import Act, Role
from bot.domain.record import unknown_facts
from bot.domain.records import replace
from bot.domain.ticket import Customer, Purchase, Report, Ticket
from bot.forms import LONG
from bot.handlers import customers, filling, knowing, own_fields
from bot.handlers.checking import bought_on, check_customer, check_lengths, phone_told, wished_by
from bot.handlers.context import Context
from bot.views import Button, Done, Reply

_SLACK: Final = timedelta(minutes=1)
"""Clocks differ a little: a report from the next minute is from now."""

OLDEST_REPORT: Final = timedelta(days=366)

LISTED: Final = 5
"""So many other tickets of a customer are named."""


def new_ticket(command: NewTicket, ctx: Context) -> Reply:
    ctx.permit(Act.CREATE)
    if missing := _missing(command):
        if command.confirmed:
            raise MissingFields(missing=missing)
        return filling.completed(command, ctx)
    draft = drafted(command, ctx)
    ticket = placed(draft, _placing(command, draft, ctx), ctx)
    ticket = ctx.ledger.add(ticket, files=command.files)
    done = created(ticket, ctx)
    return knowing.naming(done, ticket, ctx) if draft.customer.id else done


def created(ticket: Ticket, ctx: Context) -> Done:
    """Its number; and what whoever speaks with the customer should know of at once."""
    if ticket.parent:
        return _created_case(ticket)
    if others := _others(ticket, ctx):
        return _created_beside(ticket, others)
    return _created_asking(ticket, ctx)


def _created_case(ticket: Ticket) -> Done:
    """It is one of many: what their incident knows is the customer's answer (S1-01)."""
    blanks = {"ticket": ticket.no, "incident": ticket.parent}
    return Done("created_case", blanks, (Button(Show(ticket.no)), Button(Show(ticket.parent))))


def _others(ticket: Ticket, ctx: Context) -> list[str]:
    """What the same customer has open already, if they have been here before of late."""
    if ticket.customer.nth <= 1:
        return []
    theirs = ctx.uow.queues.open_of_customer(ticket)
    return [one.no for one in theirs if one.no != ticket.no][:LISTED]


def _created_beside(ticket: Ticket, others: Sequence[str]) -> Done:
    """Perhaps they only ask again (S1-03): that is counted there, and this one is a duplicate."""
    repeats = Button(Duplicate(ticket.no, of=others[0]))
    blanks = {"ticket": ticket.no, "others": tuple(others)}
    first = others[0]
    return Done("created_beside", blanks, (Button(Show(first)), Button(Chase(first)), repeats))


def _created_asking(ticket: Ticket, ctx: Context) -> Done:
    """By name what its category asks for and nobody has said yet (S3-02)."""
    asked = unknown_facts(ticket, ctx.policy)
    code = "created_asking" if asked else "created"
    return Done(code, {"ticket": ticket.no, "missing": asked}, (Button(Show(ticket.no)),))


def placed(draft: Ticket, placing: Placing, ctx: Context) -> Ticket:
    """A draft with its number, where it belongs, and its customer written down."""
    return replace(
        draft,
        customer=knowing.kept(draft, ctx),
        no=_next_number(ctx),
        department=placing.department,
        assignee=placing.assignee,
        assigned_at=ctx.now if placing.assignee else None,
        status=Status.ASSIGNED if placing.assignee else Status.PENDING,
    )


def report_message(command: ReportMessage, ctx: Context) -> Reply:
    """Make a message a ticket: what it says and when is the report (spec 2 §1)."""
    ctx.permit(Act.CREATE)
    author = next(
        (m for m in ctx.roster.members.values() if command.author in map(str, m.identities)), None
    )
    new = NewTicket(
        description=command.text[:LONG],
        customer="" if author else command.author_name,
        reported=command.sent_at,
        files=command.files,
    )
    if command.ask or not new.customer:
        return filling.form_for(new, ctx)
    return new_ticket(new, ctx)


def _missing(command: NewTicket) -> tuple[str, ...]:
    """What a ticket cannot do without: what it is about, and whom it is for."""
    written = {
        "description": command.description,
        "customer": command.customer or command.contact or command.known,
    }
    return tuple(name for name, value in written.items() if not value.strip())


def drafted(command: NewTicket, ctx: Context) -> Ticket:
    """The ticket as written, checked and looked up, with no number and no place yet."""
    check_lengths("new", command)
    check_customer(command, ctx.policy.country)
    urgency = ctx.choice("urgency", command.urgency, "urgencies")
    category = ctx.choice("category", command.category, "categories")
    written = Ticket(
        no="",
        report=_report(command, ctx),
        created_at=ctx.now,
        created_by=ctx.by,
        first_responder=ctx.by,
        customer=Customer(
            name=command.customer.strip(),
            contact=command.contact.strip(),
            phone=phone_told(command.phone),
            email=command.email.strip(),
            prefers=ctx.choice("prefers", command.prefers, "media"),
            level=ctx.choice("level", command.level, "levels"),
            id=customers.meant(command.known, ctx),
        ),
        purchase=Purchase(
            product=command.product.strip(),
            bought_on=bought_on(command, ctx),
            order_no=command.order.strip(),
        ),
        kind=ctx.choice("kind", command.kind, "kinds"),
        impact=ctx.choice("impact", command.impact, "impacts"),
        region=ctx.choice("region", command.region, "regions"),
        category=category or guess_category(command.description, ctx.policy),
        urgency=urgency,
        department=ctx.choice("dept", command.dept, "departments"),
        classified_at=ctx.now if category and urgency else None,
    )
    return knowing.known(own_fields.with_own(written, command.custom, ctx), ctx)


def _report(command: NewTicket, ctx: Context) -> Report:
    reported = ctx.time("reported", command.reported) or ctx.now
    if reported > ctx.now + _SLACK:
        raise TimeInFuture(field="reported", at=reported)
    if reported < ctx.now - OLDEST_REPORT:
        raise TimeTooEarly(field="reported", at=reported, not_before=ctx.now - OLDEST_REPORT)
    return Report(
        description=command.description.strip(),
        reported_at=min(reported, ctx.now),
        channel=ctx.choice("channel", command.channel, "channels"),
        mood=ctx.choice("mood", command.mood, "moods"),
        wish=ctx.choice("wish", command.wish, "wishes"),
        wished_by=wished_by(command.wished_by, reported, ctx),
    )


def _placing(command: NewTicket, ticket: Ticket, ctx: Context) -> Placing:
    """A person was named, or the policy's rules place the ticket."""
    if not command.to.strip():
        return place(ticket, ctx.policy, ctx.there, ctx.uow.queues)
    to = ctx.member(command.to)
    if to.role is Role.ADMIN:
        raise CannotWorkThere(to.name, ctx.scene.department(ticket.department))
    return Placing(ticket.department or to.department, to.id)


def _next_number(ctx: Context) -> str:
    """The day in the policy's zone and that day's next serial (S0-14)."""
    day = ctx.today
    serial = ctx.uow.tickets.next_serial(ctx.policy.number.scope(day))
    return ctx.policy.number.render(day, serial)
