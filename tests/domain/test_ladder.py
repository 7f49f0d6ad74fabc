"""What a duty says when its time has come, and to whom next."""

from dataclasses import replace

import pytest

from bot.domain.duties import Call, next_wake, wake
from bot.domain.duty_rules import BREACHES, RULES
from bot.domain.policy import DutyKind
from bot.domain.promises import Ladder
from tests.domain.book import Book
from tests.domain.builders import MINUTE, NOW, later, policy, ticket

URGENT = ticket(urgency="urgent", category="product", classified_at=NOW, synced_at=NOW)
AT_WORK = URGENT.accepted("wang", NOW)
FIRST = DutyKind.FIRST_RESPONSE


def opened(ladder: Ladder | None = None) -> Book:
    """A ticket on which only the first response and the resolution are owed."""
    targets = tuple(rule for rule in RULES if rule.climbs)
    book = Book(policy(ladder=ladder or Ladder()), rules=targets)
    book.save(AT_WORK, NOW)
    assert book.running == BREACHES
    return book


def said(book: Book, minutes: float) -> list[Call]:
    return [call for kind, call in book.sweep(later(minutes=minutes)) if kind is FIRST]


def test_a_breach_climbs_from_the_supervisor_to_the_manager_and_repeats() -> None:
    book = opened()
    heard = {minute: calls for minute in range(121) if (calls := said(book, minute))}
    assert heard == {
        10: [Call.WARN],
        15: [Call.BREACH],
        30: [Call.MANAGER],
        60: [Call.REPEAT],
        90: [Call.REPEAT],
        120: [Call.REPEAT],
    }


def test_the_ladder_keeps_the_times_of_the_policy_and_stops_at_its_cap() -> None:
    book = opened(Ladder(manager_after=5 * MINUTE, repeat=10 * MINUTE, max_repeats=2))
    heard = {minute: calls for minute in range(600) if (calls := said(book, minute))}
    assert heard == {
        10: [Call.WARN], 15: [Call.BREACH], 20: [Call.MANAGER], 30: [Call.REPEAT],
        40: [Call.REPEAT],
    }  # fmt: skip
    assert book[FIRST].wake_at is None
    assert book[FIRST].running  # It is still owed: only nobody is told any more.


def test_no_repeats_means_the_manager_is_the_last_to_hear() -> None:
    book = opened(Ladder(max_repeats=0))
    assert [said(book, minute) for minute in (15, 30, 60, 90)] == [
        [Call.BREACH], [Call.MANAGER], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize("rung", [1, 2, 3])
def test_acknowledging_silences_the_ladder_but_not_the_record(rung: int) -> None:
    book = opened()
    for minute in (15, 30, 60)[:rung]:
        assert said(book, minute)
    book.acknowledge(FIRST, "tang", later(minutes=61))
    assert said(book, 9999) == []
    row = book[FIRST]
    assert (row.acknowledged_by, row.acknowledged_at) == ("tang", later(minutes=61))
    assert (row.missed_at, row.running, row.wake_at) == (later(minutes=15), True, None)
    book.save(AT_WORK.contacted("wang", later(hours=2), "已联系"), later(hours=2))
    assert (book[FIRST].missed_at, book[FIRST].ending) == (later(minutes=15), "met")


def test_meeting_the_duty_ends_the_ladder() -> None:
    book = opened()
    assert said(book, 15) == [Call.BREACH]
    book.save(AT_WORK.contacted("wang", later(minutes=20), "已联系"), later(minutes=20))
    assert said(book, 9999) == []


def test_the_one_who_had_it_when_it_was_missed_stays_the_one_who_missed_it() -> None:
    book = opened()
    said(book, 15)
    handed_over = AT_WORK.assigned("wu", later(minutes=20))
    book.save(handed_over, later(minutes=20))
    book.save(handed_over.contacted("wu", later(minutes=30), "已联系"), later(minutes=30))
    assert (book[FIRST].owner, book[FIRST].missed_by) == ("wu", "wang")


def test_an_urgency_that_moves_the_deadline_ends_the_old_ladder_and_starts_its_own() -> None:
    book = opened()
    said(book, 15)
    milder = AT_WORK.classified(later(minutes=20), urgency="important")
    book.save(milder, later(minutes=20))
    heard = {minute: calls for minute in range(20, 80) if (calls := said(book, minute))}
    assert heard == {20: [Call.WARN], 30: [Call.BREACH], 45: [Call.MANAGER], 75: [Call.REPEAT]}


@pytest.mark.parametrize("kind", [r.kind for r in RULES if r.kind not in BREACHES])
def test_other_duties_tell_the_supervisor_once(kind: DutyKind) -> None:
    row = replace(opened()[FIRST], kind=kind)
    missed, call = wake(replace(row, warned_at=NOW), Ladder(), later(minutes=15))
    assert (call, missed.missed_at, missed.wake_at) == (Call.BREACH, row.due_at, None)
    assert wake(missed, Ladder(), later(days=1)) == (missed, None)


@pytest.mark.parametrize("minute", [0, 9.99, 10, 12, 15, 29, 30, 31, 60, 1000])
def test_a_second_wake_at_the_same_moment_says_nothing(minute: float) -> None:
    """Two sweeps may meet: only the first of them speaks, and no rung is climbed early."""
    row = opened()[FIRST]
    for at in (10, 15, 30, minute):
        row, _ = wake(row, Ladder(), later(minutes=min(at, minute)))
    again, call = wake(row, Ladder(), later(minutes=minute))
    assert (again, call) == (row, None)


def test_a_desk_that_slept_through_the_warning_goes_straight_to_the_breach() -> None:
    book = opened()
    assert said(book, 600) == [Call.BREACH]
    assert book[FIRST].missed_at == later(minutes=15)
    assert said(book, 615) == [Call.MANAGER]


def test_a_duty_that_is_over_or_stands_still_says_nothing() -> None:
    row = opened()[FIRST]
    for silent in (replace(row, stopped=True), replace(row, ended_at=NOW, ending="met")):
        woken, call = wake(silent, Ladder(), later(days=1))
        assert (woken.wake_at, woken.missed_at, call) == (None, None, None)
        assert next_wake(silent, Ladder()) is None


def test_every_duty_names_the_command_that_meets_it() -> None:
    assert {rule.kind.value: rule.meets for rule in RULES} == {
        "acknowledge": "",  # The bot's own.
        "record": "fill",
        "progress": "progress",
        "overdue_reason": "reason",
        "second_callback": "callback",
        "dissatisfied": "remedy",
        "remedy_check": "satisfied",
        "care_call": "callback",
        "approval": "approve",
        "sync": "classify",  # It gives the ticket a department; agents may do that.
        "classify": "classify",
        "dispatch": "assign",
        "accept": "accept",
        "first_response": "contact",
        "resolution": "resolve",
        "resume": "resume",
        "collaboration": "collab_done",
        "field_record": "signed",
        "confirmation": "confirm",
        "callback": "callback",
    }
