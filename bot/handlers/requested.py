"""A collaboration request as people see it: its own card, a row of a queue, a line of history."""

from typing import Any, Final

from bot import commands as ask
from bot.domain import privacy
from bot.domain.collaboration import Collaboration, of_plain
from bot.domain.history import Event, Happening
from bot.domain.owed import owed
from bot.domain.people import Member, Role, Roster
from bot.domain.policy import DutyKind, Name
from bot.domain.ticket import Ticket
from bot.handlers import offering
from bot.handlers.scene import Scene, cut, people, problem
from bot.views import Button, Due, RequestCard, RequestLine, RequestRow

OF_REQUEST: Final = frozenset(
    {
        Happening.COLLAB_ASKED,
        Happening.COLLAB_ACCEPTED,
        Happening.COLLAB_DONE,
        Happening.COLLAB_DECLINED,
    }
)
"""Events about one collaboration request."""


def asked(request: Collaboration, scene: Scene) -> str | Name:
    """Who was asked: a person by name, else the department."""
    if request.member:
        return scene.roster.name(request.member)
    return scene.name("departments", request.department) or ""


def helpers(request: Collaboration, roster: Roster) -> tuple[Member, ...]:
    """Who must answer: whoever has it in hand or was asked, else the department's liaisons."""
    one = roster.members.get(request.owner)
    if one is not None and one.active:
        return (one,)
    return roster.active(Role.LIAISON, department=request.department) or (
        roster.supervisors_for(request.department)
    )


def request_card(ticket: Ticket, request: Collaboration, scene: Scene) -> RequestCard:
    """A collaboration request as the room sees it that was asked; masked like any card."""
    waits = request.waits
    return RequestCard(
        no=request.no,
        ticket=ticket.no,
        stage=request.stage.value,
        asked=asked(request, scene),
        asked_by=scene.roster.name(request.asked_by),
        asked_at=request.asked_at,
        need=cut(privacy.text(request.need)),
        at=scene.now,
        people=people(helpers(request, scene.roster), scene.there) if waits else (),
        by=scene.roster.name(request.answered_by or request.accepted_by),
        answer=cut(privacy.text(request.answer)),
        next=_request_due(ticket, request, scene),
        urgency=scene.name("urgencies", ticket.urgency),
        rank=scene.rank(ticket.urgency),
        customer=privacy.called(ticket),
        product=privacy.text(ticket.purchase.product),
        problem=problem(ticket),
        buttons=offering.request_buttons(request),
        more=(Button(ask.Show(ticket.no)),),
    )


def request_row(ticket: Ticket, request: Collaboration, scene: Scene) -> RequestRow:
    return RequestRow(
        no=request.no,
        ticket=ticket.no,
        asked=asked(request, scene),
        asked_by=scene.roster.name(request.asked_by),
        need=cut(privacy.text(request.need), 80),
        stage=request.stage.value,
        by=scene.roster.name(request.accepted_by),
        next=_request_due(ticket, request, scene),
    )


def _request_due(ticket: Ticket, request: Collaboration, scene: Scene) -> Due | None:
    found = (
        o
        for o in owed(ticket, scene.policy)
        if o.kind is DutyKind.COLLABORATION and o.about == request.no and o.met_at is None
    )
    return next((Due(o.kind, o.due_at, o.stopped) for o in found), None)


def request_line(request: Collaboration, scene: Scene) -> RequestLine:
    return RequestLine(
        no=request.no,
        asked=asked(request, scene),
        stage=request.stage.value,
        by=scene.roster.name(request.answered_by or request.accepted_by),
        need=cut(privacy.text(request.need), 80),
        answer=cut(privacy.text(request.answer), 80),
    )


def request_of(event: Event) -> Collaboration | None:
    """The collaboration request that this event is about, as it was then."""
    was, now = event.changes.get("collaborations", ((), ()))
    moved = [one for one in now if one not in was]
    return of_plain(moved[0]) if moved else None


def named_in(event: Event, scene: Scene) -> dict[str, Any]:
    request = request_of(event) if event.happening in OF_REQUEST else None
    return {"request": request.no, "asked": asked(request, scene)} if request else {}
