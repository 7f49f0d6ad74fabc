"""Chases 催单, and how urgent a ticket looks."""

from dataclasses import replace

import pytest

from bot.domain.assignment import suggestion
from bot.domain.chasing import chased, is_chase, presses, repeats
from bot.domain.policy import DutyKind
from bot.domain.record import unknown_facts
from bot.domain.ticket import Purchase
from tests.domain.book import Book
from tests.domain.builders import NOW, later, policy, ticket


def test_the_second_chase_raises_the_urgency_one_step_and_brings_the_deadline_forward() -> None:
    """S1-03, S1-26."""
    book = Book()
    calm = ticket(urgency="normal", category="product", classified_at=NOW)
    once = chased(calm, policy(), later(minutes=5))
    assert (once.chases, once.urgency, presses(once, policy())) == (1, "normal", False)
    book.save(once, later(minutes=5))
    twice = chased(once, policy(), later(minutes=9))
    assert (twice.urgency, presses(twice, policy())) == ("important", True)
    book.save(twice, later(minutes=9))
    assert book[DutyKind.FIRST_RESPONSE].due_at == later(minutes=30)
    assert chased(twice, policy(), later(minutes=10)).urgency == "important"


def test_no_chase_raises_above_the_top_and_none_lowers() -> None:
    top = ticket(urgency="urgent", chases=1)
    assert chased(top, policy(), NOW).urgency == "urgent"
    unsaid = ticket(chases=1)
    assert chased(unsaid, policy(), NOW).urgency == "important"  # A step above what counts.


@pytest.mark.parametrize(
    ("text", "minutes", "told", "chases"),
    [
        ("怎么还没人来？", 1, None, True),
        ("附上照片", 5, None, False),  # It adds to what was said a moment ago.
        ("附上照片", 45, None, True),  # Nobody has spoken to them since.
        ("附上照片", 45, 10, False),
    ],
)
def test_a_message_is_a_chase_if_it_says_so_or_nobody_has_answered(
    text: str,
    minutes: int,
    told: int | None,
    chases: bool,  # noqa: FBT001 - a case of the table.
) -> None:
    known = ticket(told_at=None if told is None else later(minutes=told))
    assert is_chase(text, known, NOW, later(minutes=minutes), policy()) is chases


def test_a_report_repeats_a_ticket_by_number_by_words_or_by_asking_after_the_same() -> None:
    known = ticket(purchase=Purchase("KFR-35", order_no="A-1"))
    assert repeats(f"关于{known.no}", known, policy(), same=False)
    assert repeats(" 空调不制冷 ", known, policy(), same=False)
    assert repeats("什么时候能修好", known, policy(), same=True)
    assert not repeats("什么时候能修好", known, policy(), same=False)
    assert not repeats("遥控器坏了", known, policy(), same=True)


def test_impact_mood_and_kind_suggest_an_urgency_with_a_reason() -> None:
    """S2-17…20, S3-12: the first rule that holds."""
    plain = ticket(report=replace(ticket().report, description="请回电"))
    assert suggestion(plain, policy()) is None
    core = suggestion(replace(plain, impact="core"), policy())
    assert core is not None
    assert (core.urgency, core.reason.zh) == ("urgent", "影响客户核心业务")
    upset = suggestion(replace(plain, report=replace(plain.report, mood="upset")), policy())
    assert upset is not None
    assert upset.urgency == "important"


def test_a_category_names_what_is_still_to_be_asked() -> None:
    """S3-02."""
    known = ticket(category="product", purchase=Purchase("KFR-35"))
    assert unknown_facts(known, policy()) == ("order", "bought")
    assert unknown_facts(ticket(), policy()) == ()
