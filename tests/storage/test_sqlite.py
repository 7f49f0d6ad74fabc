"""SQLite: the group commit, disks that fill up, and readers beside the writer."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from threading import Event as Signal
from typing import Any

import pytest
import sqlalchemy as sa

from bot.ports import Filter, Party, Store, StoreAway, UnitOfWork
from storage.store import open_store
from tests.databases import do, look
from tests.storage.samples import NOW, a_roster, a_ticket
from tests.storage.turns import together

Job = Callable[[UnitOfWork], Any]


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


def add(no: str) -> Job:
    return lambda unit: unit.tickets.add(a_ticket(no))


def known(desk: Store, no: str) -> bool:
    return look(desk, lambda unit: unit.tickets.get(no)) is not None


def pragma(text: str) -> Job:
    def job(unit: UnitOfWork) -> Any:
        link = unit.link  # type: ignore[attr-defined]
        return link.driver.execute(f"PRAGMA {text}").fetchone()

    return job


def test_nobody_is_answered_before_the_commit_that_a_group_shares(desk: Store) -> None:
    done, begun = Signal(), Signal()

    def slow(_unit: UnitOfWork) -> None:
        begun.set()
        assert done.wait(20)

    with together(desk):
        first, second = desk.write(add("1")), desk.write(slow)
    assert begun.wait(20)
    assert not first.done()
    assert not known(desk, "1")
    done.set()
    second.result(20)
    first.result(20)
    assert known(desk, "1")


def test_one_failing_job_among_many_undoes_only_itself(desk: Store) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.tickets.add(a_ticket("bad"))
        raise ValueError("refused")

    with together(desk):
        jobs = [add(str(n)) for n in range(5)]
        futures = [desk.write(job) for job in (*jobs[:3], fails, *jobs[3:])]
    bad = futures.pop(3)
    assert isinstance(bad.exception(20), ValueError)
    assert [future.result(20) for future in futures] == [None] * 5
    assert [known(desk, str(n)) for n in range(5)] == [True] * 5
    assert not known(desk, "bad")


def test_a_job_that_breaks_a_rule_of_the_schema_undoes_only_itself(desk: Store) -> None:
    do(desk, add("1"))
    with together(desk):
        good, twice = desk.write(add("2")), desk.write(add("1"))
    good.result(20)
    assert twice.exception(20) is not None
    assert not isinstance(twice.exception(20), StoreAway)
    assert known(desk, "2")


def test_when_the_commit_fails_the_whole_group_is_told_and_nothing_is_written(desk: Store) -> None:
    """A foreign key that is checked at COMMIT stands for a disk that fails there."""

    def dangling(unit: UnitOfWork) -> None:
        core = unit.link.core  # type: ignore[attr-defined]
        core.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        core.execute(sa.text("INSERT INTO identity VALUES ('nobody', 0, 'slack', 'T1', 'U1')"))

    with together(desk):
        futures: list[Future[Any]] = [desk.write(add("1")), desk.write(dangling)]
    assert [type(future.exception(20)) for future in futures] == [StoreAway, StoreAway]
    assert not known(desk, "1")
    do(desk, add("2"))
    assert known(desk, "2")


def test_when_the_transaction_is_lost_the_whole_group_is_told_and_nothing_is_written(
    desk: Store,
) -> None:
    """SQLite ends a transaction by itself when the disk is full or fails, depending on where."""

    def loses(unit: UnitOfWork) -> None:
        unit.link.driver.execute("ROLLBACK")  # type: ignore[attr-defined]
        raise sqlite3.OperationalError("disk I/O error")

    with together(desk):
        futures = [desk.write(job) for job in (add("1"), loses, add("2"))]
    assert [type(future.exception(20)) for future in futures] == [StoreAway] * 3
    assert not known(desk, "1")
    do(desk, add("3"))
    assert not known(desk, "2")


def test_a_full_disk_is_told_and_nothing_is_half_written(desk: Store) -> None:
    pages = do(desk, pragma("page_count"))[0]
    do(desk, pragma(f"max_page_count={pages}"))

    def large(unit: UnitOfWork) -> None:
        for n in range(2000):
            unit.tickets.add(a_ticket(f"large-{n}"))

    def careless(unit: UnitOfWork) -> None:
        unit.tickets.add(a_ticket("careless"))
        large(unit)

    with together(desk):
        futures = {no: desk.write(add(no)) for no in ("1", "2")}
        full = desk.write(careless)
    assert isinstance(full.exception(20), StoreAway)
    for no, future in futures.items():
        error = future.exception(20)
        assert error is None or isinstance(error, StoreAway)
        assert known(desk, no) is (error is None)
    assert not known(desk, "careless")
    assert not known(desk, "large-0")
    do(desk, pragma("max_page_count=1073741823"))
    do(desk, large)
    assert known(desk, "large-1999")


def test_a_file_that_cannot_be_written_now_is_told_as_an_absent_store(desk: Store) -> None:
    def refused(unit: UnitOfWork) -> None:
        pragma("query_only=ON")(unit)
        try:
            unit.tickets.add(a_ticket("1"))
        finally:
            pragma("query_only=OFF")(unit)

    with together(desk):
        first, second = desk.write(refused), desk.write(add("2"))
    assert isinstance(first.exception(20), StoreAway)
    second.result(20)
    assert known(desk, "2")


def test_a_reader_sees_one_moment_and_keeps_no_writer_waiting(desk: Store) -> None:
    looked, written = Signal(), Signal()

    def reads(unit: UnitOfWork) -> tuple[bool, bool]:
        before = unit.tickets.get("1") is not None
        looked.set()
        assert written.wait(20)
        return before, unit.tickets.get("1") is not None

    reading = desk.read(reads)
    assert looked.wait(20)
    do(desk, add("1"))
    written.set()
    assert reading.result(20) == (False, False)
    assert known(desk, "1")


def test_a_change_of_people_in_a_group_that_failed_is_not_remembered(desk: Store) -> None:
    do(desk, lambda unit: unit.people.replace(a_roster()))

    def moves(unit: UnitOfWork) -> None:
        unit.people.set_locale("amy", "en")

    def dangling(unit: UnitOfWork) -> None:
        unit.people.roster()
        core = unit.link.core  # type: ignore[attr-defined]
        core.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        core.execute(sa.text("INSERT INTO identity VALUES ('nobody', 0, 'slack', 'T9', 'U9')"))

    with together(desk):
        futures = [desk.write(moves), desk.write(dangling)]
    assert all(isinstance(future.exception(20), StoreAway) for future in futures)
    do(desk, lambda unit: unit.people.set_locale("bob", "en"))
    members = look(desk, lambda unit: unit.people.roster()).members
    assert (members["amy"].locale, members["bob"].locale) == ("zh", "en")


def test_the_file_is_kept_as_safely_as_it_can_be(desk: Store) -> None:
    said = {name: do(desk, pragma(name))[0] for name in ("journal_mode", "synchronous")}
    assert said == {"journal_mode": "wal", "synchronous": 2}
    assert do(desk, pragma("foreign_keys"))[0] == 1
    assert do(desk, pragma("busy_timeout"))[0] == 10_000


def test_a_closed_store_finishes_its_work_and_takes_no_more(sqlite_url: str) -> None:
    desk = open_store(sqlite_url)
    with together(desk):
        futures = [desk.write(add(str(n))) for n in range(100)]
    desk.close()
    desk.close()
    assert all(future.done() and future.exception() is None for future in futures)
    assert isinstance(desk.write(add("late")).exception(20), StoreAway)
    assert isinstance(desk.read(lambda unit: unit.inbox.seen("x", NOW)).exception(20), StoreAway)


def test_a_file_that_cannot_be_opened_is_an_absent_store() -> None:
    desk = open_store("sqlite:////nonexistent/folder/desk.db")
    assert isinstance(desk.write(add("1")).exception(20), StoreAway)
    assert isinstance(desk.read(lambda unit: unit.tickets.get("1")).exception(20), StoreAway)
    desk.close()


def test_a_refusal_does_not_make_it_read_again_what_others_have_taught(desk: Store) -> None:
    def refused(_unit: UnitOfWork) -> None:
        raise InterruptedError

    def of_one(unit: UnitOfWork) -> Any:
        return unit.tickets.get("1")

    do(desk, add("1"))
    taught = do(desk, of_one)
    with pytest.raises(InterruptedError):
        do(desk, refused)
    assert do(desk, of_one) is taught


def test_what_another_process_has_written_is_seen_by_the_next_job(
    desk: Store, sqlite_url: str
) -> None:
    def shown(unit: UnitOfWork) -> tuple[str, str]:
        ticket = unit.tickets.get("1")
        assert ticket is not None
        return ticket.details, unit.people.roster().members["amy"].locale

    def changed(unit: UnitOfWork) -> None:
        unit.tickets.save(replace(a_ticket("1"), version=2, details="theirs"), 1)
        unit.people.set_locale("amy", "en")

    do(desk, lambda unit: unit.people.replace(a_roster()))
    do(desk, add("1"))
    assert do(desk, shown) == look(desk, shown) == ("", "zh")
    another = open_store(sqlite_url)
    do(another, changed)
    another.close()
    assert do(desk, shown) == look(desk, shown) == ("theirs", "en")


def test_what_a_batch_or_a_merge_has_written_is_seen_by_all_after_it(desk: Store) -> None:
    of_double = a_ticket("1", customer=replace(a_ticket().customer, id="double"))

    def details(unit: UnitOfWork) -> str:
        ticket = unit.tickets.get("1")
        assert ticket is not None
        return f"{ticket.details} {ticket.customer.id}"

    def gathered(unit: UnitOfWork) -> None:
        with unit.gathered(["1"]):
            unit.tickets.save(replace(of_double, version=2, details="woken"), 1)

    do(desk, lambda unit: unit.tickets.add(of_double))
    do(desk, gathered)
    assert do(desk, details) == "woken double"
    do(desk, lambda unit: unit.customers.merge("double", into="one"))
    assert do(desk, details) == "woken one"


OPEN_ONES: dict[str, Job] = {
    "open counts": lambda unit: unit.queues.open_counts(),
    "one's own": lambda unit: unit.queues.find(Filter(assignee="li"), NOW, 20),
    "a department's": lambda unit: unit.queues.count(Filter(departments=("tech",)), NOW),
    "whom they call": lambda unit: unit.queues.called(
        Party(("li",), departments=("tech",)), NOW, 9
    ),
}


@pytest.mark.parametrize("name", OPEN_ONES)
def test_of_all_tickets_there_ever_were_only_the_open_ones_are_looked_through(
    desk: Store, name: str
) -> None:
    asked = list[str]()

    def plans(unit: UnitOfWork) -> list[str]:
        driver = unit.link.driver  # type: ignore[attr-defined]
        driver.set_trace_callback(asked.append)
        OPEN_ONES[name](unit)
        driver.set_trace_callback(None)
        return [
            row[3]
            for one in asked
            if one.startswith("SELECT")
            for row in driver.execute(f"EXPLAIN QUERY PLAN {one}")
        ]

    scans = [plan for plan in look(desk, plans) if plan.startswith("SCAN ticket")]
    assert set(scans) == {"SCAN ticket USING INDEX ix_ticket_open"}
