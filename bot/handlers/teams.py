"""Who works in the departments that one sees: here or away, and with how much in hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Member
from bot.domain.policy import Name
from bot.handlers.overseeing import Eyes
from bot.handlers.scene import Scene
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Colleague:
    """`state`: here, away or off_shift; `open` are the tickets that they work on."""

    name: str
    role: str
    region: Name | None
    state: str
    until: datetime | None
    stand_in: str
    open: int


@dataclass(frozen=True, slots=True)
class Team:
    name: Name | None  # None: whoever belongs to no department.
    supervisor: str
    people: tuple[Colleague, ...]


def teams(eyes: Eyes, uow: UnitOfWork, scene: Scene) -> tuple[Team, ...]:
    """Everybody who works in the departments that one sees, the busiest first."""
    load, roster = uow.queues.open_counts(), scene.roster
    found: list[Team] = []
    for id_, department in roster.departments.items():
        people = [m for m in roster.members.values() if m.department == id_ and m.active]
        if eyes.see(id_):
            lead = roster.supervisor_of(id_)
            found.append(
                Team(department.name, lead.name if lead else "", _team(people, load, scene))
            )
    others = [
        m for m in roster.members.values() if m.active and m.department not in roster.departments
    ]
    if others and eyes.departments is None:
        found.append(Team(None, "", _team(others, load, scene)))
    return tuple(found)


def _team(people: Iterable[Member], load: Mapping[str, int], scene: Scene) -> tuple[Colleague, ...]:
    ordered = sorted(people, key=lambda m: (-load.get(m.id, 0), m.name))
    return tuple(_colleague(m, load.get(m.id, 0), scene) for m in ordered)


def _colleague(member: Member, load: int, scene: Scene) -> Colleague:
    there = scene.there
    away = there.is_away(member)
    other = there.standing_in(member) if away else None
    return Colleague(
        member.name,
        member.role.value,
        scene.name("regions", member.region),
        "away" if away else "here" if there.on_shift(member) else "off_shift",
        member.absence.until if away and member.absence else None,
        other.name if other else "",
        load,
    )
