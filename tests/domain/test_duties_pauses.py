"""A clock that stands still: holds, and waiting for the customer."""

import pytest

from bot.domain.duty_rules import RULES
from bot.domain.life_cycle import Move
from bot.domain.owed import owed
from bot.domain.policy import DutyKind
from bot.domain.promises import Pause as PausePolicy
from tests.domain.book import Book
from tests.domain.builders import AT_WORK, MINUTE, NOW, later, policy
from tests.domain.steps import STEPS


def test_a_hold_moves_the_resolution_by_exactly_the_paused_time() -> None:
    book = Book()
    held = AT_WORK.held(later(minutes=30), "等配件")
    book.save(held, later(minutes=30))
    resumed = held.resumed(later(minutes=47))
    book.save(resumed, later(minutes=47))
    first, second = book.of(DutyKind.RESOLUTION)
    assert (first.ending, first.missed_at) == ("moved", None)
    assert second.due_at == later(hours=2, minutes=17)
    assert second.warn_at == later(hours=1, minutes=17)
    assert second.started_at == NOW


def test_a_hold_past_the_old_due_time_is_no_breach() -> None:
    book = Book()
    held = AT_WORK.held(later(minutes=30), "等配件")
    book.save(held, later(minutes=30))
    book.sweep(later(hours=9))
    book.save(held.resumed(later(hours=9)), later(hours=9))
    first, second = book.of(DutyKind.RESOLUTION)
    assert (first.missed_at, first.missed_by) == (None, "")
    assert (second.due_at, second.missed_at) == (later(hours=10, minutes=30), None)


def test_the_first_response_never_pauses() -> None:
    book = Book()
    held = AT_WORK.held(later(minutes=1), "等配件")
    book.save(held, later(minutes=1))
    book.save(held.resumed(later(minutes=9)), later(minutes=9))
    [row] = book.of(DutyKind.FIRST_RESPONSE)
    assert (row.due_at, row.wake_at, row.stopped) == (later(minutes=15), later(minutes=10), False)


def test_an_open_ended_hold_stops_the_clock_and_nothing_wakes() -> None:
    book = Book()
    book.save(AT_WORK, NOW)
    book.save(AT_WORK.held(later(minutes=30), "等配件"), later(minutes=30))
    [row] = book.of(DutyKind.RESOLUTION)
    assert (row.stopped, row.running, row.wake_at) == (True, True, None)
    assert DutyKind.RESOLUTION not in {kind for kind, _ in book.sweep(later(days=9))}
    assert book[DutyKind.RESOLUTION].missed_at is None


def test_a_hold_until_a_time_ends_by_itself() -> None:
    book = Book(
        rules=[rule for rule in RULES if rule.kind in (DutyKind.RESOLUTION, DutyKind.RESUME)]
    )
    held = AT_WORK.held(later(minutes=30), "等配件", until=later(minutes=90))
    book.save(held, later(minutes=30))
    row = book[DutyKind.RESOLUTION]
    assert (row.due_at, row.stopped, row.wake_at) == (later(hours=3), False, later(hours=2))
    assert book.save(held, later(hours=2)) == ()
    noted = held.progressed(later(hours=2), told=True)
    assert book.save(noted, later(hours=2)) == ()
    late = noted.resumed(later(hours=2, minutes=30))
    [resumed] = book.save(late, later(hours=2, minutes=30))
    assert resumed.kind is DutyKind.RESUME
    assert book[DutyKind.RESOLUTION] == row


def test_the_end_of_a_hold_is_woken_at_and_never_late() -> None:
    book = Book()
    held = AT_WORK.held(later(minutes=30), "等配件", until=later(minutes=90))
    book.save(held, later(minutes=30))
    row = book[DutyKind.RESUME]
    assert (row.owner, row.wake_at, row.due_at) == ("wang", later(minutes=90), later(minutes=90))
    book.save(held.resumed(later(hours=2)), later(hours=2))
    ended = book[DutyKind.RESUME]
    assert (ended.met_at, ended.missed_at, ended.wake_at) == (later(minutes=90), None, None)


def test_an_end_that_nobody_named_is_not_waited_for() -> None:
    book = Book()
    book.save(AT_WORK.held(later(minutes=30), "等配件"), later(minutes=30))
    assert DutyKind.RESUME not in book


