"""`POST /intake` on the real process: 300 reports a second sustained, and what is beyond refused.

The process is on one core and the load on the other, as for the rest; each report is signed, has a
key of its own and is a ticket with its history, duties and messages before it is answered.
"""

import hashlib
import json
import time
from typing import Final

from adapters.web.intake import signature
from tests.bench.goals import Goal
from tests.bench.load import Load, hammered_with
from tests.bench.processes import ours, pinned

SECRET: Final = "bench-0123456789abcdef"
RATE: Final = 300
CLIENTS: Final = 30
SECONDS: Final = 10.0
PROMISED: Final = 300
FAST_ENOUGH: Final = 10_000_000


def report(n: int) -> bytes:
    raw = json.dumps(
        {"description": f"AC does not cool {n}", "customer": {"name": "Li", "phone": f"138{n:08}"}}
    ).encode()
    stamp = str(int(time.time()))  # noqa: TID251 - What is signed is the present moment.
    head = (
        "POST /intake HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {hashlib.sha256(raw + stamp.encode()).hexdigest()}\r\n"
        f"X-Closeloop-Timestamp: {stamp}\r\n"
        f"X-Closeloop-Signature: {signature(SECRET.encode(), stamp, raw)}\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


def intake() -> list[Goal]:
    pinned(0, 1)
    with ours(INTAKE_SECRET=SECRET, INTAKE_RATE=str(FAST_ENOUGH)) as (port, _):
        load = _paced(port, RATE)
        most = hammered_with(port, report, clients=CLIENTS, seconds=3.0)
    with ours(INTAKE_SECRET=SECRET, INTAKE_RATE="600") as (port, _):
        over = _paced(port, RATE)
    taken = len(over.took) - over.refused
    return [
        Goal("intake rate at 300/s", load.rate / RATE, 0.98, 1.0, load.rate, RATE, "req/s"),
        _at_most("intake p99 at 300/s ÷ 300 ms", load.p99, PROMISED, "ms"),
        _at_most("intake not taken at 300/s", load.refused, len(load.took), "", must=0),
        Goal("intake at full speed ÷ 300/s", most.rate / RATE, 1.0, 2.0, most.rate, RATE, "/s"),
        _at_most("intake taken past INTAKE_RATE ÷ 600", taken, 600, ""),
        _at_most("intake p99 while refusing ÷ 300 ms", over.p99, PROMISED, "ms"),
    ]


def _paced(port: int, rate: int) -> Load:
    every = CLIENTS / rate
    return hammered_with(port, report, clients=CLIENTS, seconds=SECONDS, every=every)


def _at_most(name: str, ours: float, floor: float, unit: str, must: float = 1.0) -> Goal:
    ratio = ours / floor
    return Goal(name, ratio, must, must, ours, floor, unit, at_least=False)
