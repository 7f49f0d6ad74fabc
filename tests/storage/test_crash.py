"""What was answered is there after a kill; a second bot is kept out while the first runs."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from bot.ports import Store, UnitOfWork
from storage.lock import AlreadyRunningError, lock_exclusive
from tests.databases import do, look
from tests.storage.samples import LANE, NOW, a_line, after

ROOT = Path(__file__).parents[2]

_CREATES = """
import sys
from concurrent.futures import ThreadPoolExecutor
from storage.store import open_store
from tests.bench.store import create

store = open_store(sys.argv[1])
def one(n):
    no = store.write(lambda unit: create(unit, f"delivery-{n}")).result()
    sys.stdout.write(no + chr(10))
    sys.stdout.flush()
with ThreadPoolExecutor(8) as pool:
    list(pool.map(one, range(20_000)))
"""
_LOCKS = """
import sys, time
from pathlib import Path
from storage.lock import lock_exclusive

held = lock_exclusive(Path(sys.argv[1]))
print("locked", flush=True)
time.sleep(60)
"""


@contextmanager
def _child(program: str, argument: str) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    child = subprocess.Popen(
        [sys.executable, "-c", program, argument], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    try:
        with child.stdout as said:
            yield child, said
    finally:
        child.kill()
        child.wait(20)


def test_what_was_answered_survives_a_kill(store: Store, database: str) -> None:
    with _child(_CREATES, database) as (child, said):
        answered = [said.readline().strip() for _ in range(50)]
        child.send_signal(signal.SIGKILL)
        answered += [line.strip() for line in said if line.endswith("\n")]
    assert len(set(answered)) == len(answered) >= 50
    lost, missing = look(store, lambda unit: (_halves(unit, answered), _gaps(unit)))
    assert lost == []
    assert missing == [], "a number was given out without its ticket"


def _halves(unit: UnitOfWork, answered: list[str]) -> list[str]:
    """Tickets of which something is not there."""
    return [
        no
        for no in answered
        if unit.tickets.get(no) is None
        or len(unit.duties.of(no)) != 7
        or len(unit.history.of(no)) != 1
    ]


def _gaps(unit: UnitOfWork) -> list[int]:
    """Serials up to the last that no ticket bears."""
    serials = {int(no[8:]) for no in unit.tickets.numbers_like("", 10**6)}
    return sorted(set(range(1, max(serials) + 1)) - serials)


def test_a_message_in_flight_at_a_kill_is_taken_up_again(store: Store) -> None:
    do(store, lambda unit: unit.outbox.say([a_line("1")], NOW))
    do(store, lambda unit: unit.outbox.lease(LANE, "killed", NOW, after(hours=1) - NOW))
    assert do(store, lambda unit: unit.outbox.rescue(NOW, owner="restarted")) == 1
    row = do(store, lambda unit: unit.outbox.lease(LANE, "restarted", NOW, after(hours=1) - NOW))
    assert row is not None
    assert (row.attempts, row.tried_at) == (1, NOW)


def test_a_second_bot_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    database = tmp_path / "desk.db"
    with _child(_LOCKS, str(database)) as (child, said):
        assert said.readline() == "locked\n"
        with pytest.raises(AlreadyRunningError, match=r"desk\.db\.lock"):
            lock_exclusive(database)
        child.kill()
        child.wait(20)
        held = lock_exclusive(database)
        held.release()
    lock_exclusive(database).release()
