"""What each step of a ticket's life does, and when it is refused."""

from dataclasses import fields, replace

import pytest

from bot.domain.errors import (
    AlreadyAccepted,
    AlreadyOnHold,
    AssignedToOther,
    NotOnHold,
    WrongStatus,
)
from bot.domain.life_cycle import MOVES, Move, Status, possible
from bot.domain.ticket import Agreement, Pause, PauseKind, Ticket
from tests.domain.builders import NOW, later, ticket, ticket_in
from tests.domain.steps import STEPS, TABLE

CELLS = [(status, move) for status in Status for move in Move]


def ready_for(move: Move, status: Status) -> Ticket:
    """A ticket on which only the status can stand in the way of this step."""
    found = ticket_in(status)
    if move is Move.RESUME:
        return replace(found, pauses=(Pause(PauseKind.HOLD, since=later(minutes=5)),))
    return found


def test_the_life_cycle_is_the_table_of_the_specification() -> None:
    stated = {(a, move): b for a, moves in TABLE.items() for move, b in moves.items()}
    assert {(a.value, m.value): b.value for (a, m), b in MOVES.items()} == stated


def test_every_step_has_a_method_that_takes_it() -> None:
    assert set(STEPS) == set(Move)


@pytest.mark.parametrize(("status", "move"), CELLS)
def test_a_step_moves_the_ticket_or_is_refused_with_what_is_possible(
    status: Status, move: Move
) -> None:
    before = ready_for(move, status)
    expected = TABLE[status.value].get(move.value)
    if expected is not None:
        assert STEPS[move](before, later(hours=1)).status == expected
        return
    if (status, move) == (Status.IN_PROGRESS, Move.ACCEPT):
        return  # Said to the one who comes second, below.
    with pytest.raises(WrongStatus) as refusal:
        STEPS[move](before, later(hours=1))
    assert refusal.value.blanks() == {
        "ticket": before.no,
        "status": status.value,
        "move": move.value,
        "possible": tuple(refusal.value.possible),
    }
    assert set(refusal.value.possible) == set(TABLE[status.value])


def test_what_can_be_done_is_offered_in_the_order_of_the_work() -> None:
    assert [m.value for m in possible(Status.RESOLVED)] == [
        "classify", "confirm", "deny", "close", "cancel", "duplicate", "reopen",
    ]  # fmt: skip


# Triage.


def test_a_ticket_is_classified_once_category_and_urgency_are_both_known() -> None:
    half = ticket().classified(later(minutes=1), category="product")
    assert half.classified_at is None
    whole = half.classified(later(minutes=2), urgency="urgent")
    assert whole.classified_at == later(minutes=2)
    again = whole.classified(later(minutes=9), urgency="normal")
    assert (again.classified_at, again.urgency) == (later(minutes=2), "normal")


def test_assigning_keeps_the_first_responder_and_clears_the_last_acceptance() -> None:
    moved = ticket_in(Status.IN_PROGRESS).assigned("wu", later(hours=1), "warehouse")
    assert (moved.assignee, moved.assigned_at) == ("wu", later(hours=1))
    assert (moved.accepted_at, moved.accepted_by) == (None, "")
    assert (moved.first_responder, moved.department) == ("li", "warehouse")


def test_assigning_without_a_department_leaves_the_ticket_where_it_lies() -> None:
    assert ticket(department="technical").assigned("wu", NOW).department == "technical"


def test_assigning_ends_the_hold_and_the_wait_for_the_customer() -> None:
    waiting = ticket_in(Status.AWAITING).held(later(minutes=5), "等配件")
    moved = waiting.assigned("wu", later(hours=1))
    assert [p.ended_at for p in moved.pauses] == [later(hours=1)] * 2
    assert moved.hold is None


# Acceptance.


