"""The queue by what is due next, searching, and what the audit sees."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind
from bot.domain.ticket import Customer, Purchase
from bot.ports import Filter, Overdue, Store, UnitOfWork, Waiting
from tests.databases import do, look
from tests.storage.samples import LANE, NOW, a_duty, a_line, a_ticket, after


def fill(unit: UnitOfWork) -> None:
    """Four open tickets: 4 due first, then 1, then 2, whose clock stands still; 3 owes nothing."""
    tickets: dict[str, dict[str, Any]] = {
        "1": {"assignee": "bob", "department": "tech", "urgency": "urgent"},
        "2": {"assignee": "bob", "first_responder": "zoe"},
        "3": {"customer": Customer("Łukasz 100%", "Ann", "138-0000-1111", "A_b@x.org")},
        "4": {"assignee": "cat", "purchase": Purchase("Fridge", None, "SO_9")},
        "5": {"assignee": "bob", "status": Status.CLOSED},
    }
    for no, changes in tickets.items():
        unit.tickets.add(a_ticket(no, **changes))
    unit.duties.write(
        [
            a_duty("1", due_at=after(minutes=10)),
            a_duty("1", DutyKind.CLASSIFY, due_at=after(minutes=10)),
            a_duty("1", DutyKind.ACCEPT, due_at=after(minutes=1), ended_at=NOW, ending="met"),
            a_duty("2", DutyKind.RESOLUTION, due_at=after(minutes=-5), stopped=True),
            a_duty("4", DutyKind.RESOLUTION, due_at=after(days=1)),
            a_duty("4", DutyKind.PROGRESS, due_at=after(days=-1), stopped=True),
            a_duty("4", due_at=after(minutes=5)),
            a_duty("5", due_at=after(minutes=-9), ended_at=NOW, ending="met"),
        ]
    )


def found(store: Store, which: Filter, limit: int = 10) -> list[str]:
    return [one.ticket.no for one in find(store, which, limit)[0]]


def find(store: Store, which: Filter, limit: int = 10) -> tuple[list[Waiting], int]:
    return look(store, lambda unit: unit.queues.find(which, after(minutes=6), limit))


def test_the_queue_is_in_the_order_of_what_is_due_next(store: Store) -> None:
    do(store, fill)
    waiting, total = find(store, Filter())
    assert [one.ticket.no for one in waiting] == ["4", "1", "2", "3"]
    assert total == 4
    assert [one.overdue for one in waiting] == [True, False, False, False]
    assert [one.next and one.next.kind for one in waiting] == [
        DutyKind.SYNC,
        DutyKind.SYNC,
        DutyKind.RESOLUTION,
        None,
    ]
    first = waiting[0]
    assert first.next is not None
    assert replace(first.next, id=0) == a_duty("4", due_at=after(minutes=5))
    assert first.ticket == a_ticket("4", assignee="cat", purchase=Purchase("Fridge", None, "SO_9"))


def test_a_page_says_how_many_there_are_in_all(store: Store) -> None:
    do(store, fill)
    waiting, total = find(store, Filter(), limit=1)
    assert ([one.ticket.no for one in waiting], total) == (["4"], 4)
    assert find(store, Filter(assignee="nobody")) == ([], 0)


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        (Filter(assignee="bob"), ["1", "2"]),
        (Filter(assignee="bob", include_closed=True), ["1", "2", "5"]),
        (Filter(follower="zoe"), ["2"]),
        (Filter(unassigned=True), ["3"]),
        (Filter(overdue=True), ["4"]),
        (Filter(departments=("tech",)), ["1"]),
        (Filter(urgencies=("urgent",)), ["1"]),
        (Filter(statuses=("closed",)), ["5"]),
        (Filter(statuses=("resolved", "closed")), ["5"]),
        (Filter(statuses=("pending", "closed"), assignee="bob"), ["1", "2", "5"]),
        (Filter(statuses=("pending",), assignee="cat"), ["4"]),
        (Filter(since=after(seconds=1)), []),
        (Filter(since=NOW, assignee="cat"), ["4"]),
        (Filter(customer="łukasz"), ["3"]),
        (Filter(customer="小明", assignee="cat"), ["4"]),
        (Filter(customer="ann 0000-1111"), ["3"]),
        (Filter(customer="fridge"), []),
    ],
)
def test_the_queue_can_be_narrowed(store: Store, which: Filter, numbers: list[str]) -> None:
    do(store, fill)
    assert found(store, which) == numbers


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("ŁUKASZ", ["3"]),
        ("100%", ["3"]),
        ("0%", ["3"]),
        ("%", ["3"]),
        ("a_b@X.org", ["3"]),
        ("aXb", []),
        ("\\", []),
        ("so_9", ["4"]),
        ("fridge PRINTER", ["4"]),
        ("fridge missing", []),
        ("13800001111", ["3"]),
        ("(138)0000-1111", ["3"]),
        ("打印机 王小明", ["4", "1", "2"]),
    ],
)
def test_every_word_must_be_found_whatever_its_case(
    store: Store, words: str, numbers: list[str]
) -> None:
    do(store, fill)
    assert found(store, Filter(words=words)) == numbers


def test_a_changed_ticket_is_found_by_its_new_words_only(store: Store) -> None:
    do(store, fill)
    renamed = a_ticket("4", version=2, customer=Customer("Zuse"))
    do(store, lambda unit: unit.tickets.save(renamed, 1))
    assert found(store, Filter(words="zuse")) == ["4"]
    assert found(store, Filter(words="王小明")) == ["1", "2"]


def test_open_tickets_are_counted_for_whoever_takes_turns(store: Store) -> None:
    do(store, fill)
    assert look(store, lambda unit: unit.queues.open_counts()) == {"bob": 2, "cat": 1}


def test_a_pool_learns_who_was_last_given_a_ticket_closed_ones_too(store: Store) -> None:
    given = [("9", "bob", 1), ("10", "bob", 5), ("11", "cat", 3)]

    def add(unit: UnitOfWork) -> None:
        for no, who, minutes in given:
            at = after(minutes=minutes)
            unit.tickets.add(a_ticket(no, assignee=who, assigned_at=at, status=Status.CLOSED))

    do(store, add)
    last = look(store, lambda unit: unit.queues.last_assigned(["bob", "cat", "dan"]))
    assert last == {"bob": after(minutes=5), "cat": after(minutes=3)}


def test_the_audit_sees_what_should_have_happened(store: Store) -> None:
    do(store, fill)
    quiet = look(store, lambda unit: unit.health.overdue(after(minutes=7)))
    assert quiet == Overdue(duties=0, outbox=0, oldest=None)
    messages = [a_line("a"), a_line("b"), a_line("later", avail_at=after(hours=9))]
    do(store, lambda unit: unit.outbox.say(messages, NOW))
    do(store, lambda unit: unit.outbox.lease(LANE, "me", NOW, after(minutes=1) - NOW))
    late = look(store, lambda unit: unit.health.overdue(after(minutes=8)))
    assert late == Overdue(duties=8, outbox=2, oldest=NOW)
    assert look(store, lambda unit: unit.health.counts()) == {
        "open_tickets": 4,
        "waiting_messages": 1,
        "stuck_errands": 0,
        "dead_messages": 0,
    }
