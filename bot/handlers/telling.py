"""What must be said when a ticket changes: cards, lines in their threads, notices to people.

Nothing is sent here. The rows go into the outbox with the change, and hold slugs and numbers only;
`speaking` makes the words when they are sent, and looks again whether there is still a reason to.
"""

from collections.abc import Container, Iterable, Sequence
from typing import Final

from bot.commands import MAIL
from bot.domain.chasing import presses
from bot.domain.collaboration import Collaboration
from bot.domain.derived import Derived
from bot.domain.duties import Call, Duty
from bot.domain.duty_rules import BREACHES, RULE_OF, Called
from bot.domain.history import Event, Happening
from bot.domain.people import Address, Member, Room, RoomKind, Roster
from bot.domain.policy import DutyKind, Policy
from bot.domain.presence import Presence
from bot.domain.ticket import Ticket
from bot.handlers import requested
from bot.ports import Outgoing, Saying

UNSPOKEN: Final = frozenset(
    {
        Happening.SYNCED,
        Happening.WARNED,
        Happening.REVEALED,
        Happening.ERASED,
        Happening.CARE_MOVED,
        Happening.RECEIPTED,
    }
)
"""Events that change nothing to be seen, or that are nobody else's business."""

LINELESS: Final = UNSPOKEN | {Happening.CREATED, Happening.BREACHED}
"""Events that the card or a reminder of their own says already."""


def of_new(ticket: Ticket, event_id: int, policy: Policy, there: Presence) -> list[Outgoing]:
    said = [card(ticket.no, lane) for lane in _first_shown(ticket, policy, there.roster)]
    if ticket.assignee and ticket.assignee != ticket.created_by:
        said += to_members("assigned", ticket, event_id, there, [ticket.assignee])
    return said + _critical(ticket, event_id, policy, there)


def _first_shown(ticket: Ticket, policy: Policy, roster: Roster) -> tuple[str, ...]:
    if policy.duty(DutyKind.SYNC).by != "agent":
        return everywhere(ticket, roster)
    rooms = roster.rooms_showing(ticket.department)
    return places(ticket, roster, [r for r in rooms if r.kind is not RoomKind.SYNC])


def of_change(
    before: Ticket, after: Ticket, event: Event, event_id: int, policy: Policy, there: Presence
) -> list[Outgoing]:
    """Notices that a change calls for, beside the cards and lines that `of_event` gives."""
    said: list[Outgoing] = []
    if after.assignee and event.happening is Happening.ASSIGNED:
        told = {after.assignee, after.first_responder} - {event.by, ""}
        said += to_members("assigned", after, event_id, there, sorted(told))
    if event.happening is Happening.CHASED:
        concerned = {after.assignee, after.first_responder} - {event.by, ""}
        if presses(after, policy):
            concerned |= {m.id for m in supervisors_of(after, there.roster)}
        said += to_members("chased", after, event_id, there, sorted(concerned))
    if event.happening is Happening.REROUTED:
        concerned = {before.assignee, after.assignee, after.first_responder}
        concerned |= {m.id for m in supervisors_of(after, there.roster)}
        said += to_members("rerouted", after, event_id, there, sorted(concerned))
    if event.happening is Happening.RESUMED and not event.by:
        said += _to_rooms("resumed", after, event_id, there.roster)
        said += to_members("resumed", after, event_id, there, [after.assignee])
    if event.happening is Happening.UNSOLVED:
        people = {after.first_responder, *(m.id for m in supervisors_of(after, there.roster))}
        said += to_members("unsolved", after, event_id, there, sorted(people - {""}))
    if after.urgency != before.urgency:
        said += _critical(after, event_id, policy, there)
    return said


def of_event(
    ticket: Ticket, event: Event, event_id: int, card_lanes: Iterable[str], silent: Container[str]
) -> list[Outgoing]:
    """The card anew in every room that shows it, and the event in words in every thread.

    `silent`: no line goes there. In that thread it was written, or nothing can be posted there.
    """
    if event.happening in UNSPOKEN:
        return []
    said: list[Outgoing] = []
    for lane in card_lanes:
        said.append(card(ticket.no, lane))
        if event.happening not in LINELESS and lane not in silent:
            said.append(
                Outgoing(
                    key=f"line:{event_id}:{lane}",
                    lane=lane,
                    saying=Saying.LINE,
                    ticket=ticket.no,
                    about={"event": event_id},
                )
            )
    return said


