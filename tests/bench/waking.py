"""What time costs: ticks, sweeps, bursts and restarts, on both databases (G4 to G8)."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import STATE_RUNNING, BaseScheduler
from sqlalchemy import (
    Column,
    Connection,
    String,
    Subquery,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    true,
    update,
)

from bot.domain.duties import reconcile
from bot.domain.policy import DutyKind
from bot.domain.ticket import Ticket
from bot.handlers import telling
from bot.handlers.waking import wake_due
from bot.policyfile import load
from bot.ports import Delivery, Store, UnitOfWork
from bot.pump import Pump, Stride
from storage.outbox_tables import OUTBOX
from storage.store import open_store
from storage.tables import DUTY, EVENT, TICKET
from tests.bench.bare_sweep import Floor
from tests.bench.goals import Goal, in_turn
from tests.databases import Fresh, serving_databases
from tests.desk.office import Policies, roster
from tests.storage.samples import a_duty, a_ticket

POLICY: Final = load().policy
NOW: Final = datetime.fromisoformat("2026-11-23T02:30:00+00:00")
DUE: Final = NOW - timedelta(minutes=1)
FIRST_RESPONSE: Final = timedelta(minutes=15)
REPORTED: Final = DUE - FIRST_RESPONSE
LATER: Final = NOW + timedelta(days=300)
TICKS: Final = 200
BATCH: Final = 2 * Stride.size
"""Both sides wake so many in one transaction."""

CALLS: Final = 2
"""Of each breach: into the sync room, and to whom it concerns."""


class Still:
    """A clock that stands at the bench's present moment."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()


@contextmanager
def opened(fresh: Fresh) -> Iterator[Store]:
    with fresh() as url, closing(open_store(url)) as store:
        store.write(lambda uow: uow.people.replace(roster())).result()
        yield store


def waiting(store: Store, many: int) -> None:
    """So many duties of far away, written by the database itself."""

    def fill(uow: Any) -> None:
        core: Connection = uow.link.core
        row = replace(a_duty(), started_at=NOW, due_at=LATER, warn_at=None, wake_at=LATER)
        given = {c.name: getattr(row, c.name) for c in DUTY.c if c.name not in ("id", "ticket")}
        given["kind"] = row.kind.value
        marked = [bindparam(key, value, type_=DUTY.c[key].type) for key, value in given.items()]
        one = _numbers(core, 1, many)
        chosen = select(text("'far-' || n.i"), *marked).select_from(one)
        core.execute(insert(DUTY).from_select(["ticket", *given], chosen))
        core.execute(text("ANALYZE"))

    store.write(fill).result(600)


def _numbers(core: Connection, first: int, last: int) -> Subquery:
    """The table `n` of the whole numbers `i` between these."""
    written = {
        "sqlite": "WITH RECURSIVE n(i) AS"
        " (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n",
        "postgresql": "SELECT generate_series(:first, :last) AS i",
    }[core.dialect.name]
    return text(written).columns().bindparams(first=first, last=last).subquery("n")


def _ticks(store: Store) -> float:
    """The median of a sweep that finds nothing due, in microseconds."""
    pump = Pump(store, Policies(POLICY), {}, Still(), "bench")

    async def tick() -> float:
        took = []
        for _ in range(TICKS):
            began = time.perf_counter()
            await pump.sweep()
            took.append(time.perf_counter() - began)
        return statistics.median(took) * 1e6

    return asyncio.run(tick())


def g4(many: int = 1_000_000, few: int = 1_000) -> list[Goal]:
    """A tick with nothing due among a million waiting duties ÷ among a thousand."""
    goals = []
    with serving_databases() as databases:
        for name, fresh in databases.items():
            with opened(fresh) as full, opened(fresh) as empty:
                waiting(full, many)
                waiting(empty, few)
                _ticks(full), _ticks(empty)  # The process is warm now.
                ratio = in_turn(lambda: _ticks(full), lambda: _ticks(empty))
            what = f"G4 idle tick, {many:,} ÷ {few:,} waiting duties, {name}"
            goals.append(Goal(what, ratio[0], 1.5, 1.1, *ratio[1:], "µs", at_least=False))
    return goals


