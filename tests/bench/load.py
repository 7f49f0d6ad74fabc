"""A load of signed slash commands over loopback: so many clients, each waiting for its answer.

Requests are signed before the clock starts, and the clients are bare protocols on uvloop, so that
the load costs a fraction of what it measures.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, cast
from urllib.parse import urlencode

import uvloop

from tests.fakes.slack import signature

Line = Callable[[int], str]
ENOUGH: Final = 60_000


@dataclass
class Load:
    """`rate` in requests a second, `p50` and `p99` in milliseconds."""

    seconds: float
    took: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.took)[int(len(self.took) * share)] * 1000

    @property
    def p50(self) -> float:
        return self.percentile(0.50)

    @property
    def p99(self) -> float:
        return self.percentile(0.99)


def request(secret: str, line: str, n: int) -> bytes:
    """One signed `/ticket …`, as Slack posts it."""
    body = urlencode(
        {
            "team_id": "T111", "channel_id": "CSYNC", "channel_name": "sync", "user_id": "ULI",
            "user_name": "li", "command": "/ticket", "text": line, "api_app_id": "A111",
            "response_url": "http://127.0.0.1:9/none", "trigger_id": f"{n}.{time.monotonic_ns()}",
        }
    ).encode()  # fmt: skip
    stamp = str(int(time.time()))  # noqa: TID251 - Slack signs the present moment.
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: {signature(secret, stamp, body)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Client(asyncio.Protocol):
    """One connection: the next request goes out when the answer to the last has come in."""

    def __init__(self, load: Load, requests: Iterator[bytes], every: float) -> None:
        self.load = load
        self.requests = requests
        self.every = every
        self.ended = asyncio.get_running_loop().create_future()
        self._heard = b""
        self._began = self._due = 0.0
        self._wire: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast(asyncio.Transport, transport)

    def begin(self, ends: float) -> None:
        self._ends = ends
        self._due = time.perf_counter()
        self._send()

    def _send(self) -> None:
        now = time.perf_counter()
        if now >= self._ends:
            self._wire.close()
            self.ended.set_result(None)
            return
        self._began = now
        self._wire.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if not _is_whole(self._heard):
            return
        self.load.refused += self._heard[9:10] != b"2"
        self._heard = b""
        self.load.took.append(time.perf_counter() - self._began)
        if not self.every:
            self._send()
            return
        self._due += self.every
        wait = max(0.0, self._due - time.perf_counter())
        asyncio.get_running_loop().call_later(wait, self._send)


def _is_whole(heard: bytes) -> bool:
    head, end, body = heard.partition(b"\r\n\r\n")
    if not end:
        return False
    low = head.lower()
    if b"content-length:" not in low:
        return True
    return len(body) >= int(low.split(b"content-length:")[1].split(b"\r\n")[0])


def hammered(
    port: int, secret: str, line: Line, *, clients: int, seconds: float, every: float = 0.0
) -> Load:
    """Hammer with `clients` connections, each as fast as it is answered, or `every` seconds."""

    def made(n: int) -> bytes:
        return request(secret, line(n), n)

    return hammered_with(port, made, clients=clients, seconds=seconds, every=every)


def hammered_with(
    port: int,
    request_of: Callable[[int], bytes],
    *,
    clients: int,
    seconds: float,
    every: float = 0.0,
) -> Load:
    """The same with requests of any kind, made before the clock starts."""
    most = min(ENOUGH, int(seconds * 9000)) if not every else int(clients * seconds / every) + 99
    signed = [request_of(n) for n in range(most)]

    async def run() -> Load:
        loop, load, requests = asyncio.get_running_loop(), Load(seconds), iter(signed)
        made = [
            await loop.create_connection(lambda: Client(load, requests, every), "127.0.0.1", port)
            for _ in range(clients)
        ]
        ends = time.perf_counter() + seconds
        for n, (_, client) in enumerate(made):
            loop.call_later(every * n / clients, client.begin, ends)
        await asyncio.gather(*(client.ended for _, client in made))
        return load

    return uvloop.run(run())
