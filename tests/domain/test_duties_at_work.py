"""What is owed besides the steps: receipts, the record, news for the customer, reasons."""

from dataclasses import replace

import pytest

from bot.domain.duties import Call
from bot.domain.policy import DutyKind, Policy
from bot.domain.promises import Pause as PausePolicy
from bot.domain.record import missing
from bot.domain.ticket import Customer, Purchase, Report, Ticket
from tests.domain.book import Book
from tests.domain.builders import AT_WORK, NOW, URGENT, later, policy, ticket

PROGRESS, REASON, RECORD = DutyKind.PROGRESS, DutyKind.OVERDUE_REASON, DutyKind.RECORD
FULL = ticket(
    customer=Customer("张三", phone="13812345678"),
    purchase=Purchase("KFR-35GW"),
    report=Report("不制冷", NOW, channel="phone"),
    kind="repair",
    category="product",
    urgency="urgent",
)


# The receipt.


def test_a_message_that_nobody_acknowledged_owes_a_receipt_within_five_minutes() -> None:
    book = Book()
    book.save(ticket(message_at=NOW, first_responder=""), NOW)
    row = book[DutyKind.ACKNOWLEDGE]
    assert (row.due_at, row.warn_at, row.owner) == (later(minutes=5), None, "")
    assert (DutyKind.ACKNOWLEDGE, Call.BREACH) in book.sweep(later(minutes=5))
    late = ticket(message_at=NOW, receipt_at=later(minutes=6))
    book.save(late, later(minutes=6))
    assert (book[DutyKind.ACKNOWLEDGE].ending, book[DutyKind.ACKNOWLEDGE].missed_at) == (
        "met", later(minutes=5),
    )  # fmt: skip


def test_a_receipt_of_an_earlier_message_answers_no_later_one() -> None:
    again = ticket(message_at=later(hours=1), receipt_at=later(minutes=1))
    book = Book()
    book.save(again, later(hours=1))
    assert book[DutyKind.ACKNOWLEDGE].running


def test_a_ticket_that_a_colleague_typed_in_owes_no_receipt() -> None:
    book = Book()
    book.save(ticket(), NOW)
    assert DutyKind.ACKNOWLEDGE not in book


# The record.


def test_the_record_lacks_what_the_policy_requires_in_its_order() -> None:
    assert missing(ticket(), policy()) == ("product", "channel", "kind", "category", "urgency")
    assert missing(FULL, policy()) == ()
    severe = policy(required={"record": ("severity",)})
    assert missing(replace(FULL, kind="complaint"), severe) == ("severity",)
    assert missing(FULL, severe) == ()  # Only a complaint has a severity.


def test_a_field_that_the_policy_requires_no_more_is_owed_no_more() -> None:
    book = Book()
    book.save(ticket(), NOW)
    assert book[RECORD].owner == "li"
    book.policy = policy(required={"record": ("customer",)})
    book.save(ticket(), later(hours=1))
    assert (book[RECORD].ending, book[RECORD].missed_at) == ("dropped", None)


# News for the customer.


def test_the_customer_is_to_hear_again_and_again_as_long_as_somebody_works() -> None:
    """S2-38, S4-25."""
    book = Book()
    book.save(AT_WORK, NOW)
    assert (book[PROGRESS].due_at, book[PROGRESS].warn_at) == (
        later(hours=4), later(hours=3, minutes=30),
    )  # fmt: skip
    told = AT_WORK.progressed(later(hours=3), told=True)
    book.save(told, later(hours=3))
    late = told.progressed(later(hours=8), told=True)
    book.save(late, later(hours=8))
    first, second, third = book.of(PROGRESS)
    assert (first.ending, first.met_at, first.missed_at) == ("met", later(hours=3), None)
    assert (second.ending, second.met_at, second.missed_at, second.missed_by) == (
        "met", later(hours=8), later(hours=7), "wang",
    )  # fmt: skip
    assert (third.started_at, third.due_at, third.running) == (
        later(hours=8),
        later(hours=12),
        True,
    )
    book.save(late.resolved(later(hours=9), later(hours=9), "已换"), later(hours=9))
    assert book[PROGRESS].ending == "dropped"