class StillScheduler(BaseScheduler):  # type: ignore[misc] # Untyped.
    """APScheduler without its thread: its work is called by the bench."""

    def wakeup(self) -> None:
        """Nobody sleeps."""

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002 - Its own signature.
        super().shutdown(wait)


def _nothing() -> None:
    return None


@contextmanager
def apscheduler(url: str) -> Iterator[BaseScheduler]:
    scheduler = StillScheduler(timezone="UTC")
    scheduler.add_jobstore(SQLAlchemyJobStore(url=url))
    scheduler.start(paused=True)
    scheduler.state = STATE_RUNNING
    try:
        yield scheduler
    finally:
        scheduler.shutdown()


@contextmanager
def one_sqlite() -> Iterator[tuple[Store, BaseScheduler]]:
    """A file with our tables and with those of APScheduler's job store."""
    with (
        serving_databases() as databases,
        databases["sqlite"]() as url,
        closing(open_store(url)) as store,
        apscheduler(url) as scheduler,
    ):
        yield store, scheduler


def add_jobs(scheduler: BaseScheduler, many: int, at: datetime) -> None:
    for _ in range(many):
        scheduler.add_job(_nothing, "date", run_date=at, misfire_grace_time=None)


def g4c(many: int = 100_000) -> list[Goal]:
    """Our tick ÷ APScheduler's own look at its SQLAlchemy store, in the same file."""
    with one_sqlite() as (store, scheduler):
        waiting(store, many)
        add_jobs(scheduler, 500, LATER)

        def theirs() -> float:
            took = []
            for _ in range(TICKS):
                began = time.perf_counter()
                scheduler._process_jobs()
                took.append(time.perf_counter() - began)
            return statistics.median(took) * 1e6

        ratio = in_turn(lambda: _ticks(store), theirs)
    what = f"G4c idle tick, {many:,} waiting ÷ APScheduler's job store, sqlite"
    return [Goal(what, ratio[0], 0.5, 0.3, *ratio[1:], "µs", at_least=False)]


# --- Duties that are due -------------------------------------------------------------------------


def due(store: Store, many: int, start: int = 0, at: datetime = DUE) -> None:
    """Tickets whose first response is missed then, and nothing else of them is due.

    The first is made by the domain, the others are copies of its rows.
    """
    reported = at - FIRST_RESPONSE
    first = ticket(start, reported)
    owed = [
        replace(d, warned_at=at, wake_at=at) if d.kind is DutyKind.FIRST_RESPONSE else d
        for d in reconcile(first, POLICY, (), reported)
    ]

    def write(uow: Any) -> None:
        uow.tickets.add(first)
        uow.duties.write(owed)
        if many > 1:
            for table, named in ((TICKET, "no"), (DUTY, "ticket")):
                _copy(uow.link.core, table.c[named], first.no, start + 1, start + many - 1)

    store.write(write).result(600)


def _copy(core: Connection, named: Column[str], of: str, first: int, last: int) -> None:
    """Rows like those of one ticket for so many others; a key goes by the ticket's number."""
    table, no = named.table, {"sqlite": "printf('%06d', i)", "postgresql": "lpad(i::text, 6, '0')"}
    same = [c for c in table.c if c is not named and c.name not in ("id", "key")]
    number = literal_column(f"'20261123' || {no[core.dialect.name]}", String())
    keys = [c for c in table.c if c.name == "key"]
    made = [func.replace(key, of, number) for key in keys]
    each = table.join(_numbers(core, first, last), true())
    chosen = select(number, *made, *same).select_from(each).where(named == of)
    core.execute(insert(table).from_select([named, *keys, *same], chosen))


def shown(store: Store, many: int, start: int = 0) -> None:
    """The cards of these tickets, as they stand in the rooms of their department."""
    no = ticket(start).no

    def write(uow: Any) -> None:
        core: Connection = uow.link.core
        rooms = roster().rooms_showing("technical")
        uow.outbox.say([telling.card(no, room.address.lane) for room in rooms], REPORTED)
        posted = {"state": Delivery.SENT.value, "shown": 1, "message": "1.0", "posted_at": REPORTED}
        core.execute(update(OUTBOX).where(OUTBOX.c.ticket == no).values(posted))
        _copy(core, OUTBOX.c.ticket, no, start + 1, start + many - 1)

    store.write(write).result(600)