def test_a_free_ticket_becomes_the_ticket_of_whoever_accepts_it() -> None:
    taken = ticket().accepted("wang", later(minutes=3))
    assert (taken.assignee, taken.accepted_by) == ("wang", "wang")
    assert taken.assigned_at == taken.accepted_at == later(minutes=3)


def test_accepting_an_assignment_keeps_the_time_it_was_given() -> None:
    taken = ticket_in(Status.ASSIGNED).accepted("wang", later(minutes=9))
    assert (taken.assigned_at, taken.accepted_at) == (later(minutes=1), later(minutes=9))


@pytest.mark.parametrize("second", ["wu", "wang"])
def test_two_people_accepting_at_once_one_wins_and_the_other_is_told_who_and_when(
    second: str,
) -> None:
    taken = ticket().accepted("wang", later(minutes=3))
    with pytest.raises(AlreadyAccepted) as refusal:
        taken.accepted(second, later(minutes=4))
    assert (refusal.value.by, refusal.value.at) == ("wang", later(minutes=3))


def test_a_ticket_assigned_to_somebody_else_is_not_accepted() -> None:
    with pytest.raises(AssignedToOther) as refusal:
        ticket_in(Status.ASSIGNED).accepted("wu", later(minutes=4))
    assert refusal.value.assignee == "wang"


@pytest.mark.parametrize("status", [Status.AWAITING, Status.RESOLVED, Status.CLOSED])
def test_accepting_a_finished_ticket_is_refused_for_its_status_not_for_its_assignee(
    status: Status,
) -> None:
    with pytest.raises(WrongStatus):
        ticket_in(status).accepted("wu", later(hours=1))


# Work.


def test_a_first_contact_takes_on_an_assigned_ticket() -> None:
    spoken = ticket_in(Status.ASSIGNED).contacted("wang", later(minutes=5), "约周二上门", "phone")
    assert (spoken.accepted_at, spoken.accepted_by) == (later(minutes=5), "wang")
    assert (spoken.first_contact_at, spoken.contacted_at) == (later(minutes=5), later(minutes=5))
    assert (spoken.contact_medium, spoken.contact_outcome) == ("phone", "约周二上门")
    assert spoken.told_at == later(minutes=5)


def test_a_second_contact_is_an_update_to_the_customer_not_a_new_first_response() -> None:
    spoken = ticket_in(Status.ASSIGNED).contacted("wang", later(minutes=5), "约周二上门", "phone")
    again = spoken.contacted("wang", later(minutes=50), "改周三", "chat")
    assert (again.first_contact_at, again.contacted_at) == (later(minutes=5), later(minutes=5))
    assert (again.contact_medium, again.contact_outcome) == ("phone", "约周二上门")
    assert again.told_at == later(minutes=50)


def test_a_contact_by_the_wrong_medium_is_recorded_but_the_first_response_is_still_owed() -> None:
    chatted = ticket_in(Status.ASSIGNED).contacted(
        "wang", later(minutes=5), "在线留言", "chat", counts=False
    )
    assert chatted.contacted_at is None
    assert (chatted.told_at, chatted.contact_medium) == (later(minutes=5), "chat")
    called = chatted.contacted("wang", later(minutes=9), "已电话", "phone")
    assert (called.contacted_at, called.contact_medium) == (later(minutes=9), "phone")


def test_progress_tells_the_customer_only_where_it_says_so() -> None:
    spoken = ticket_in(Status.ASSIGNED).contacted("wang", later(minutes=5), "约周二上门")
    assert spoken.progressed(later(hours=1), told=False).told_at == later(minutes=5)
    assert spoken.progressed(later(hours=1), told=True).told_at == later(hours=1)


def test_a_hold_says_why_and_until_when() -> None:
    held = ticket_in(Status.IN_PROGRESS).held(later(hours=1), "等配件", later(hours=3))
    assert held.hold == Pause(PauseKind.HOLD, later(hours=1), "等配件", later(hours=3))
    resumed = held.resumed(later(hours=2))
    assert resumed.hold is None
    assert resumed.pauses[0].end == later(hours=2)


