"""What is owed after the fix, and what anew: not solved, given up, reopened."""

from dataclasses import replace

import pytest

from bot.domain.policy import DutyKind
from tests.domain.book import Book
from tests.domain.builders import AT_WORK, HOUR, MINUTE, NOW, URGENT, later, ticket

FIXED = AT_WORK.resolved(later(hours=1), later(hours=1), "已换")


def test_not_solved_reopens_the_resolution_on_the_same_clock() -> None:
    book = Book()
    book.save(AT_WORK, NOW)
    book.save(FIXED, later(hours=1))
    book.save(FIXED.denied(NOW, {}, "还是不行"), later(hours=1, minutes=30))
    first, second = book.of(DutyKind.RESOLUTION)
    assert (first.ending, first.missed_at) == ("met", None)
    assert (second.seq, second.started_at, second.due_at) == (2, NOW, later(hours=2))
    assert second.running
    asked = book[DutyKind.CONFIRMATION]
    assert (asked.ending, asked.met_at, asked.missed_at) == ("met", NOW, None)


def test_the_confirmation_is_met_by_the_customers_word_alone() -> None:
    book = Book()
    tried = replace(FIXED, contacted_at=later(minutes=5))
    book.save(tried, later(hours=1))
    book.save(tried.closed_unreachable(later(hours=9), "三次未接"), later(hours=9))
    row = book[DutyKind.CONFIRMATION]
    assert (row.ending, row.met_at, row.missed_at) == ("dropped", None, None)
    assert book.running == {DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK}


@pytest.mark.parametrize("given_up", ["cancelled", "duplicated"])
def test_no_callback_is_promised_for_what_was_given_up(given_up: str) -> None:
    book = Book()
    done = (
        FIXED.cancelled(later(hours=2), "误报")
        if given_up == "cancelled"
        else FIXED.duplicated(later(hours=2), "20261122009", "同一问题")
    )
    book.save(done, later(hours=2))
    assert DutyKind.CALLBACK not in book
    assert book.running == set()


# Reopening.


def test_a_reopened_ticket_starts_anew_and_keeps_its_old_rows() -> None:
    book = Book()
    spoken = AT_WORK.contacted("wang", later(minutes=5), "已联系")
    book.save(spoken, later(minutes=5))
    fixed = spoken.resolved(later(hours=1), later(hours=1), "已换")
    book.save(fixed, later(hours=1))
    closed = fixed.confirmed(later(hours=2), {}, "")
    book.save(closed, later(hours=2))
    before = dict(book.rows)
    book.save(closed.reopened(later(days=3)), later(days=3))
    over = {key: row for key, row in before.items() if not row.running}
    assert {key: book.rows[key] for key in over} == over
    for kind, target in ((DutyKind.FIRST_RESPONSE, 15 * MINUTE), (DutyKind.RESOLUTION, 2 * HOUR)):
        row = book[kind]
        assert (row.seq, row.started_at, row.due_at) == (2, later(days=3), later(days=3) + target)
    assert book.running == {
        DutyKind.SYNC, DutyKind.RECORD, DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION,
        DutyKind.PROGRESS,
    }  # fmt: skip
    assert set(book.rows) - set(before) == {(kind, 2, "") for kind in book.running}


def test_reopening_asks_anew_only_for_what_was_never_done() -> None:
    book = Book()
    book.save(ticket(), NOW)
    dropped = ticket().cancelled(later(minutes=5), "误报")
    book.save(dropped, later(minutes=5))
    book.save(dropped.reopened(later(days=2)), later(days=2))
    for kind, target in ((DutyKind.SYNC, 10 * MINUTE), (DutyKind.CLASSIFY, HOUR)):
        row = book[kind]
        assert (row.seq, row.due_at, row.missed_at) == (2, later(days=2) + target, None)


def test_a_reopened_ticket_in_the_queue_has_its_whole_time_to_be_dispatched() -> None:
    book = Book()
    book.save(URGENT, NOW)
    dropped = URGENT.cancelled(later(minutes=5), "误报")
    book.save(dropped, later(minutes=5))
    back = dropped.reopened(later(days=2))
    book.save(back, later(days=2))
    row = book[DutyKind.DISPATCH]
    assert (row.due_at, row.running) == (later(days=2, minutes=30), True)
    book.save(back.assigned("wang", later(days=2, minutes=5)), later(days=2, minutes=5))
    assert (book[DutyKind.DISPATCH].ending, book[DutyKind.DISPATCH].missed_at) == ("met", None)


def test_a_ticket_reopened_before_anybody_accepted_it_was_not_accepted_late() -> None:
    book = Book()
    given = URGENT.assigned("wang", NOW)
    book.save(given, NOW)
    dropped = given.cancelled(later(minutes=1), "误报")
    book.save(dropped, later(minutes=1))
    book.save(dropped.reopened(later(days=2)), later(days=2))
    assert [row.missed_at for row in book.of(DutyKind.ACCEPT)] == [None, None]
