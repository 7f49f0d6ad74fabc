"""The registers as the board's pages ask for them: by an address, and no more than theirs.

The rights are those of the commands `complaints` and `action list`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from bot.domain import permits
from bot.domain.errors import NotAMonth
from bot.domain.people import Act, Member
from bot.forms import Option
from bot.grammar import month_meant
from bot.handlers import registers
from bot.handlers.choices import options
from bot.handlers.overseeing import SIZES, Eyes, size_in
from bot.handlers.scene import Scene
from bot.ports import ComplaintFilter, UnitOfWork
from bot.views import Register

COMPLAINTS: Final = "complaints"
IMPROVEMENTS: Final = "improvements"
_ACTS: Final[Mapping[str, Act]] = {COMPLAINTS: Act.REGISTER, IMPROVEMENTS: Act.LOOK}
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    COMPLAINTS: {
        "dept": "departments",
        "cause": "causes",
        "severity": "severities",
        "status": "statuses",
    },
    IMPROVEMENTS: {"owner": "colleagues"},
}


@dataclass(frozen=True, slots=True)
class Sought:
    """What an address asks a register for: slugs, a month (none is this one), `over` as well."""

    month: str = ""
    dept: str = ""
    cause: str = ""
    severity: str = ""
    status: str = ""
    owner: str = ""
    over: str = ""
    size: int = SIZES[0]


def check_sees(section: str, member: Member) -> None:
    """Raises NotAllowed."""
    permits.check(member, _ACTS[section])


def filters(section: str, scene: Scene) -> Mapping[str, tuple[Option, ...]]:
    """What each filter of this register may be set to."""
    chosen = _CHOICES[section].items()
    return {key: options(source, scene.policy, scene.roster) for key, source in chosen}


def sought_in(
    query: Mapping[str, str], offered: Mapping[str, Iterable[Option]], scene: Scene
) -> Sought:
    """What an address says, without values that are none: an old address still shows something."""
    written = {f.name: query.get(f.name, "").strip()[:100] for f in fields(Sought)}
    chosen = {key: written[key] for key, each in offered.items() if _is_one(written[key], each)}
    month = _month(written["month"], scene)
    return Sought(month=month, over=written["over"], size=size_in(query), **chosen)


def _is_one(value: str, offered: Iterable[Option]) -> bool:
    return value in {option.value for option in offered}


def _month(written: str, scene: Scene) -> str:
    try:
        month_meant(written, scene.now, scene.policy.zone)
    except NotAMonth:
        return ""
    return written


def register(section: str, sought: Sought, eyes: Eyes, uow: UnitOfWork, scene: Scene) -> Register:
    if section == IMPROVEMENTS:
        found, total = uow.actions.find(sought.owner, sought.size, over=bool(sought.over))
        return registers.of_actions(found, total, scene)
    since, until = month_meant(sought.month or "this month", scene.now, scene.policy.zone)
    which = ComplaintFilter(
        since,
        until,
        department=sought.dept,
        cause=sought.cause,
        severity=sought.severity,
        status=sought.status,
        seen=eyes.departments,
    )
    return registers.of_complaints(which, sought.size, uow, scene)