def test_a_ticket_on_hold_is_not_held_again_until_the_hold_is_over() -> None:
    held = ticket_in(Status.IN_PROGRESS).held(later(hours=1), "等配件", later(hours=3))
    with pytest.raises(AlreadyOnHold) as refusal:
        held.held(later(hours=2), "等客户")
    assert refusal.value.since == later(hours=1)
    again = held.held(later(hours=4), "等客户")
    assert [p.end for p in again.pauses] == [later(hours=3), None]


def test_only_a_ticket_on_hold_is_resumed() -> None:
    with pytest.raises(NotOnHold):
        ticket_in(Status.AWAITING).resumed(later(hours=1))


def test_resuming_does_not_end_the_wait_for_the_customer() -> None:
    waiting = ticket_in(Status.AWAITING).held(later(minutes=5), "等配件")
    resumed = waiting.resumed(later(hours=1))
    assert [(p.kind, p.end) for p in resumed.pauses] == [
        (PauseKind.CUSTOMER, None),
        (PauseKind.HOLD, later(hours=1)),
    ]


def test_a_pause_never_ends_before_it_began() -> None:
    assert Pause(PauseKind.HOLD, later(hours=2), until=later(hours=1)).end == later(hours=2)
    held = ticket_in(Status.IN_PROGRESS).held(later(hours=2), "等配件")
    backdated = held.resolved(later(hours=3), later(hours=1), "其实一点就好了")
    assert backdated.pauses[0].end == later(hours=2)


def test_every_proposal_is_counted_and_waits_for_the_customer() -> None:
    first = ticket_in(Status.IN_PROGRESS).proposed(later(hours=1), "维修", "100元")
    assert (first.solution, first.cost, first.proposals) == ("维修", "100元", 1)
    second = first.proposal_rejected(later(hours=2)).proposed(later(hours=3), "换新")
    assert (second.solution, second.cost, second.proposals) == ("换新", "", 2)
    assert second.proposed_at == later(hours=3)
    assert [(p.since, p.end) for p in second.pauses] == [
        (later(hours=1), later(hours=2)),
        (later(hours=3), None),
    ]


def test_the_customers_yes_keeps_what_they_agreed_to_and_lets_the_clock_go_on() -> None:
    offered = ticket_in(Status.IN_PROGRESS).proposed(later(hours=1), "换压缩机", "300元")
    agreed = offered.agreed("li", later(hours=2), "先付一半", "280元")
    assert agreed.agreement == Agreement(later(hours=2), "li", "换压缩机", "280元", "先付一半")
    assert (agreed.solution, agreed.cost, agreed.told_at) == ("换压缩机", "280元", later(hours=2))
    assert [(p.since, p.end) for p in agreed.pauses] == [(later(hours=1), later(hours=2))]


@pytest.mark.parametrize("move", [Move.PROPOSE, Move.DENY, Move.REOPEN])
def test_an_agreement_is_to_the_solution_that_stands_and_to_no_later_one(move: Move) -> None:
    agreed = ticket_in(Status.AWAITING).agreed("li", later(hours=1))
    done = agreed if move is Move.PROPOSE else agreed.resolved(later(hours=2), later(hours=2), "好")
    assert done.agreement.at == later(hours=1)
    assert STEPS[move](done, later(hours=3)).agreement == Agreement()


@pytest.mark.parametrize("move", [Move.AGREE, Move.REJECT])
def test_the_customers_word_on_a_proposal_leaves_a_hold_as_it_is(move: Move) -> None:
    waiting = ticket_in(Status.AWAITING).held(later(minutes=5), "等配件")
    assert STEPS[move](waiting, later(hours=1)).hold is not None


def test_a_fix_counts_from_its_completion_not_from_when_it_is_written_down() -> None:
    fixed = ticket_in(Status.AWAITING).resolved(later(hours=5), later(hours=2), "已换压缩机")
    assert (fixed.resolved_at, fixed.details) == (later(hours=2), "已换压缩机")
    assert [p.end for p in fixed.pauses] == [later(hours=2)]


