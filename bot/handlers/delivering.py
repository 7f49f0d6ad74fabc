"""Deliveries as the store knows them: what a lane says next, and what became of it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.people import Address, Room, Roster
from bot.domain.policy import Policy
from bot.domain.records import replace
from bot.handlers import absence, digest, hush, requesting, speaking, telling
from bot.handlers.speaking import Spoken
from bot.ports import NUDGES, Delivery, Leased, Outgoing, Saying, UnitOfWork

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=6)
"""How long nothing may be heard of a worker before somebody else may try its deliveries."""

NEXT_CARD: Final = timedelta(seconds=5)
"""How long a line waits for the card whose thread it goes into."""

FOR_A_CARD: Final = timedelta(minutes=5)
"""So long it waits for one that is not there yet."""

BURST: Final = 3
"""From so many calls waiting for one room on, they are said in one message (D1)."""

WAITED: Final = timedelta(minutes=1)
"""Calls that had to wait for so long (quiet hours, an outage) come together, be they but two."""

BEGUN: Final = timedelta(minutes=15)
"""So long a call that was tried once is tried again, whatever the hour."""

LISTED: Final = 200
"""So many calls of one digest are looked at; a room shows fewer, the rest is a number."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A leased row and what it says, perhaps in other rows' stead."""

    row: Leased
    spoken: Spoken | None


@dataclass(frozen=True, slots=True)
class Note:
    """What was taken has been taken by its platform too, which calls it so."""

    taken: Taken
    message: str


@dataclass(frozen=True, slots=True)
class Post:
    """One worker's deliveries: in whose name rows are leased, and by which policy they speak."""

    owner: str
    policy: Policy
    now: datetime

    def take_all(self, lanes: Sequence[str], uow: UnitOfWork) -> list[Taken | None]:
        """Lease each lane's next row and make its words; a row without a reason is dropped."""
        rows = uow.outbox.lease_all(lanes, self.owner, self.now, LEASE)
        with uow.foreseen([row.ticket for row in rows if row and row.ticket]):
            return [self._taken(row, uow) if row else None for row in rows]

    def _taken(self, row: Leased, uow: UnitOfWork) -> Taken:
        if until := self._too_early(row, uow):
            uow.outbox.postpone(row, self.owner, until)
            return Taken(row, None)
        if row.saying in NUDGES:
            return self._gathered(row, uow)
        spoken = speaking.compose(row, uow, self.policy, self.now)
        if spoken is None and self._waits_for_card(row, uow):
            uow.outbox.postpone(row, self.owner, self.now + NEXT_CARD)
        elif spoken is None:
            uow.outbox.settle(row, self.owner, Delivery.DROPPED)
        return Taken(row, spoken)

    def _waits_for_card(self, row: Leased, uow: UnitOfWork) -> bool:
        """Whether a line's card is not there yet: somebody removed it, and the audit mends that."""
        fresh = row.saying is Saying.LINE and self.now - row.created_at < FOR_A_CARD
        return fresh and not uow.outbox.card(row.ticket, row.lane)

    def _too_early(self, row: Leased, uow: UnitOfWork) -> datetime | None:
        """When a call may be said that came to its turn too soon; what was begun is ended."""
        if row.saying not in NUDGES or self._begun(row):
            return None
        away = absence.lately(uow, self.now)
        if away and self.now < away.gathered_at and row.created_at <= away.until:
            return away.gathered_at  # It was left from before, and joins the rest.
        until = self.policy.quiet_until(self.now)
        ticket = uow.tickets.get(row.ticket) if until and row.ticket else None
        passes = until is None or hush.passes(row.saying, row.about, ticket, self.policy)
        return None if passes else until

    def _begun(self, row: Leased) -> bool:
        """Whether it may have been said just now; what failed for long waits like any other."""
        return row.tried_at is not None and self.now - row.tried_at < BEGUN

    def _gathered(self, row: Leased, uow: UnitOfWork) -> Taken:
        """A burst of calls as one digest; what it says is remembered for a second try.

        In quiet hours each call comes by itself: a digest would say at night what may wait.
        """
        late = "away" in row.about or self.now - row.created_at >= WAITED
        few = 2 if late else BURST
        alone = row.attempts > 0 or self.policy.quiet_until(self.now) is not None
        if not alone and uow.outbox.waiting_nudges(row.lane, self.now, few) + 1 >= few:
            uow.outbox.fold(row.lane, self.now, row.id)
        return self.called(row, uow)

    def apart(self, row: Leased, uow: UnitOfWork) -> Taken:
        """A digest that could not be said before the quiet hours, without what may wait."""
        until = None if self._begun(row) else self.policy.quiet_until(self.now)
        for one in uow.outbox.folded(row.id, LISTED) if until else ():
            ticket = uow.tickets.get(one.ticket)
            if until and ticket and not hush.passes(one.saying, one.about, ticket, self.policy):
                uow.outbox.unfold(one, until)
        return self.called(row, uow)

    def called(self, row: Leased, uow: UnitOfWork) -> Taken:
        """What a call says as of now, with all that was folded into it; perhaps nothing more."""
        folded = uow.outbox.folded(row.id, LISTED)
        composed = (speaking.compose(r, uow, self.policy, self.now) for r in (row, *folded))
        said = [spoken for spoken in composed if spoken is not None]
        if not said:
            uow.outbox.settle(row, self.owner, Delivery.DROPPED)
            return Taken(row, None)
        more = uow.outbox.count_folded(row.id) - LISTED if len(folded) == LISTED else 0
        away = absence.told_by((row, *folded))
        return Taken(row, replace(said[0], view=digest.of([s.view for s in said], more, away)))

    def sent_all(self, notes: Sequence[Note], uow: UnitOfWork) -> None:
        """Settle what was delivered.

        The tickets come first, in order: who commands one holds it, and waits for its card's row.
        """
        self.stand(notes, uow)
        self.settle(notes, uow)

    def stand(self, notes: Sequence[Note], uow: UnitOfWork) -> None:
        """Write what follows for their tickets from where these stand now."""
        for note in sorted(notes, key=lambda one: one.taken.row.ticket):
            self._stands(note.taken, uow)

    def settle(self, notes: Sequence[Note], uow: UnitOfWork) -> None:
        """What somebody else has by now is theirs to settle."""
        said = [(note.taken.row, note.message) for note in notes]
        ours = uow.outbox.sent_all(said, self.owner, self.now)
        if ours < len(said):
            log.warning("%d deliveries are somebody else's to settle", len(said) - ours)

    def _stands(self, taken: Taken, uow: UnitOfWork) -> None:
        if taken.spoken is not None:
            speaking.shown(taken.row, taken.spoken, uow, self.policy, self.now)
        if room := uow.people.roster().broken_lanes.get(taken.row.lane):
            uow.people.mark_room(room.id, "")
            uow.outbox.back(taken.row.lane, self.now)

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
            uow.outbox.say([*alarm, *_all_elsewhere(row, roster, uow)], self.now)

    def gone(self, row: Leased, reason: str, uow: UnitOfWork) -> None:
        """The room is gone: it is marked, reported once, and its messages go elsewhere.

        Once each time that it goes: a room that has taken something since has been back.
        """
        roster = uow.people.roster()
        to = Address.of_lane(row.lane)
        room = roster.room_at(to.platform, to.workspace, to.chat) if to.chat else None
        if room is None:
            self.dead(row, reason, uow)
            return
        if room.broken != reason:  # A changed roster is read anew by everybody.
            uow.people.mark_room(room.id, reason)
        uow.outbox.settle(row, self.owner, Delivery.REROUTED, reason)
        alarm = () if room.broken else _room_gone(room, row.lane, reason, uow)
        uow.outbox.say([*alarm, *_all_elsewhere(row, uow.people.roster(), uow)], self.now)


