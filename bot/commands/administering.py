"""The roster and the rooms, kept by an admin from inside a chat (S0-07, S0-08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ListMembers:
    pass


@dataclass(frozen=True, slots=True)
class AddMember:
    """`account` is an @-mention, or an account of the platform where it was asked."""

    name: str = ""
    account: str = ""
    role: str = ""
    dept: str = ""
    region: str = ""
    email: str = ""
    lang: str = ""
    shift: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class EditMember:
    """What is said of a member is changed; what is not stays."""

    member: str = ""
    name: str = ""
    account: str = ""
    role: str = ""
    dept: str = ""
    region: str = ""
    email: str = ""
    lang: str = ""
    shift: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class RemoveMember:
    member: str = ""


@dataclass(frozen=True, slots=True)
class ListRooms:
    pass


@dataclass(frozen=True, slots=True)
class AddRoom:
    """Bind this chat: as the sync room where no department is named, else to that department."""

    dept: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class RemoveRoom:
    """Unbind this chat, or the room of this id."""

    room: str = ""


@dataclass(frozen=True, slots=True)
class ShowPolicy:
    pass


@dataclass(frozen=True, slots=True)
class ReloadPolicy:
    """Look at the policy's file now, and say what is wrong with it."""


Administering = (
    ListMembers
    | AddMember
    | EditMember
    | RemoveMember
    | ListRooms
    | AddRoom
    | RemoveRoom
    | ShowPolicy
    | ReloadPolicy
)

SLUGS: Final[Mapping[str, type[Administering]]] = {
    "admin_member_list": ListMembers,
    "admin_member_add": AddMember,
    "admin_member_edit": EditMember,
    "admin_member_remove": RemoveMember,
    "admin_room_list": ListRooms,
    "admin_room_add": AddRoom,
    "admin_room_remove": RemoveRoom,
    "admin_policy": ShowPolicy,
    "admin_policy_reload": ReloadPolicy,
}
