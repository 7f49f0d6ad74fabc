"""One worker of G7: `python -m tests.bench.sweeper URL` sweeps until nothing is due.

It says `ready`, begins when it is told, says how many duties it has woken, and `done`.
"""

import sys
from contextlib import closing

from storage.store import open_store
from tests.bench import waking

if __name__ == "__main__":
    with closing(open_store(sys.argv[1])) as store:
        store.read(lambda uow: uow.people.roster()).result()
        print("ready", flush=True)
        sys.stdin.readline()
        woken = 0
        while found := waking.swept(store):
            woken += found
            print(woken, flush=True)
        print("done", flush=True)
