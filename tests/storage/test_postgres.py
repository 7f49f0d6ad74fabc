"""PostgreSQL: jobs side by side, and a server that goes away."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from threading import Barrier
from threading import Event as Signal
from time import sleep

import psycopg
import pytest

from bot.courier import Ending, Failed, Sent, end_all
from bot.domain.duties import Duty
from bot.domain.policy import DutyKind
from bot.handlers.delivering import Note, Post, Taken
from bot.policyfile import load
from bot.ports import Store, StoreAway, UnitOfWork
from storage.store import open_store
from tests.databases import do, look
from tests.storage.samples import LANE, NOW, OTHER_LANE, a_card, a_duty, a_line, a_ticket, after


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


def test_two_batches_at_once_wake_different_tickets_and_never_wait_for_each_other(
    desk: Store,
) -> None:
    synced = [a_duty(str(n)) for n in range(10)]
    accepted = [replace(duty, kind=DutyKind.ACCEPT, wake_at=duty.due_at) for duty in synced]
    do(desk, lambda unit: _owe(unit, [*synced, *accepted]))
    both_took = Barrier(2, timeout=20)

    def sweep(unit: UnitOfWork) -> set[str]:
        taken = unit.duties.due(after(hours=1), 10)
        both_took.wait()
        for duty in taken:
            unit.duties.newest(duty.ticket)
        return {duty.ticket for duty in taken}

    futures = [desk.write(sweep) for _ in range(desk.abreast)]
    first, second = (future.result(20) for future in futures)
    assert first | second == {duty.ticket for duty in synced}
    assert not first & second


def test_whoever_wakes_a_ticket_first_has_all_of_it_and_holds_up_no_other(desk: Store) -> None:
    accepting = replace(a_duty("1"), kind=DutyKind.ACCEPT)
    do(desk, lambda unit: _owe(unit, [a_duty("1"), accepting, a_duty("2")]))
    swept, go_on = Signal(), Signal()

    def sweep(unit: UnitOfWork) -> list[str]:
        taken = unit.duties.due(after(hours=1), 1)
        swept.set()
        assert go_on.wait(20)
        return [duty.ticket for duty in taken]

    def others() -> set[str]:
        return {duty.ticket for duty in do(desk, lambda unit: unit.duties.due(after(hours=1), 9))}

    first = desk.write(sweep)
    assert swept.wait(20)
    passed_over = others()
    go_on.set()
    [mine] = first.result(20)
    assert passed_over == {"1", "2"} - {mine}
    assert others() == {"1", "2"}


def _owe(unit: UnitOfWork, duties: list[Duty]) -> None:
    """Write these duties, and the tickets that they are of."""
    for no in dict.fromkeys(duty.ticket for duty in duties):
        unit.tickets.add(a_ticket(no))
    unit.duties.write(duties)


@dataclass
class Crossing:
    """A command on a ticket begins while a sweep has it in hand; what each of them met."""

    desk: Store
    commanded: Callable[[UnitOfWork], object]
    met: list[str] = field(default_factory=list)
    swept: Signal = field(default_factory=Signal)
    go_on: Signal = field(default_factory=Signal)

    def sweep(self, wake: Callable[[UnitOfWork, Duty], None], unit: UnitOfWork) -> None:
        [duty] = unit.duties.due(after(hours=1), 5)
        self.swept.set()
        assert self.go_on.wait(20)
        self._met("sweep", lambda: wake(unit, duty))

    def command(self, unit: UnitOfWork) -> None:
        ticket = unit.tickets.get(a_ticket().no)
        assert ticket is not None

        def save() -> None:
            unit.tickets.save(replace(ticket, version=ticket.version + 1), ticket.version)
            self.commanded(unit)

        self._met("command", save)

    def _met(self, who: str, does: Callable[[], object]) -> None:
        try:
            does()
        except Exception as error:
            self.met.append(f"{who}: {type(error).__name__}")
            raise

    def comes_to(self, wake: Callable[[UnitOfWork, Duty], None]) -> list[str]:
        do(self.desk, lambda unit: _owe(unit, [a_duty()]))
        sweeping = self.desk.write(partial(self.sweep, wake))
        assert self.swept.wait(20)
        commanding = self.desk.write(self.command)
        with pytest.raises(TimeoutError):
            commanding.result(0.3)
        self.go_on.set()
        sweeping.result(20)
        commanding.result(20)
        return self.met


def test_a_command_that_waited_for_a_sweep_knows_all_that_is_owed_now(desk: Store) -> None:
    def wake(unit: UnitOfWork, duty: Duty) -> None:
        unit.duties.woken([replace(duty, warned_at=NOW, wake_at=duty.due_at)])
        unit.duties.write([a_duty(kind=DutyKind.ACCEPT)])

    known: list[Duty] = []
    asks = lambda unit: known.extend(unit.duties.newest(a_ticket().no))  # noqa: E731
    assert Crossing(desk, asks).comes_to(wake) == []
    assert {(duty.kind, duty.warned_at) for duty in known} == {
        (DutyKind.SYNC, NOW),
        (DutyKind.ACCEPT, None),
    }


def test_a_sweep_that_saves_its_ticket_and_a_command_never_lock_each_other_out(
    desk: Store,
) -> None:
    def resume(unit: UnitOfWork, duty: Duty) -> None:
        unit.tickets.save(a_ticket(duty.ticket, version=2), 1)
        unit.duties.woken([replace(duty, wake_at=None)])

    crossing = Crossing(desk, lambda unit: unit.duties.newest(a_ticket().no))
    assert crossing.comes_to(resume) == ["command: StaleTicket"]


def test_what_is_owed_on_something_else_than_a_ticket_is_woken_too(desk: Store) -> None:
    do(desk, lambda unit: unit.duties.write([a_duty("A-1")]))
    assert [duty.ticket for duty in do(desk, lambda unit: unit.duties.due(after(hours=1), 5))] == [
        "A-1"
    ]


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


def test_a_lane_whose_next_message_is_being_changed_is_left_for_later_in_order(
    desk: Store,
) -> None:
    do(desk, lambda unit: unit.outbox.say([a_card(), a_line("2")], NOW))
    drawn, go_on = Signal(), Signal()

    def draw(unit: UnitOfWork) -> None:
        unit.outbox.say([a_card()], NOW)
        drawn.set()
        assert go_on.wait(20)

    def take(unit: UnitOfWork) -> str:
        row = unit.outbox.lease(LANE, "a", NOW, timedelta(minutes=1))
        return row.key if row else ""

    drawing = desk.write(draw)
    assert drawn.wait(20)
    taking = desk.write(take)
    try:
        assert taking.result(10) == ""
    finally:
        go_on.set()
    drawing.result(20)
    assert do(desk, take) == a_card().key


def test_a_round_of_deliveries_and_a_command_never_lock_each_other_out(desk: Store) -> None:
    """One of a ticket's cards was posted and one was not, while both are drawn anew."""
    cards = [a_card(lane=LANE), a_card(lane=OTHER_LANE)]
    do(desk, lambda unit: unit.outbox.say(cards, NOW))
    lanes = [card.lane for card in cards]
    rows = do(desk, lambda unit: unit.outbox.lease_all(lanes, "a", NOW, timedelta(minutes=1)))
    failed, sent = (row for row in rows if row)
    post = Post("a", load().policy, NOW)
    drawn, go_on = Signal(), Signal()
    runs: list[str] = []

    def draw(unit: UnitOfWork) -> None:
        runs.append("drawn")
        unit.outbox.say(cards[:1], NOW)
        drawn.set()
        assert go_on.wait(20)
        unit.outbox.say(cards[1:], NOW)

    def end(unit: UnitOfWork) -> None:
        runs.append("ended")
        back = partial(unit.outbox.put_back, failed, "a", NOW, "no")
        came_of: list[Ending] = [
            Sent(post, Note(Taken(sent, None), "ts")),
            Failed(failed, lambda _: back()),
        ]
        end_all(came_of, post, unit)

    drawing = desk.write(draw)
    assert drawn.wait(20)
    ending = desk.write(end)
    with pytest.raises(TimeoutError):
        ending.result(0.3)
    go_on.set()
    drawing.result(20)
    ending.result(20)
    assert runs == ["drawn", "ended"]


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