def test_progress_that_the_customer_did_not_hear_of_counts_for_nothing() -> None:
    book = Book()
    book.save(AT_WORK, NOW)
    assert book.save(AT_WORK.progressed(later(hours=3), told=False), later(hours=3)) == ()


def test_a_mild_urgency_gives_a_day_and_a_ticket_in_the_queue_owes_no_news() -> None:
    book = Book()
    book.save(replace(URGENT, urgency="normal"), NOW)
    assert PROGRESS not in book
    book.save(replace(URGENT, urgency="normal").accepted("wang", NOW), NOW)
    assert book[PROGRESS].due_at == later(hours=24)


def test_a_transfer_does_not_give_the_customer_more_patience() -> None:
    told = AT_WORK.progressed(later(hours=1), told=True)
    book = Book()
    book.save(told, later(hours=1))
    book.save(told.assigned("wu", later(hours=2)), later(hours=2))
    assert (book[PROGRESS].owner, book[PROGRESS].due_at) == ("wu", later(hours=5))


@pytest.mark.parametrize(("stops", "due"), [(True, 6), (False, 4)])
def test_a_hold_stops_the_clock_of_the_news_if_the_policy_says_so(*, stops: bool, due: int) -> None:
    book = Book(policy(pause=PausePolicy(hold=stops)))
    held = AT_WORK.held(later(hours=1), "等配件")
    book.save(held, later(hours=1))
    assert book[PROGRESS].stopped is stops
    book.save(held.resumed(later(hours=3)), later(hours=3))
    assert book[PROGRESS].due_at == later(hours=due)


# Reasons.


def reasons(book: Book) -> dict[str, bool]:
    return {row.about: row.running for row in book.of(REASON)}


def breached(plan: Policy | None = None) -> tuple[Book, Ticket]:
    """A first response and then a resolution that nobody was in time for."""
    book = Book(plan or policy())
    book.save(AT_WORK, NOW)
    book.sweep(later(minutes=20))
    book.save(AT_WORK, later(minutes=20))
    return book, AT_WORK


def test_each_breach_asks_for_its_reason_within_four_hours() -> None:
    book, at_work = breached()
    [first] = book.of(REASON)
    assert (first.about, first.started_at, first.due_at, first.owner) == (
        "first_response", later(minutes=15), later(hours=4, minutes=15), "wang",
    )  # fmt: skip
    book.sweep(later(hours=3))
    book.save(at_work, later(hours=3))
    assert reasons(book) == {"first_response": True, "resolution": True}


def test_a_reason_answers_for_what_was_missed_and_not_for_what_will_be() -> None:
    book, at_work = breached()
    told = replace(at_work, overdue_reason="缺件", reason_at=later(hours=1))
    book.save(told, later(hours=1))
    assert reasons(book) == {"first_response": False}
    assert book.of(REASON)[0].met_at == later(hours=1)
    book.sweep(later(hours=3))
    book.save(told, later(hours=3))
    assert reasons(book) == {"first_response": False, "resolution": True}


def test_a_response_that_came_late_unseen_is_to_be_explained_as_well() -> None:
    book = Book()
    book.save(AT_WORK, NOW)
    book.save(AT_WORK.contacted("wang", later(minutes=40), "已联系"), later(minutes=40))
    assert reasons(book) == {"first_response": True}


def test_a_deadline_that_is_moved_afterwards_takes_no_reason_back() -> None:
    book, at_work = breached()
    milder = at_work.classified(later(minutes=30), urgency="normal")
    book.save(milder, later(minutes=30))
    book.save(milder, later(minutes=31))
    assert reasons(book) == {"first_response": True}


def test_a_closed_ticket_still_owes_its_reason_and_a_cancelled_one_does_not() -> None:
    book, at_work = breached()
    fixed = at_work.resolved(later(hours=1), later(hours=1), "已换")
    book.save(fixed.confirmed(later(hours=1), {}, ""), later(hours=1))
    assert reasons(book) == {"first_response": True}
    book, at_work = breached()
    book.save(at_work.cancelled(later(hours=1), "误报"), later(hours=1))
    assert reasons(book) == {"first_response": False}