def of_letter(ticket: Ticket, event_id: int, there: Presence) -> list[Outgoing]:
    """The customer has written: whoever works on it hears of it, else the supervisors."""
    people = {ticket.assignee, ticket.first_responder} - {""} if ticket.open else set()
    heard = people or {m.id for m in supervisors_of(ticket, there.roster)}
    return to_members("wrote", ticket, event_id, there, sorted(heard))


def receipt(ticket: str, letter: str, locale: str, *, files: bool = False) -> Outgoing:
    """To the customer, by e-mail. The lane goes by the ticket: logs name lanes, never customers.

    `files`: of an answer, which nothing but its files gives reason to answer.
    """
    return Outgoing(
        key=f"receipt:{letter}",
        lane=Address(MAIL, "", user=ticket).lane,
        saying=Saying.RECEIPT,
        ticket=ticket,
        about={"letter": letter, "locale": locale, **({"of": "files"} if files else {})},
    )


def card(no: str, lane: str) -> Outgoing:
    return Outgoing(f"card:{no}:{lane}", lane, Saying.CARD, no)


def lanes(rooms: Iterable[Room]) -> tuple[str, ...]:
    return tuple(room.address.lane for room in rooms if not room.broken)


def places(ticket: Ticket, roster: Roster, rooms: Sequence[Room]) -> tuple[str, ...]:
    """The rooms' lanes; where none can be posted to, the supervisors' too: nothing is dropped."""
    everywhere = tuple(room.address.lane for room in rooms)
    if lanes(rooms):
        return everywhere
    people = supervisors_of(ticket, roster)
    return (*everywhere, *(m.address.lane for m in people if m.address))


def everywhere(ticket: Ticket, roster: Roster) -> tuple[str, ...]:
    """Where all that happens to a ticket is shown; worked out once for those of one department."""
    known = _shown(roster)
    alike = ticket.department, ticket.first_responder
    if alike not in known:
        known[alike] = places(ticket, roster, roster.rooms_showing(ticket.department))
    return known[alike]


_shown: Final = Derived[Roster, dict[tuple[str, str], tuple[str, ...]]](lambda _roster: {})


def of_call(duty: Duty, call: Call, ticket: Ticket, there: Presence) -> list[Outgoing]:
    """A warning or a breach: in the sync rooms with @-mentions, from a breach on directly too."""
    key = key_of_call(duty, call)
    about = {"duty": duty.id, "call": str(call)}
    return [
        Outgoing(f"{key}:{lane}", lane, Saying.REMINDER, ticket.no, about)
        for lane in _called_at(duty, call, ticket, there)
    ]


def _called_at(duty: Duty, call: Call, ticket: Ticket, there: Presence) -> tuple[str, ...]:
    """The lanes of a call; in a burst the same few people are called again and again."""
    if duty.kind is DutyKind.COLLABORATION:  # Each request has people of its own.
        return _places_of_call(duty, call, ticket, there)
    known = _lanes_called(there)
    alike = (
        call, duty.kind, duty.about, duty.owner, ticket.department, ticket.first_responder,
    )  # fmt: skip
    if alike not in known:
        known[alike] = _places_of_call(duty, call, ticket, there)
    return known[alike]


_lanes_called: Final = Derived[Presence, dict[tuple[str, ...], tuple[str, ...]]](lambda _there: {})


def _places_of_call(duty: Duty, call: Call, ticket: Ticket, there: Presence) -> tuple[str, ...]:
    places = _called_in(duty, ticket, there.roster)
    if RULE_OF[duty.kind].missed is Called.ADMINS:
        places = []  # A fault of the bot's is nobody's business in the rooms.
    people = (
        called_directly(call, duty, ticket, there) if call is not Call.WARN or not places else ()
    )
    places += [m.address.lane for m in there.called(people) if m.address]
    return tuple(dict.fromkeys(places))


