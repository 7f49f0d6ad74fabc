"""Open boards: what 200 of them cost the process while ten tickets a second come in."""

import asyncio
import os
import re
import time
from collections.abc import Callable
from itertools import cycle, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import aiohttp

from tests.bench.goals import Goal
from tests.bench.lines import line
from tests.bench.load import hammered
from tests.bench.processes import pinned
from tests.e2e.shop import SYNC, Shop, opened_shop
from tests.loopback import free_port

BOARDS: Final = 200
SECONDS: Final = 15.0
SUPERVISORS: Final = ("UTANG", "UCHEN", "UMA")
FILTERS: Final = (
    "",
    "?urgency=urgent",
    "?urgency=normal",
    "?overdue=1",
    "?unassigned=1",
    "?words=3",
)
"""With three people that makes eighteen different pages."""


def board() -> list[Goal]:
    """Cores that the process takes: with the boards, and with the tickets alone."""
    pinned(0, 1)
    with TemporaryDirectory() as folder:
        port = free_port()
        with opened_shop(Path(folder), port, socket_mode=False) as shop:
            assert shop.bot.process is not None
            pinned(shop.bot.process.pid, 0)
            secret = shop.slack.signing_secret
            hammered(port, secret, line, clients=4, seconds=3)
            alone = _cores(shop, lambda: _tickets(port, secret))
            with_boards, frames = asyncio.run(_watched(shop, port, secret))
    name = f"board: cores for {BOARDS} open boards, 10 tickets/s"
    print(f"{name}: {frames / SECONDS:.0f} frames/s; {alone:.2f} cores without the boards")
    return [Goal(name, with_boards, 1.0, 0.5, with_boards, 1.0, "cores", at_least=False)]


def _tickets(port: int, secret: str) -> None:
    load = hammered(port, secret, line, clients=2, seconds=SECONDS, every=0.2)
    assert load.rate > 9, load.rate


def _cores(shop: Shop, work: Callable[[], object]) -> float:
    began, used = time.perf_counter(), _used(shop)
    work()
    return (_used(shop) - used) / (time.perf_counter() - began)


def _used(shop: Shop) -> float:
    """Seconds of processor that the bot has had so far."""
    assert shop.bot.process is not None
    stat = Path(f"/proc/{shop.bot.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


async def _watched(shop: Shop, port: int, secret: str) -> tuple[float, int]:
    cookies = [await _signed_in(shop, who, port) for who in SUPERVISORS]
    frames = [0]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, read_bufsize=2**22) as client:
        pages = islice(cycle(product(cookies, FILTERS)), BOARDS)
        boards = [asyncio.create_task(_open(client, port, *page, frames)) for page in pages]
        await asyncio.sleep(2)
        frames[0] = 0
        cores = await asyncio.to_thread(_cores, shop, lambda: _tickets(port, secret))
        for each in boards:
            each.cancel()
        ended = await asyncio.gather(*boards, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended
    return cores, frames[0]


async def _signed_in(shop: Shop, who: str, port: int) -> str:
    said = str(shop.slack.slash(who, SYNC, "/ticket", "board").body)
    found = re.search(r"/board/in/[\w-]+", said)
    assert found, said
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"http://127.0.0.1:{port}{found[0]}", data={}, allow_redirects=False) as answer,
    ):
        return answer.cookies["closeloop_board"].value


async def _open(
    client: aiohttp.ClientSession, port: int, cookie: str, which: str, frames: list[int]
) -> None:
    """One browser: reads what it is sent for as long as it is open."""
    headers = {"cookie": f"closeloop_board={cookie}"}
    url = f"http://127.0.0.1:{port}/board/live/queue{which}"
    async with client.get(url, headers=headers, timeout=aiohttp.ClientTimeout(None)) as answer:
        assert answer.status == 200, answer.status
        async for piece in answer.content.iter_any():
            frames[0] += piece.count(b"data: {")
    raise AssertionError("the board was shut")
