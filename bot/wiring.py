"""Settings → a running desk: the composition root, where concrete classes are chosen and joined.

Everything that is opened is put on one stack and closed in the opposite order: the web server
stops taking requests and answers those under way, the clock stops, deliveries under way end, the
platforms hang up, and only then the store is closed and its lock given back.
"""

import asyncio
import errno
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.types import ASGIApp

from adapters.web import health
from adapters.web.board.guard import Guard
from adapters.web.board.site import Site as Board
from adapters.web.evidence import Evidence
from adapters.web.metrics import MeasuredDesk, Metrics
from adapters.web.server import LARGEST_BODY, Careful, WebServer
from bot import ways_in
from bot.awaiting import outcome
from bot.clock import Clock, SystemClock
from bot.custody import Custody
from bot.desk import Desk, LiveDesk
from bot.fetching import Fetcher
from bot.finding import Fault
from bot.opening import let_first_admin_in, locked, open_store
from bot.platforms import Platform, configured
from bot.policyfile import PolicyFile
from bot.ports import DeliveryError, Files, Messenger
from bot.pump import Pump
from bot.settings import Settings, app_secret
from bot.ticking import Explain, Job, jobs_of, refused, reload_policy, scheduled
from bot.watched import WatchedStore
from storage.vault import opened_vault

log = logging.getLogger(__name__)

