"""What an admin says of members and rooms: `admin member add …`, `room list`, `policy`."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot import commands
from bot.commands import Command
from bot.grammar.pairs import split
from bot.grammar.said import LANGUAGE_OF, MENTION, WHO, called, refuse
from bot.grammar.script import fold
from bot.grammar.vocabulary import ADMIN_DEEDS, ADMIN_THINGS, turned

# Folded text.
_ADMIN_THINGS: Final = turned(ADMIN_THINGS)
_ADMIN_DEEDS: Final = turned(ADMIN_DEEDS)
_ADMIN: Final = re.compile(r"(?P<thing>[^\W\d_]+)(?:\s+(?P<deed>[^\W\d_]+)(?=\s|$))?\s*")


def read_admin(line: str) -> Command:
    """`member add …`, `room list`, `policy reload`: without a deed, the list."""
    found = _ADMIN.match(fold(line or "member"))
    thing = _ADMIN_THINGS.get(found["thing"]) if found else None
    if found is None or thing is None:
        refuse("admin_member_add", line)
    deed = _ADMIN_DEEDS.get(found["deed"] or "list")
    read = _ADMINISTERED.get(f"admin_{thing}_{deed}")
    if read is None:
        refuse(_EXAMPLE_OF[thing], line)
    return read(line[found.end() :].strip())


def _member_add(line: str) -> Command:
    values, text = split(line, "admin_member_add")
    if account := MENTION.search(fold(text)):
        values.setdefault("account", called(text[slice(*account.span())]))
        text = f"{text[: account.start()]} {text[account.end() :]}".strip()
    values.setdefault("name", text)
    return commands.AddMember(**_in_language(values))


def _member_edit(line: str) -> Command:
    values, text = split(line, "admin_member_edit")
    who = WHO.fullmatch(fold(text))
    if who is None or not values:  # Nothing is to be changed that was not understood.
        refuse("admin_member_edit", line)
    member = called(text[slice(*who.span("who"))])
    return commands.EditMember(member=member, **_in_language(values))


def _room_add(line: str) -> Command:
    """`sync` is what a room is that is no department's; a department needs no key."""
    values, text = split(line, "admin_room_add")
    if text and fold(text) not in ("sync", "同步群"):
        values.setdefault("dept", text.lstrip("@"))
    return commands.AddRoom(**_in_language(values))


def _in_language(values: dict[str, str]) -> dict[str, str]:
    written = values.get("lang", "")
    return {**values, "lang": LANGUAGE_OF.get(fold(written), written)} if written else values


_ADMINISTERED: Final[Mapping[str, Callable[[str], Command]]] = MappingProxyType(
    {
        "admin_member_list": lambda _line: commands.ListMembers(),
        "admin_member_add": _member_add,
        "admin_member_edit": _member_edit,
        "admin_member_remove": lambda line: commands.RemoveMember(called(line)),
        "admin_room_list": lambda _line: commands.ListRooms(),
        "admin_room_add": _room_add,
        "admin_room_remove": commands.RemoveRoom,
        "admin_policy_list": lambda _line: commands.ShowPolicy(),
        "admin_policy_reload": lambda _line: commands.ReloadPolicy(),
    }
)
_EXAMPLE_OF: Final = {
    "member": "admin_member_add",
    "room": "admin_room_add",
    "policy": "admin_policy_reload",
}
"""What shows how it is done, where something else was written."""
