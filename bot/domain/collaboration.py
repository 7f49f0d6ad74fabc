"""A collaboration request 协作请求: what one department needs of another for a ticket (S0-30).

A request lives on its ticket and is never removed; every step returns a new one, or raises the
refusal that says who was first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from bot.domain.errors import RequestAccepted, RequestAnswered, RequestWithdrawn
from bot.domain.records import replace


class Stage(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # The ticket was closed before anybody answered.


WAITING: Final = frozenset({Stage.ASKED, Stage.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Collaboration:
    """Asked of a department, or of one `member` (whose department it then is)."""

    no: str
    need: str
    asked_by: str
    asked_at: datetime
    department: str = ""
    member: str = ""
    stage: Stage = Stage.ASKED
    accepted_by: str = ""
    accepted_at: datetime | None = None
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.stage in WAITING

    @property
    def owner(self) -> str:
        """Who must answer, as far as one person must."""
        return self.accepted_by or self.member

    def accepted(self, by: str, at: datetime) -> Self:
        self.check_waits()
        if self.stage is Stage.ACCEPTED and self.accepted_at:
            raise RequestAccepted(request=self.no, by=self.accepted_by, at=self.accepted_at)
        return replace(self, stage=Stage.ACCEPTED, accepted_by=by, accepted_at=at)

    def answered(self, stage: Stage, by: str, at: datetime, answer: str) -> Self:
        """Done, with an answer; or declined, with a reason (S0-31)."""
        self.check_waits()
        return replace(self, stage=stage, answer=answer, answered_by=by, answered_at=at)

    def withdrawn(self, at: datetime) -> Self:
        return replace(self, stage=Stage.WITHDRAWN, answered_at=at) if self.waits else self

    def check_waits(self) -> None:
        if self.stage is Stage.WITHDRAWN and self.answered_at:
            raise RequestWithdrawn(request=self.no, at=self.answered_at)
        if not self.waits and self.answered_at:
            raise RequestAnswered(
                request=self.no,
                stage=self.stage.value,
                by=self.answered_by,
                at=self.answered_at,
            )


def withdrawn(all_of_them: Iterable[Collaboration], at: datetime) -> tuple[Collaboration, ...]:
    """The requests of a ticket that is over: what nobody answered is not wanted any more."""
    return tuple(one.withdrawn(at) for one in all_of_them)


def put(all_of_them: Iterable[Collaboration], changed: Collaboration) -> tuple[Collaboration, ...]:
    """The same requests with this one in its place."""
    return tuple(changed if one.no == changed.no else one for one in all_of_them)


def changed(
    before: Iterable[Collaboration], after: Iterable[Collaboration]
) -> tuple[Collaboration, ...]:
    known = set(before)
    return tuple(one for one in after if one not in known)


def of_plain(stored: Mapping[str, Any]) -> Collaboration:
    """A request as the store and the history hold it."""
    moments = {
        name: datetime.fromisoformat(stored[name]) if stored[name] else None
        for name in ("asked_at", "accepted_at", "answered_at")
    }
    return Collaboration(**{**stored, **moments, "stage": Stage(stored["stage"])})