# Endings.


def test_only_the_customers_word_closes_a_ticket_as_confirmed() -> None:
    done = ticket_in(Status.RESOLVED).confirmed(later(hours=6), {"overall": "satisfied"}, "很好")
    assert (done.confirmed_at, done.closed_at) == (later(hours=6), later(hours=6))
    assert (done.close_reason, dict(done.csat), done.comment) == (
        "confirmed", {"overall": "satisfied"}, "很好",
    )  # fmt: skip
    assert done.served


def test_not_solved_goes_back_to_work_and_keeps_its_clock() -> None:
    denied = replace(ticket_in(Status.RESOLVED), confirm_tries=2).denied(NOW, {}, "还是不行")
    assert (denied.status, denied.resolved_at) == (Status.IN_PROGRESS, None)
    assert (denied.clock_started_at, denied.started_at, denied.reopenings) == (None, NOW, 0)
    assert denied.pauses == ticket_in(Status.RESOLVED).pauses
    assert (denied.assignee, denied.comment) == ("wang", "还是不行")


@pytest.mark.parametrize("back", [Move.DENY, Move.REOPEN])
def test_what_did_not_help_is_no_result_any_more(back: Move) -> None:
    offered = ticket_in(Status.IN_PROGRESS).proposed(later(minutes=3), "换压缩机", "300元")
    fixed = offered.resolved(later(minutes=4), later(minutes=4), "已换")
    again = STEPS[back](fixed, later(hours=1))
    assert (again.solution, again.cost, again.details) == ("", "", "")


def test_a_solution_that_the_customer_declined_is_none() -> None:
    offered = ticket_in(Status.IN_PROGRESS).proposed(later(minutes=3), "换压缩机", "300元")
    declined = offered.proposal_rejected(later(hours=1))
    assert (declined.solution, declined.cost, declined.proposals) == ("", "", 1)


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.CONFIRM, Move.DENY])
def test_nobody_owes_a_first_response_on_what_was_finished_without_one(move: Move) -> None:
    status = Status.IN_PROGRESS if move is Move.RESOLVE else Status.RESOLVED
    unheard = replace(ticket_in(status), contacted_at=None, first_contact_at=None)
    done = STEPS[move](unheard, later(hours=3))
    assert (done.first_contact_at, done.contacted_at) == (later(hours=3), later(hours=3))


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.CONFIRM, Move.DENY])
def test_a_first_contact_that_was_recorded_stays_the_first(move: Move) -> None:
    status = Status.IN_PROGRESS if move is Move.RESOLVE else Status.RESOLVED
    heard = replace(ticket_in(status), contacted_at=NOW, first_contact_at=NOW)
    done = STEPS[move](heard, later(hours=3))
    assert (done.first_contact_at, done.contacted_at) == (NOW, NOW)


def test_a_customer_who_was_reached_is_not_unreachable_any_more() -> None:
    assert (
        replace(ticket_in(Status.RESOLVED), confirm_tries=2).denied(NOW, {}, "").confirm_tries == 0
    )


def test_answers_of_an_earlier_round_stay_unless_they_are_given_anew() -> None:
    asked = ticket_in(Status.RESOLVED).denied(NOW, {"speed": "satisfied"}, "还是不行")
    fixed = asked.resolved(later(hours=8), later(hours=8), "再修")
    done = fixed.confirmed(later(hours=9), {"result": "neutral"}, "")
    assert dict(done.csat) == {"speed": "satisfied", "result": "neutral"}
    assert done.comment == "还是不行"


