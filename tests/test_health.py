import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.health import Vitals, routes
from adapters.web.metrics import MeasuredDesk, Metrics
from adapters.web.server import LARGEST_BODY, WebServer, web_app
from bot.commands import Help, Place
from bot.commands import Request as Asked
from bot.desk import Answer
from bot.domain.people import Identity
from bot.plant import Counts
from bot.ports import Store, StoreAway
from bot.views import Silent
from bot.watched import WatchedStore
from bot.words import Words
from storage.schema import upgrade
from storage.store import open_store
from tests.clock import HandClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class AwayStore:
    """A store whose disk is gone."""

    abreast = 1

    def write(self, job: Any) -> "Future[Any]":
        return self.read(job)

    write_brief = write

    def read(self, job: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_exception(StoreAway("disk full"))
        return future

    def close(self) -> None:
        pass


@dataclass
class Running:
    """A web server with the health routes, and what it looks at."""

    store: Store
    clock: HandClock = field(default_factory=lambda: HandClock(NOON))
    counts: Counts = field(default_factory=Counts)
    connected: dict[str, bool] = field(default_factory=lambda: {"slack": True})

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.counts)
        watched = self.store if isinstance(self.store, WatchedStore) else None
        vitals = Vitals(
            self.clock,
            self.store,
            self.counts,
            self.who_is_connected,
            NOON,
            self.metrics,
            lambda: watched.failing if watched else "",
        )
        extra = [Route("/echo", _echo, methods=["POST"]), Route("/framed", _framed)]
        self.server = WebServer(web_app([*routes(vitals), *extra]), "127.0.0.1", 0)

    async def who_is_connected(self) -> dict[str, bool]:
        return self.connected

    async def get(self, path: str) -> tuple[int, str]:
        url = self.server.address + path
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.text()


async def _echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _framed(_: Request) -> Response:
    return PlainTextResponse("page", headers={"x-frame-options": "SAMEORIGIN"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    upgrade(url)
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Running]:
    running = Running(store)
    await running.server.start()
    yield running
    await running.server.stop()


@pytest.fixture
async def stranded() -> AsyncIterator[Running]:
    running = Running(AwayStore())
    await running.server.start()
    yield running
    await running.server.stop()


async def test_a_desk_is_alive_while_duties_are_woken(desk: Running) -> None:
    assert (await desk.get("/healthz"))[0] == 200
    desk.clock.forward(seconds=14.9)
    assert (await desk.get("/healthz"))[0] == 200
    desk.clock.forward(seconds=0.1)
    assert await desk.get("/healthz") == (503, "duties are not being woken")
    desk.counts.swept_at = desk.clock.now()
    assert await desk.get("/healthz") == (200, "ok")


async def test_a_desk_is_ready_with_store_platforms_and_clock(desk: Running) -> None:
    desk.clock.forward(seconds=2)
    status, body = await desk.get("/readyz")
    assert status == 200
    assert json.loads(body) == {
        "ready": True,
        "store": "ok",
        "platforms": {"slack": "ok"},
        "clock_lag_seconds": 2.0,
    }


async def test_a_desk_without_its_platform_is_alive_but_not_ready(desk: Running) -> None:
    desk.connected["slack"] = False
    status, body = await desk.get("/readyz")
    assert (status, json.loads(body)["platforms"]) == (503, {"slack": "away"})
    assert (await desk.get("/healthz"))[0] == 200


async def test_a_desk_that_wakes_nobody_is_not_ready(desk: Running) -> None:
    desk.clock.forward(seconds=16)
    assert (await desk.get("/readyz"))[0] == 503


async def test_a_desk_without_its_store_is_not_ready_and_still_gives_metrics(
    stranded: Running,
) -> None:
    status, body = await stranded.get("/readyz")
    assert (status, json.loads(body)["store"]) == (503, "away")
    status, body = await stranded.get("/metrics")
    assert status == 200
    assert "closeloop_store_up 0.0" in body


async def test_the_metrics_count_what_was_said_and_answered(desk: Running) -> None:
    desk.counts.delivered, desk.counts.retried, desk.counts.woken = 5, 2, 3
    desk.metrics.answered("slack", "answered", 0.02)
    desk.clock.forward(seconds=4)
    _, body = await desk.get("/metrics")
    lines = set(body.splitlines())
    assert {
        'closeloop_deliveries_total{result="delivered"} 5.0',
        'closeloop_deliveries_total{result="retried"} 2.0',
        'closeloop_deliveries_total{result="dead"} 0.0',
        "closeloop_duties_woken_total 3.0",
        'closeloop_inbound_acks_total{platform="slack",result="answered"} 1.0',
        'closeloop_inbound_ack_seconds_bucket{le="0.025",platform="slack"} 1.0',
        "closeloop_sweep_age_seconds 4.0",
        "closeloop_store_up 1.0",
        "closeloop_open_tickets 0.0",
        "closeloop_outbox_waiting 0.0",
        "closeloop_duties_overdue 0.0",
    } <= lines


async def test_an_answer_of_the_desk_is_counted_and_timed() -> None:
    clock = HandClock(NOON)
    noted: list[tuple[str, str, float]] = []
    zone = Words("en", NOON.tzinfo, NOON)  # type: ignore[arg-type]

    class Desk:
        async def ask(self, request: Asked) -> Answer:
            clock.forward(seconds=0.5)
            if request.delivery == "boom":
                raise LookupError
            return Answer(Silent(), zone)

    desk = MeasuredDesk(Desk(), clock, lambda *seen: noted.append(seen))
    asked = Asked(Help(), Identity("slack", "T1", "U1"), Place("slack", "T1"))
    await desk.ask(asked)
    with pytest.raises(LookupError):
        await desk.ask(Asked(asked.command, asked.who, asked.place, "boom"))
    assert noted == [("slack", "answered", 0.5), ("slack", "failed", 0.5)]


async def test_an_unknown_path_is_plainly_not_there(desk: Running) -> None:
    assert await desk.get("/wp-login.php") == (404, "Not Found")


async def test_every_answer_is_careful_and_does_not_name_the_server(desk: Running) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(desk.server.address + "/nowhere") as answer:
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["cache-control"] == "no-store"
            assert "server" not in answer.headers
        async with session.get(desk.server.address + "/framed") as answer:
            assert answer.headers.getall("x-frame-options") == ["SAMEORIGIN"]


async def test_a_body_too_large_is_refused_whether_or_not_it_says_so(desk: Running) -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 65536 + 1):
            yield b"x" * 65536

    async with aiohttp.ClientSession() as session:
        url = desk.server.address + "/echo"
        for body, status in (
            (io.BytesIO(b"x" * LARGEST_BODY), 200),
            (io.BytesIO(b"x" * (LARGEST_BODY + 1)), 413),
            (unannounced(), 413),
        ):
            async with session.post(url, data=body) as answer:
                assert answer.status == status


