"""G7: worker processes that share the duties of one PostgreSQL, and one of them killed.

Each has one batch in hand at a time, so that a single worker and its server keep one core busy
between them. On two cores more workers can be no more than twice as quick; and whatever else runs
there takes from them what a single one leaves free.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from statistics import median
from typing import Any, Final

import psycopg
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from storage.store import open_store
from storage.tables import DUTY, EVENT
from tests.bench import waking
from tests.bench.goals import ROUNDS, Goal
from tests.databases import Fresh, serving_databases
from tests.desk.office import roster

DUE: Final = 8000
CREWS: Final = (1, 2, 4)
Worker = subprocess.Popen[str]
Rates = Sequence[float]


def g7(many: int = DUE) -> list[Goal]:
    """Duties woken a second by one, two and four processes ÷ by one; none lost, none twice."""
    with serving_databases() as databases:
        fresh = databases["postgres"]
        rates = [[_rate(fresh, crew, many) for crew in CREWS] for _ in range(ROUNDS)]
        wrong = _killed(fresh, many)
    one, two, four = zip(*rates, strict=True)
    return [
        _faster("G7 2 workers ÷ 1, postgres", two, one, 1.0, 1.2),
        _faster("G7 4 workers ÷ 1, postgres", four, one, 1.2, 1.4),
        Goal("G7 4 workers, one killed: lost or doubled", wrong, 0, 0, wrong, many, "duties",
             at_least=False),
    ]  # fmt: skip


def _faster(what: str, ours: Rates, floor: Rates, must: float, aim: float) -> Goal:
    crew, alone = median(ours), median(floor)
    note = f"by the best rounds {max(ours) / max(floor):.2f}"
    return Goal(what, crew / alone, must, aim, crew, alone, "duties/s", note=note)


def _rate(fresh: Fresh, crew: int, many: int) -> float:
    with _crew(fresh, crew, many) as (url, workers):
        began = time.perf_counter()
        _begin(workers)
        for worker in workers:
            _finish(worker)
        took = time.perf_counter() - began
        assert _wrong(url, many) == 0
        return many / took


def _killed(fresh: Fresh, many: int) -> float:
    """How many duties were lost or woken twice, though one of four died in the middle of it."""
    with _crew(fresh, CREWS[-1], many) as (url, workers):
        _begin(workers)
        assert workers[0].stdout is not None
        workers[0].stdout.readline()  # It has woken a batch, and is at the next.
        workers[0].kill()
        for worker in workers:
            worker.wait(120)
        assert workers[0].returncode < 0, "it had ended before it was killed"
        # Whoever came by its last batch while its connection still held it has passed it over.
        with closing(open_store(url)) as store:
            while waking.swept(store):
                pass
        return _wrong(url, many)


@contextmanager
def _crew(fresh: Fresh, size: int, many: int) -> Iterator[tuple[str, list[Worker]]]:
    """So many processes that wait for the word, and as many duties that are due."""
    with fresh() as url:
        with closing(open_store(url)) as store:
            store.write(lambda uow: uow.people.replace(roster())).result()
            waking.due(store, many)
        workers = [_hired(url) for _ in range(size)]
        try:
            for worker in workers:
                assert worker.stdout is not None
                assert worker.stdout.readline() == "ready\n"
            _vacuumed(url)
            yield url, workers
        finally:
            for worker in workers:
                worker.kill()
                worker.communicate()


def _vacuumed(url: str) -> None:
    """What the workers have taken back is gone: four leave more of it than one."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("VACUUM duty, ticket")


def _hired(url: str) -> Worker:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sweeper", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _begin(workers: list[Worker]) -> None:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()


def _finish(worker: Worker) -> None:
    """Until it finds nothing due any more: to end four interpreters takes as long as the work."""
    assert worker.stdout is not None
    assert "done\n" in worker.stdout


def _wrong(url: str, many: int) -> float:
    """Duties that are due still, and breaches that are told more than once."""

    def look(uow: Any) -> int:
        core = uow.link.core
        due = select(func.count()).where(DUTY.c.wake_at <= waking.NOW)
        told = core.execute(select(func.count()).select_from(EVENT)).scalar_one()
        tickets = core.execute(select(func.count(EVENT.c.ticket.distinct()))).scalar_one()
        return int(core.execute(due).scalar_one() + (many - tickets) + (told - tickets))

    with closing(open_store(url)) as store:
        return float(store.read(look).result(60))
