"""`python -m tests.faults [--every N] [word…]`: the table of all faults, or of those so named.

`--every 20` dies at each twentieth boundary only; `--why` says what was lost, wrong or twice.
"""

import argparse
import logging
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from tests.databases import Fresh, serving_databases
from tests.faults.crash import Untroubled, crashed_everywhere
from tests.faults.table import HEAD, Cell
from tests.faults.trouble import FAILURES, clock_set, disk_full, failing

LONGEST: Final = 300
MOST: Final = 20


def cells(databases: Mapping[str, Fresh], every: int) -> Iterator[Cell]:
    for name, fresh in databases.items():
        untroubled = Untroubled.told(fresh)
        everywhere = partial(crashed_everywhere, fresh, untroubled, every=every)
        yield Cell("death at a boundary of a whole life cycle", name, everywhere)
        hasty = partial(crashed_everywhere, fresh, untroubled, every=every, hasty=True)
        yield Cell("the same, while people go on at once", name, hasty)
        for how in FAILURES:
            yield Cell(how.name, name, partial(failing, fresh, untroubled, how, every))
        for hours in (1, -1):
            fault = f"the clock is set by {hours:+d} h"
            yield Cell(fault, name, partial(clock_set, fresh, timedelta(hours=hours), every))
    sqlite = databases["sqlite"]
    full = partial(disk_full, sqlite, Untroubled.told(sqlite))
    yield Cell("the disk is full", "sqlite", full)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults")
    asked.add_argument("--every", type=int, default=1)
    asked.add_argument("--why", action="store_true")
    asked.add_argument("words", nargs="*")
    told = asked.parse_args()
    logging.disable(logging.CRITICAL)
    print(HEAD, flush=True)
    missed = 0
    with serving_databases() as databases:
        for cell in cells(databases, told.every):
            if told.words and not any(w in f"{cell.fault} {cell.database}" for w in told.words):
                continue
            line, toll = cell.line()
            missed += not line.endswith("ok")
            notes = [note[:LONGEST] for note in toll.notes[:MOST]] if told.why else []
            print(line, *notes, sep="\n  ", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
