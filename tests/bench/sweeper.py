"""One worker of G7: `python -m tests.bench.sweeper URL` sweeps until nothing is due.

It says `ready`, begins when it is told, says how many duties it has woken, and `done`. It has swept
before and taken that back: a worker that is new costs as much as several batches.
"""

import sys
from contextlib import closing

from bot.handlers.waking import wake_due
from bot.ports import Store, UnitOfWork
from storage.postgres import WRITERS
from storage.store import open_store
from tests.bench import waking


class _TakenBackError(Exception):
    """Nothing of it is to stay."""


def _warmed(store: Store) -> None:
    def sweep(uow: UnitOfWork) -> None:
        wake_due(uow, waking.POLICY, waking.NOW, waking.BATCH)
        raise _TakenBackError

    for future in [store.write(sweep) for _ in range(WRITERS)]:
        assert isinstance(future.exception(60), _TakenBackError)


if __name__ == "__main__":
    with closing(open_store(sys.argv[1])) as store:
        _warmed(store)
        print("ready", flush=True)
        sys.stdin.readline()
        woken = 0
        while found := waking.swept(store):
            woken += found
            print(woken, flush=True)
        print("done", flush=True)