@pytest.mark.parametrize(
    ("move", "reason", "called_back"),
    [
        (Move.CLOSE, "unreachable", True),
        (Move.CANCEL, "cancelled", False),
        (Move.DUPLICATE, "duplicate", False),
    ],
)
def test_other_endings_say_why_and_whether_a_callback_is_owed(
    move: Move, reason: str, *, called_back: bool
) -> None:
    done = STEPS[move](ticket_in(Status.RESOLVED), later(hours=6))
    assert (done.closed_at, done.close_reason) == (later(hours=6), reason)
    assert done.close_note
    assert (done.confirmed_at, done.served) == (None, called_back)


def test_a_duplicate_names_the_ticket_that_it_repeats() -> None:
    assert STEPS[Move.DUPLICATE](ticket(), NOW).duplicate_of == "20261122009"


@pytest.mark.parametrize("move", [Move.CANCEL, Move.DUPLICATE])
def test_a_ticket_that_is_given_up_is_on_hold_no_longer(move: Move) -> None:
    waiting = ticket_in(Status.AWAITING).held(later(minutes=5), "等配件")
    done = STEPS[move](waiting, later(hours=1))
    assert [p.end for p in done.pauses] == [later(hours=1)] * 2


# Reopening.


def test_reopening_goes_back_to_the_same_assignee_with_every_clock_started_anew() -> None:
    closed = replace(
        ticket_in(Status.CLOSED),
        contacted_at=later(minutes=2),
        first_contact_at=later(minutes=2),
        called_back_at=later(hours=1),
        confirm_tries=2,
    )
    back = closed.reopened(later(days=2))
    assert (back.status, back.assignee) == (Status.IN_PROGRESS, "wang")
    assert back.started_at == back.reopened_at == later(days=2)
    assert back.reopenings == 1
    assert (back.contacted_at, back.resolved_at, back.confirmed_at) == (None, None, None)
    assert (back.closed_at, back.close_reason, back.close_note) == (None, "", "")
    assert (back.called_back_at, back.confirm_tries, back.pauses) == (None, 0, ())
    assert back.first_contact_at == later(minutes=2)  # For the numbers: it did happen.
    assert (back.accepted_at, back.accepted_by) == (later(minutes=2), "wang")


def test_reopening_is_an_acceptance_where_there_was_none_before() -> None:
    dropped = ticket_in(Status.ASSIGNED).cancelled(later(minutes=9), "误报")
    back = dropped.reopened(later(days=2))
    assert (back.assigned_at, back.accepted_at) == (later(days=2), later(days=2))
    assert back.accepted_by == "wang"


def test_a_ticket_that_nobody_had_goes_back_to_the_queue() -> None:
    dropped = ticket(classified_at=NOW).cancelled(later(minutes=9), "误报")
    back = dropped.reopened(later(days=2))
    assert (back.status, back.assignee, back.accepted_at) == (Status.PENDING, "", None)
    assert back.classified_at == later(days=2)
    assert ticket().cancelled(NOW, "误报").reopened(later(days=2)).classified_at is None


def test_a_reopened_duplicate_repeats_nothing_any_more() -> None:
    assert STEPS[Move.DUPLICATE](ticket(), NOW).reopened(later(days=1)).duplicate_of == ""


def test_a_ticket_cannot_be_changed_in_place() -> None:
    for field in fields(Ticket):
        with pytest.raises(AttributeError):
            setattr(ticket(), field.name, None)


def test_somebody_elses_contact_leaves_the_ticket_for_its_assignee_to_accept() -> None:
    given = ticket_in(Status.ASSIGNED)
    called = given.contacted("li", later(minutes=5), "已电话联系")
    assert (called.status, called.accepted_at) == (Status.ASSIGNED, None)
    assert called.contacted_at == later(minutes=5)
    assert called.accepted(given.assignee, later(minutes=6)).accepted_by == given.assignee


def test_explaining_a_proposal_is_a_first_contact_where_there_was_none() -> None:
    proposed = ticket_in(Status.IN_PROGRESS).proposed(later(minutes=9), "换新机")
    assert proposed.contacted_at is not None
    assert proposed.told_at == later(minutes=9)
