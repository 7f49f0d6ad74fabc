"""Who is there at a moment: on shift and not away; who stands in for whom (spec 1 §6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.people import Member, Role, Roster
from bot.domain.shifts import Absence

LEADERS = frozenset({Role.SUPERVISOR, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class Presence:
    """The roster as of one moment, in the zone that shifts are written in."""

    roster: Roster
    zone: ZoneInfo
    at: datetime

    def on_shift(self, member: Member) -> bool:
        """Somebody without a shift is at work whenever they are not away."""
        return member.shift is None or member.shift.holds(self.at, self.zone)

    def is_away(self, member: Member) -> bool:
        return member.absence is not None and member.absence.holds(self.at)

    def is_here(self, member: Member) -> bool:
        return member.active and not self.is_away(member) and self.on_shift(member)

    def standing_in(self, member: Member) -> Member | None:
        """Who acts for somebody who is away: whom they named, else their usual stand-in.

        A stand-in who is away as well is stood in for in turn.
        """
        seen = [member.id]
        while member.absence is not None and self.is_away(member):
            found = self.roster.members.get(member.absence.stand_in or member.stand_in)
            if found is None or not found.active or found.id in seen:
                return None
            seen.append(found.id)
            member = found
        return member if len(seen) > 1 else None

    def acting(self, member: Member) -> Member | None:
        """Who does the member's work now; None where they are away or gone and nobody does."""
        if self.is_away(member) or not member.active:
            return self.standing_in(member) if member.active else None
        return member

    def called(self, members: Iterable[Member]) -> tuple[Member, ...]:
        """Who hears what is said to these: stand-ins for those away, else they themselves."""
        heard = (self.standing_in(m) or m for m in members if m.active)
        return tuple({m.id: m for m in heard}.values())

    def anybody_here(self, members: Iterable[Member]) -> bool:
        return any(self.is_here(m) for m in self.called(members))

    def stands_for(self, member: Member) -> tuple[Member, ...]:
        """The colleagues in whose place this one acts now."""
        return tuple(m for m in self.roster.absent if self.standing_in(m) is member)

    def selves(self, member: Member) -> frozenset[str]:
        """In whose name the member acts: their own, and that of those they stand for."""
        return frozenset({member.id, *(m.id for m in self.stands_for(member))})

    def homes(self, member: Member) -> tuple[str, ...]:
        """Departments beside their own: those they supervise, and those of whom they stand for.

        Only a leader can stand in for a leader, so nobody gains more than their own role allows.
        """
        found = list(self.roster.supervised_by(member.id))
        for one in self.stands_for(member):
            found += [one.department, *self.roster.supervised_by(one.id)]
            if one.role is Role.MANAGER:
                found += self.roster.departments
        return tuple(dict.fromkeys(found))

    @property
    def on_duty(self) -> tuple[Member, ...]:
        """The agents who take what comes in, where nobody has taken it yet (S2-08)."""
        return tuple(m for m in self.roster.active(Role.AGENT) if self.is_here(m))


def can_stand_in(other: Member, member: Member, roster: Roster) -> bool:
    """A leader for a leader; for anybody else whoever may work in their department."""
    if not other.active or other.id == member.id or other.role is Role.ADMIN:
        return False
    if member.role in LEADERS:
        return other.role in LEADERS
    return may_work_in(other, member.department, roster)


def leads_back(other: Member, member: Member, roster: Roster, absence: Absence) -> bool:
    """Whether the other is away at the same time, and this member stands in for them at last."""
    seen: set[str] = set()
    while other.id not in seen and other.absence is not None and other.absence.meets(absence):
        seen.add(other.id)
        found = roster.members.get(other.absence.stand_in or other.stand_in)
        if found is None or found.id == member.id:
            return found is not None
        other = found
    return False


def may_work_in(member: Member, department: str, roster: Roster) -> bool:
    """Whether a ticket of this department can be given to the member."""
    if not member.active or member.role is Role.ADMIN:
        return False
    at_home = ("", member.department, *roster.supervised_by(member.id))
    return department in at_home or member.role is Role.MANAGER