TRY_AGAIN: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until a platform that did not answer at the start is tried again, and so on."""


@dataclass
class Running:
    """The parts of a desk that are up, joined as they come up."""

    settings: Settings
    clock: Clock
    store: WatchedStore
    policies: PolicyFile
    stack: AsyncExitStack
    explain: Explain = refused
    make: "Mapping[str, Make]" = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    sockets: bool = False  # Whether pages are served that keep a WebSocket open.
    largest_body: int = LARGEST_BODY  # Bytes that a request may have.

    def __post_init__(self) -> None:
        self._messengers: dict[str, Messenger] = {}
        self._files: dict[str, Files] = {}
        self._trying: dict[str, asyncio.Task[None]] = {}
        self._doors = Starlette()
        owner = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        self.pump = Pump(self.store, self.policies, self._messengers, self.clock, owner)
        self.metrics = Metrics(self.pump.counts)
        folder = self.settings.evidence_folder
        self.vault = opened_vault(self.store, self.clock, folder)
        self.custody = Custody(self.vault, self.policies)
        self.fetcher = Fetcher(
            self.store, self.vault, self._files, self.policies, self.clock, self.pump.kick
        )
        secret = app_secret(self.settings).reveal().encode()
        live = LiveDesk(
            self.store,
            self.policies,
            self.clock,
            self.pump.kick,
            secret,
            self.settings.public_url,
            self.settings.home_url,
            self.policies.look,
        )
        self.desk: Desk = MeasuredDesk(live, self.clock, self.metrics.answered)

    async def connect(self) -> None:
        """Start every platform; one that does not answer now is tried on and on."""
        for name, made in self.make.items():
            self.platforms[name] = made(self)
            self.stack.push_async_callback(self._hang_up, name)
            if away := await self._away(name):
                self._trying[name] = asyncio.create_task(self._keep_trying(name, away))

    async def _away(self, name: str) -> DeliveryError | None:
        """Start a platform; None if it is up, and a Fault where trying again will not help."""
        platform = self.platforms[name]
        try:
            await platform.start()
        except DeliveryError as error:
            if error.denied or error.permanent:
                reason = error.reason
                raise Fault("platform_refused", platform=name.title(), reason=reason) from error
            return error
        self._doors.router.routes.extend(platform.routes())
        self._messengers[name] = platform.messenger
        if platform.files is not None:
            self._files[name] = platform.files
        return None

    async def _keep_trying(self, name: str, away: DeliveryError | None) -> None:
        tries = 0
        while away:
            wait = max(TRY_AGAIN[min(tries, len(TRY_AGAIN) - 1)], away.retry_after or 0)
            log.warning(
                "%s does not answer: %s; trying again in %d s", name.title(), away.reason, wait
            )
            await asyncio.sleep(wait)
            tries, away = tries + 1, await self._away(name)
        log.info("%s answers", name.title())
        self.pump.kick()

    async def _hang_up(self, name: str) -> None:
        if trying := self._trying.get(name):
            trying.cancel()
            await asyncio.wait({trying})
        if name in self._messengers:
            await self.platforms[name].stop()

    async def up(self, told: asyncio.Event) -> bool:
        """Wait until every platform is up (True), or for the end. One that refuses is a Fault."""
        trying = asyncio.gather(*self._trying.values())
        stopping = asyncio.create_task(told.wait())
        ends: set[asyncio.Future[Any]] = {trying, stopping}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        return trying.done() and trying.result() is not None

    async def tick(self) -> None:
        """Start the clock: what was left by the last process first, then the jobs for good."""
        # On a file the lock says that no other process holds anything.
        await self.pump.recover(alone=bool(self.settings.sqlite_file))
        if self.settings.shared:
            self._join()
        self.stack.push_async_callback(self.pump.stop)
        reload = partial(
            reload_policy, self.policies, self.clock, self.pump.policy_changed, self.explain
        )
        jobs: dict[str, Job] = {
            "policy": reload,
            "probe": self.store.probe,
            "fetch": self.fetcher.fetch,
        }
        scheduler = scheduled(jobs if self.settings.shared else {**jobs_of(self.pump), **jobs})
        scheduler.start()
        self.stack.push_async_callback(scheduler.end)

    def _join(self) -> None:
        """Share the work with the other processes on this store."""
        from bot.replicas import Replica  # noqa: PLC0415 - an extra.
        from storage.engine import conninfo  # noqa: PLC0415 - an extra.

        replica = Replica(self.pump, conninfo(self.settings.database_url))
        replica.start()
        self.stack.push_async_callback(replica.stop)

    async def listen(self) -> str:
        """Start the web server, and say where it listens."""
        doors = self._doors.router.routes
        doors += health.routes(self._vitals())
        secret = app_secret(self.settings).reveal().encode()
        doors += Evidence(self.store, self.vault, self.clock, secret).routes()
        doors += ways_in.routes(self.settings, self.desk, self.policies, self.clock)
        board = self._board()
        doors += board.routes()
        server = _bound(
            Careful(self._doors, self.largest_body), self.settings, sockets=self.sockets
        )
        await server.start()
        self.stack.push_async_callback(server.stop)
        self.stack.callback(board.close)
        return server.address

    def _board(self) -> Board:
        guard = Guard(app_secret(self.settings).reveal().encode(), self.settings.home_url)
        return Board(self.desk, self.store, self.policies, self.clock, guard)

    def _vitals(self) -> health.Vitals:
        return health.Vitals(
            self.clock,
            self.store,
            self.pump.counts,
            self._connected,
            self.clock.now(),
            self.metrics,
            lambda: self.store.failing,
        )

    async def _connected(self) -> Mapping[str, bool]:
        up = self._messengers
        return {name: name in up and await p.connected() for name, p in self.platforms.items()}


Make = Callable[[Running], Platform]
Furnish = Callable[[Running], Awaitable[None]]


def _bound(app: ASGIApp, settings: Settings, *, sockets: bool) -> WebServer:
    address = f"{settings.http_host}:{settings.http_port}"
    try:
        return WebServer(app, settings.http_host, settings.http_port, sockets=sockets)
    except OSError as error:
        code = "port_taken" if error.errno == errno.EADDRINUSE else "address_wrong"
        raise Fault(code, address=address, reason=error.strerror or "") from error


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    migrate: bool = True,
    clock: Clock | None = None,
    explain: Explain = refused,
    make: Mapping[str, Make] | None = None,
    furnish: Furnish | None = None,
) -> AsyncIterator[tuple[Running, str]]:
    """A desk with its address, up until the block ends.

    `make` brings other platforms than the configured ones; `furnish` sees to what must be in the
    store before the clock ticks.
    """
    make = configured(settings) if make is None else make
    async with AsyncExitStack() as stack:
        stack.enter_context(locked(settings))
        policies = PolicyFile(Path(settings.policy_file) if settings.policy_file else None)
        clock = clock or SystemClock()
        store = WatchedStore(open_store(settings, migrate=migrate), clock)
        stack.callback(store.close)
        desk = Running(settings, clock, store, policies, stack, explain, make)
        if settings.first_admin:
            await outcome(store.write(partial(let_first_admin_in, settings.first_admin)))
        await desk.connect()
        if furnish is not None:
            await furnish(desk)
        await desk.tick()
        yield desk, await desk.listen()
