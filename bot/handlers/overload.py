"""Teams with more to do than they can: their supervisor hears of it once (S1-05)."""

from datetime import datetime
from typing import Final

from bot.domain.people import Role
from bot.domain.policy import Policy
from bot.domain.presence import Presence
from bot.handlers import telling
from bot.ports import Filter, UnitOfWork

FALLEN: Final = 0.8
"""Of the policy's line: what hovers about it is one overload, and one call."""

_WORKERS: Final = (Role.AGENT, Role.TECH, Role.LIAISON)


def look(uow: UnitOfWork, policy: Policy, now: datetime) -> None:
    """Count every department's open tickets against those who are there to work on them."""
    if policy.overload is None:
        return
    roster = uow.people.roster()
    there = Presence(roster, policy.zone, now)
    for department in roster.departments:
        here = sum(there.is_here(m) for m in roster.active(*_WORKERS, department=department))
        if here:  # At night nobody has too much to do.
            count = uow.queues.count(Filter(departments=(department,)), now)
            _judged(department, count, here, policy.overload, uow, there)


def _judged(
    department: str, count: int, here: int, line: int, uow: UnitOfWork, there: Presence
) -> None:
    told_at, over_at = uow.marks.at(_told(department)), uow.marks.at(_over(department))
    told = told_at is not None and (over_at is None or over_at < told_at)
    if told and count <= line * here * FALLEN:
        uow.marks.advance(_over(department), there.at)
    if not told and count > line * here and uow.marks.advance(_told(department), there.at):
        key = f"{department}:{there.at.isoformat()}"
        heard = there.called(there.roster.supervisors_for(department))
        blanks = {"department": department, "count": count, "here": here, "line": line}
        uow.outbox.say(telling.memo("overload", key, heard, **blanks), there.at)


def _told(department: str) -> str:
    return f"overload:{department}"


def _over(department: str) -> str:
    return f"overload_over:{department}"
