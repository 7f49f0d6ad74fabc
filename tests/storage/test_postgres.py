"""PostgreSQL: jobs side by side, and a server that goes away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from threading import Event as Signal

import psycopg
import pytest

from bot.domain.duties import Duty
from bot.domain.policy import DutyKind
from bot.ports import Store, StoreAway, UnitOfWork
from storage.store import open_store
from tests.databases import do, look
from tests.storage.samples import LANE, NOW, a_duty, a_line, a_ticket, after


@pytest.fixture
def desk(postgres_url: str) -> Iterator[Store]:
    opened = open_store(postgres_url)
    yield opened
    opened.close()


def test_of_two_that_looked_before_either_saved_one_looks_again(desk: Store) -> None:
    do(desk, lambda unit: unit.tickets.add(a_ticket()))
    both_looked = Barrier(2, timeout=20)
    runs: list[str] = []

    def job(unit: UnitOfWork, by: str) -> str:
        runs.append(by)
        ticket = unit.tickets.get(a_ticket().no)
        assert ticket is not None
        if runs.count(by) == 1:
            both_looked.wait()
        if ticket.accepted_by:
            return f"taken by {ticket.accepted_by}"
        mine = replace(ticket.accepted(by, NOW), version=ticket.version + 1)
        unit.tickets.save(mine, ticket.version)
        return "mine"

    futures = {
        by: desk.write(lambda unit, by=by: job(unit, by))  # type: ignore[misc]
        for by in ("ann", "ben")
    }
    said = {by: future.result(20) for by, future in futures.items()}
    winner = next(by for by, answer in said.items() if answer == "mine")
    assert sorted(said.values()) == ["mine", f"taken by {winner}"]
    assert len(runs) >= 3


def test_two_sweeps_at_once_never_wake_the_same_duty(desk: Store) -> None:
    do(desk, lambda unit: unit.duties.write([a_duty(str(n)) for n in range(10)]))
    both_took = Barrier(2, timeout=20)

    def sweep(unit: UnitOfWork) -> list[str]:
        taken = unit.duties.due(after(hours=1), 5)
        both_took.wait()
        unit.duties.write([replace(duty, wake_at=None) for duty in taken])
        return [duty.ticket for duty in taken]

    futures = [desk.write(sweep), desk.write(sweep)]
    taken = [no for future in futures for no in future.result(20)]
    assert sorted(taken) == [str(n) for n in range(10)]


def test_a_command_waits_for_the_sweep_that_holds_its_duties(desk: Store) -> None:
    do(desk, lambda unit: unit.duties.write([a_duty()]))
    swept, go_on = Signal(), Signal()

    def sweep(unit: UnitOfWork) -> None:
        (duty,) = unit.duties.due(after(hours=1), 5)
        swept.set()
        assert go_on.wait(20)
        unit.duties.write([replace(duty, warned_at=NOW, wake_at=duty.due_at)])

    def command(unit: UnitOfWork) -> Duty:
        (duty,) = unit.duties.newest(a_ticket().no)
        return duty

    sweeping = desk.write(sweep)
    assert swept.wait(20)
    commanding = desk.write(command)
    with pytest.raises(TimeoutError):
        commanding.result(0.3)
    go_on.set()
    sweeping.result(20)
    assert commanding.result(20).warned_at == NOW


def test_two_workers_in_one_lane_at_once_get_one_message(desk: Store) -> None:
    do(desk, lambda unit: unit.outbox.say([a_line("1"), a_line("2")], NOW))
    both_asked = Barrier(2, timeout=20)

    def work(unit: UnitOfWork, owner: str) -> str:
        row = unit.outbox.lease(LANE, owner, NOW, timedelta(minutes=1))
        both_asked.wait()
        return row.key if row else ""

    futures = [
        desk.write(lambda unit, owner=owner: work(unit, owner))  # type: ignore[misc]
        for owner in ("a", "b")
    ]
    assert sorted(future.result(20) for future in futures) == ["", "1"]


def test_two_jobs_that_lock_each_other_out_both_succeed_in_the_end(desk: Store) -> None:
    kinds = (DutyKind.SYNC, DutyKind.ACCEPT)
    do(desk, lambda unit: unit.duties.write([a_duty(kind=kind) for kind in kinds]))
    rows = do(desk, lambda unit: unit.duties.of(a_ticket().no))
    both_began = Barrier(2, timeout=20)
    runs: list[int] = []

    def job(unit: UnitOfWork, order: list[Duty]) -> None:
        runs.append(1)
        unit.duties.write([replace(order[0], rung=1)])
        if len(runs) <= 2:
            both_began.wait()
        unit.duties.write([replace(order[1], rung=1)])

    futures = [
        desk.write(lambda unit, order=order: job(unit, order))  # type: ignore[misc]
        for order in (rows, rows[::-1])
    ]
    assert [future.result(20) for future in futures] == [None, None]
    assert len(runs) >= 3


def _end_all_connections(url: str) -> None:
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_lost_in_the_middle_is_told_and_the_next_job_works(
    desk: Store, postgres_url: str
) -> None:
    def cut_off(unit: UnitOfWork) -> None:
        unit.tickets.add(a_ticket("1"))
        _end_all_connections(postgres_url)
        unit.tickets.add(a_ticket("2"))

    with pytest.raises(StoreAway):
        do(desk, cut_off)
    assert look(desk, lambda unit: unit.tickets.get("1")) is None
    for no in "3456":
        do(desk, lambda unit, no=no: unit.tickets.add(a_ticket(no)))  # type: ignore[misc]
    assert look(desk, lambda unit: unit.tickets.get("6")) is not None


def test_a_server_that_restarted_between_two_jobs_is_not_noticed(
    desk: Store, postgres_url: str
) -> None:
    for no in "1234":
        do(desk, lambda unit, no=no: unit.tickets.add(a_ticket(no)))  # type: ignore[misc]
    _end_all_connections(postgres_url)
    for no in "5678":
        do(desk, lambda unit, no=no: unit.tickets.add(a_ticket(no)))  # type: ignore[misc]
    assert look(desk, lambda unit: unit.tickets.get("8")) is not None


def test_a_server_that_is_not_there_is_an_absent_store() -> None:
    desk = open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert isinstance(desk.write(lambda unit: unit.tickets.get("1")).exception(20), StoreAway)
    assert isinstance(desk.read(lambda unit: unit.tickets.get("1")).exception(20), StoreAway)
    desk.close()
