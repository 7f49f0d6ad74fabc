"""Callbacks in two rounds, the supervisor's case, and care for key customers."""

from dataclasses import replace

from bot.domain.aftercare import call_now, called, heard, remedied, second_opens
from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind, DutyPolicy, Policy
from bot.domain.span import Span
from tests.domain.book import Book
from tests.domain.builders import NOW, later, policy, ticket_in

CLOSED = ticket_in(Status.CLOSED)  # At minute 5.
FIRST, SECOND = DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK
CARE, CASE = DutyKind.CARE_CALL, DutyKind.DISSATISFIED
VIP = replace(CLOSED, customer=replace(CLOSED.customer, level="vip"))


def with_duties(**said: DutyPolicy) -> Policy:
    named = {DutyKind(kind): duty for kind, duty in said.items()}
    return policy(duties={**policy().duties, **named})


CARING = with_duties(care_call=DutyPolicy(due=Span.parse("90d"), warn=Span.parse("7d")))


# Two rounds.


def test_a_call_is_of_the_first_round_until_the_second_opens_on_day_three() -> None:
    assert second_opens(CLOSED, policy()) == later(days=3, minutes=5)
    assert call_now(CLOSED, policy(), later(days=2)) is FIRST
    once = called(CLOSED, FIRST, later(hours=9), "满意", "")
    assert call_now(once, policy(), later(days=2)) is None
    assert call_now(once, policy(), later(days=3, minutes=5)) is SECOND


def test_both_rounds_are_owed_and_each_call_meets_its_own() -> None:
    book = Book()
    book.save(CLOSED, later(minutes=5))
    assert (book[FIRST].due_at, book[SECOND].due_at) == (
        later(days=1, minutes=5), later(days=7, minutes=5),
    )  # fmt: skip
    assert book[SECOND].warn_at == later(days=6, minutes=5)
    once = called(CLOSED, FIRST, later(hours=9), "", "")
    book.save(once, later(hours=9))
    assert (book[FIRST].ending, book[SECOND].running) == ("met", True)
    book.save(called(once, SECOND, later(days=4), "", ""), later(days=4))
    assert (book[SECOND].ending, book[SECOND].missed_at) == ("met", None)


def test_nobody_rings_twice_in_a_day_for_a_first_round_that_was_never_made() -> None:
    book = Book()
    book.save(CLOSED, later(minutes=5))
    assert call_now(CLOSED, policy(), later(days=4)) is SECOND
    late = called(CLOSED, SECOND, later(days=4), "", "")
    book.save(late, later(days=4))
    assert (book[FIRST].ending, book[FIRST].missed_at) == ("dropped", later(days=1, minutes=5))
    assert book[SECOND].ending == "met"
    assert call_now(late, policy(), later(days=4)) is None


def test_a_policy_with_one_round_has_one() -> None:
    one = with_duties(second_callback=DutyPolicy(enabled=False))
    assert call_now(CLOSED, one, later(days=9)) is FIRST
    assert call_now(called(CLOSED, FIRST, NOW, "", ""), one, later(days=9)) is None
    other = with_duties(callback=DutyPolicy(enabled=False))
    assert call_now(CLOSED, other, later(days=1)) is None
    assert call_now(CLOSED, other, later(days=4)) is SECOND


# The supervisor's case.


def test_a_dissatisfied_answer_is_the_supervisors_own_case_for_two_days() -> None:
    book = Book()
    unhappy = heard(CLOSED, "dissatisfied", policy(), later(hours=1), "chen")
    book.save(unhappy, later(hours=1))
    row = book[CASE]
    assert (row.owner, row.due_at, row.warn_at) == ("chen", later(hours=49), later(hours=37))
    book.save(remedied(unhappy, later(hours=9), "优惠券"), later(hours=9))
    assert (book[CASE].ending, book[CASE].missed_at) == ("met", None)


def test_a_satisfied_answer_opens_no_case_and_a_second_complaint_none_beside_the_first() -> None:
    assert heard(CLOSED, "satisfied", policy(), NOW, "chen") == CLOSED
    unhappy = heard(CLOSED, "dissatisfied", policy(), later(hours=1), "chen")
    assert heard(unhappy, "dissatisfied", policy(), later(hours=2), "tang") == unhappy
    soothed = remedied(unhappy, later(hours=3), "优惠券")
    again = heard(soothed, "very_dissatisfied", policy(), later(hours=4), "chen")
    book = Book()
    for at, state in ((1, unhappy), (3, soothed), (4, again)):
        book.save(state, later(hours=at))
    assert [row.ending for row in book.of(CASE)] == ["met", ""]


# Care.


def test_a_key_customer_is_called_every_ninety_days_from_the_last_contact_on() -> None:
    book = Book(CARING)
    book.save(VIP, later(minutes=5))
    assert (book[CARE].due_at, book[CARE].warn_at) == (
        later(days=90, minutes=5), later(days=83, minutes=5),
    )  # fmt: skip
    rung = called(VIP, FIRST, later(days=1), "", "")
    book.save(rung, later(days=1))
    cared = called(called(rung, SECOND, later(days=4), "", ""), CARE, later(days=99), "", "")
    book.save(cared, later(days=99))
    endings = [(row.ending, row.missed_at) for row in book.of(CARE)]
    assert endings == [("met", None), ("met", later(days=91)), ("", None)]
    assert book[CARE].due_at == later(days=189)


def test_care_is_for_key_customers_who_were_served_and_moves_on_with_them() -> None:
    for other in (CLOSED, replace(VIP, close_reason="cancelled"), replace(VIP, care_moved_to="9")):
        book = Book(CARING)
        book.save(other, later(minutes=5))
        assert CARE not in book


def test_a_call_that_no_round_asks_for_is_care_for_a_key_customer_only() -> None:
    rung = called(called(VIP, FIRST, NOW, "", ""), SECOND, later(days=4), "", "")
    assert call_now(rung, CARING, later(days=30)) is CARE
    assert call_now(rung, policy(), later(days=30)) is None
