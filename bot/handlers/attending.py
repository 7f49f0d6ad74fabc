"""Being there: away and back, for oneself or for a colleague whom one supervises (spec 1 §6)."""

from datetime import datetime

from bot.commands import Away, Back
from bot.domain.errors import CannotStandIn, NotAway, StandsInForEachOther, TimeTooEarly
from bot.domain.people import Act, Member
from bot.domain.presence import can_stand_in, leads_back
from bot.domain.shifts import Absence
from bot.handlers import telling
from bot.handlers.context import Context
from bot.views import Done, Reply


def away(command: Away, ctx: Context) -> Reply:
    """Recorded with who said so; a stand-in is told, and the reminders go to them meanwhile."""
    member = _meant(command.member, ctx)
    since = max(ctx.time("since", command.since) or ctx.now, ctx.now)
    until = _back_at(command.until, member, ctx)
    if until is not None and until <= since:
        raise TimeTooEarly(field="until", at=until, not_before=since)
    named = _stand_in(command.stand_in, member, ctx)
    stand_in = named.id if named else ""
    absence = Absence(since, until, stand_in, ctx.actor.id, ctx.now)
    other = _standing_in(named, member, absence, ctx)
    ctx.uow.people.set_absence(member.id, absence)
    if other is not None and other.id != ctx.actor.id:
        key = f"{member.id}:{ctx.now.isoformat()}"
        ctx.ledger.say(telling.memo("standing_in", key, [other], member=member.id))
    return _told(member, absence, other)


def back(command: Back, ctx: Context) -> Reply:
    member = _meant(command.member, ctx)
    absence = member.absence
    if absence is None or absence.over(ctx.now):
        raise NotAway(member=member.name)
    since = min(absence.since, ctx.now)
    ended = Absence(since, ctx.now, absence.stand_in, ctx.actor.id, ctx.now)
    ctx.uow.people.set_absence(member.id, ended)
    return Done("back", {"member": member.name})


def _meant(written: str, ctx: Context) -> Member:
    """Whose absence it is: the actor's own, or that of somebody whom they supervise."""
    member = ctx.member(written) if written.strip() else ctx.actor
    if member.id != ctx.actor.id:
        ctx.permit_over(Act.ABSENCE, member)
    return member


def _stand_in(written: str, member: Member, ctx: Context) -> Member | None:
    if not written.strip():
        return None
    other = ctx.member(written)
    if not can_stand_in(other, member, ctx.roster):
        raise CannotStandIn(field="stand_in", member=member.name, stand_in=other.name)
    return other


def _back_at(written: str, member: Member, ctx: Context) -> datetime | None:
    """A day alone means that day's work: of their shift, else of the office."""
    shift, zone = member.shift, ctx.words.zone
    begins = (lambda day: shift.begins_at(day, zone)) if shift else None
    return ctx.coming("until", written, begins)


def _standing_in(
    named: Member | None, member: Member, absence: Absence, ctx: Context
) -> Member | None:
    """Whom they named, else their usual one, unless that one counts on them meanwhile."""
    other = named or ctx.roster.members.get(member.stand_in)
    if other is None or not leads_back(other, member, ctx.roster, absence):
        return other
    if named is None:
        return None
    raise StandsInForEachOther(field="stand_in", member=member.name, stand_in=named.name)


def _told(member: Member, absence: Absence, other: Member | None) -> Done:
    blanks = {
        "member": member.name,
        "since": absence.since,
        "until": absence.until or "",
        "stand_in": other.name if other else "",
    }
    code = "away_until" if absence.until else "away"
    return Done(f"{code}_with" if other else code, blanks)
