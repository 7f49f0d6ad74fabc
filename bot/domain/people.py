"""Who works here: members, identities, departments, rooms, and what a role may do (S0-08)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final

from bot.domain.policy import Name
from bot.domain.shifts import Absence, Shift

_LANES: Final = 4096
"""Every message goes by one of few lanes."""


class Role(StrEnum):
    AGENT = "agent"
    TECH = "tech"
    LIAISON = "liaison"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMIN = "admin"


class RoomKind(StrEnum):
    SYNC = "sync"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Identity:
    """One account on one chat platform, written `slack:T1/U1` or `feishu:ou_1`."""

    platform: str
    workspace: str
    user: str

    def __str__(self) -> str:
        place = f"{self.workspace}/" if self.workspace else ""
        return f"{self.platform}:{place}{self.user}"

    @classmethod
    def parse(cls, written: str) -> "Identity":
        """Read `platform:workspace/user` or `platform:user`; raises ValueError."""
        platform, colon, rest = written.partition(":")
        workspace, slash, user = rest.rpartition("/")
        if not (platform and colon and user) or (slash and not workspace):
            raise ValueError(written)
        return cls(platform, workspace, user)


@dataclass(frozen=True, slots=True)
class Address:
    """A place a message can be posted to: a room's chat, or a person's private conversation."""

    platform: str
    workspace: str
    chat: str = ""
    user: str = ""

    @property
    def lane(self) -> str:
        """Messages of one lane are delivered in order and paced together."""
        return f"{self.platform}:{self.workspace}/{self.chat or '@' + self.user}"

    @classmethod
    @lru_cache(_LANES)
    def of_lane(cls, lane: str) -> "Address":
        platform, _, rest = lane.partition(":")
        workspace, _, place = rest.rpartition("/")
        if place.startswith("@"):
            return cls(platform, workspace, user=place[1:])
        return cls(platform, workspace, chat=place)


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str
    role: Role
    department: str = ""
    identities: tuple[Identity, ...] = ()
    locale: str = ""
    email: str = ""
    senior: bool = False
    active: bool = True
    shift: Shift | None = None
    region: str = ""  # The office 办事处 where they work (S4-06).
    stand_in: str = ""  # Who usually does their work while they are away.
    absence: Absence | None = None  # The last that was said, whether it is over or not.

    def on(self, platform: str) -> Identity | None:
        return next((i for i in self.identities if i.platform == platform), None)

    @property
    def address(self) -> Address | None:
        """Where private messages to this person go, if the desk knows any account of theirs."""
        if not self.identities:
            return None
        first = self.identities[0]
        return Address(first.platform, first.workspace, user=first.user)


@dataclass(frozen=True, slots=True)
class Department:
    id: str
    name: Name
    supervisor: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A chat on one platform, bound to a department or as the sync room 售后问题同步群 (S1-33)."""

    id: str
    kind: RoomKind
    platform: str
    workspace: str
    chat: str
    department: str = ""
    locale: str = ""
    broken: str = ""  # Why nothing can be posted there any more; empty while all is well.

    @property
    def address(self) -> Address:
        return Address(self.platform, self.workspace, chat=self.chat)


