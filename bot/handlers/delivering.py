"""Deliveries as the store knows them: what a lane says next, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.people import Address, Roster
from bot.domain.policy import Policy
from bot.handlers import speaking, telling
from bot.handlers.speaking import Spoken
from bot.ports import Delivery, Leased, Outgoing, Saying, UnitOfWork
from bot.views import Digest, Person, Reminder

LEASE: Final = timedelta(seconds=6)
"""How long nothing may be heard of a worker before somebody else may try its deliveries."""

NEXT_CARD: Final = timedelta(seconds=5)
"""How long a line waits for the card whose thread it goes into."""

BURST: Final = 3
"""From so many reminders waiting for one room on, they are said in one message (D1)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A leased row and what it says; `folded` are reminders that it says in their stead."""

    row: Leased
    spoken: Spoken | None
    folded: tuple[Leased, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One worker's deliveries: in whose name rows are leased, and by which policy they speak."""

    owner: str
    policy: Policy
    now: datetime

    def take(self, lane: str, uow: UnitOfWork) -> Taken | None:
        """Lease the lane's next row and make its words; a row without a reason is dropped."""
        row = uow.outbox.lease(lane, self.owner, self.now, LEASE)
        if row is None:
            return None
        spoken = speaking.compose(row, uow, self.policy, self.now)
        if spoken is None:
            uow.outbox.settle(row, self.owner, Delivery.DROPPED)
            return Taken(row, None)
        if row.saying is Saying.REMINDER:
            return self._gathered(row, spoken, uow)
        return Taken(row, spoken)

    def _gathered(self, row: Leased, spoken: Spoken, uow: UnitOfWork) -> Taken:
        """A burst of reminders as one digest; what it says is remembered for a second try."""
        waiting = uow.outbox.waiting_reminders(row.lane, self.now)
        burst = len(waiting) + 1 >= BURST and not row.attempts
        folded = uow.outbox.fold(waiting if burst else [], row.id)
        said = [speaking.compose(other, uow, self.policy, self.now) for other in folded]
        views = speaking.gravest(
            s.view for s in (spoken, *said) if s and isinstance(s.view, Reminder)
        )
        if len(views) == 1:  # One reminder needs no digest.
            return Taken(row, replace(spoken, view=views[0]), tuple(folded))
        digest = Digest(tuple(views), _everybody(views))
        return Taken(row, replace(spoken, view=digest), tuple(folded))

    def sent(self, taken: Taken, message: str, uow: UnitOfWork) -> bool:
        if not uow.outbox.sent(taken.row, self.owner, message, self.now):
            return False
        if taken.spoken is not None:
            speaking.shown(taken.row, taken.spoken, uow, self.policy, self.now)
        return True

    def lost(self, row: Leased, uow: UnitOfWork) -> None:
        """Somebody deleted the card: it is posted anew (spec 2 §2).

        A line of its thread waits until it is; then it goes into the new one.
        """
        if row.saying is Saying.LINE:
            uow.outbox.say([telling.card(row.ticket, row.lane)], self.now)
            uow.outbox.put_back(row, self.owner, self.now + NEXT_CARD, "the card is gone")
        else:
            uow.outbox.forget_message(row, self.owner, self.now)

    def dead(self, row: Leased, reason: str, uow: UnitOfWork) -> None:
        """It will never be taken: the admins are told, and an escalation takes another route."""
        uow.outbox.settle(row, self.owner, Delivery.DEAD, reason)
        roster = uow.people.roster()
        if row.saying is not Saying.ALARM:
            alarm = telling.alarm("undeliverable", row.key, roster, lane=row.lane, reason=reason)
            uow.outbox.say([*alarm, *_elsewhere(row, roster, uow)], self.now)

    def gone(self, row: Leased, reason: str, uow: UnitOfWork) -> None:
        """The room is gone: it is marked, reported once, and its messages go elsewhere."""
        roster = uow.people.roster()
        to = Address.of_lane(row.lane)
        room = roster.room_at(to.platform, to.workspace, to.chat) if to.chat else None
        if room is None:
            self.dead(row, reason, uow)
            return
        uow.people.mark_room(room.id, reason)
        uow.outbox.settle(row, self.owner, Delivery.REROUTED, reason)
        alarm = telling.alarm("room_gone", room.id, roster, room=room.id, reason=reason)
        uow.outbox.say([*alarm, *_elsewhere(row, uow.people.roster(), uow)], self.now)


TRIED_AGAIN: Final = timedelta(minutes=5)
"""A room that could not be posted to is tried again so often: perhaps the bot is back."""


def retry_rooms(uow: UnitOfWork) -> int:
    """Take the marks off broken rooms; whichever is still gone is marked again, silently."""
    broken = [r for r in uow.people.roster().rooms.values() if r.broken]
    for room in broken:
        uow.people.mark_room(room.id, "")
    return len(broken)


def refresh_aged(lanes: str, before: datetime, uow: UnitOfWork, now: datetime) -> int:
    """Ask for new cards where the old ones can soon not be touched any more."""
    aged = uow.outbox.aged_cards(lanes, before)
    uow.outbox.say([telling.card(ticket, lane) for ticket, lane in aged], now)
    return len(aged)


def _elsewhere(row: Leased, roster: Roster, uow: UnitOfWork) -> list[Outgoing]:
    """The same message by the next route: another room that shows the ticket, else supervisors."""
    ticket = uow.tickets.get(row.ticket) if row.ticket else None
    if ticket is None or row.saying is Saying.LINE:
        return []
    rooms = telling.lanes(roster.rooms_showing(ticket.department))
    people = [m.address.lane for m in telling.supervisors_of(ticket, roster) if m.address]
    route = [lane for lane in rooms if lane != row.lane][:1] or people
    if row.saying is Saying.CARD:
        return [telling.card(ticket.no, lane) for lane in route]
    base = row.key.removesuffix(f":{row.lane}")
    return [
        Outgoing(f"{base}:{lane}", lane, row.saying, row.ticket, row.about)
        for lane in route
        if lane != row.lane
    ]


def _everybody(reminders: Sequence[Reminder]) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(person for r in reminders for person in r.people))
