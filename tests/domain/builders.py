"""Tickets, policies and people for the tests of the domain, in as few words as a test needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.life_cycle import Status
from bot.domain.people import Department, Identity, Member, Role, Roster
from bot.domain.policy import Name, Policy
from bot.domain.presence import Presence
from bot.domain.shifts import Absence
from bot.domain.ticket import Customer, Report, Ticket
from bot.policyfile import load

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai.
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


@cache
def _rapid_response() -> Policy:
    return load().policy


def policy(**changes: Any) -> Policy:
    """The default preset: urgent 15 min/2 h, important 30 min/4 h, normal 2 h/24 h."""
    return replace(_rapid_response(), **changes)


def ticket(**changes: Any) -> Ticket:
    """A ticket reported now by Zhang San, not yet classified, taken in by Li."""
    report = changes.pop("report", None) or Report("空调不制冷", reported_at=NOW)
    new = Ticket(
        no="20261123001",
        report=report,
        created_at=report.reported_at,
        created_by="li",
        first_responder="li",
        customer=Customer(name="张三", phone="13812345678"),
    )
    return replace(new, **changes)


URGENT = ticket(urgency="urgent", category="product", classified_at=NOW)
AT_WORK = URGENT.accepted("wang", NOW)

_STEPS: tuple[Callable[[Ticket], Ticket], ...] = (
    lambda t: t.assigned("wang", later(minutes=1)),
    lambda t: t.accepted("wang", later(minutes=2)),
    lambda t: t.proposed(later(minutes=3), "换压缩机"),
    lambda t: t.resolved(later(minutes=4), later(minutes=4), "已换"),
    lambda t: t.confirmed(later(minutes=5), {}, ""),
)


def ticket_in(status: Status) -> Ticket:
    """A ticket that came to this status by steps of the life cycle, one minute each."""
    found = ticket()
    for step in _STEPS[: list(Status).index(status)]:
        found = step(found)
    assert found.status is status
    return found


def member(id: str, role: Role, department: str = "technical", **changes: Any) -> Member:  # noqa: A002 — the field's name.
    account = Identity("slack", "T1", f"U_{id}")
    return replace(Member(id, id.title(), role, department, (account,)), **changes)


def department(id: str, supervisor: str = "") -> Department:  # noqa: A002 — the field's name.
    return Department(id, Name(id, id.title()), supervisor)


def roster(*members: Member, **supervisors: str) -> Roster:
    """These people, and the departments that the keywords give a supervisor."""
    departments = [department(dept, supervisor) for dept, supervisor in supervisors.items()]
    return Roster.of(members, departments)


SHANGHAI = ZoneInfo("Asia/Shanghai")


def presence(people: Roster, at: datetime = NOW) -> Presence:
    return Presence(people, SHANGHAI, at)


def away(until: datetime | None = None, stand_in: str = "", since: datetime = NOW) -> Absence:
    return Absence(since, until, stand_in, "tang", since)


@dataclass(frozen=True)
class Busy:
    """Who has so much to do, and was last given something when."""

    load: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, datetime] = field(default_factory=dict)

    def open_counts(self) -> Mapping[str, int]:
        return self.load

    def last_assigned(self, members: Iterable[str]) -> Mapping[str, datetime]:
        return {m: self.last[m] for m in members if m in self.last}
