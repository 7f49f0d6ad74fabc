"""One person, several accounts: joined by a code that is shown on one and typed on the other."""

from bot.commands import Link
from bot.domain.errors import AlreadyLinked, BadCode
from bot.domain.linking import HOLDS, code_of, member_of
from bot.domain.people import Member, Roster
from bot.domain.records import replace
from bot.handlers.context import Context
from bot.views import Done, Reply


def link(command: Link, ctx: Context) -> Reply:
    if not command.code.strip():
        code = code_of(ctx.actor.id, ctx.secret, ctx.now)
        return Done("link_code", {"link_code": code, "within": HOLDS})
    active = [m.id for m in ctx.roster.members.values() if m.active]
    owner = ctx.roster.members.get(member_of(command.code, active, ctx.secret, ctx.now))
    if owner is None:
        raise BadCode(written=command.code)
    return _joined(owner, ctx)


def _joined(owner: Member, ctx: Context) -> Reply:
    identity = ctx.request.who
    has_it = ctx.roster.who(identity)
    if has_it is not None and has_it.id != owner.id:
        raise AlreadyLinked(identity=str(identity), member=has_it.name)
    if has_it is None:
        joined = replace(owner, identities=(*owner.identities, identity))
        ctx.uow.people.replace(_with(joined, ctx.roster))
    return Done("linked", {"name": owner.name, "identity": str(identity)})


def _with(member: Member, roster: Roster) -> Roster:
    members = {**roster.members, member.id: member}
    return Roster(members, roster.departments, roster.rooms, roster.version)