@dataclass(frozen=True)
class Roster:
    """Everybody and every room, as one snapshot that a command works on."""

    members: Mapping[str, Member] = field(default_factory=dict)
    departments: Mapping[str, Department] = field(default_factory=dict)
    rooms: Mapping[str, Room] = field(default_factory=dict)
    version: int = 0

    @classmethod
    def of(
        cls,
        members: Iterable[Member] = (),
        departments: Iterable[Department] = (),
        rooms: Iterable[Room] = (),
        version: int = 0,
    ) -> "Roster":
        return cls(
            {m.id: m for m in members},
            {d.id: d for d in departments},
            {r.id: r for r in rooms},
            version,
        )

    @cached_property
    def _by_identity(self) -> Mapping[Identity, Member]:
        return {i: m for m in self.members.values() for i in m.identities}

    @cached_property
    def _by_chat(self) -> Mapping[tuple[str, str, str], Room]:
        return {(r.platform, r.workspace, r.chat): r for r in self.rooms.values()}

    def who(self, identity: Identity) -> Member | None:
        """The active member behind a platform account, or None for a stranger or a leaver."""
        member = self.behind(identity)
        return member if member and member.active else None

    def behind(self, identity: Identity) -> Member | None:
        """Whose account this is, or was when they left."""
        return self._by_identity.get(identity)

    def room_at(self, platform: str, workspace: str, chat: str) -> Room | None:
        return self._by_chat.get((platform, workspace, chat))

    @cached_property
    def broken_lanes(self) -> Mapping[str, Room]:
        """Rooms that could not be posted to, by lane; nothing is said there until they are back."""
        return {r.address.lane: r for r in self.rooms.values() if r.broken}

    def name(self, member: str) -> str:
        known = self.members.get(member)
        return known.name if known else member

    def active(self, *roles: Role, department: str | None = None) -> tuple[Member, ...]:
        return tuple(
            m
            for m in self.members.values()
            if m.active and m.role in roles and department in (None, m.department)
        )

    def supervisor_of(self, department: str) -> Member | None:
        """The department's named supervisor, else any supervisor in it."""
        found = self.departments.get(department)
        named = self.members.get(found.supervisor) if found else None
        if named and named.active:
            return named
        return next(iter(self.active(Role.SUPERVISOR, department=department)), None)

    def supervised_by(self, member: str) -> tuple[str, ...]:
        """The departments whose named supervisor this person is."""
        return self._supervised.get(member, ())

    @cached_property
    def _supervised(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for one in self.departments.values():
            found[one.supervisor] = (*found.get(one.supervisor, ()), one.id)
        return found

    def supervisors_for(self, department: str) -> tuple[Member, ...]:
        """Who answers for a ticket of this department; else every supervisor, else managers."""
        if one := self.supervisor_of(department):
            return (one,)
        return self.active(Role.SUPERVISOR) or self.active(Role.MANAGER)

    def is_staffed(self, department: str) -> bool:
        """Whether anybody works there, or answers for it."""
        working = (m for m in self.members.values() if m.active and m.department == department)
        return any(working) or self.supervisor_of(department) is not None

    @cached_property
    def absent(self) -> tuple[Member, ...]:
        """Who has said that they are, were or will be away."""
        return tuple(m for m in self.members.values() if m.absence is not None and m.active)

    @property
    def managers(self) -> tuple[Member, ...]:
        return self.active(Role.MANAGER)

    @property
    def admins(self) -> tuple[Member, ...]:
        return self.active(Role.ADMIN)

    def rooms_showing(self, department: str) -> tuple[Room, ...]:
        """The sync rooms, then the department's own, on every platform (spec 2 §3)."""
        return (*self.sync_rooms, *self._rooms_of.get(department, ()))

    @cached_property
    def sync_rooms(self) -> tuple[Room, ...]:
        """Where everybody sees every ticket, on every platform."""
        return tuple(r for r in self.rooms.values() if r.kind is RoomKind.SYNC)

    @cached_property
    def _rooms_of(self) -> Mapping[str, tuple[Room, ...]]:
        found: dict[str, tuple[Room, ...]] = {}
        for room in self.rooms.values():
            if room.kind is RoomKind.DEPARTMENT and room.department:
                found[room.department] = (*found.get(room.department, ()), room)
        return found


class Act(StrEnum):
    """What an actor may be allowed to do; one name per command that changes or shows tickets."""

    CREATE = "create"
    SYNC = "sync"
    CLASSIFY = "classify"
    CHANGE_URGENCY = "change_urgency"
    ASSIGN = "assign"
    REASSIGN = "reassign"
    ACCEPT = "accept"
    CONTACT = "contact"
    PROGRESS = "progress"
    HOLD = "hold"
    COLLABORATE = "collab"
    ANSWER = "collab_answer"
    PROPOSE = "propose"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"
    NOTE = "note"
    ESCALATE = "escalate"
    CHASE = "chase"
    RELATE = "relate"
    INCIDENT = "incident"
    ACKNOWLEDGE = "acknowledge"
    REASON = "reason"
    CALL_BACK = "callback"
    EDIT = "edit"
    REMEDY = "remedy"
    JUDGE = "judge"
    IMPROVE = "improve"
    REGISTER = "register"
    APPROVE = "approve"
    LOOK = "look"
    REVEAL = "reveal"
    SEARCH = "search"
    ABSENCE = "absence"
    HAND_OVER = "handover"
    ARCHIVE = "archive"  # See what a customer's earlier tickets came to.
    RANK = "rank"
    MERGE = "merge"
    RENAME = "rename"
    ERASE = "erase"
    BOARD = "board"
    OVERSEE = "oversee"
    ADMINISTER = "administer"


_AGENT: Final = frozenset(
    {
        Act.CREATE, Act.SYNC, Act.CLASSIFY, Act.CONTACT, Act.NOTE, Act.PROPOSE, Act.CONFIRM,
        Act.CALL_BACK, Act.ESCALATE, Act.CHASE, Act.LOOK, Act.SEARCH, Act.EDIT,
        Act.ARCHIVE, Act.RENAME, Act.RELATE,
    }
)  # fmt: skip
_WORK: Final = frozenset(
    {
        Act.ACCEPT,
        Act.CONTACT,
        Act.PROGRESS,
        Act.HOLD,
        Act.COLLABORATE,
        Act.PROPOSE,
        Act.RESOLVE,
        Act.REASON,
        Act.EDIT,
    }
)
_ANYWHERE: Final = frozenset(
    {Act.LOOK, Act.SEARCH, Act.ARCHIVE, Act.NOTE, Act.ESCALATE, Act.CHASE, Act.RELATE}
)
_OF_CUSTOMERS: Final = frozenset({Act.RANK, Act.MERGE, Act.RENAME, Act.ERASE})
"""A customer belongs to no department."""
_SUPERVISE: Final = frozenset(Act) - {Act.ADMINISTER}

RIGHTS: Final[Mapping[Role, frozenset[Act]]] = MappingProxyType(
    {
        Role.AGENT: _AGENT,
        Role.TECH: _ANYWHERE,
        Role.LIAISON: _ANYWHERE,
        Role.SUPERVISOR: _ANYWHERE
        | _OF_CUSTOMERS
        | {Act.CREATE, Act.ABSENCE, Act.HAND_OVER, Act.BOARD, Act.IMPROVE, Act.REGISTER},
        Role.MANAGER: _SUPERVISE,
        Role.ADMIN: frozenset({Act.ADMINISTER, Act.BOARD, Act.ERASE}),
    }
)
"""What a role may do to any ticket, wherever it lies."""

RIGHTS_AT_HOME: Final[Mapping[Role, frozenset[Act]]] = MappingProxyType(
    {
        Role.AGENT: frozenset(),
        Role.TECH: frozenset({Act.ACCEPT, Act.ANSWER}),
        Role.LIAISON: _WORK | {Act.JUDGE, Act.ANSWER},
        Role.SUPERVISOR: _SUPERVISE,
        Role.MANAGER: frozenset(),
        Role.ADMIN: frozenset(),
    }
)
"""What a role may do besides to tickets of its own department, or of none yet."""

RIGHTS_ON_OWN: Final[Mapping[Role, frozenset[Act]]] = MappingProxyType(
    {role: _WORK if role is Role.TECH else frozenset() for role in Role}
)
"""What belongs to a role, but only on the tickets that its holder was given."""

RIGHTS_OF_ASSIGNEE: Final = _WORK | {Act.REVEAL}
RIGHTS_OF_FIRST_RESPONDER: Final = frozenset(
    {
        Act.PROGRESS, Act.HOLD, Act.CANCEL, Act.REASON, Act.REVEAL, Act.REOPEN, Act.EDIT,
        Act.COLLABORATE,
    }
)  # fmt: skip
"""First-asked responsibility 首问负责制: the duty to follow up brings the right to (S1-35)."""
