"""Members and rooms kept by chat: an admin adds, changes and lets go; every step is on record."""

from typing import Final

from bot.commands import (
    AddMember,
    AddRoom,
    EditMember,
    ListMembers,
    ListRooms,
    RemoveMember,
    RemoveRoom,
)
from bot.domain.errors import (
    AlreadyLinked,
    BadShift,
    CannotStandIn,
    MissingFields,
    NotARoom,
    NotInRoster,
    RoomNotBound,
    UnknownValue,
)
from bot.domain.history import Event, Happening, plain
from bot.domain.naming import Name
from bot.domain.people import Act, Identity, Member, Role, Room, RoomKind, Roster
from bot.domain.presence import can_stand_in
from bot.domain.records import replace
from bot.domain.shifts import Shift
from bot.grammar import fold
from bot.handlers import checking, telling
from bot.handlers.context import Context
from bot.handlers.leaving import tell_of_leavers
from bot.ports import Filter
from bot.rosterfile import Draft, RosterError, plan
from bot.rosterfile.mistakes import Place
from bot.views import Done, Reply
from bot.words import LOCALES, Words, bilingual

SHOWN_AT_ONCE: Final = 20
"""So many of the open tickets that press most are shown in a room as soon as it is bound."""

_LISTED: Final = 60
_NOWHERE: Final = frozenset({"none", "无", "-"})


def list_members(_command: ListMembers, ctx: Context) -> Reply:
    ctx.permit(Act.ADMINISTER)
    active = sorted(
        (m for m in ctx.roster.members.values() if m.active), key=lambda m: (m.department, m.name)
    )
    lines = [_member_line(m, ctx) for m in active[:_LISTED]]
    return Done("admin_members", {"count": len(active), "lines": "\n".join(lines)})


def _member_line(member: Member, ctx: Context) -> str:
    department = ctx.scene.name("departments", member.department)
    region = ctx.scene.name("regions", member.region)
    parts = (
        member.name,
        ctx.words.name("role", member.role.value),
        ctx.words.show(department) if department else "",
        ctx.words.show(region) if region else "",
        member.shift.written if member.shift else "",
        *(str(i) for i in member.identities),
    )
    return " · ".join(part for part in parts if part)


def add_member(command: AddMember, ctx: Context) -> Reply:
    """A new colleague; somebody who left and comes back is themselves again."""
    ctx.permit(Act.ADMINISTER)
    needed = {"name": command.name, "account": command.account, "role": command.role}
    if missing := tuple(key for key, value in needed.items() if not value.strip()):
        raise MissingFields(missing=missing)
    account = _account(command.account, ctx)
    if has_it := ctx.roster.who(account):
        raise AlreadyLinked(identity=str(account), member=has_it.name)
    known = ctx.roster.behind(account)
    id_ = known.id if known else _free_id(command.name.strip(), account, ctx.roster)
    new = known or Member(id_, command.name.strip(), Role.AGENT, identities=(account,))
    member = _said(replace(new, active=True), command, ctx)
    _written(member, ctx)
    return Done("admin_member_added", _told(member, ctx))


def edit_member(command: EditMember, ctx: Context) -> Reply:
    ctx.permit(Act.ADMINISTER)
    member = ctx.member(command.member)
    changed = _said(member, command, ctx)
    if command.account.strip():
        changed = _with_account(changed, _account(command.account, ctx), ctx.roster)
    _written(changed, ctx)
    return Done("admin_member_changed", _told(changed, ctx))


def remove_member(command: RemoveMember, ctx: Context) -> Reply:
    """They lose access at once; what they were working on is listed to their supervisor."""
    ctx.permit(Act.ADMINISTER)
    member = ctx.member(command.member)
    _written(replace(member, active=False), ctx)
    left = tell_of_leavers(ctx.roster, ctx.uow, ctx.now).get(member.id, 0)
    code = "admin_member_left_behind" if left else "admin_member_removed"
    return Done(code, {"member": member.name, "count": left})


def _told(member: Member, ctx: Context) -> dict[str, object]:
    return {"member": member.name, "line": _member_line(member, ctx)}


def _free_id(name: str, account: Identity, roster: Roster) -> str:
    plain_name = name.replace(" ", "-").lower()
    return account.user if plain_name in roster.members else plain_name


def _account(written: str, ctx: Context) -> Identity:
    user = written.strip().removeprefix("<@").removesuffix(">").partition("|")[0].lstrip("@")
    place = ctx.request.place
    return Identity(place.platform, place.workspace, user)


def _with_account(member: Member, account: Identity, roster: Roster) -> Member:
    has_it = roster.who(account)
    if has_it is not None and has_it.id != member.id:
        raise AlreadyLinked(identity=str(account), member=has_it.name)
    others = tuple(i for i in member.identities if i.platform != account.platform)
    return replace(member, identities=(account, *others))


def _said(member: Member, command: AddMember | EditMember, ctx: Context) -> Member:
    """The member with what the command says of them; what it does not say stays."""
    checking.check_mail(command.email)
    role = ctx.choice("role", command.role, "roles")
    return replace(
        member,
        name=command.name.strip() or member.name,
        role=Role(role) if role else member.role,
        department=ctx.choice("dept", command.dept, "departments") or member.department,
        region=_region(command.region, member, ctx),
        email=command.email.strip() or member.email,
        locale=_locale(command.lang) or member.locale,
        shift=_shift(command.shift, member),
        stand_in=_stand_in(command.stand_in, member, ctx),
    )


