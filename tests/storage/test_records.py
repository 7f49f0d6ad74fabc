"""Tickets, history, duties, numbers, the inbox: what is written is what is read."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import select, update

from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.ports import StaleTicket, Store, UnitOfWork
from storage.tables import TICKET
from storage.work import TRIES
from tests.databases import do, look
from tests.storage.samples import (
    NOW,
    a_duty,
    a_full_duty,
    a_full_ticket,
    a_ticket,
    after,
    an_event,
)


@pytest.mark.parametrize("ticket", [a_ticket(), a_full_ticket()], ids=["plain", "full"])
def test_a_ticket_comes_back_as_it_was_written(store: Store, ticket: Ticket) -> None:
    do(store, lambda unit: unit.tickets.add(ticket))
    assert look(store, lambda unit: unit.tickets.get(ticket.no)) == ticket
    assert do(store, lambda unit: unit.tickets.get(ticket.no)) == ticket
    assert do(store, lambda unit: unit.tickets.get("20260101999")) is None


def test_a_saved_ticket_comes_back_changed(store: Store) -> None:
    do(store, lambda unit: unit.tickets.add(a_ticket()))
    full = a_full_ticket(a_ticket().no)
    do(store, lambda unit: unit.tickets.save(full, 1))
    assert do(store, lambda unit: unit.tickets.get(full.no)) == full
    assert look(store, lambda unit: unit.tickets.get(full.no)) == full


def test_what_changes_alone_is_written_and_all_else_stays(store: Store) -> None:
    ticket, full = a_ticket(), a_full_ticket(a_ticket().no)
    do(store, lambda unit: unit.tickets.add(ticket))
    for name in sorted({each.name for each in fields(Ticket)} - {"no", "version"}):
        changed = {name: getattr(full, name), "version": ticket.version + 1}
        ticket = replace(ticket, **changed)
        do(store, lambda unit: unit.tickets.save(ticket, ticket.version - 1))  # noqa: B023 - Now.
        assert look(store, lambda unit: unit.tickets.get(ticket.no)) == ticket  # noqa: B023 - Now.


def test_a_ticket_is_held_as_it_is_by_whoever_knows_how_it_is(store: Store) -> None:
    def held(unit: UnitOfWork) -> Ticket | None:
        unit.tickets.hold(a_ticket())
        return unit.tickets.get(a_ticket().no)

    do(store, lambda unit: unit.tickets.add(a_ticket()))
    assert do(store, held) == a_ticket()
    do(store, lambda unit: unit.tickets.save(replace(a_ticket(), version=2), 1))
    with pytest.raises(StaleTicket):
        do(store, held)


def test_what_is_searched_for_is_what_it_says_now(store: Store) -> None:
    before = a_ticket()
    after = replace(before, version=2, purchase=replace(before.purchase, product="ZX-81"))
    do(store, lambda unit: unit.tickets.add(before))
    do(store, lambda unit: unit.tickets.save(after, 1))
    words = do(store, lambda unit: unit.link.core.execute(select(TICKET.c.words)).scalar_one())  # type: ignore[attr-defined]
    assert "zx-81" in words


def test_times_come_back_in_utc_wherever_they_were_written(store: Store) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=8)))
    do(store, lambda unit: unit.tickets.add(a_ticket(created_at=there)))
    found = do(store, lambda unit: unit.tickets.get(a_ticket().no))
    assert found is not None
    assert found.created_at.isoformat() == NOW.isoformat()


def _written_past_it(unit: UnitOfWork) -> None:
    """As another process would."""
    core = unit.link.core  # type: ignore[attr-defined]
    core.execute(update(TICKET).values(version=2, details="theirs"))


def test_what_was_taken_back_is_not_taken_for_what_another_wrote_since(store: Store) -> None:
    do(store, lambda unit: unit.tickets.add(a_ticket()))
    ours, theirs = (replace(a_ticket(), version=2, details=by) for by in ("ours", "theirs"))

    def undone(unit: UnitOfWork) -> None:
        unit.tickets.save(ours, 1)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        do(store, undone)
    do(store, _written_past_it)
    assert do(store, lambda unit: unit.tickets.get(theirs.no)) == theirs


def test_whoever_read_a_ticket_before_its_customer_was_merged_must_read_it_again(
    store: Store,
) -> None:
    of_double = a_ticket(customer=replace(a_ticket().customer, id="double"))
    do(store, lambda unit: unit.tickets.add(of_double))
    assert do(store, lambda unit: unit.customers.merge("double", into="the one")) == 1
    found = do(store, lambda unit: unit.tickets.get(of_double.no))
    assert found is not None
    assert found.customer.id == "the one"
    ours = replace(of_double, version=2, details="ours")
    with pytest.raises(StaleTicket):
        do(store, lambda unit: unit.tickets.save(ours, of_double.version))


def test_a_naive_time_is_refused(store: Store) -> None:
    naive = a_ticket(created_at=NOW.replace(tzinfo=None))
    with pytest.raises(TypeError):
        do(store, lambda unit: unit.tickets.add(naive))


def _accept(by: str, seen: list[str]) -> Callable[[UnitOfWork], str]:
    """Accept as a handler would, but on the first run from a look that is out of date."""
    old = a_ticket()

    def job(unit: UnitOfWork) -> str:
        seen.append(by)
        ticket = old if seen.count(by) == 1 else unit.tickets.get(old.no)
        assert ticket is not None
        if ticket.accepted_by:
            return f"{by}: taken by {ticket.accepted_by}"
        mine = replace(ticket.accepted(by, NOW), version=ticket.version + 1)
        unit.tickets.save(mine, ticket.version)
        return f"{by}: mine"

    return job


def test_two_people_accepting_at_once_one_wins_and_the_other_is_told_who(store: Store) -> None:
    do(store, lambda unit: unit.tickets.add(a_ticket()))
    seen: list[str] = []
    futures = [store.write(_accept(by, seen)) for by in ("ann", "ben")]
    said = {future.result(20) for future in futures}
    winner = do(store, lambda unit: unit.tickets.get(a_ticket().no))
    assert winner is not None
    loser = {"ann": "ben", "ben": "ann"}[winner.accepted_by]
    assert said == {f"{winner.accepted_by}: mine", f"{loser}: taken by {winner.accepted_by}"}
    assert winner.version == 2
    assert seen.count(loser) == 2


def test_a_job_that_stays_stale_is_given_up_after_a_few_tries(store: Store) -> None:
    do(store, lambda unit: unit.tickets.add(a_ticket()))
    runs: list[int] = []

    def stubborn(unit: UnitOfWork) -> None:
        runs.append(1)
        unit.inbox.seen("delivery", NOW)
        unit.tickets.save(a_ticket(version=9), 8)

    with pytest.raises(StaleTicket):
        do(store, stubborn)
    assert len(runs) == TRIES
    assert not do(store, lambda unit: unit.inbox.seen("delivery", NOW))


def test_two_hundred_creations_at_once_are_numbered_without_gaps(store: Store) -> None:
    def create(n: int) -> str | None:
        def job(unit: UnitOfWork) -> str:
            serial = unit.tickets.next_serial("20261123")
            no = f"20261123{serial:03d}"
            unit.tickets.add(a_ticket(no))
            if n % 10 == 0:
                raise ValueError(n)
            return no

        future = store.write(job)
        return None if future.exception(60) else future.result()

    with ThreadPoolExecutor(16) as pool:
        numbers = [no for no in pool.map(create, range(200)) if no]
    assert sorted(numbers) == [f"20261123{n:03d}" for n in range(1, 181)]
    assert do(store, lambda unit: unit.tickets.next_serial("20261123")) == 181
    assert do(store, lambda unit: unit.tickets.next_serial("20261124")) == 1


def test_the_end_of_a_number_finds_it_newest_first(store: Store) -> None:
    def fill(unit: UnitOfWork) -> None:
        unit.tickets.add(a_ticket("20261122AB7", created_at=after(days=-1)))
        unit.tickets.add(a_ticket("20261123AB7"))
        unit.tickets.add(a_ticket("20261123008"))
        unit.tickets.add(a_ticket("20261121AB7", created_at=after(days=-2), status=Status.CLOSED))

    do(store, fill)
    both = ["20261123AB7", "20261122AB7"]
    assert do(store, lambda unit: unit.tickets.open_numbers_like("ab7")) == both
    assert do(store, lambda unit: unit.tickets.numbers_like("B7")) == [*both, "20261121AB7"]
    assert do(store, lambda unit: unit.tickets.numbers_like("B7", 1)) == both[:1]
    assert do(store, lambda unit: unit.tickets.open_numbers_like("%")) == []


def test_history_is_read_oldest_first_and_from_a_version_on(store: Store) -> None:
    no = a_ticket().no
    events = [an_event(version=n, at=after(minutes=n)) for n in range(1, 5)]

    def fill(unit: UnitOfWork) -> list[int]:
        unit.history.append(an_event("20260101001"))
        return [unit.history.append(event) for event in events]

    ids = do(store, fill)
    assert sorted(ids) == ids
    assert do(store, lambda unit: unit.history.get(ids[2])) == events[2]
    assert do(store, lambda unit: unit.history.get(0)) is None
    assert do(store, lambda unit: unit.history.of(no)) == events
    assert do(store, lambda unit: unit.history.of(no, since_version=2)) == events[2:]
    assert do(store, lambda unit: unit.history.of(no, limit=2)) == events[2:]


def test_a_duty_comes_back_as_it_was_written(store: Store) -> None:
    do(store, lambda unit: unit.duties.write([a_full_duty(), a_duty()]))
    full, plain = do(store, lambda unit: unit.duties.of(a_ticket().no))
    assert replace(full, id=0) == a_full_duty()
    assert replace(plain, id=0) == a_duty()
    assert do(store, lambda unit: unit.duties.get(full.id)) == full
    assert do(store, lambda unit: unit.duties.get(0)) is None


def test_the_newest_row_of_each_kind_is_what_counts(store: Store) -> None:
    do(store, lambda unit: unit.duties.write([a_duty(), a_duty(kind=DutyKind.ACCEPT)]))
    old = do(store, lambda unit: unit.duties.of(a_ticket().no))[0]
    moved = replace(old, ended_at=NOW, ending="moved", wake_at=None)
    do(store, lambda unit: unit.duties.write([moved, a_duty(seq=2)]))
    newest = do(store, lambda unit: unit.duties.newest(a_ticket().no))
    assert {(d.kind, d.seq, d.running) for d in newest} == {
        (DutyKind.SYNC, 2, True),
        (DutyKind.ACCEPT, 1, True),
    }
    assert len(do(store, lambda unit: unit.duties.of(a_ticket().no))) == 3


def test_the_next_duty_to_wake_is_known(store: Store) -> None:
    assert look(store, lambda unit: unit.duties.next_wake()) is None
    times = (after(minutes=2), after(minutes=1), None)
    rows = [a_duty(f"2026112300{n}", wake_at=at) for n, at in enumerate(times)]
    do(store, lambda unit: unit.duties.write(rows))
    assert look(store, lambda unit: unit.duties.next_wake()) == after(minutes=1)


def test_a_duty_wakes_at_its_time_and_the_earliest_first(store: Store) -> None:
    late = a_duty("20261123001", wake_at=after(minutes=2))
    early = a_duty("20261123002", wake_at=after(minutes=1))
    asleep = a_duty("20261123003", wake_at=None)
    do(store, lambda unit: unit.duties.write([late, early, asleep]))
    for run in (do, look):
        assert run(store, lambda unit: unit.duties.due(after(seconds=59), 9)) == []
        woken = run(store, lambda unit: unit.duties.due(after(minutes=2), 9))
        assert [duty.ticket for duty in woken] == ["20261123002", "20261123001"]
        assert len(run(store, lambda unit: unit.duties.due(after(minutes=2), 1))) == 1


def test_a_delivery_is_handled_once(store: Store) -> None:
    assert not do(store, lambda unit: unit.inbox.seen("slack:Ev1", NOW))
    assert do(store, lambda unit: unit.inbox.seen("slack:Ev1", after(hours=1)))
    assert not do(store, lambda unit: unit.inbox.seen("slack:Ev2", after(hours=1)))
    assert do(store, lambda unit: unit.inbox.forget(after(minutes=1))) == 1
    assert not do(store, lambda unit: unit.inbox.seen("slack:Ev1", after(hours=2)))


def test_a_delivery_whose_command_failed_was_not_handled(store: Store) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.inbox.seen("slack:Ev1", NOW)
        unit.tickets.add(a_ticket())
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        do(store, fails)
    assert do(store, lambda unit: unit.tickets.get(a_ticket().no)) is None
    assert not do(store, lambda unit: unit.inbox.seen("slack:Ev1", NOW))


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        look(store, lambda unit: unit.tickets.add(a_ticket()))
    assert look(store, lambda unit: unit.tickets.get(a_ticket().no)) is None