def test_whoever_stands_still_in_the_midst_of_a_job_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setattr("storage.postgres._IDLE", 1000)
    held, go_on = Signal(), Signal()

    def stand_still(unit: UnitOfWork) -> None:
        unit.tickets.hold(a_ticket())
        held.set()
        assert go_on.wait(20)
        unit.tickets.hold(a_ticket())

    with closing(open_store(postgres_url)) as desk:
        do(desk, lambda unit: unit.tickets.add(a_ticket()))
        stopped = desk.write(stand_still)
        assert held.wait(20)
        do(desk, lambda unit: unit.tickets.hold(a_ticket()))
        go_on.set()
        assert isinstance(stopped.exception(20), StoreAway)


def test_a_server_that_is_not_there_is_an_absent_store() -> None:
    desk = open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert isinstance(desk.write(lambda unit: unit.tickets.get("1")).exception(20), StoreAway)
    assert isinstance(desk.read(lambda unit: unit.tickets.get("1")).exception(20), StoreAway)
    desk.close()


def test_whoever_only_reads_may_reckon_for_as_long_as_it_takes(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setattr("storage.postgres._IDLE", 100)

    def reckons(unit: UnitOfWork) -> bool:
        before = unit.tickets.get("1")
        sleep(0.3)
        return unit.tickets.get("1") == before

    with closing(open_store(postgres_url)) as desk:
        assert look(desk, reckons)