def ticket(n: int, reported: datetime = REPORTED) -> Ticket:
    """An urgent one, whose quarter of an hour for the first response is over since a minute."""
    done = dict.fromkeys(("synced_at", "classified_at", "assigned_at", "accepted_at"), reported)
    plain = a_ticket(f"20261123{n:06d}", department="technical", assignee="wang", **done)
    report = replace(plain.report, reported_at=reported)
    return replace(plain, report=report, created_at=reported, urgency="urgent", category="quality")


def swept(store: Store) -> int:
    return store.write(lambda uow: wake_due(uow, POLICY, NOW, BATCH)).result(60)


@dataclass
class Side:
    """One way of waking what is due. `cpu`: what each round has cost, in seconds."""

    store: Store
    sweep: Callable[[], int]
    cpu: list[float] = field(default_factory=list)

    def rate(self, many: int, start: int) -> float:
        """Duties woken a second, with all that must be written of them."""
        due(self.store, many, start)
        shown(self.store, many, start)
        began, cpu = time.perf_counter(), time.process_time()
        woken = 0
        while found := self.sweep():
            woken += found
        took = time.perf_counter() - began
        self.cpu.append(time.process_time() - cpu)
        assert woken == many, (woken, many)
        return many / took


def g5(many: int = 100, among: int = 100_000, rounds: int = 7) -> list[Goal]:
    """A hundred due of a hundred thousand, their history and messages included ÷ the floor."""
    goals = []
    with serving_databases() as databases:
        for name, fresh in databases.items():
            with opened(fresh) as store:
                waiting(store, among)
                goals.append(against_floor(store, many, rounds, f"G5 {many} of {among:,} {name}"))
    return goals


def against_floor(store: Store, many: int, rounds: int, what: str) -> Goal:
    starts = iter(range(0, 10**9, many))
    ours = Side(store, lambda: swept(store))
    ours.rate(many, next(starts))
    sample = Floor(store, NOW, DUE, BATCH)
    floor = Side(store, sample.sweep)
    floor.rate(many, next(starts))
    ratio = in_turn(
        lambda: ours.rate(many, next(starts)), lambda: floor.rate(many, next(starts)), rounds
    )
    cpu = statistics.median(floor.cpu[1:]) / statistics.median(ours.cpu[1:])
    rows = f"event, duty, {len(sample.calls)} calls and {len(sample.cards)} cards"
    what = f"{what}, with {rows} ÷ Core"
    return Goal(what, ratio[0], 0.5, 0.8, *ratio[1:], "duties/s", note=f"by CPU time {cpu:.2f}")


def each_once(store: Store) -> None:
    def look(uow: Any) -> tuple[int, int]:
        core: Connection = uow.link.core
        events = core.execute(select(func.count()).select_from(EVENT)).scalar_one()
        tickets = core.execute(select(func.count(EVENT.c.ticket.distinct()))).scalar_one()
        return events, tickets

    events, tickets = store.read(look).result(60)
    assert events == tickets, (events, tickets)


def g8(many: int = 400) -> list[Goal]:
    """One duty more inside the transaction that makes a ticket ÷ `add_job`."""
    with one_sqlite() as (store, scheduler):
        starts = iter(range(0, 10**9, many))

        def ours() -> float:
            start = next(starts)
            return store.write(lambda uow: _marginal(uow, start, many)).result(60)

        def theirs() -> float:
            began = time.perf_counter()
            add_jobs(scheduler, many, LATER)
            return (time.perf_counter() - began) / many * 1e6

        ratio = in_turn(ours, theirs)
    what = "G8 a duty in the create transaction ÷ APScheduler add_job"
    return [Goal(what, ratio[0], 0.15, 0.05, *ratio[1:], "µs", at_least=False)]


def _marginal(uow: UnitOfWork, start: int, many: int) -> float:
    """Microseconds for each duty of so many tickets: what is owed, and its row."""
    tickets = [
        replace(ticket(start + n), category="quality", urgency="normal", classified_at=NOW)
        for n in range(many)
    ]
    began = time.perf_counter()
    rows = 0
    for one in tickets:
        written = reconcile(one, POLICY, (), NOW)
        uow.duties.write(written)
        rows += len(written)
    return (time.perf_counter() - began) / rows * 1e6
