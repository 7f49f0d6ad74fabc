"""What collaboration requests call for: their own cards, and who hears of each step (S0-31)."""

from bot.domain import collaboration
from bot.domain.assignment import involved
from bot.domain.collaboration import Collaboration, Stage
from bot.domain.history import Event
from bot.domain.life_cycle import MOVES, Move
from bot.domain.people import Roster
from bot.domain.policy import Policy
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.handlers import requested, telling
from bot.ports import Outgoing, Saying


def of_change(
    before: Ticket, after: Ticket, event: Event, event_id: int, there: Presence
) -> list[Outgoing]:
    """The requests' own cards, and whoever asked, works on it or had it in hand (S0-31)."""
    said: list[Outgoing] = []
    for one in collaboration.changed(before.collaborations, after.collaborations):
        said += cards(after, one, there)
        told = _concerned(one, after) - {event.by, ""}
        if one.stage is not Stage.ASKED:
            said += telling.to_members(
                f"collab_{one.stage.value}", after, event_id, there, sorted(told), one.no
            )
    return said


def wanted(ticket: Ticket, policy: Policy, roster: Roster) -> tuple[str, ...]:
    """Who is to be asked by the policy's rules, now that somebody works on it (S2-27)."""
    asked = {one.department for one in ticket.collaborations}
    if (ticket.status, Move.COLLABORATE) not in MOVES:
        return ()
    return tuple(
        one for one in involved(ticket, policy) if one not in asked and roster.is_staffed(one)
    )


def _concerned(request: Collaboration, ticket: Ticket) -> set[str]:
    match request.stage:
        case Stage.DONE | Stage.DECLINED:
            return {request.asked_by, ticket.assignee, ticket.first_responder}
        case Stage.WITHDRAWN:
            return {request.accepted_by}
        case _:
            return {request.asked_by or ticket.assignee}


def cards(ticket: Ticket, request: Collaboration, there: Presence) -> list[Outgoing]:
    """In the rooms of the department that was asked; where there is none, to those who answer."""
    rooms = telling.rooms_of(request.department, there.roster)
    places = [room.address.lane for room in rooms]
    if not telling.lanes(rooms):
        people = there.called(requested.helpers(request, there.roster))
        places += [m.address.lane for m in people if m.address]
    return [_card(ticket.no, request.no, lane) for lane in places]


def elsewhere(gone: str, ticket: Ticket, request: Collaboration, roster: Roster) -> list[Outgoing]:
    """The same, where one of those places is gone."""
    rooms = [
        lane for lane in telling.lanes(telling.rooms_of(request.department, roster)) if lane != gone
    ]
    people = [m.address.lane for m in requested.helpers(request, roster) if m.address]
    return [_card(ticket.no, request.no, lane) for lane in rooms[:1] or people]


def _card(no: str, request: str, lane: str) -> Outgoing:
    key = f"card:{request}:{lane}"
    return Outgoing(key, lane, Saying.REQUEST, no, {"request": request})
