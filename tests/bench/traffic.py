"""G1 and its kin: signed commands over HTTP, acknowledged after the commit."""

from itertools import count
from typing import Final

from tests.bench.goals import Goal, in_turn
from tests.bench.load import hammered
from tests.bench.processes import floor, ours, pinned

SECONDS: Final = 3.0
_CALLERS: Final = count()


def line(n: int) -> str:
    """A ticket of a customer of its own, in every round: most who call are not known yet."""
    phone = f"138{next(_CALLERS):08}"
    return f"new 空调不制冷{n} 客户=张三 电话={phone} 产品=KFR-35GW 部门=技术部 紧急程度=一般"


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
    """The p50 of one client ÷ default Bolt, which polls for its own acknowledgement."""
    pinned(0, 1)
    with ours() as (port, secret), floor(default=True) as (bare, bare_secret):
        ratio, one, other = in_turn(
            lambda: hammered(port, secret, line, clients=1, seconds=SECONDS).p50,
            lambda: hammered(bare, bare_secret, line, clients=1, seconds=SECONDS).p50,
        )
    name = "G1c p50 of /ticket new, 1 client ÷ default Bolt doing nothing"
    return [Goal(name, ratio, 0.10, 0.05, one, other, "ms", at_least=False)]


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
