"""Who may not, and whom the desk cannot place."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.errors.refusal import DeskError
from bot.domain.naming import Name


@dataclass(eq=False)
class NotAMember(DeskError):
    """A person the desk does not know; `identity` is what an admin must add to the roster."""

    code = "not_a_member"
    identity: str


@dataclass(eq=False)
class NotAllowed(DeskError):
    code = "not_allowed"
    act: str
    role: str
    who_may: Sequence[str]


@dataclass(eq=False)
class NotYours(DeskError):
    """The role is right but the ticket belongs to somebody else or to another department."""

    code = "not_yours"
    ticket: str
    act: str
    who_may: Sequence[str]


@dataclass(eq=False)
class NotTheirSupervisor(DeskError):
    """The role is right but the colleague belongs to another department."""

    code = "not_their_supervisor"
    member: str
    act: str
    who_may: Sequence[str]


@dataclass(eq=False)
class UnknownMember(DeskError):
    code = "unknown_member"
    written: str
    near: Sequence[str] = ()


@dataclass(eq=False)
class CannotWorkThere(DeskError):
    """A ticket can only go to an active member who may work in its department."""

    code = "cannot_work_there"
    member: str
    department: str | Name


@dataclass(eq=False)
class CannotStandIn(DeskError):
    """Whoever stands in must be able to do the work: a colleague there, for a leader a leader."""

    code = "cannot_stand_in"
    field: str
    member: str
    stand_in: str


@dataclass(eq=False)
class StandsInForEachOther(DeskError):
    """Both away at the same time, each for the other: nobody would be there."""

    code = "stands_in_for_each_other"
    field: str
    member: str
    stand_in: str


@dataclass(eq=False)
class NotAway(DeskError):
    code = "not_away"
    member: str


@dataclass(eq=False)
class NothingToHandOver(DeskError):
    code = "nothing_to_hand_over"
    member: str


@dataclass(eq=False)
class HandOverToSelf(DeskError):
    code = "hand_over_to_self"
    field: str
    member: str


@dataclass(eq=False)
class NotInRoster(DeskError):
    """What would not fit the roster, in the words of the roster file's own checks."""

    code = "not_in_roster"
    why: str | Name


@dataclass(eq=False)
class NotARoom(DeskError):
    """A private conversation cannot be bound: rooms are groups."""

    code = "not_a_room"


@dataclass(eq=False)
class RoomNotBound(DeskError):
    code = "room_not_bound"
    known: Sequence[str] = ()


@dataclass(eq=False)
class LinkOver(DeskError):
    """A link that was used, or has run out, or never was ours."""

    code = "link_over"


@dataclass(eq=False)
class BadCode(DeskError):
    """No member's code, or one that has run out."""

    code = "bad_code"
    written: str


@dataclass(eq=False)
class AlreadyLinked(DeskError):
    """The account belongs to somebody already; only an admin takes it from them."""

    code = "already_linked"
    identity: str
    member: str


@dataclass(eq=False)
class StillAtWork(DeskError):
    """Said to a customer who opens the survey of a ticket that was taken up again."""

    code = "still_at_work"
    ticket: str
