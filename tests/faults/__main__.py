"""`python -m tests.faults [--every N] [--why] [--keep FILE] [word…]`: the table, or what is named.

`--every 20` dies at each twentieth boundary only; `--why` says what was lost, wrong or twice;
`--keep` writes down each part that was gone through, and goes on where it was interrupted.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Final

from tests.databases import Databases, Fresh, serving_databases
from tests.faults.crash import Untroubled, crashed_everywhere
from tests.faults.crowd import crowded
from tests.faults.hands import doubled, emptied, removed
from tests.faults.stories import told_while_killed
from tests.faults.story import HASTY, STORY, Step
from tests.faults.table import HEAD, Cell, Kept, Part
from tests.faults.trouble import FAILURES, clock_set, disk_full, failing
from tests.faults.workers import cut_off, killed, starved, stopped, struck

LONGEST: Final = 300
MOST: Final = 20

Steps = tuple[Step, ...]
untroubled = cache(Untroubled.told)


def of_both(name: str, fresh: Fresh, every: int) -> Iterator[Cell]:
    def told(
        run: Callable[..., Iterable[Part]], *more: object, steps: Steps = STORY, **how: object
    ) -> Callable[[], Iterable[Part]]:
        return lambda: run(fresh, untroubled(fresh, steps), *more, every=every, **how)

    yield Cell("death at a boundary of a whole life cycle", name, told(crashed_everywhere))
    hasty = told(crashed_everywhere, steps=HASTY, hasty=True)
    yield Cell("the same, while people go on at once", name, hasty)
    for how in FAILURES:
        yield Cell(how.name, name, told(failing, how))
    for hours in (1, -1):
        turned = partial(clock_set, fresh, timedelta(hours=hours), every)
        yield Cell(f"the clock is set by {hours:+d} h", name, turned)
    yield Cell("a row removed by hand", name, told(removed))


def of_one(databases: Databases) -> Iterator[Cell]:
    sqlite, postgres = databases["sqlite"], partial(struck, databases["postgres"])
    yield Cell("the disk is full", "sqlite", lambda: disk_full(sqlite, untroubled(sqlite, STORY)))
    yield Cell("two processes on one file", "sqlite", doubled)
    yield Cell("engine tables emptied", "postgres", partial(postgres, emptied), 10)
    yield Cell("SIGKILL of one of three workers", "postgres", partial(postgres, killed, 3), 10)
    yield Cell("SIGSTOP of one past its leases", "postgres", partial(postgres, stopped))
    yield Cell("no memory for one of three", "postgres", partial(postgres, starved), 10)
    crowd = "everybody at once at the same few tickets"
    yield Cell(crowd, "postgres", lambda: crowded(databases["postgres"]))
    harried = "e2e stories, one of two replicas always killed"
    yield Cell(harried, "postgres", lambda: told_while_killed(databases["postgres"]))
    if databases.server.restart:
        strike = cut_off(databases.server.restart)
        yield Cell("database restart, at once", "postgres", partial(postgres, strike), 30)


def cells(databases: Databases, every: int) -> Iterator[Cell]:
    for name, fresh in databases.items():
        yield from of_both(name, fresh, every)
    yield from of_one(databases)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults")
    asked.add_argument("--every", type=int, default=1)
    asked.add_argument("--why", action="store_true")
    asked.add_argument("--keep", type=Path)
    asked.add_argument("words", nargs="*")
    told = asked.parse_args()
    logging.disable(logging.CRITICAL)
    print(HEAD, flush=True)
    kept, missed = Kept(told.keep), 0
    with serving_databases() as databases:
        for cell in cells(databases, told.every):
            if all(w in f"{cell.fault} {cell.database}" for w in told.words):
                toll = cell.toll(kept)
                missed += not cell.kept(toll)
                notes = [note[:LONGEST] for note in toll.notes[:MOST]] if told.why else []
                print(cell.line(toll), *notes, sep="\n  ", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
