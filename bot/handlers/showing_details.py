"""The record of a ticket, fact by fact (S0-44, S3-24): masked, unless it was asked for whole.

Its sections are those of spec 1 §2: what was reported, triage, the work, the outcome, and after.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final

from bot.domain import privacy
from bot.domain.aftercare import ROUNDS
from bot.domain.evidence import of_reference
from bot.domain.policy import Name
from bot.domain.ticket import Ticket
from bot.handlers import playbooks, showing_own
from bot.handlers.requested import request_line
from bot.handlers.scene import Scene
from bot.views import Detail
from bot.words import bilingual

Plain = Callable[[str], str]
"""Free text as it may be shown: as it is, or masked."""

Facts = Iterable[tuple[str, str | datetime | Name | None]]

_NOW: Final = {"yes": "option.satisfied", "no": "option.dissatisfied"}
_ASKED_IN: Final = {
    **{call.value: bilingual(f"duty.{call}") for call in ROUNDS},
    "survey": bilingual("field.survey"),
}
"""Where a customer says how satisfied they are overall."""


def details(ticket: Ticket, scene: Scene, *, revealed: bool) -> Iterator[Detail]:
    """Whatever is known, in the order in which it came to be."""
    plain: Plain = str if revealed else privacy.text
    yield from _known(_reported(ticket, scene, plain, revealed=revealed))
    yield from showing_own.details(ticket, scene, revealed=revealed)
    yield from _known(_triage(ticket, scene, plain, revealed=revealed))
    yield from _known(_work(ticket, scene, plain))
    yield from _asked_of_others(ticket, scene, plain)
    yield from _known(_outcome(ticket, plain))
    yield from _judgements(ticket, scene)
    yield from _known(_after(ticket, plain))


def _known(facts: Facts) -> Iterator[Detail]:
    return (Detail(key, value) for key, value in facts if value)


def _reported(ticket: Ticket, scene: Scene, plain: Plain, *, revealed: bool) -> Facts:
    who = ticket.customer if revealed else privacy.customer(ticket.customer)
    bought, report = ticket.purchase.bought_on, ticket.report
    yield "description", plain(report.description)
    yield "customer", who.name
    yield "contact", who.contact
    yield "phone", who.phone
    yield "email", who.email
    yield "prefers", scene.name("media", who.prefers)
    yield "address", who.address
    yield "level", scene.name("levels", who.level)
    yield "product", plain(ticket.purchase.product)
    yield "order", plain(ticket.purchase.order_no)
    yield "bought", bought.isoformat() if bought else ""
    yield "channel", scene.name("channels", report.channel)
    yield "mood", scene.name("moods", report.mood)
    yield "wish", scene.name("wishes", report.wish)
    yield "wished_by", report.wished_by
    yield "occurred", report.occurred_at
    yield "reported", report.reported_at


def _triage(ticket: Ticket, scene: Scene, plain: Plain, *, revealed: bool) -> Facts:
    yield "kind", scene.name("kinds", ticket.kind)
    yield "category", scene.name("categories", ticket.category)
    yield "impact", scene.name("impacts", ticket.impact)
    yield "region", scene.name("regions", ticket.region)
    yield "severity", scene.name("severities", ticket.severity)
    yield "cause", scene.name("causes", ticket.cause)
    yield "person", scene.roster.name(ticket.responsible_member) if revealed else ""
    yield "responsibility", scene.name("departments", ticket.responsible_department)
    yield "analysis", plain(ticket.analysis)
    yield "findings", plain(ticket.findings)
    yield "evidence", plain("、".join(of_reference(one)[1] or one for one in ticket.evidence))
    steps = playbooks.steps(ticket, scene.policy)
    yield "steps", playbooks.numbered(steps, " ") if steps else None


def _work(ticket: Ticket, scene: Scene, plain: Plain) -> Facts:
    yield "accepted", ticket.accepted_at
    yield "first_contact", ticket.first_contact_at
    yield "medium", scene.name("media", ticket.contact_medium)
    yield "outcome", plain(ticket.contact_outcome)
    yield "last_told", ticket.told_at
    yield "solution", plain(ticket.solution)
    yield "cost", plain(ticket.cost)
    yield "agreed", ticket.agreement.at
    yield "agreement", plain(ticket.agreement.words)
    yield "overdue_reason", plain(ticket.overdue_reason)


def _asked_of_others(ticket: Ticket, scene: Scene, plain: Plain) -> Iterator[Detail]:
    """What other departments were asked, where that is more than the card has room for (S0-30)."""
    for one in ticket.collaborations:
        line = request_line(one, scene)
        whole = (plain(one.need), plain(one.answer))
        if whole != (line.need, line.answer):
            yield Detail("need", " → ".join(filter(None, whole)), _label(one.no))


def _label(request: str) -> Name:
    """As the card calls it: 协作 C12."""
    label = bilingual("request.label")
    return Name(label.zh.format(request=request), label.en.format(request=request))


def _outcome(ticket: Ticket, plain: Plain) -> Facts:
    """Completion and closing are two times (S0-45)."""
    yield "details", plain(ticket.details)
    yield "completed", ticket.resolved_at
    yield "confirmed", ticket.confirmed_at
    yield "closed", ticket.closed_at
    yield "close_note", plain(ticket.close_note)


def _judgements(ticket: Ticket, scene: Scene) -> Iterator[Detail]:
    """How satisfied the customer is, with each thing that they were asked about (S2-42).

    Then overall, by when it was said: to whoever confirmed, in each call, on the survey page.
    """
    asked = {one.id: one.name for one in scene.policy.dimensions}
    for key in (*asked, *(key for key in ticket.csat if key not in asked)):
        if answer := scene.name("csat", ticket.csat.get(key, "")):
            yield Detail("csat", answer, _about(asked.get(key) or _ASKED_IN.get(key)))


def _about(what: Name | None) -> Name | None:
    whole = bilingual("field.csat")
    return Name(f"{whole.zh}·{what.zh}", f"{whole.en}: {what.en}") if what else None


def _after(ticket: Ticket, plain: Plain) -> Facts:
    """What the customer said, and what the supervisor did where they were dissatisfied (S2-45)."""
    yield "comment", plain(ticket.comment)
    yield "callback", plain(ticket.callback_outcome)
    yield "suggestion", plain(ticket.suggestion)
    yield "needs", plain(ticket.needs)
    yield "loyalty", ticket.loyalty
    yield "remedy_reason", plain(ticket.remedy_reason)
    yield "remedy", plain(ticket.remedy)
    yield "satisfied", bilingual(_NOW[ticket.satisfied]) if ticket.satisfied in _NOW else None
