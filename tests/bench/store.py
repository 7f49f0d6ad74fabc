"""How fast tickets are written, beside the same rows through the standard library (G3)."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

from bot.domain.policy import DutyKind
from bot.ports import Store, UnitOfWork
from storage.columns import SQLITE
from storage.mapping import DUTIES, EVENTS, TICKETS, event_row, ticket_row
from storage.schema import upgrade
from storage.sqlite import SqliteStore
from storage.store import open_store
from tests.storage.samples import LANE, NOW, a_card, a_duty, a_line, a_ticket, an_event

SUBMITTERS: Final = 16
CREATES: Final = 3200
_KINDS: Final = tuple(DutyKind)[:7]
_TICKET: Final = a_ticket()
_EVENT: Final = an_event()
_DUTIES: Final = tuple(
    a_duty(kind=kind, due_at=NOW + timedelta(minutes=n)) for n, kind in enumerate(_KINDS)
)


def create(unit: UnitOfWork, delivery: str) -> str:
    """What a command that makes a ticket writes."""
    assert not unit.inbox.seen(delivery, NOW)
    no = f"20261123{unit.tickets.next_serial('20261123'):05d}"
    unit.tickets.add(replace(_TICKET, no=no))
    event = unit.history.append(replace(_EVENT, ticket=no))
    unit.duties.write([replace(duty, ticket=no) for duty in _DUTIES])
    unit.outbox.say([a_card(no), a_line(f"line:{event}", no=no)], NOW)
    return no


def _submit_from(threads: int, total: int, one: Callable[[int], object]) -> tuple[float, float]:
    """Seconds of wall and of CPU for `total` calls from so many threads, each waiting its turn."""
    numbers = count()

    def work() -> None:
        while (n := next(numbers)) < total:
            one(n)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    wall, cpu = perf_counter(), process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return perf_counter() - wall, process_time() - cpu


def create_all(store: Store, total: int = CREATES) -> tuple[float, float]:
    def one(n: int) -> None:
        future: Future[str] = store.write(lambda unit: create(unit, f"event-{n}"))
        future.result()

    return _submit_from(SUBMITTERS, total, one)


def _insert(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


_DUTY_COLUMNS: Final = tuple(name for name in DUTIES.columns if name != "id")
_OUTBOX_COLUMNS: Final = (
    "key", "lane", "saying", "ticket", "about", "state", "wanted", "shown", "avail_at",
    "lease_owner", "attempts", "message", "error", "created_at", "turn",
)  # fmt: skip
_FLOOR_SERIAL: Final = (
    "INSERT INTO serial VALUES ('20261123', 1) ON CONFLICT (scope) "
    "DO UPDATE SET last = last + 1 RETURNING last"
)
_FLOOR_CUSTOMER: Final = (
    "INSERT INTO customer VALUES (?, ?, '张三', '', '13800000000', '', '', '', '', '', NULL)"
)
_FLOOR_TICKET: Final = _insert("ticket", (*TICKETS.columns, "ending", "words"))
_FLOOR_EVENT: Final = _insert("event", EVENTS.columns)
_FLOOR_DUTY: Final = _insert("duty", _DUTY_COLUMNS)
_FLOOR_OUTBOX: Final = _insert("outbox", _OUTBOX_COLUMNS)


class FloorTicket:
    """The rows of a new ticket as ready tuples: nothing but `sqlite3` is left to be done.

    With `customers` each ticket is a new customer's, as those of the desk are.
    """

    def __init__(self, duties: int, messages: int, *, customers: bool) -> None:
        now, at = SQLITE.encode(NOW), DUTIES.columns.index("id")
        rows = [DUTIES.row(duty, SQLITE) for duty in _DUTIES[:duties]]
        self._duties = [[*row[:at], *row[at + 1 :]] for row in rows]
        self._ticket = ticket_row(_TICKET, SQLITE)
        self._event = event_row(_EVENT, SQLITE)
        self._message = ["", LANE, "card", "", "{}", "new", 1, 0, now, "", 0, "", "", now, 1]
        self._messages = messages
        self._customers = customers

    def write(self, db: sqlite3.Connection, n: int) -> None:
        no, ticket, message = f"20261123{n:05d}", self._ticket, self._message
        db.execute("INSERT INTO inbox (key, at) VALUES (?, ?)", (f"event-{n}", 0))
        db.execute(_FLOOR_SERIAL).fetchone()
        if self._customers:
            db.execute(_FLOOR_SERIAL).fetchone()
            db.execute(_FLOOR_CUSTOMER, (f"C{n}", 0))
            db.execute("INSERT INTO customer_key VALUES (?, ?)", (f"phone:+86{n}", f"C{n}"))
        db.execute(_FLOOR_TICKET, [no, *ticket[1:-2], no[::-1], ticket[-1]])
        db.execute(_FLOOR_EVENT, [no, *self._event[1:]])
        db.executemany(_FLOOR_DUTY, [[no, *row[1:]] for row in self._duties])
        said = [[f"{which}:{n}", *message[1:]] for which in range(self._messages)]
        db.executemany(_FLOOR_OUTBOX, said)


def floor_all(
    path: Path,
    total: int = CREATES,
    duty_rows: int = len(_KINDS),
    messages: int = 2,
    *,
    customers: bool = False,
) -> tuple[float, float]:
    """Write the same rows in the same groups."""
    ticket = FloorTicket(duty_rows, messages, customers=customers)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        wall, cpu = perf_counter(), process_time()
        for n in range(total):
            if n % SUBMITTERS == 0:
                db.execute("BEGIN IMMEDIATE")
            ticket.write(db, n)
            if n % SUBMITTERS == SUBMITTERS - 1:
                db.execute("COMMIT")
        return perf_counter() - wall, process_time() - cpu


def g3(total: int = CREATES) -> tuple[float, float]:
    """Tickets a second: ours from 16 threads, and the floor's in groups of 16."""
    ours, floor = g3_seconds(total)
    return total / ours[0], total / floor[0]


def g3_seconds(total: int = CREATES) -> tuple[tuple[float, float], tuple[float, float]]:
    """Wall and CPU seconds of both sides, in new files."""
    with TemporaryDirectory() as folder:
        mine, bare = Path(folder, "mine.db"), Path(folder, "bare.db")
        for path in (mine, bare):
            upgrade(f"sqlite:///{path}")
        floor = floor_all(bare, total)
        store = open_store(f"sqlite:///{mine}")
        assert isinstance(store, SqliteStore)
        with closing(store):
            ours = create_all(store, total)
        return ours, floor


if __name__ == "__main__":
    for _ in range(5):
        (wall, cpu), (floor_wall, floor_cpu) = g3_seconds()
        print(
            f"ours {CREATES / wall:.0f}/s, {cpu / CREATES * 1e6:.0f} µs CPU; "
            f"floor {CREATES / floor_wall:.0f}/s, {floor_cpu / CREATES * 1e6:.0f} µs CPU; "
            f"ratio {floor_wall / wall:.2f}"
        )
