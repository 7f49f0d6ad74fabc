"""Whatever happens to a ticket, and whenever anybody looks, its duties stay a true record."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.domain.collaboration import Stage
from bot.domain.duties import Call, Duty, Ending
from bot.domain.errors import DeskError
from bot.domain.explaining import explained
from bot.domain.life_cycle import Move
from bot.domain.owed import owed
from bot.domain.policy import DutyKind
from tests.domain.book import Book
from tests.domain.builders import HOUR, NOW, policy, ticket
from tests.domain.steps import STEPS

URGENCIES = ["urgent", "important", "normal", ""]


class DutiesAtRandom(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.ticket = ticket()
        self.book = Book()
        self.heard: list[tuple[DutyKind, int, Call]] = []
        self.book.save(self.ticket, self.at)

    @rule(minutes=st.integers(0, 90))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def the_desk_looks(self) -> None:
        self.book.sweep(self.at)
        late = [d for d in self.book.newest if d.running and not d.stopped and d.due_at <= self.at]
        assert all(d.missed_at == d.due_at for d in late)
        assert self.book.sweep(self.at) == []

    @rule(move=st.sampled_from(Move))
    def somebody_works(self, move: Move) -> None:
        try:
            after = STEPS[move](self.ticket, self.at)
        except DeskError:
            return
        self.ticket = replace(after, version=after.version + 1)
        self.saved()

    @rule(which=st.integers(0, 3), stage=st.sampled_from([Stage.DONE, Stage.DECLINED]))
    def another_department_answers(self, which: int, stage: Stage) -> None:
        try:
            request = self.ticket.collaborations[which].answered(stage, "hou", self.at, "有货")
        except (DeskError, IndexError):
            return
        self.ticket = self.ticket.with_request(request)
        self.saved()

    @rule(hours=st.integers(-1, 3))
    def somebody_holds_it_for_a_while(self, hours: int) -> None:
        try:
            self.ticket = self.ticket.held(self.at, "等配件", self.at + hours * HOUR)
        except DeskError:
            return
        self.saved()

    @rule(urgency=st.sampled_from(URGENCIES))
    def the_urgency_changes(self, urgency: str) -> None:
        if self.ticket.open:
            self.ticket = replace(self.ticket, urgency=urgency)
            self.saved()

    @rule()
    def the_card_names_somebody(self) -> None:
        if self.ticket.open:
            self.ticket = replace(self.ticket, synced_at=self.ticket.synced_at or self.at)
            self.saved()

    def saved(self) -> None:
        before = {key: row for key, row in self.book.rows.items() if not row.running}
        self.book.save(self.ticket, self.at)
        assert {key: self.book.rows[key] for key in before} == before  # What is over is over.
        assert self.book.save(self.ticket, self.at) == ()

    @invariant()
    def of_one_kind_one_row_runs_and_it_is_the_newest(self) -> None:
        for key in {row.key for row in self.book.rows.values()}:
            rows = [row for row in self.book.rows.values() if row.key == key]
            assert sorted(row.seq for row in rows) == list(range(1, len(rows) + 1))
            running = [row for row in rows if row.running]
            assert len(running) <= 1
            assert all(row.seq == len(rows) for row in running)

    @invariant()
    def what_runs_is_what_is_owed(self) -> None:
        now_owed = {(o.kind, o.about): o for o in owed(self.ticket, policy()) if o.met_at is None}
        running = {row.key: row for row in self.running}
        assert set(running) == set(now_owed)
        for key, one in now_owed.items():
            row = running[key]
            assert row.started_at == one.started_at
            assert row.due_at == one.due_at or self.stays_missed(row, one.due_at)
            assert (row.owner, row.stopped) == (one.owner, one.stopped)

    @property
    def running(self) -> list[Duty]:
        """What runs, but for the reasons that a breach asks for."""
        rows = [row for row in self.book.newest if row.running]
        return [row for row in rows if row.kind is not DutyKind.OVERDUE_REASON]

    def stays_missed(self, row: Duty, due_at: datetime) -> bool:
        return row.missed_at is not None and due_at <= self.at

    @invariant()
    def every_deadline_that_runs_can_be_explained(self) -> None:
        rows = [*self.book.rows.values()]
        said = DutyKind.RESUME  # Its time was said, not counted.
        for row in (row for row in self.book.newest if row.running and row.kind is not said):
            way = explained(row, rows, (), self.ticket, policy()).way
            if way is None:  # Missed by terms that are gone.
                assert row.missed_at
                continue
            assert way.due_at == (None if row.stopped else row.due_at)

    @invariant()
    def every_row_is_a_true_record(self) -> None:
        for row in self.book.rows.values():
            _check(row)

    @invariant()
    def a_closed_ticket_owes_at_most_what_comes_after(self) -> None:
        after = {DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK, DutyKind.OVERDUE_REASON}
        if not self.ticket.open:
            assert self.book.running <= (set() if self.ticket.given_up else after)


def _check(row: Duty) -> None:
    assert (row.ended_at is None) == (row.ending == "")
    assert row.ending in ("", *(e.value for e in Ending))
    assert (row.met_at is not None) == (row.ending == Ending.MET.value)
    assert row.missed_at in (None, row.due_at)
    assert row.due_at > row.started_at
    if row.warn_at is not None:
        assert row.started_at < row.warn_at < row.due_at
    if row.met_at is not None:
        late = row.met_at > row.due_at and not row.stopped
        assert (row.missed_at is not None) == late
    elif row.ended_at is not None and not row.stopped and row.ended_at > row.due_at:
        assert row.missed_at is not None
    if row.stopped:
        assert row.missed_at is None
    if not row.running or row.stopped:
        assert row.wake_at is None
    elif row.missed_at is None:
        assert row.wake_at in (row.warn_at, row.due_at)


TestDutiesAtRandom = DutiesAtRandom.TestCase
