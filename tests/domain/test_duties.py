"""What is owed on a ticket, and what becomes of it: met, missed, moved, dropped."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.duty_rules import RULES
from bot.domain.life_cycle import Status
from bot.domain.owed import owed
from bot.domain.policy import DutyKind, DutyPolicy, Policy, Span
from bot.domain.ticket import Report, Ticket
from tests.domain.book import Book
from tests.domain.builders import MINUTE, NOW, URGENT, later, policy, ticket, ticket_in


@dataclass(frozen=True)
class Case:
    """One duty: a ticket that owes it, its times in minutes from now, and how it is met."""

    kind: DutyKind
    ticket: Ticket
    starts: float
    warns: float
    due: float
    meet: Callable[[Ticket, datetime], Ticket]
    owner: str = "li"


DAY = 24 * 60

CASES = [
    Case(
        DutyKind.RECORD, ticket(), 0, 22 * 60, 24 * 60, lambda t, at: replace(t, recorded_at=at)
    ),
    Case(DutyKind.SYNC, ticket(), 0, 7, 10, lambda t, at: replace(t, synced_at=at)),
    Case(
        DutyKind.CLASSIFY, ticket(), 0, 45, 60,
        lambda t, at: t.classified(at, category="product", urgency="urgent"),
    ),
    Case(
        DutyKind.DISPATCH, replace(URGENT, classified_at=later(minutes=5)), 5, 25, 35,
        lambda t, at: t.assigned("wang", at), owner="",
    ),
    Case(
        DutyKind.ACCEPT, URGENT.assigned("wang", later(minutes=1)), 1, 4.75, 8.5,
        lambda t, at: t.accepted("wang", at), owner="wang",
    ),
    Case(
        DutyKind.FIRST_RESPONSE, URGENT.assigned("wang", NOW), 0, 10, 15,
        lambda t, at: t.contacted("wang", at, "已联系"), owner="wang",
    ),
    Case(
        DutyKind.RESOLUTION, URGENT.accepted("wang", NOW), 0, 60, 120,
        lambda t, at: t.resolved(at, at, "已换"), owner="wang",
    ),
    Case(
        DutyKind.CONFIRMATION, ticket_in(Status.RESOLVED), 4, 4 + 20 * 60, 4 + 24 * 60,
        lambda t, at: t.confirmed(at, {}, ""),
    ),
    Case(
        DutyKind.CALLBACK, ticket_in(Status.CLOSED), 5, 5 + 20 * 60, 5 + 24 * 60,
        lambda t, at: replace(t, called_back_at=at),
    ),
    Case(
        DutyKind.SECOND_CALLBACK, ticket_in(Status.CLOSED), 5, 5 + 6 * DAY, 5 + 7 * DAY,
        lambda t, at: replace(t, called_again_at=at),
    ),
]  # fmt: skip
each_duty = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind.value)


def minutes(count: float) -> datetime:
    return NOW + count * MINUTE


def test_there_is_a_case_for_every_rule() -> None:
    """What is not owed for a step of the life cycle has tests of its own."""
    elsewhere = {
        DutyKind.ACKNOWLEDGE, DutyKind.RESUME, DutyKind.PROGRESS, DutyKind.OVERDUE_REASON,
        DutyKind.COLLABORATION, DutyKind.DISSATISFIED, DutyKind.CARE_CALL, DutyKind.APPROVAL,
        DutyKind.REMEDY_CHECK, DutyKind.FIELD_RECORD,
    }  # fmt: skip
    assert {case.kind for case in CASES} == {rule.kind for rule in RULES} - elsewhere


@each_duty
def test_a_duty_appears_with_its_start_its_warning_and_its_due_time(case: Case) -> None:
    book = Book()
    book.save(case.ticket, minutes(case.starts))
    row = book[case.kind]
    assert row.running
    assert (row.seq, row.ticket, row.owner) == (1, case.ticket.no, case.owner)
    assert (row.started_at, row.due_at) == (minutes(case.starts), minutes(case.due))
    assert row.warn_at == row.wake_at == minutes(case.warns)


@each_duty
def test_a_duty_met_in_time_ends_and_says_nothing(case: Case) -> None:
    book = Book()
    book.save(case.ticket, minutes(case.starts))
    book.save(case.meet(case.ticket, minutes(case.due)), minutes(case.due))
    row = book[case.kind]
    assert (row.met_at, row.ended_at, row.ending) == (
        minutes(case.due), minutes(case.due), "met",
    )  # fmt: skip
    assert (row.missed_at, row.missed_by, row.wake_at) == (None, "", None)


@each_duty
@pytest.mark.parametrize("swept", [True, False], ids=["reminded", "nobody awake"])
def test_a_duty_met_late_is_missed_as_well_whether_or_not_anybody_was_reminded(
    case: Case, *, swept: bool
) -> None:
    late = minutes(case.due + 1)
    book = Book()
    book.save(case.ticket, minutes(case.starts))
    if swept:
        book.sweep(late)
    book.save(case.meet(case.ticket, late), late)
    row = book[case.kind]
    assert (row.met_at, row.ending, row.wake_at) == (late, "met", None)
    assert row.missed_at == minutes(case.due)
    assert row.missed_by == case.owner


@each_duty
def test_a_policy_that_switches_a_duty_off_drops_it(case: Case) -> None:
    book = Book()
    book.save(case.ticket, minutes(case.starts))
    book.policy = policy(duties={**policy().duties, case.kind: DutyPolicy(enabled=False)})
    book.save(case.ticket, minutes(case.starts))
    assert (book[case.kind].ending, book[case.kind].met_at) == ("dropped", None)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.ticket.open], ids=lambda case: case.kind.value
)
def test_a_cancelled_ticket_owes_nothing(case: Case) -> None:
    book = Book()
    now = minutes(case.starts + 1)
    book.save(case.ticket, minutes(case.starts))
    book.save(case.ticket.cancelled(now, "误报"), now)
    row = book[case.kind]
    assert (row.ending, row.ended_at, row.met_at) == ("dropped", now, None)
    assert (row.missed_at, row.wake_at) == (None, None)
    assert book.running == set()


@each_duty
def test_a_duty_given_up_after_its_time_stays_on_record_as_missed(case: Case) -> None:
    book = Book()
    late = minutes(case.due + 1)
    book.save(case.ticket, minutes(case.starts))
    given_up = (
        case.ticket.cancelled(late, "误报") if case.ticket.open else case.ticket.reopened(late)
    )
    book.save(given_up, late)
    row = next(d for d in book.of(case.kind) if d.seq == 1)
    assert row.ending == "dropped"
    assert (row.missed_at, row.missed_by) == (minutes(case.due), case.owner)


@each_duty
def test_reconciling_again_with_nothing_changed_writes_nothing(case: Case) -> None:
    book = Book()
    book.save(case.ticket, minutes(case.starts))
    assert book.save(case.ticket, minutes(case.starts + 1)) == ()
    met = case.meet(case.ticket, minutes(case.due))
    book.save(met, minutes(case.due))
    assert book.save(met, minutes(case.due + 1)) == ()


def test_a_met_duty_keeps_its_times_when_the_urgency_changes_afterwards() -> None:
    book = Book()
    spoken = replace(URGENT, urgency="normal").assigned("wang", NOW)
    spoken = spoken.contacted("wang", later(minutes=40), "已联系")
    book.save(spoken, later(minutes=40))
    book.save(replace(spoken, urgency="urgent"), later(minutes=50))
    [row] = book.of(DutyKind.FIRST_RESPONSE)
    assert (row.due_at, row.missed_at) == (later(hours=2), None)


# Sync.


def test_an_agent_who_types_late_what_the_customer_said_early_is_late() -> None:
    typed = ticket(report=Report("漏水", reported_at=NOW - 12 * MINUTE), created_at=NOW)
    book = Book()
    book.save(typed, NOW)
    book.save(replace(typed, synced_at=NOW), NOW)
    row = book[DutyKind.SYNC]
    assert (row.started_at, row.met_at) == (NOW - 12 * MINUTE, NOW)
    assert row.missed_at == NOW - 2 * MINUTE


# Who is asked.


def test_whoever_has_the_ticket_owes_the_work_and_the_first_responder_where_nobody_has() -> None:
    book = Book()
    book.save(URGENT, NOW)
    assert book[DutyKind.FIRST_RESPONSE].owner == "li"
    written = book.save(URGENT.assigned("wang", later(minutes=1)), later(minutes=1))
    row = book[DutyKind.FIRST_RESPONSE]
    assert (row.seq, row.owner, row.running) == (1, "wang", True)
    assert DutyKind.RESOLUTION in {d.kind for d in written}


# Targets.


def test_a_ticket_that_nobody_classified_counts_on_the_mildest_target() -> None:
    book = Book()
    book.save(ticket(), NOW)
    assert book[DutyKind.FIRST_RESPONSE].due_at == later(hours=2)
    assert book[DutyKind.RESOLUTION].due_at == later(hours=24)


def test_a_word_that_a_new_policy_does_not_know_stops_no_clock() -> None:
    book = Book()
    book.save(ticket(urgency="ultra"), NOW)
    assert book[DutyKind.FIRST_RESPONSE].due_at == later(hours=2)


def test_an_urgency_without_targets_promises_nothing() -> None:
    wishes = policy(
        urgencies=(
            *policy().urgencies,
            replace(policy().urgencies[0], id="suggestion", first_response=None, resolution=None),
        )
    )
    found = {one.kind for one in owed(URGENT.assigned("wang", NOW), wishes)}
    suggested = replace(URGENT, urgency="suggestion").assigned("wang", NOW)
    assert found - {one.kind for one in owed(suggested, wishes)} == {
        DutyKind.FIRST_RESPONSE, DutyKind.RESOLUTION, DutyKind.ACCEPT,
    }  # fmt: skip


def test_raising_the_urgency_closes_row_one_and_opens_row_two() -> None:
    mild = replace(URGENT, urgency="normal")
    book = Book()
    book.save(mild, NOW)
    book.save(mild.classified(later(minutes=5), urgency="urgent"), later(minutes=5))
    first, second = book.of(DutyKind.RESOLUTION)
    assert (first.ending, first.ended_at, first.due_at) == (
        "moved", later(minutes=5), later(hours=24),
    )  # fmt: skip
    assert (first.wake_at, first.missed_at) == (None, None)
    assert (second.seq, second.due_at, second.running) == (2, later(hours=2), True)
    assert second.warn_at == later(hours=1)


def test_lowering_the_urgency_after_a_breach_keeps_the_breach_on_record() -> None:
    book = Book()
    book.save(URGENT, NOW)
    at = later(minutes=20)
    book.save(URGENT.classified(at, urgency="normal"), at)
    first, second = book.of(DutyKind.FIRST_RESPONSE)
    assert (first.ending, first.missed_at, first.missed_by) == ("moved", later(minutes=15), "li")
    assert (second.due_at, second.missed_at) == (later(hours=2), None)


@pytest.mark.parametrize(
    ("urgency", "due"),
    [("urgent", 7.5), ("important", 15), ("normal", 30)],
)
def test_acceptance_is_due_in_half_the_first_response_at_most_half_an_hour(
    urgency: str, due: float
) -> None:
    book = Book()
    book.save(ticket(urgency=urgency).assigned("wang", NOW), NOW)
    row = book[DutyKind.ACCEPT]
    assert row.due_at == minutes(due)
    assert row.warn_at == minutes(due / 2)


def test_a_transfer_asks_the_next_person_to_accept() -> None:
    book = Book()
    taken = URGENT.assigned("wang", NOW).accepted("wang", later(minutes=2))
    book.save(taken, later(minutes=2))
    book.save(taken.assigned("wu", later(minutes=9)), later(minutes=9))
    first, second = book.of(DutyKind.ACCEPT)
    assert (first.ending, first.missed_at) == ("met", None)
    assert (second.started_at, second.owner, second.running) == (later(minutes=9), "wu", True)
    [dispatch] = book.of(DutyKind.DISPATCH)
    assert dispatch.ending == "met"


def test_a_transfer_that_is_accepted_in_the_same_breath_has_a_row_of_its_own() -> None:
    book = Book()
    taken = URGENT.assigned("wang", NOW).accepted("wang", later(minutes=2))
    book.save(taken, later(minutes=2))
    at = later(minutes=9)
    book.save(taken.assigned("wu", at).accepted("wu", at), at)
    assert [(d.started_at, d.owner, d.ending) for d in book.of(DutyKind.ACCEPT)] == [
        (NOW, "wang", "met"),
        (at, "wu", "met"),
    ]


# Warnings.


@pytest.mark.parametrize(
    ("target", "before", "at"),
    [
        ("15m", "30m", 10),  # Would fall before the start: two thirds.
        ("30m", "30m", 20),  # Would fall on the start: the same.
        ("31m", "30m", 1),
        ("2h", "30m", 90),
    ],
)
def test_a_warning_that_would_fall_before_the_duty_fires_at_two_thirds_of_it(
    target: str, before: str, at: int
) -> None:
    duties = {
        **policy().duties,
        DutyKind.CALLBACK: DutyPolicy(due=Span.parse(target), warn=Span.parse(before)),
    }
    book = Book(policy(duties=duties))
    closed = ticket_in(Status.CLOSED)
    book.save(closed, later(minutes=5))
    assert book[DutyKind.CALLBACK].warn_at == later(minutes=5 + at)


def test_a_duty_without_a_warning_sleeps_until_it_is_due() -> None:
    duties = {**policy().duties, DutyKind.SYNC: DutyPolicy(due=Span.parse("10m"))}
    book = Book(policy(duties=duties))
    book.save(ticket(), NOW)
    assert (book[DutyKind.SYNC].warn_at, book[DutyKind.SYNC].wake_at) == (None, later(minutes=10))


# The calendar.


def test_a_promise_in_working_days_is_counted_in_working_days() -> None:
    weekly: Policy = policy(
        urgencies=(replace(policy().urgencies[0], resolution=Span(working_days=2)),)
    )
    friday = NOW + timedelta(days=4)
    reported = replace(URGENT, report=Report("漏水", reported_at=friday))
    [row] = [one for one in owed(reported, weekly) if one.kind is DutyKind.RESOLUTION]
    assert row.due_at == friday + timedelta(days=4)
