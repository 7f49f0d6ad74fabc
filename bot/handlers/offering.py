"""What a card offers to do: the buttons of each status, and those that a duty asks for."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot import commands as ask
from bot.domain.collaboration import Collaboration, Stage
from bot.domain.complaint import is_complaint, waiting
from bot.domain.improvement import is_called_for
from bot.domain.incident import common
from bot.domain.life_cycle import Status
from bot.domain.owed import Owed
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.views import Button

_KEPT: Final = 4096
"""A ticket's card is drawn anew at every change, and most of its buttons are the same again."""

Slugs = Sequence[str]
Buttons = tuple[Button, ...]


def buttons(
    ticket: Ticket, now_owed: Sequence[Owed], *, held: bool, breached: bool
) -> tuple[Buttons, Buttons]:
    """What can be done in this status, the main one first; the rest under "more".

    `breached`: a target was missed, and nobody has said why.
    """
    owed_now = {o.kind for o in now_owed if o.met_at is None}
    first, rest = _offered(ticket, owed_now, held=held)
    verdict = ["judge"] if is_complaint(ticket) and not ticket.given_up else []
    asked = [*_asked_for(owed_now), *verdict, *_in_bulk(ticket)]
    more = [*rest, *asked, *(["reason"] if breached else []), "edit"]
    review = () if ticket.open or not is_called_for(ticket) else _improvement(ticket)
    known = ticket.judged_at or is_called_for(ticket)
    return (
        tuple((_main if n == 0 else _other)(slug, ticket.no) for n, slug in enumerate(first))
        + review,
        tuple(_other(slug, ticket.no) for slug in more if slug not in first)
        + _of_one_incident(ticket)
        + (_improvement(ticket) if known and not review else ()),
    )


def _in_bulk(ticket: Ticket) -> Slugs:
    """Many tickets with one cause are told at once (S1-01)."""
    if ticket.incident:
        return ["incident_update", "incident_end"]
    if ticket.parent and ticket.open:
        return ["incident_end"]
    return ["incident"] if ticket.open and common(ticket) else []


def _of_one_incident(ticket: Ticket) -> Buttons:
    """The way from each ticket of an incident to all of them."""
    lead = ticket.no if ticket.incident else ticket.parent
    return (Button(ask.ListTickets(incident=lead)),) if lead else ()


def request_buttons(request: Collaboration) -> Buttons:
    """What whoever was asked can do: take it on, answer, or say why not."""
    if not request.waits:
        return ()
    answer = Button(ask.CollabDone(request.no), primary=request.stage is Stage.ACCEPTED)
    decline = Button(ask.CollabDecline(request.no))
    if request.stage is Stage.ACCEPTED:
        return (answer, decline)
    return (Button(ask.CollabAccept(request.no), primary=True), answer, decline)


def _improvement(ticket: Ticket) -> Buttons:
    """What would keep it from coming again (S4-26); over and done with, it is looked back on."""
    return (Button(ask.AddAction(of=ticket.no)),)


@lru_cache(_KEPT)
def _main(slug: str, no: str) -> Button:
    return Button(_about(slug, no), primary=True)


@lru_cache(_KEPT)
def _other(slug: str, no: str) -> Button:
    return Button(_about(slug, no))


def _about(slug: str, no: str) -> ask.Command:
    """Only commands about a ticket are offered."""
    return ask.SLUGS[slug](ticket=no)  # type: ignore[call-arg]


def _asked_for(owed_now: set[DutyKind]) -> list[str]:
    """What is owed beside the steps of the life cycle: the rest of the record, a remedy."""
    asked = {"fill": DutyKind.RECORD, "signed": DutyKind.FIELD_RECORD, **_CASE}
    return [slug for slug, kind in asked.items() if kind in owed_now]


_CASE: Final = {"remedy": DutyKind.DISSATISFIED, "satisfied": DutyKind.REMEDY_CHECK}
"""What the supervisor owes a dissatisfied customer."""


def _offered(ticket: Ticket, owed_now: set[DutyKind], *, held: bool) -> tuple[Slugs, Slugs]:
    match ticket.status:
        case Status.PENDING:
            return ("accept", "assign", "classify"), (
                "show", "why", "note", "chase", "escalate", "relate", "duplicate",
                "cancel",
            )  # fmt: skip
        case Status.ASSIGNED:
            return ("accept", "contact", "assign"), (
                "show", "why", "collab", "classify", "note", "chase", "escalate", "relate",
                "duplicate", "cancel",
            )  # fmt: skip
        case Status.IN_PROGRESS | Status.AWAITING:
            return _offered_at_work(ticket, held=held)
        case Status.RESOLVED:
            return ("confirm", "reopen"), (
                "show", "why", "note", "close", "chase", "escalate", "relate",
            )  # fmt: skip
        case Status.CLOSED:
            return _offered_after(owed_now), ("show", "why", "note", "relate", "reopen")


_CALLS: Final = frozenset({DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK, DutyKind.CARE_CALL})


def _offered_after(owed_now: set[DutyKind]) -> Slugs:
    case = [slug for slug, kind in _CASE.items() if kind in owed_now]
    return [*case, "callback"] if owed_now & _CALLS else case


def _offered_at_work(ticket: Ticket, *, held: bool) -> tuple[Slugs, Slugs]:
    rest = [
        "show",
        "why",
        "collab",
        "note",
        "hold",
        "assign",
        "classify",
        "chase",
        "escalate",
        "relate",
        "duplicate",
        "cancel",
    ]
    if held:
        said = ["agree", "reject"] if ticket.status is Status.AWAITING else []
        return ("resume",), [*said, *(s for s in rest if s != "hold")]
    if ticket.status is Status.AWAITING and waiting(ticket):
        return ("approve", "disapprove"), ["reject", *rest]
    if ticket.status is Status.AWAITING:
        return ("agree", "reject", "resolve"), rest
    if ticket.contacted_at is None:
        return ("contact", "progress", "resolve"), ["propose", *rest]
    return ("progress", "propose", "resolve"), ["contact", *rest]