TRIED_AGAIN: Final = timedelta(minutes=5)
"""A room that could not be posted to is tried again so often: perhaps the bot is back."""


def retry_rooms(uow: UnitOfWork, now: datetime) -> None:
    """Try one card in each broken room: once it is taken, the room is back and shows the rest.

    Where no card waits the mark is taken off; whichever room is still gone is marked again,
    silently. One that was mended by hand shows what waited for it.
    """
    for room in uow.people.roster().rooms.values():
        lane = room.address.lane
        if not room.broken:
            uow.outbox.back(lane, now)
        elif not uow.outbox.back(lane, now, most=1):
            uow.people.mark_room(room.id, "")


def refresh_aged(lanes: str, before: datetime, uow: UnitOfWork, now: datetime) -> int:
    """Ask for new cards where the old ones can soon not be touched any more."""
    aged = uow.outbox.aged_cards(lanes, before)
    uow.outbox.say(aged, now)
    return len(aged)


def _room_gone(room: Room, lane: str, reason: str, uow: UnitOfWork) -> list[Outgoing]:
    which = f"{room.id}:{uow.outbox.last_sent(lane) or ''}"
    return telling.alarm("room_gone", which, uow.people.roster(), room=room.id, reason=reason)


def _all_elsewhere(row: Leased, roster: Roster, uow: UnitOfWork) -> list[Outgoing]:
    """A message by its next route, and all that it said besides, if it was a digest."""
    folded = uow.outbox.folded(row.id, uow.outbox.count_folded(row.id))
    return [one for each in (row, *folded) for one in _elsewhere(each, roster, uow)]


def _elsewhere(row: Leased, roster: Roster, uow: UnitOfWork) -> list[Outgoing]:
    """The same message by the next route: another room that shows the ticket, else supervisors."""
    ticket = uow.tickets.get(row.ticket) if row.ticket else None
    if ticket is None or row.saying in (Saying.LINE, Saying.RECEIPT):
        return []
    if row.saying is Saying.REQUEST:
        asked = ticket.request(row.about["request"])
        return requesting.elsewhere(row.lane, ticket, asked, roster) if asked else []
    rooms = telling.lanes(roster.rooms_showing(ticket.department))
    people = [m.address.lane for m in telling.supervisors_of(ticket, roster) if m.address]
    route = [lane for lane in rooms if lane != row.lane][:1] or people
    if row.saying is Saying.CARD:
        unseen = [lane for lane in route if not uow.outbox.card(ticket.no, lane)]
        return [telling.card(ticket.no, lane) for lane in unseen]
    base = row.key.removesuffix(f":{row.lane}")
    return [
        Outgoing(f"{base}:{lane}", lane, row.saying, row.ticket, row.about)
        for lane in route
        if lane != row.lane
    ]
