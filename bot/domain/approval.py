"""The approval of a severe complaint's remedy: what each named department says of it (S4-24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.domain.records import replace


@dataclass(frozen=True, slots=True)
class Approval:
    """One department's answer; until it is given, `answered_at` is None."""

    department: str
    asked_at: datetime
    answered_at: datetime | None = None
    by: str = ""  # Member id.
    approves: bool = False
    reason: str = ""

    @property
    def waits(self) -> bool:
        return self.answered_at is None

    def answered(self, by: str, at: datetime, reason: str, *, approves: bool) -> Self:
        return replace(self, answered_at=at, by=by, approves=approves, reason=reason)


def asked(departments: Iterable[str], at: datetime) -> tuple[Approval, ...]:
    return tuple(Approval(department, at) for department in departments)


def put(approvals: Sequence[Approval], one: Approval) -> tuple[Approval, ...]:
    """The same answers, with this department's in its place."""
    return tuple(one if each.department == one.department else each for each in approvals)
