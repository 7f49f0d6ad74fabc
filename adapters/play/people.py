"""Who is in the playground, and its rooms: an after-sales department of two languages."""

import re
from dataclasses import dataclass
from typing import Final

from adapters.play.shown import PLATFORM, WORKSPACE, Mention, Parts, here
from bot.domain.people import Department, Member, Role, Room, RoomKind, Roster
from bot.domain.policy import Name

CUSTOMER: Final = "zhang"
HOTLINE: Final = "hotline"
SYNC: Final = "sync"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody whose eyes one can look through. `role` is the desk's, or `customer`."""

    user: str
    name: str
    role: str
    department: str
    colour: str

    @property
    def staff(self) -> bool:
        return self.user != CUSTOMER


PERSONAS: Final = (
    Persona("li", "李娜", "agent", "service", "#0b6e4f"),
    Persona("wang", "王强", "tech", "technical", "#1d4ed8"),
    Persona("sam", "Sam Reed", "liaison", "warehouse", "#92400e"),
    Persona("chen", "陈静", "supervisor", "technical", "#7e22ce"),
    Persona("maria", "Maria Ortiz", "manager", "service", "#b91c1c"),
    Persona(CUSTOMER, "张伟", "customer", "", "#475569"),
    Persona("root", "Alex Kim", "admin", "", "#57534e"),
)
COLLEAGUES: Final = (
    Persona("emily", "Emily Clark", "agent", "service", "#0e7490"),
    Persona("zhou", "周敏", "supervisor", "service", "#a21caf"),
    Persona("liu", "刘洋", "liaison", "technical", "#4d7c0f"),
    Persona("tom", "Tom Baker", "tech", "technical", "#334155"),
    Persona("wu", "吴芳", "supervisor", "warehouse", "#9f1239"),
)
_USER_OF: Final = {one.name: one.user for one in (*PERSONAS, *COLLEAGUES)}
_BY_USER: Final = {one.user: one for one in (*PERSONAS, *COLLEAGUES)}


@dataclass(frozen=True, slots=True)
class Place:
    """A room of the chat: its id, its name, and who is in it beside the staff."""

    chat: str
    name: Name
    public: bool = False  # Customers are in it as well.


PLACES: Final = (
    Place(SYNC, Name("售后问题同步群", "After-sales sync")),
    Place("technical", Name("产品技术部", "Product engineering")),
    Place("warehouse", Name("仓储物流部", "Warehouse")),
    Place(HOTLINE, Name("客户热线", "Customer hotline"), public=True),
)


_NAMED: Final = re.compile(f"@({'|'.join(re.escape(one.name) for one in _BY_USER.values())})")


def mentioning(written: str) -> Parts:
    """What somebody wrote, with the people it calls by name."""
    found: list[str | Mention] = []
    for number, part in enumerate(_NAMED.split(written)):
        if number % 2:
            found.append(Mention(part, _USER_OF[part]))
        elif part:
            found.append(part)
    return tuple(found)


def accounts(written: str) -> str:
    """A command line in which people stand as accounts, as chats send them."""
    return _NAMED.sub(lambda name: f"<@{_USER_OF[name[1]]}>", written)


def rooms_of(persona: Persona) -> tuple[str, ...]:
    """The chats that somebody is in, with their private talk with the bot."""
    private = (f"@{persona.user}",) if persona.staff else ()
    return (*(place.chat for place in places_of(persona)), *private)


def by_user(user: str) -> Persona | None:
    return _BY_USER.get(user)


def places_of(persona: Persona) -> tuple[Place, ...]:
    return tuple(place for place in PLACES if persona.staff or place.public)


def roster() -> Roster:
    members = [
        Member(p.user, p.name, Role(p.role), p.department, (here(p.user),))
        for p in (*PERSONAS, *COLLEAGUES)
        if p.staff
    ]
    departments = [
        Department("service", Name("客服部", "Customer service"), "zhou"),
        Department("technical", Name("产品技术部", "Product engineering"), "chen"),
        Department("warehouse", Name("仓储物流部", "Warehouse and logistics"), "wu"),
    ]
    rooms = [
        Room(SYNC, RoomKind.SYNC, PLATFORM, WORKSPACE, SYNC),
        *(
            Room(id_, RoomKind.DEPARTMENT, PLATFORM, WORKSPACE, id_, id_)
            for id_ in ("technical", "warehouse")
        ),
    ]
    return Roster.of(members, departments, rooms)
