"""A draft held against the roster in force: what it would add and change, and what it leaves.

A file states what it states. Who or what is not in it is left as it is, and named, since a file
with one new colleague must not lock everybody else out; `prune` lets them go. Of a person in the
file, language, e-mail and accounts that it does not state are kept, for people set those
themselves (as they do their absences); everything else becomes what the file says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from bot.domain.people import Department, Identity, Member, Room, RoomKind, Roster
from bot.domain.presence import can_stand_in
from bot.rosterfile.draft import Draft
from bot.rosterfile.mistakes import Mistake, Place, RosterError
from bot.rosterfile.rows import ENTRIES


class Entry(NamedTuple):
    kind: str  # department, member or room.
    id: str


@dataclass(frozen=True, slots=True)
class Changes:
    """`changed` names the fields; `left` is in the store alone; `gone` is let go by `prune`."""

    roster: Roster
    added: tuple[Entry, ...]
    changed: Mapping[Entry, tuple[str, ...]]
    unchanged: tuple[Entry, ...]
    left: tuple[Entry, ...]
    gone: tuple[Entry, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


def plan(current: Roster, wanted: Draft, *, prune: bool = False) -> Changes:
    """What importing the draft does; raises RosterError where it does not fit together."""
    roster = Roster.of(
        _members(current, wanted, prune=prune),
        _others(current.departments, wanted.departments, prune=prune),
        _rooms(current, wanted, prune=prune),
        current.version,
    )
    if mistakes := [*_loose_ends(roster, wanted), *_no_admin(current, roster)]:
        raise RosterError(mistakes)
    return _compared(current, roster, wanted)


def _members(current: Roster, wanted: Draft, *, prune: bool) -> Iterator[Member]:
    stated = {i: m.id for m in wanted.members.values() for i in m.identities}
    for known in current.members.values():
        if known.id in wanted.members:
            yield _merged(known, wanted.members[known.id], stated)
        else:
            lets_go = prune and bool(wanted.members)
            yield _without(known, stated, active=known.active and not lets_go)
    yield from (m for m in wanted.members.values() if m.id not in current.members)


def _merged(known: Member, said: Member, stated: Mapping[Identity, str]) -> Member:
    platforms = {i.platform for i in said.identities}
    kept = (i for i in known.identities if i.platform not in platforms and i not in stated)
    return replace(
        said,
        identities=(*said.identities, *kept),
        locale=said.locale or known.locale,
        email=said.email or known.email,
        absence=known.absence,
    )


def _without(known: Member, stated: Mapping[Identity, str], *, active: bool) -> Member:
    """Somebody who is not in the file; an account that it gives to another is no longer theirs."""
    kept = tuple(i for i in known.identities if i not in stated)
    taken = len(kept) < len(known.identities)
    return replace(known, identities=kept, active=active and (bool(kept) or not taken))


def _others(
    current: Mapping[str, Department], wanted: Mapping[str, Department], *, prune: bool
) -> Iterable[Department]:
    kept = {} if prune and wanted else current
    return {**kept, **wanted}.values()


def _rooms(current: Roster, wanted: Draft, *, prune: bool) -> Iterable[Room]:
    """A room that the file names is taken for mended; a chat belongs to one room only."""
    chats = {room.address for room in wanted.rooms.values()}
    kept = {r.id: r for r in current.rooms.values() if r.address not in chats}
    return {**({} if prune and wanted.rooms else kept), **wanted.rooms}.values()


def _loose_ends(roster: Roster, wanted: Draft) -> Iterator[Mistake]:
    """Departments and supervisors that are named, but nowhere to be found."""
    named = [
        *(("member", m.id, "department", m.department) for m in wanted.members.values()),
        *(("member", m.id, "stand_in", m.stand_in) for m in wanted.members.values()),
        *(("room", r.id, "department", r.department) for r in wanted.rooms.values()),
        *(("department", d.id, "supervisor", d.supervisor) for d in wanted.departments.values()),
    ]
    here = {m.id: m for m in roster.members.values() if m.active}
    known: dict[str, Mapping[str, Any]] = {
        "department": roster.departments,
        "supervisor": here,
        "stand_in": here,
    }
    for kind, name, key, value in named:
        if value and value not in known[key]:
            place = wanted.places[kind, name]
            detail = {"written": value, "known": ", ".join(known[key]) or "—"}
            yield Mistake(place, f"{kind} {name}", f"unknown_{key}", key, detail)
    yield from _misfits(roster, wanted)
    yield from _homeless(roster, wanted)


def _misfits(roster: Roster, wanted: Draft) -> Iterator[Mistake]:
    """Stand-ins who could not do the work."""
    for member in wanted.members.values():
        other = roster.members.get(member.stand_in)
        if other and other.active and not can_stand_in(other, member, roster):
            place = wanted.places["member", member.id]
            detail = {"written": other.id}
            yield Mistake(place, f"member {member.id}", "unfit_stand_in", "stand_in", detail)


def _homeless(roster: Roster, wanted: Draft) -> Iterator[Mistake]:
    """Rooms and active people that stay, but whose department would go."""
    staying = [
        *(("member", m.id, m.department) for m in roster.members.values() if m.active),
        *(
            ("room", r.id, r.department)
            for r in roster.rooms.values()
            if r.kind is RoomKind.DEPARTMENT
        ),
    ]
    for kind, name, department in staying:
        new = (kind, name) in wanted.places
        if department and department not in roster.departments and not new:
            detail = {"written": department}
            yield Mistake(Place(), f"{kind} {name}", "department_going", "department", detail)


def _no_admin(current: Roster, after: Roster) -> Iterator[Mistake]:
    if current.admins and not after.admins:
        yield Mistake(Place(), f"member {current.admins[0].id}", "last_admin", "role")


def _compared(before: Roster, after: Roster, wanted: Draft) -> Changes:
    old, new = dict(_entries(before)), dict(_entries(after))
    went = [e for e in old if e not in new or _left(old[e], new[e])]
    changed = {e: _differing(old[e], new[e]) for e in new if e in old and old[e] != new[e]}
    same = [e for e in new if e in old and old[e] == new[e]]
    return Changes(
        roster=after,
        added=tuple(e for e in new if e not in old),
        changed={e: names for e, names in changed.items() if e not in went},
        unchanged=tuple(e for e in same if tuple(e) in wanted.places),
        left=tuple(e for e in same if tuple(e) not in wanted.places and _is_here(new[e])),
        gone=tuple(went),
    )


def _entries(roster: Roster) -> Iterator[tuple[Entry, Any]]:
    for kind in ENTRIES:
        table: Mapping[str, Any] = getattr(roster, f"{kind}s")
        yield from ((Entry(kind, name), entry) for name, entry in table.items())


def _differing(before: Any, after: Any) -> tuple[str, ...]:
    return tuple(
        f.name for f in fields(before) if getattr(before, f.name) != getattr(after, f.name)
    )


def _left(before: Any, after: Any) -> bool:
    return isinstance(before, Member) and before.active and not after.active


def _is_here(entry: Any) -> bool:
    return not isinstance(entry, Member) or entry.active
