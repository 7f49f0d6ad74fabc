"""One worker of G7: `python -m tests.bench.sweeper URL` sweeps until nothing is due.

It says `ready`, begins when it is told, says how many duties it has woken, and `done`. It has swept
before and taken that back: a worker that is new costs as much as several batches, and its server
plans each statement anew until it has seen it a few times.
"""

import sys
from contextlib import closing
from typing import Final

from bot.handlers.waking import wake_due
from bot.ports import Store, UnitOfWork
from bot.serving import settled
from storage.store import open_store
from tests.bench import waking

BEFORE: Final = 12
"""Sweeps after which one costs as much as the next."""


class _TakenBackError(Exception):
    """Nothing of it is to stay."""


def _warmed(store: Store) -> None:
    def sweep(uow: UnitOfWork) -> None:
        wake_due(uow, waking.POLICY, waking.NOW, waking.BATCH)
        raise _TakenBackError

    for _ in range(BEFORE):
        assert isinstance(store.write(sweep).exception(60), _TakenBackError)


if __name__ == "__main__":
    with closing(open_store(sys.argv[1])) as store:
        _warmed(store)
        settled()  # As the product is when it has started.
        print("ready", flush=True)
        sys.stdin.readline()
        woken = 0
        while found := waking.swept(store):
            woken += found
            print(woken, flush=True)
        print("done", flush=True)
