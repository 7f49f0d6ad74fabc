"""The duties of one ticket as a store would keep them: every row, written by every save."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.duties import Call, Duty, acknowledged, reconcile, wake
from bot.domain.duty_rules import RULES, Rule
from bot.domain.policy import DutyKind, Policy
from bot.domain.ticket import Ticket
from tests.domain.builders import policy


@dataclass
class Book:
    policy: Policy = field(default_factory=policy)
    rows: dict[tuple[DutyKind, int, str], Duty] = field(default_factory=dict)
    rules: Sequence[Rule] = RULES

    def save(self, ticket: Ticket, now: datetime) -> tuple[Duty, ...]:
        """Reconcile, as every save of a ticket does; returns the rows that were written."""
        written = reconcile(ticket, self.policy, self.newest, now, self.rules)
        self.rows |= {_key(d): d for d in written}
        return written

    def sweep(self, now: datetime) -> list[tuple[DutyKind, Call]]:
        """Wake what is due, as often as anything is; returns what there was to say."""
        said = []
        while ready := [d for d in self.rows.values() if d.wake_at and d.wake_at <= now]:
            for duty in ready:
                woken, call = wake(duty, self.policy.ladder, now)
                self.rows[_key(woken)] = woken
                said += [(duty.kind, call)] if call else []
        return said

    def acknowledge(self, kind: DutyKind, by: str, now: datetime) -> None:
        row = acknowledged(self[kind], by, now, self.policy.ladder)
        self.rows[_key(row)] = row

    def __getitem__(self, kind: DutyKind) -> Duty:
        """The newest row of this kind."""
        return next(d for d in self.newest if d.kind is kind)

    def __contains__(self, kind: DutyKind) -> bool:
        return any(d.kind is kind for d in self.newest)

    def of(self, kind: DutyKind) -> list[Duty]:
        return [d for d in self.rows.values() if d.kind is kind]

    @property
    def newest(self) -> list[Duty]:
        """Copies, as a store would read them: whoever compares by identity is found out."""
        last = {d.key: d for d in sorted(self.rows.values(), key=lambda d: d.seq)}
        return [replace(d) for d in last.values()]

    @property
    def running(self) -> set[DutyKind]:
        return {d.kind for d in self.rows.values() if d.running}


def _key(duty: Duty) -> tuple[DutyKind, int, str]:
    return duty.kind, duty.seq, duty.about