def _called_in(duty: Duty, ticket: Ticket, roster: Roster) -> list[str]:
    """The rooms of the department that owes it; else the sync rooms, else what shows the ticket."""
    if RULE_OF[duty.kind].of_department:
        return list(lanes(rooms_of(duty.about, roster)))
    rooms = lanes(roster.sync_rooms) or lanes(roster.rooms_showing(ticket.department))
    request = _requested(duty, ticket)
    own = lanes(rooms_of(request.department, roster)) if request else ()
    return [*rooms, *own]


def key_of_call(duty: Duty, call: Call) -> str:
    """What a call is, wherever it is said; a row that was put back makes the same ones."""
    which = f"{duty.kind}.{duty.about}" if duty.about else duty.kind
    return f"{call}:{which}:{duty.ticket}:{duty.seq}:{duty.rung}"


def named(call: Call, duty: Duty, ticket: Ticket, there: Presence) -> tuple[Member, ...]:
    """Whom a reminder names: who must act, the first responder, and the supervisor (S1-38)."""
    must = [duty.owner] if duty.owner else []
    ids = dict.fromkeys([*must, ticket.first_responder])
    people = [there.roster.members[i] for i in ids if i in there.roster.members]
    if request := _requested(duty, ticket):
        people = [*requested.helpers(request, there.roster), *people]
    if not people and duty.kind in (DutyKind.SYNC, DutyKind.CLASSIFY):
        people = list(there.on_duty)
    directly = called_directly(call, duty, ticket, there)
    return tuple({m.id: m for m in (*people, *directly)}.values())


def called_directly(call: Call, duty: Duty, ticket: Ticket, there: Presence) -> tuple[Member, ...]:
    """Who is called besides the room: the owner's supervisor, higher up the managers.

    A breached target does not wait for a supervisor who is not there: the next rung hears at once.
    """
    supervisors = _answer_for(duty, ticket, there.roster)
    match call:
        case Call.WARN:
            owner = there.roster.members.get(duty.owner)
            return (owner, *(m for m in supervisors if m != owner)) if owner else supervisors
        case Call.BREACH:
            return _called_for(duty, ticket, supervisors, there)
        case Call.MANAGER | Call.REPEAT:
            return there.roster.managers or supervisors


