"""A duty of a feature to come costs a few lines: two, as their features would write them."""

from dataclasses import replace

from bot.domain.duty_rules import RULES, Called, Case, Claim, Rule, once
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from tests.domain.book import Book
from tests.domain.builders import AT_WORK, NOW, later

FIELD_RECORD = Rule(
    DutyKind.FIELD_RECORD,
    once(
        lambda t: t.resolved_at if t.contact_medium == "visit" else None,
        lambda t: t.resolved_at if t.evidence else None,
    ),
    meets="resolve",
)


def _asked_of(case: Case) -> list[Claim]:
    asked = case.ticket.custom  # A ticket of the real feature would hold its requests.
    return [Claim(NOW, None, "", about=department) for department in asked.values()]


COLLABORATION = Rule(DutyKind.COLLABORATION, _asked_of, meets="note", missed=Called.BOTH)


def book() -> Book:
    return Book(rules=(*RULES, FIELD_RECORD, COLLABORATION))


def visited() -> Ticket:
    spoken = AT_WORK.contacted("wang", NOW, "已上门", "visit")
    return spoken.resolved(later(hours=1), later(hours=1), "已换")


def test_a_visit_owes_a_signed_record_within_the_policys_five_days() -> None:
    duties = book()
    duties.save(visited(), later(hours=1))
    row = duties[DutyKind.FIELD_RECORD]
    assert (row.owner, row.due_at) == ("wang", later(days=5, hours=1))
    assert row.warn_at == later(days=4, hours=1)


def test_two_departments_asked_at_once_owe_an_answer_each() -> None:
    duties = book()
    asked = replace(AT_WORK, custom={"1": "warehouse", "2": "finance"})
    duties.save(asked, NOW)
    both = {row.about for row in duties.of(DutyKind.COLLABORATION) if row.running}
    assert both == {"warehouse", "finance"}
    duties.save(replace(asked, custom={"2": "finance"}), later(minutes=5))
    [left] = [row for row in duties.of(DutyKind.COLLABORATION) if row.running]
    assert (left.about, left.due_at) == ("finance", later(days=1))
