"""The roster: read whole, and kept until somebody changes it.

`roster_version` moves with every change, in the same transaction; where anybody else has written
since, whoever asks for the roster compares it with the one in memory (one primary-key read, 4 µs on
SQLite), so another process's change is seen by the next command.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.people import Department, Identity, Member, Role, Room, RoomKind, Roster
from bot.domain.policy import Name
from bot.domain.shifts import Absence, Shift
from storage.link import Link, Statement
from storage.people_tables import ABSENCE, DEPARTMENT, IDENTITY, MEMBER, ROOM, SETTING

_VERSION: Final = "roster_version"
_KNOWN: Final = Statement(select(SETTING.c.value).where(SETTING.c.key == _VERSION))


def _set_version(dialect_insert: Any) -> Any:
    said = dialect_insert(SETTING).values(key=_VERSION, value=bindparam("its_value"))
    return said.on_conflict_do_update(
        index_elements=["key"], set_={"value": said.excluded.value}
    ).inline()


_SET_VERSION: Final = Statement(_set_version)


class RosterCache:
    """The last roster read by anybody in this process; replaced whole, so threads may share it."""

    __slots__ = ("roster",)

    def __init__(self) -> None:
        self.roster: Roster | None = None


class SqlPeople:
    def __init__(self, link: Link, cache: RosterCache) -> None:
        self._link = link
        self._cache = cache
        self._seen: Roster | None = None
        self._changed = False
        self._sure: tuple[object, Roster] | None = None  # At which moment it was so.

    def begin(self) -> None:
        if self._changed:
            self._sure = None
        self._seen = None
        self._changed = False

    def next_job(self) -> None:
        """Look again where another job of this transaction changed it, or tried to.

        Nothing is kept for others while that may still be rolled back.
        """
        if self._changed:
            self._seen = None

    def roster(self) -> Roster:
        if self._seen is None:
            self._seen = self._current()
        return self._seen

    def _current(self) -> Roster:
        moment = self._link.moment
        if self._sure is None or self._sure[0] is not moment or self._changed:
            self._sure = moment, self._as_written()
        return self._sure[1]

    def _as_written(self) -> Roster:
        version = self._version()
        known = self._cache.roster
        if known is not None and known.version == version:
            return known
        read = self._read(version)
        if not self._changed:
            self._cache.roster = read
        return read

    def _version(self) -> int:
        row = self._link.run(_KNOWN).fetchone()
        return int(row[0]) if row else 0

    def replace(self, roster: Roster) -> None:
        core = self._link.core
        self._move_on()
        stay = [m.id for m in roster.members.values()]
        core.execute(update(MEMBER).where(MEMBER.c.id.not_in(stay)).values(active=False))
        for member in roster.members.values():
            self._write_member(member)
        self._write_identities(roster)
        core.execute(delete(DEPARTMENT))
        core.execute(delete(ROOM))
        self._insert(DEPARTMENT, (_department_row(d) for d in roster.departments.values()))
        self._insert(ROOM, (_room_row(r) for r in roster.rooms.values()))

    def _write_member(self, member: Member) -> None:
        core = self._link.core
        row = _member_row(member)
        changed = core.execute(update(MEMBER).where(MEMBER.c.id == member.id).values(row))
        if changed.rowcount == 0:
            core.execute(insert(MEMBER).values(row))

    def _write_identities(self, roster: Roster) -> None:
        """An account belongs to one person: whoever is named with it now."""
        core = self._link.core
        members = roster.members.values()
        core.execute(delete(IDENTITY).where(IDENTITY.c.member.in_([m.id for m in members])))
        for one in (i for m in members for i in m.identities):
            core.execute(
                delete(IDENTITY).where(
                    IDENTITY.c.platform == one.platform,
                    IDENTITY.c.workspace == one.workspace,
                    IDENTITY.c.user == one.user,
                )
            )
        self._insert(IDENTITY, (row for m in members for row in _identity_rows(m)))

    def _insert(self, table: Any, rows: Iterable[dict[str, Any]]) -> None:
        if written := list(rows):
            self._link.core.execute(insert(table), written)

    def mark_room(self, room: str, broken: str) -> None:
        self._move_on()
        self._link.core.execute(update(ROOM).where(ROOM.c.id == room).values(broken=broken))

    def set_locale(self, member: str, locale: str) -> None:
        self._move_on()
        self._link.core.execute(update(MEMBER).where(MEMBER.c.id == member).values(locale=locale))

    def set_absence(self, member: str, absence: Absence) -> None:
        self._move_on()
        self._insert(ABSENCE, [{"member": member, **_absence_row(absence)}])

    def _move_on(self) -> None:
        self._seen = None
        self._changed = True
        self._link.run(_SET_VERSION, its_value=str(self._version() + 1))

    def _read(self, version: int) -> Roster:
        core = self._link.core
        accounts: dict[str, list[Identity]] = defaultdict(list)
        for row in core.execute(select(IDENTITY).order_by(IDENTITY.c.member, IDENTITY.c.position)):
            accounts[row.member].append(Identity(row.platform, row.workspace, row.user))
        newest = select(func.max(ABSENCE.c.id)).group_by(ABSENCE.c.member)
        away = {
            row.member: _absence(row)
            for row in core.execute(select(ABSENCE).where(ABSENCE.c.id.in_(newest)))
        }
        members = core.execute(select(MEMBER).order_by(MEMBER.c.id))
        departments = core.execute(select(DEPARTMENT).order_by(DEPARTMENT.c.id))
        rooms = core.execute(select(ROOM).order_by(ROOM.c.id))
        return Roster.of(
            (_member(row, accounts[row.id], away.get(row.id)) for row in members),
            (Department(r.id, Name(r.name_zh, r.name_en), r.supervisor) for r in departments),
            (_room(row) for row in rooms),
            version,
        )


def _member(row: Any, accounts: Iterable[Identity], absence: Absence | None) -> Member:
    return Member(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        department=row.department,
        identities=tuple(accounts),
        locale=row.locale,
        email=row.email,
        senior=row.senior,
        active=row.active,
        shift=Shift.parse(row.shift) if row.shift else None,
        region=row.region,
        stand_in=row.stand_in,
        absence=absence,
    )


def _absence(row: Any) -> Absence:
    return Absence(row.since, row.until, row.stand_in, row.said_by, row.said_at)


def _room(row: Any) -> Room:
    return Room(**{**row._asdict(), "kind": RoomKind(row.kind)})


def _member_row(member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role.value,
        "department": member.department,
        "locale": member.locale,
        "email": member.email,
        "senior": member.senior,
        "active": member.active,
        "shift": member.shift.written if member.shift else "",
        "region": member.region,
        "stand_in": member.stand_in,
    }


def _absence_row(absence: Absence) -> dict[str, Any]:
    return {f.name: getattr(absence, f.name) for f in fields(absence)}


def _identity_rows(member: Member) -> list[dict[str, Any]]:
    return [
        {
            "member": member.id,
            "position": position,
            "platform": one.platform,
            "workspace": one.workspace,
            "user": one.user,
        }
        for position, one in enumerate(member.identities)
    ]


def _department_row(department: Department) -> dict[str, Any]:
    return {
        "id": department.id,
        "name_zh": department.name.zh,
        "name_en": department.name.en,
        "supervisor": department.supervisor,
    }


def _room_row(room: Room) -> dict[str, Any]:
    return {
        "id": room.id,
        "kind": room.kind.value,
        "platform": room.platform,
        "workspace": room.workspace,
        "chat": room.chat,
        "department": room.department,
        "locale": room.locale,
        "broken": room.broken,
    }
