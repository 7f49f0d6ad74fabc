"""Callbacks in two rounds, the supervisor's case, and care for key customers."""

from dataclasses import replace

from bot.domain.aftercare import (
    Said,
    asked_again,
    call_now,
    called,
    heard,
    remedied,
    second_opens,
    unreached,
)
from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind, DutyPolicy, Policy
from bot.domain.span import Span
from tests.domain.book import Book
from tests.domain.builders import NOW, later, policy, ticket_in

CLOSED = ticket_in(Status.CLOSED)  # At minute 5.
FIRST, SECOND = DutyKind.CALLBACK, DutyKind.SECOND_CALLBACK
CARE, CASE, CHECK = DutyKind.CARE_CALL, DutyKind.DISSATISFIED, DutyKind.REMEDY_CHECK
VIP = replace(CLOSED, customer=replace(CLOSED.customer, level="vip"))


def with_duties(**said: DutyPolicy) -> Policy:
    named = {DutyKind(kind): duty for kind, duty in said.items()}
    return policy(duties={**policy().duties, **named})


CARING = with_duties(care_call=DutyPolicy(due=Span.parse("90d"), warn=Span.parse("7d")))


# Two rounds.


def test_a_call_is_of_the_first_round_until_the_second_opens_on_day_three() -> None:
    assert second_opens(CLOSED, policy()) == later(days=3, minutes=5)
    assert call_now(CLOSED, policy(), later(days=2)) is FIRST
    once = called(CLOSED, FIRST, later(hours=9), Said(words="满意"))
    assert call_now(once, policy(), later(days=2)) is None
    assert call_now(once, policy(), later(days=3, minutes=5)) is SECOND


def test_both_rounds_are_owed_and_each_call_meets_its_own() -> None:
    book = Book()
    book.save(CLOSED, later(minutes=5))
    assert (book[FIRST].due_at, book[SECOND].due_at) == (
        later(days=1, minutes=5), later(days=7, minutes=5),
    )  # fmt: skip
    assert book[SECOND].warn_at == later(days=6, minutes=5)
    once = called(CLOSED, FIRST, later(hours=9), Said())
    book.save(once, later(hours=9))
    assert (book[FIRST].ending, book[SECOND].running) == ("met", True)
    book.save(called(once, SECOND, later(days=4), Said()), later(days=4))
    assert (book[SECOND].ending, book[SECOND].missed_at) == ("met", None)


def test_nobody_rings_twice_in_a_day_for_a_first_round_that_was_never_made() -> None:
    book = Book()
    book.save(CLOSED, later(minutes=5))
    assert call_now(CLOSED, policy(), later(days=4)) is SECOND
    late = called(CLOSED, SECOND, later(days=4), Said())
    book.save(late, later(days=4))
    assert (book[FIRST].ending, book[FIRST].missed_at) == ("dropped", later(days=1, minutes=5))
    assert book[SECOND].ending == "met"
    assert call_now(late, policy(), later(days=4)) is None


def test_a_policy_with_one_round_has_one() -> None:
    one = with_duties(second_callback=DutyPolicy(enabled=False))
    assert call_now(CLOSED, one, later(days=9)) is FIRST
    assert call_now(called(CLOSED, FIRST, NOW, Said()), one, later(days=9)) is None
    other = with_duties(callback=DutyPolicy(enabled=False))
    assert call_now(CLOSED, other, later(days=1)) is None
    assert call_now(CLOSED, other, later(days=4)) is SECOND


def test_the_last_try_to_reach_a_customer_ends_the_round_and_the_next_counts_anew() -> None:
    once = unreached(CLOSED, FIRST, later(hours=1), "没人接", most=2)
    assert (once.call_tries, once.called_back_at) == (1, None)
    over = unreached(once, FIRST, later(hours=2), "没人接", most=2)
    assert (over.call_tries, over.called_back_at) == (0, later(hours=2))
    assert call_now(over, policy(), later(hours=3)) is None


def test_each_dimension_is_kept_and_silence_takes_nothing_back() -> None:
    """S2-42, S2-43, S4-08: speed, result and service, advice, needs, loyalty."""
    said = Said("satisfied", {"speed": "neutral"}, "好", "更快些", "发票", "9")
    once = called(CLOSED, FIRST, later(hours=1), said)
    assert (once.csat["callback"], once.csat["speed"]) == ("satisfied", "neutral")
    again = called(once, SECOND, later(days=4), Said(answers={"result": "satisfied"}))
    assert again.csat == {**once.csat, "result": "satisfied"}
    assert (again.suggestion, again.needs, again.loyalty) == ("更快些", "发票", "9")
    assert again.loyalty_at == later(hours=1)


# The supervisor's case.


def test_one_dissatisfied_dimension_opens_the_case() -> None:
    said = Said("satisfied", {"speed": "very_dissatisfied"})
    assert heard(CLOSED, said.judgements, policy(), NOW, "chen").dissatisfied_at == NOW


def test_after_the_remedy_the_customer_is_asked_again_until_they_are_satisfied() -> None:
    """S2-45, S3-31: the case begins anew with every "no"."""
    book = Book()
    unhappy = heard(CLOSED, ["dissatisfied"], policy(), later(hours=1), "chen")
    offered = remedied(unhappy, later(hours=2), "优惠券", "晚到")
    book.save(unhappy, later(hours=1))
    book.save(offered, later(hours=2))
    assert (book[CHECK].owner, book[CHECK].due_at) == ("chen", later(hours=74))
    no = asked_again(offered, later(hours=3), "no", "chen")
    book.save(no, later(hours=3))
    assert (book[CHECK].ending, book[CASE].due_at) == ("met", later(hours=51))
    better = remedied(no, later(hours=4), "全额退款", "晚到")
    book.save(better, later(hours=4))
    book.save(asked_again(better, later(hours=5), "yes", "chen"), later(hours=5))
    assert [row.ending for row in book.of(CASE)] == ["met", "met"]
    assert [row.ending for row in book.of(CHECK)] == ["met", "met"]


def test_a_dissatisfied_answer_is_the_supervisors_own_case_for_two_days() -> None:
    book = Book()
    unhappy = heard(CLOSED, ["dissatisfied"], policy(), later(hours=1), "chen")
    book.save(unhappy, later(hours=1))
    row = book[CASE]
    assert (row.owner, row.due_at, row.warn_at) == ("chen", later(hours=49), later(hours=37))
    book.save(remedied(unhappy, later(hours=9), "优惠券", "晚到"), later(hours=9))
    assert (book[CASE].ending, book[CASE].missed_at) == ("met", None)


def test_a_satisfied_answer_opens_no_case_and_a_second_complaint_none_beside_the_first() -> None:
    assert heard(CLOSED, ["satisfied"], policy(), NOW, "chen") == CLOSED
    unhappy = heard(CLOSED, ["dissatisfied"], policy(), later(hours=1), "chen")
    assert heard(unhappy, ["dissatisfied"], policy(), later(hours=2), "tang") == unhappy
    soothed = remedied(unhappy, later(hours=3), "优惠券", "晚到")
    again = heard(soothed, ["very_dissatisfied"], policy(), later(hours=4), "chen")
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
    rung = called(VIP, FIRST, later(days=1), Said())
    book.save(rung, later(days=1))
    cared = called(called(rung, SECOND, later(days=4), Said()), CARE, later(days=99), Said())
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
    rung = called(called(VIP, FIRST, NOW, Said()), SECOND, later(days=4), Said())
    assert call_now(rung, CARING, later(days=30)) is CARE
    assert call_now(rung, policy(), later(days=30)) is None