async def test_a_connection_whose_body_never_arrives_is_closed(
    desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.web.server.BODY_WITHIN", 0.2)
    port = int(desk.server.address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
    async with asyncio.timeout(20):
        answer = await reader.read()  # To the end: the connection is closed.
    assert answer.startswith(b"HTTP/1.1 408 ")
    writer.close()


class FullStore:
    """A store on a full disk: it can be read, and what writes fails, until there is room again."""

    abreast = 1

    def __init__(self, store: Store) -> None:
        self.store = store
        self.full = True

    def write(self, job: Any) -> "Future[Any]":
        return AwayStore().write(job) if self.full else self.store.write(job)

    write_brief = write

    def read(self, job: Any) -> "Future[Any]":
        return self.store.read(job)

    def close(self) -> None:
        self.store.close()


async def test_a_desk_whose_disk_is_full_is_not_ready_until_it_can_write_again(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FullStore(store)
    watched = WatchedStore(disk, HandClock(NOON))
    running = Running(watched)
    await running.server.start()
    assert (await running.get("/readyz"))[0] == 200
    for _ in range(2):
        with pytest.raises(StoreAway):
            watched.write(lambda _: None).result()
    status, body = await running.get("/readyz")
    assert (status, json.loads(body)["store"]) == (503, "away")
    assert "closeloop_store_up 0.0" in (await running.get("/metrics"))[1]
    await watched.probe()
    assert (await running.get("/readyz"))[0] == 503
    disk.full = False
    watched.write(lambda _: None).result()  # Writing nothing proves nothing.
    assert (await running.get("/readyz"))[0] == 503
    await watched.probe()
    assert (await running.get("/readyz"))[0] == 200
    told = [r.getMessage() for r in caplog.records if r.name == "bot.watched"]
    assert told == ["the store cannot be written: disk full", "the store can be written again"]
    await running.server.stop()


async def test_a_taken_port_is_told_before_anything_starts(desk: Running) -> None:
    port = int(desk.server.address.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        WebServer(web_app([]), "127.0.0.1", port)


async def test_a_request_under_way_is_answered_before_the_server_stops() -> None:
    begun = asyncio.Event()

    async def slow(_: Request) -> Response:
        begun.set()
        await asyncio.sleep(0.2)
        return PlainTextResponse("done")

    server = WebServer(web_app([Route("/slow", slow)]), "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession() as session:
        asked = asyncio.create_task(session.get(server.address + "/slow"))
        await begun.wait()
        await server.stop()
        assert await (await asked).text() == "done"