def _shift(written: str, member: Member) -> Shift | None:
    """Their weekly hours from now on; `none` lets them be at work at any time."""
    if not written.strip():
        return member.shift
    if fold(written.strip()) in _NOWHERE:
        return None
    try:
        return Shift.parse(written)
    except ValueError as error:
        raise BadShift(field="shift", written=written, part=str(error)) from error


def _stand_in(written: str, member: Member, ctx: Context) -> str:
    """Who stands in for them whenever they name nobody else; `none` takes it back."""
    if not written.strip():
        return member.stand_in
    if fold(written.strip()) in _NOWHERE:
        return ""
    other = ctx.member(written)
    if not can_stand_in(other, member, ctx.roster):
        raise CannotStandIn(field="stand_in", member=member.name, stand_in=other.name)
    return other.id


def _region(written: str, member: Member, ctx: Context) -> str:
    """The office 办事处 where they work from now on; `none` takes them back to headquarters."""
    if fold(written) in _NOWHERE:
        return ""
    return ctx.choice("region", written, "regions") or member.region


def _locale(written: str) -> str:
    if written and written not in LOCALES:
        known = tuple(bilingual(f"profile.locale.{each}") for each in LOCALES)
        raise UnknownValue(field="locale", written=written, known=known)
    return written


def _written(member: Member, ctx: Context) -> None:
    """Held against the roster as a file would be: no loose ends, and always an admin left."""
    draft = Draft(members={member.id: member}, places={("member", member.id): Place()})
    try:
        after = plan(ctx.roster, draft).roster
    except RosterError as error:
        raise NotInRoster(_sentence(error, ctx)) from None
    before = ctx.roster.members.get(member.id)
    ctx.uow.people.replace(after)
    _record(f"member.{member.id}", before, after.members[member.id], ctx)


def _sentence(error: RosterError, ctx: Context) -> Name:
    """The first mistake, in every language, for whoever will read it."""
    first = error.mistakes[0]
    said = (
        Words(locale, ctx.words.zone, ctx.now).say(
            f"roster_mistake.{first.code}", key=first.key, **first.detail
        )
        for locale in LOCALES
    )
    return Name(*said)


def _record(which: str, before: object, after: object, ctx: Context) -> None:
    """The history holds who changed what in the roster; it is about no ticket."""
    changes = {which: (plain(before), plain(after))}
    ctx.uow.history.append(
        Event(
            ticket="",
            at=ctx.now,
            happening=Happening.ROSTER_CHANGED,
            by=ctx.actor.id,
            platform=ctx.request.place.platform,
            changes=changes,
            version=ctx.roster.version + 1,
        )
    )


# Rooms.


def list_rooms(_command: ListRooms, ctx: Context) -> Reply:
    ctx.permit(Act.ADMINISTER)
    lines = [_room_line(room, ctx) for room in ctx.roster.rooms.values()]
    return Done("admin_rooms", {"count": len(lines), "lines": "\n".join(lines)})


def _room_line(room: Room, ctx: Context) -> str:
    what = _bound_as(room, ctx)
    state = ctx.words.say("room.broken", reason=room.broken) if room.broken else ""
    return " · ".join(p for p in (room.id, what, room.address.lane, room.locale, state) if p)


def _bound_as(room: Room, ctx: Context) -> str:
    if room.kind is RoomKind.SYNC:
        return ctx.words.say("room.sync")
    return ctx.words.show(ctx.scene.name("departments", room.department) or room.department)


def add_room(command: AddRoom, ctx: Context) -> Reply:
    """This chat is one of the desk's rooms from now on, and shows at once what is open (S1-33)."""
    ctx.permit(Act.ADMINISTER)
    department = ctx.choice("dept", command.dept, "departments")
    room = _room_here(department, _locale(command.lang), ctx)
    rooms = {r.id: r for r in ctx.roster.rooms.values() if r.address != room.address}
    known = ctx.roster.room_at(room.platform, room.workspace, room.chat)
    ctx.uow.people.replace(replace(ctx.roster, rooms={**rooms, room.id: room}))
    _record(f"room.{room.id}", known, room, ctx)
    which = Filter(departments=(department,) if department else None)
    found, _ = ctx.uow.queues.find(which, ctx.now, SHOWN_AT_ONCE)
    lane = room.address.lane
    ctx.ledger.say([telling.card(each.ticket.no, lane) for each in found])
    return Done("admin_room_added", {"room": _bound_as(room, ctx), "count": len(found)})


def _room_here(department: str, locale: str, ctx: Context) -> Room:
    place = ctx.request.place
    if not place.chat or place.chat.startswith("@"):
        raise NotARoom
    known = ctx.roster.room_at(place.platform, place.workspace, place.chat)
    return Room(
        known.id if known else f"{place.platform}-{place.chat}".lower(),
        RoomKind.DEPARTMENT if department else RoomKind.SYNC,
        place.platform,
        place.workspace,
        place.chat,
        department,
        locale or (known.locale if known else ctx.words.locale),
    )


def remove_room(command: RemoveRoom, ctx: Context) -> Reply:
    ctx.permit(Act.ADMINISTER)
    place, named = ctx.request.place, command.room.strip()
    room = ctx.roster.rooms.get(named) if named else None
    room = room or ctx.roster.room_at(place.platform, place.workspace, named or place.chat)
    if room is None:
        raise RoomNotBound(known=tuple(ctx.roster.rooms))
    rooms = {r.id: r for r in ctx.roster.rooms.values() if r.id != room.id}
    ctx.uow.people.replace(replace(ctx.roster, rooms=rooms))
    _record(f"room.{room.id}", room, None, ctx)
    return Done("admin_room_removed", {"room": room.id})
