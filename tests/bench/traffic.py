"""G1 and its kin: signed commands over HTTP, acknowledged after the commit."""

from typing import Final

from tests.bench.desk import rows_of_a_ticket
from tests.bench.goals import Goal, in_turn
from tests.bench.lines import line
from tests.bench.load import hammered
from tests.bench.processes import floor, floor_with_rows, ours, pinned

SECONDS: Final = 3.0


def g1() -> list[Goal]:
    """`/ticket new` with ticket, history, duties and outbox committed ÷ bare Bolt doing nothing."""
    pinned(0, 1)
    with ours() as (port, secret), floor() as (bare, bare_secret):
        hammered(port, secret, line, clients=16, seconds=1)
        hammered(bare, bare_secret, line, clients=16, seconds=1)
        ratio, one, other = in_turn(
            lambda: hammered(port, secret, line, clients=16, seconds=SECONDS).rate,
            lambda: hammered(bare, bare_secret, line, clients=16, seconds=SECONDS).rate,
        )
    name = "G1 /ticket new, 16 clients, SQLite FULL ÷ bare Bolt"
    return [Goal(name, ratio, 0.20, 0.55, one, other, "req/s")]


def g1c() -> list[Goal]:
    """The p50 of one client ÷ default Bolt, which polls for its own acknowledgement.

    Beside it stands what cannot be beaten on this disk: an instant Bolt that does nothing but
    commit ready rows.
    """
    rows = rows_of_a_ticket()
    pinned(0, 1)
    with (
        ours() as (port, secret),
        floor(default=True) as (bare, bare_secret),
        floor_with_rows(*rows) as (least, least_secret),
    ):
        ratio, one, other = in_turn(
            lambda: hammered(port, secret, line, clients=1, seconds=SECONDS).p50,
            lambda: hammered(bare, bare_secret, line, clients=1, seconds=SECONDS).p50,
        )
        ready = hammered(least, least_secret, line, clients=1, seconds=SECONDS)
        assert not ready.refused
    name = "G1c p50 of /ticket new, 1 client ÷ default Bolt doing nothing"
    note = f"bare Bolt and a bare commit {ready.p50:.2f} ms, {ready.p50 / other:.3f}"
    return [Goal(name, ratio, 0.10, 0.05, one, other, "ms", at_least=False, note=note)]


def ack() -> list[Goal]:
    """Acknowledgement p99 at 50 commands a second, as a share of the 300 ms promised."""
    pinned(0, 1)
    with ours() as (port, secret):
        load = hammered(port, secret, line, clients=10, seconds=10, every=0.2)
    slowest = max(load.took) * 1000
    return [
        Goal(
            "ack p99 at 50/s ÷ 300 ms",
            load.p99 / 300,
            1.0,
            0.2,
            load.p99,
            300,
            "ms",
            at_least=False,
        ),
        Goal(
            "ack slowest at 50/s ÷ 3 s",
            slowest / 3000,
            1.0,
            0.2,
            slowest,
            3000,
            "ms",
            at_least=False,
        ),
        Goal(
            "refused at 50/s", load.refused, 0, 0, load.refused, len(load.took), "", at_least=False
        ),
    ]
