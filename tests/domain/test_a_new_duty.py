"""A duty of a feature to come costs a few lines, as its feature would write them."""

from bot.domain.duty_rules import RULES, Rule, once
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


def book() -> Book:
    return Book(rules=(*RULES, FIELD_RECORD))


def visited() -> Ticket:
    spoken = AT_WORK.contacted("wang", NOW, "已上门", "visit")
    return spoken.resolved(later(hours=1), later(hours=1), "已换")


def test_a_visit_owes_a_signed_record_within_the_policys_five_days() -> None:
    duties = book()
    duties.save(visited(), later(hours=1))
    row = duties[DutyKind.FIELD_RECORD]
    assert (row.owner, row.due_at) == ("wang", later(days=5, hours=1))
    assert row.warn_at == later(days=4, hours=1)
