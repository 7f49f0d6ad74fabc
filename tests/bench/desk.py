"""G3: making a ticket at the desk, without HTTP, beside the same rows through `sqlite3`.

On uvloop, as the product runs: asyncio's own loop is woken by a system call for every answer.
"""

import asyncio
import sqlite3
import time
from collections.abc import Collection
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

from bot.clock import SystemClock
from bot.commands import Place, Request, Typed
from bot.desk import LiveDesk
from bot.domain.people import Identity
from bot.policyfile import load
from bot.views import Done
from storage.schema import upgrade
from storage.store import open_store
from tests.bench.goals import Goal, in_turn
from tests.bench.lines import line
from tests.bench.store import SUBMITTERS, floor_all
from tests.desk.office import Policies, roster

CREATES: Final = 2000
WHO: Final = Identity("slack", "T1", "U_LI")
PLACE: Final = Place("slack", "T1", "C_SYNC")


def g3() -> list[Goal]:
    duties, messages = rows_of_a_ticket()
    ratio, ours, floor = in_turn(_ours, lambda: _floor(duties, messages))
    name = f"G3 a ticket at the desk ({duties} duties, {messages} messages) ÷ sqlite3"
    return [Goal(name, ratio, 0.20, 0.30, ours, floor, "tickets/s")]


def _ours(total: int = CREATES) -> float:
    with TemporaryDirectory() as folder:
        return _created(f"sqlite:///{folder}/desk.db", total)


def rows_of_a_ticket() -> tuple[int, int]:
    """Duties and messages: the floors write as many rows as ours did, no more."""
    with TemporaryDirectory() as folder:
        _created(f"sqlite:///{folder}/desk.db", 1)
        with closing(sqlite3.connect(f"{folder}/desk.db")) as db:
            (duties,) = db.execute("SELECT count(*) FROM duty").fetchone()
            (messages,) = db.execute("SELECT count(*) FROM outbox").fetchone()
            return int(duties), int(messages)


def _created(url: str, total: int) -> float:
    """Tickets a second, from as many people at once as the floor groups in a commit."""
    upgrade(url)
    store = open_store(url)
    with closing(store):
        store.write(lambda uow: uow.people.replace(roster())).result()
        desk = LiveDesk(store, Policies(load().policy), SystemClock(), _nothing, b"secret")
        began = time.perf_counter()
        uvloop.run(_ask_all(desk, total))
        return total / (time.perf_counter() - began)


async def _ask_all(desk: LiveDesk, total: int) -> None:
    numbers = count()

    async def one_person() -> None:
        while (n := next(numbers)) < total:
            answer = await desk.ask(Request(Typed(line(n)), WHO, PLACE, f"delivery-{n}"))
            assert isinstance(answer.view, Done), answer.view

    await asyncio.gather(*(one_person() for _ in range(SUBMITTERS)))


def _floor(duties: int, messages: int) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder, "bare.db")
        upgrade(f"sqlite:///{path}")
        seconds, _ = floor_all(path, CREATES, duties, messages, customers=True)
        return CREATES / seconds


def _nothing(_lanes: Collection[str]) -> None:
    return None
