"""Any steps in any order: whatever happens, the ticket makes sense."""

from copy import deepcopy
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.domain.errors import DeskError
from bot.domain.life_cycle import Move, Status
from bot.domain.ticket import PauseKind, Ticket
from tests.domain.builders import HOUR, NOW, ticket
from tests.domain.steps import STEPS, TABLE


class ALifeAtRandom(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.ticket = ticket()

    @rule(
        move=st.sampled_from(Move),
        who=st.sampled_from(["wang", "wu"]),
        minutes=st.integers(0, 600),
        hours=st.none() | st.integers(-2, 5),
    )
    def step(self, move: Move, who: str, minutes: int, hours: int | None) -> None:
        self.at += timedelta(minutes=minutes)
        before = self.ticket
        copy = deepcopy(before)
        until = None if hours is None else self.at + hours * HOUR
        try:
            after = self._taken(move, who, until)
        except DeskError:
            assert before == copy  # Nothing is changed by a refused step.
            return
        expected = TABLE[before.status.value][move.value]
        if move is Move.REOPEN and not before.assignee:
            expected = "pending"
        if move is Move.CONTACT and who != before.assignee:
            expected = before.status.value  # It stays for its assignee to accept.
        assert after.status == expected
        assert (after.no, after.report, after.version) == (before.no, before.report, before.version)
        assert after.first_responder == before.first_responder
        self.ticket = after

    def _taken(self, move: Move, who: str, until: datetime | None) -> Ticket:
        match move:
            case Move.ASSIGN:
                return self.ticket.assigned(who, self.at)
            case Move.ACCEPT:
                return self.ticket.accepted(who, self.at)
            case Move.CONTACT:
                return self.ticket.contacted(who, self.at, "已联系")
            case Move.HOLD:
                return self.ticket.held(self.at, "等配件", until)
            case Move.RESOLVE:
                return self.ticket.resolved(self.at, min(until or self.at, self.at), "已换")
            case _:
                return STEPS[move](self.ticket, self.at)

    @invariant()
    def closed_means_a_time_and_a_reason(self) -> None:
        closed = self.ticket.status is Status.CLOSED
        assert closed == (self.ticket.closed_at is not None) == bool(self.ticket.close_reason)
        assert self.ticket.open is not closed

    @invariant()
    def who_accepted_it_has_it(self) -> None:
        if self.ticket.accepted_at is not None:
            assert self.ticket.assignee
            assert self.ticket.accepted_by
        working = {Status.IN_PROGRESS, Status.AWAITING, Status.RESOLVED}
        if self.ticket.status in working:
            assert self.ticket.accepted_at is not None
        if self.ticket.status is not Status.PENDING and self.ticket.open:
            assert self.ticket.assignee

    @invariant()
    def resolved_means_a_time_of_completion(self) -> None:
        if self.ticket.status is Status.RESOLVED:
            assert self.ticket.resolved_at is not None
        if self.ticket.status in {Status.PENDING, Status.ASSIGNED, Status.IN_PROGRESS}:
            assert self.ticket.resolved_at is None

    @invariant()
    def only_work_pauses(self) -> None:
        open_ended = [p for p in self.ticket.pauses if p.ended_at is None]
        assert len([p for p in open_ended if p.kind is PauseKind.HOLD]) <= 1
        waiting = [p for p in open_ended if p.kind is PauseKind.CUSTOMER]
        assert len(waiting) == (self.ticket.status is Status.AWAITING)
        if self.ticket.status not in {Status.IN_PROGRESS, Status.AWAITING}:
            assert not open_ended
        for pause in self.ticket.pauses:
            assert pause.end is None or pause.end >= pause.since


TestALifeAtRandom = ALifeAtRandom.TestCase