def test_a_second_hold_waits_for_its_own_end() -> None:
    book = Book()
    held = AT_WORK.held(later(minutes=30), "等配件", until=later(minutes=90))
    book.save(held, later(minutes=30))
    early = held.resumed(later(minutes=40))
    book.save(early, later(minutes=40))
    assert book[DutyKind.RESUME].met_at == later(minutes=40)
    book.save(early.held(later(hours=1), "等客户", until=later(hours=4)), later(hours=1))
    assert book[DutyKind.RESUME].wake_at == later(hours=4)


def test_a_hold_that_is_resumed_early_gives_the_rest_back() -> None:
    book = Book()
    held = AT_WORK.held(later(minutes=30), "等配件", until=later(minutes=90))
    book.save(held, later(minutes=30))
    book.save(held.resumed(later(minutes=40)), later(minutes=40))
    assert book[DutyKind.RESOLUTION].due_at == later(hours=2, minutes=10)


@pytest.mark.parametrize("answer", [Move.AGREE, Move.REJECT])
def test_waiting_for_the_customer_pauses_until_they_answer(answer: Move) -> None:
    book = Book()
    proposed = AT_WORK.proposed(later(minutes=10), "换压缩机")
    book.save(proposed, later(minutes=10))
    assert book[DutyKind.RESOLUTION].stopped
    book.save(STEPS[answer](proposed, later(minutes=70)), later(minutes=70))
    row = book[DutyKind.RESOLUTION]
    assert (row.due_at, row.stopped) == (later(hours=3), False)


def test_pauses_that_overlap_count_once() -> None:
    both = AT_WORK.proposed(later(minutes=10), "换压缩机").held(later(minutes=20), "等配件")
    back = both.resumed(later(minutes=50)).proposal_rejected(later(minutes=60))
    [row] = [one for one in owed(back, policy()) if one.kind is DutyKind.RESOLUTION]
    assert row.due_at == later(hours=2, minutes=50)


@pytest.mark.parametrize(
    ("stops", "due"),
    [
        (PausePolicy(hold=False, waiting=False), 120),
        (PausePolicy(hold=True, waiting=False), 150),
        (PausePolicy(hold=False, waiting=True), 160),
        (PausePolicy(hold=True, waiting=True), 190),
    ],
)
def test_the_policy_says_what_pauses(stops: PausePolicy, due: int) -> None:
    held = AT_WORK.held(later(minutes=10), "等配件").resumed(later(minutes=40))
    waited = held.proposed(later(minutes=50), "维修").proposal_rejected(later(minutes=90))
    [row] = [one for one in owed(waited, policy(pause=stops)) if one.kind is DutyKind.RESOLUTION]
    assert row.due_at == NOW + due * MINUTE


def test_a_breach_is_not_undone_by_a_hold_that_begins_after_it() -> None:
    book = Book()
    book.save(AT_WORK, NOW)
    book.save(AT_WORK.held(later(hours=3), "等配件"), later(hours=3))
    row = book[DutyKind.RESOLUTION]
    assert (row.due_at, row.stopped) == (later(hours=2), False)
    assert row.wake_at is not None


def test_a_fix_on_hold_is_judged_by_the_time_left_when_it_was_complete() -> None:
    book = Book()
    held = AT_WORK.held(later(hours=1), "等配件")
    book.save(held, later(hours=1))
    book.save(held.resolved(later(hours=9), later(hours=8), "已换"), later(hours=9))
    row = book[DutyKind.RESOLUTION]
    assert (row.met_at, row.due_at, row.missed_at) == (later(hours=8), later(hours=9), None)


def test_a_fix_that_was_complete_in_time_but_written_down_late_was_not_late() -> None:
    book = Book()
    book.save(AT_WORK, NOW)
    book.sweep(later(hours=3))
    assert book[DutyKind.RESOLUTION].missed_at == later(hours=2)
    book.save(AT_WORK.resolved(later(hours=4), later(hours=1), "已换"), later(hours=4))
    row = book[DutyKind.RESOLUTION]
    assert (row.ending, row.met_at, row.missed_at) == ("met", later(hours=1), None)
