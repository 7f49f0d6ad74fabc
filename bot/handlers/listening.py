"""Since when each room has heard, without a break, all that the desk says in it.

What was said before a room joined, or while it was gone, was not said there, and nobody removed it.
The audit notes at each heartbeat which rooms are there; a room that it did not see at the last one
listens from now on. The marks are in the store, so a restart is no break.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.people import Room
from bot.domain.policy import DutyKind, Policy
from bot.handlers import absence
from bot.ports import UnitOfWork

Listening = Mapping[str, datetime]
"""Since when, by the room's id; a room that is gone is not in it."""


def noted(uow: UnitOfWork, policy: Policy, now: datetime) -> Listening:
    """Note which rooms are there; called just before a heartbeat, in its transaction."""
    last = absence.last_beat(uow)
    rooms = [room for room in uow.people.roster().rooms.values() if not room.broken]
    return {room.id: _since(_role(room, policy), last, uow, now) for room in rooms}


def _since(role: str, last: datetime | None, uow: UnitOfWork, now: datetime) -> datetime:
    since, seen = f"listens {role}", f"seen {role}"
    known = uow.marks.at(seen)
    if known is None or known != last:
        uow.marks.advance(since, now)
    uow.marks.advance(seen, now)
    return uow.marks.at(since) or now


def _role(room: Room, policy: Policy) -> str:
    """What a room is there for: if that changes, it has not heard what it would hear now."""
    shown_by = policy.duty(DutyKind.SYNC).by or "desk"
    return f"{room.address.lane} {room.kind.value} {room.department} {shown_by}"