def _answer_for(duty: Duty, ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    if RULE_OF[duty.kind].of_department:
        return roster.supervisors_for(duty.about)
    return supervisors_of(ticket, roster)


def answering(supervisors: tuple[Member, ...], there: Presence) -> tuple[Member, ...]:
    """The supervisors; with the managers where no supervisor nor their stand-in is there."""
    if there.anybody_here(supervisors):
        return supervisors
    return tuple({m.id: m for m in (*supervisors, *there.roster.managers)}.values())


def _requested(duty: Duty, ticket: Ticket) -> Collaboration | None:
    """The collaboration request that a duty is about, if it is about one."""
    return ticket.request(duty.about) if duty.kind is DutyKind.COLLABORATION else None


def _called_for(
    duty: Duty, ticket: Ticket, supervisors: tuple[Member, ...], there: Presence
) -> tuple[Member, ...]:
    """Whom the table of duties calls when this one is missed."""
    roster = there.roster
    match RULE_OF[duty.kind].missed:
        case Called.SUPERVISOR:
            return answering(supervisors, there) if duty.kind in BREACHES else supervisors
        case Called.BOTH:
            request = _requested(duty, ticket)
            asked = roster.supervisors_for(request.department if request else duty.about)
            return tuple(dict.fromkeys([*supervisors, *asked]))
        case Called.MANAGER:
            return roster.managers or supervisors
        case Called.ADMINS:
            return roster.admins or roster.managers


def supervisors_of(ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    """Who answers for a ticket: its department's supervisor, else the first responder's."""
    follower = roster.members.get(ticket.first_responder)
    return roster.supervisors_for(ticket.department or (follower.department if follower else ""))


def above(by: str, ticket: Ticket, there: Presence) -> tuple[Member, ...]:
    """Whom it is escalated to by hand: the supervisor, and by a supervisor to the managers."""
    answer = answering(supervisors_of(ticket, there.roster), there)
    return (there.roster.managers or answer) if by in {m.id for m in answer} else answer


def escalation(by: str, ticket: Ticket, event_id: int, there: Presence) -> list[Outgoing]:
    """By hand, with a reason: one rung up, in the sync room and directly."""
    people = above(by, ticket, there)
    return _to_rooms("escalated", ticket, event_id, there.roster) + to_members(
        "escalated", ticket, event_id, there, [m.id for m in people]
    )


def leading(ticket: Ticket, roster: Roster) -> tuple[Member, ...]:
    """Who is called to a critical ticket at once: the managers (S1-25, S2-23)."""
    return roster.managers or supervisors_of(ticket, roster)


def alarm(code: str, key: str, roster: Roster, **blanks: str) -> list[Outgoing]:
    """Something the admins must mend, said once to each of them."""
    admins = roster.admins or roster.managers
    return [
        Outgoing(
            key=f"alarm:{code}:{key}:{member.id}",
            lane=member.address.lane,
            saying=Saying.ALARM,
            about={"code": code, "blanks": blanks},
        )
        for member in admins
        if member.address
    ]


def memo(code: str, key: str, to: Iterable[Member], **blanks: object) -> list[Outgoing]:
    """What somebody should know that is about no single ticket; blanks hold ids and numbers."""
    return [
        Outgoing(
            key=f"memo:{code}:{key}:{member.id}",
            lane=member.address.lane,
            saying=Saying.MEMO,
            about={"code": code, "blanks": blanks},
        )
        for member in to
        if member.address
    ]


def memo_to_room(code: str, key: str, lane: str, **blanks: object) -> Outgoing:
    """What a whole room should know that is about no single ticket."""
    about = {"code": code, "blanks": blanks}
    return Outgoing(key=f"memo:{code}:{key}:{lane}", lane=lane, saying=Saying.MEMO, about=about)


def _critical(ticket: Ticket, event_id: int, policy: Policy, there: Presence) -> list[Outgoing]:
    urgency = policy.urgency(ticket.urgency)
    if urgency is None or not urgency.critical or not ticket.open:
        return []
    leaders = [m.id for m in leading(ticket, there.roster)]
    return _to_rooms("critical", ticket, event_id, there.roster) + to_members(
        "critical", ticket, event_id, there, leaders
    )


def rooms_of(department: str, roster: Roster) -> tuple[Room, ...]:
    """The rooms of one department alone, on every platform."""
    return tuple(r for r in roster.rooms_showing(department) if r.kind is RoomKind.DEPARTMENT)


def to_department(
    code: str, ticket: Ticket, event_id: int, department: str, there: Presence
) -> list[Outgoing]:
    """To its rooms; where it has none that can be posted to, to its supervisor."""
    people = there.called(there.roster.supervisors_for(department))
    directly = tuple(m.address.lane for m in people if m.address)
    places = lanes(rooms_of(department, there.roster)) or directly
    return [_notice(code, ticket, event_id, lane, department=department) for lane in places]


def _to_rooms(code: str, ticket: Ticket, event_id: int, roster: Roster) -> list[Outgoing]:
    return [_notice(code, ticket, event_id, lane) for lane in lanes(roster.sync_rooms)]


def to_members(
    code: str,
    ticket: Ticket,
    event_id: int,
    there: Presence,
    members: Sequence[str],
    request: str = "",
) -> list[Outgoing]:
    """To these, or to their stand-ins while they are away."""
    known = [there.roster.members[m] for m in members if m in there.roster.members]
    heard = there.called(known)
    about = {"request": request} if request else {}
    lanes_heard = [m.address.lane for m in heard if m.address]
    return [_notice(code, ticket, event_id, lane, **about) for lane in lanes_heard]


def _notice(code: str, ticket: Ticket, event_id: int, lane: str, **about: str) -> Outgoing:
    """`about` says what else it is about, and tells two of one event apart."""
    return Outgoing(
        key=":".join(("notice", code, str(event_id), *about.values(), lane)),
        lane=lane,
        saying=Saying.NOTICE,
        ticket=ticket.no,
        about={"code": code, "event": event_id, **about},
    )
