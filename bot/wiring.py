"""Settings → a running desk: the composition root, where concrete classes are chosen and joined.

Everything that is opened is put on one stack and closed in the opposite order: the web server
stops taking requests and answers those under way, the clock stops, deliveries under way end, the
platforms hang up, and only then the store is closed and its lock given back.
"""

import asyncio
import errno
import logging
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable, Container, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from starlette.routing import Route
from starlette.types import ASGIApp

from adapters.web import health
from adapters.web.metrics import MeasuredDesk, Metrics
from adapters.web.server import WebServer, web_app
from bot.clock import Clock, SystemClock
from bot.desk import Desk, LiveDesk
from bot.domain.people import Identity, Member, Role, Roster
from bot.finding import WRONG_USAGE, Fault
from bot.policyfile import PolicyFile
from bot.ports import DeliveryError, Messenger, Store, StoreAway, UnitOfWork
from bot.pump import Pump
from bot.settings import Settings, app_secret
from bot.ticking import reload_policy, scheduled
from storage.lock import AlreadyRunningError, lock_exclusive
from storage.opening import WrongSchemaError, opened
from storage.schema import SchemaState

if TYPE_CHECKING:
    from adapters.feishu.access import Access as FeishuAccess
    from adapters.slack.slack import Access

log = logging.getLogger(__name__)

Announce = Callable[[str, Iterable[str]], None]


class Platform(Protocol):
    """What the desk needs of a chat platform's adapter, once it has started."""

    @property
    def messenger(self) -> Messenger: ...

    def routes(self) -> list[Route]: ...

    async def connected(self) -> bool: ...

    async def stop(self) -> None: ...


# --- The store ----------------------------------------------------------------------------------


def open_store(settings: Settings, *, migrate: bool = True) -> Store:
    """The store with its tables up to date; a Fault says why it cannot be had."""
    name = settings.store_name
    try:
        return opened(settings.database_url, migrate=migrate)
    except WrongSchemaError as error:
        newer = error.state is SchemaState.AHEAD
        raise Fault("schema_newer" if newer else "schema_older", store=name) from error
    except StoreAway as error:
        raise Fault("store_away", store=name, reason=str(error)) from error
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="PostgreSQL", extra="postgres") from error


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """One process a SQLite file. PostgreSQL keeps its own order among several."""
    if settings.sqlite_file is None:
        yield
        return
    try:
        lock = lock_exclusive(settings.sqlite_file)
    except AlreadyRunningError as error:
        raise Fault("second_process", store=settings.store_name) from error
    except OSError as error:
        reason = error.strerror or ""
        raise Fault("store_away", store=settings.store_name, reason=reason) from error
    try:
        yield
    finally:
        lock.release()


def _let_first_admin_in(account: str, uow: UnitOfWork) -> None:
    """While nobody is on the roster, whoever FIRST_ADMIN names may let the others in."""
    if uow.people.roster().members:
        return
    admin = Member("admin", "Admin", Role.ADMIN, identities=(Identity.parse(account),))
    uow.people.replace(Roster.of([admin]))
    log.info("made the first admin", extra={"account": account})


@dataclass(frozen=True, slots=True)
class Reactions:
    """The reactions that make a ticket of a message, as the policy in force says at each moment."""

    policies: PolicyFile

    def __contains__(self, name: object) -> bool:
        return name in self.policies.current.reactions


# --- The platforms ------------------------------------------------------------------------------


def required_platforms(settings: Settings) -> tuple[str, ...]:
    """The platforms to run; a Fault says which variables are missing."""
    for half in settings.half_configured:
        missing = settings.missing(half)
        raise Fault("half_platform", WRONG_USAGE, platform=half.title(), missing=missing)
    if not settings.platforms:
        raise Fault("no_platform", WRONG_USAGE, missing=settings.missing("slack"))
    return settings.platforms


def slack_access(settings: Settings) -> "Access":
    try:
        from adapters.slack.slack import Access  # noqa: PLC0415 - an extra, slow to load.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="Slack", extra="slack") from error
    return Access(
        settings.slack_bot_token.reveal(),
        settings.slack_app_token.reveal(),
        settings.slack_signing_secret.reveal(),
        settings.slack_api_url,
    )


async def _slack(settings: Settings, desk: Desk, reactions: Container[str]) -> Platform:
    access = slack_access(settings)
    from adapters.slack.slack import Slack  # noqa: PLC0415 - only where Slack is configured.

    slack = Slack(access, desk, reactions)
    try:
        await slack.start()
    except DeliveryError as error:
        raise Fault("platform_refused", platform="Slack", reason=error.reason) from error
    return slack


def feishu_access(settings: Settings) -> "FeishuAccess":
    try:
        from adapters.feishu.access import Access  # noqa: PLC0415 - an extra.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="Feishu", extra="feishu") from error
    return Access(
        settings.feishu_app_id,
        settings.feishu_app_secret.reveal(),
        settings.feishu_encrypt_key.reveal(),
        settings.feishu_verification_token.reveal(),
        settings.feishu_domain,
        http=settings.feishu_intake == "http",
    )


async def _feishu(
    settings: Settings, desk: Desk, clock: Clock, reactions: Container[str]
) -> Platform:
    access = feishu_access(settings)
    try:
        from adapters.feishu.feishu import Feishu  # noqa: PLC0415 - only where configured.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="Feishu", extra="feishu") from error
    feishu = Feishu(access, desk, clock, reactions)
    try:
        await feishu.start()
    except DeliveryError as error:
        raise Fault("platform_refused", platform="Feishu", reason=error.reason) from error
    return feishu


# --- The running desk -----------------------------------------------------------------------------


@dataclass
class Running:
    """The parts of a desk that are up, joined as they come up."""

    settings: Settings
    clock: Clock
    store: Store
    policies: PolicyFile
    stack: AsyncExitStack
    platforms: dict[str, Platform] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._messengers: dict[str, Messenger] = {}
        owner = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        self.pump = Pump(self.store, self.policies, self._messengers, self.clock, owner)
        self.metrics = Metrics(self.pump.counts)
        secret = app_secret(self.settings).reveal().encode()
        live = LiveDesk(self.store, self.policies, self.clock, self.pump.kick, secret)
        self.desk = MeasuredDesk(live, self.clock, self.metrics.answered)

    async def connect(self) -> None:
        """Start every configured platform; what it is asked from now on is answered."""
        for name in required_platforms(self.settings):
            platform = await self._started(name)
            self.stack.push_async_callback(platform.stop)
            self.platforms[name] = platform
            self._messengers[name] = platform.messenger

    async def _started(self, name: str) -> Platform:
        reactions = Reactions(self.policies)
        if name == "slack":
            return await _slack(self.settings, self.desk, reactions)
        return await _feishu(self.settings, self.desk, self.clock, reactions)

    async def tick(self) -> None:
        """Start the clock: what was left by the last process first, then the jobs for good."""
        if self.settings.sqlite_file:  # The lock says that no other process holds anything.
            await self.pump.recover()
        self.stack.push_async_callback(self.pump.stop)
        scheduler = scheduled(
            self.pump, partial(reload_policy, self.policies, self.clock, self.pump.policy_changed)
        )
        scheduler.start()
        self.stack.callback(scheduler.shutdown, wait=False)

    async def listen(self) -> str:
        """Start the web server, and say where it listens."""
        routes = [r for p in self.platforms.values() for r in p.routes()]
        app = web_app([*routes, *health.routes(self._vitals())])
        server = _bound(app, self.settings)
        await server.start()
        self.stack.push_async_callback(server.stop)
        return server.address

    def _vitals(self) -> health.Vitals:
        return health.Vitals(
            self.clock,
            self.store,
            self.pump.counts,
            self._connected,
            self.clock.now(),
            self.metrics,
        )

    async def _connected(self) -> Mapping[str, bool]:
        return {name: await platform.connected() for name, platform in self.platforms.items()}


def _bound(app: ASGIApp, settings: Settings) -> WebServer:
    address = f"{settings.http_host}:{settings.http_port}"
    try:
        return WebServer(app, settings.http_host, settings.http_port)
    except OSError as error:
        code = "port_taken" if error.errno == errno.EADDRINUSE else "address_wrong"
        raise Fault(code, address=address, reason=error.strerror or "") from error


@asynccontextmanager
async def running(
    settings: Settings, *, migrate: bool = True, clock: Clock | None = None
) -> AsyncIterator[tuple[Running, str]]:
    """A desk with its address, up until the block ends."""
    required_platforms(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(_locked(settings))
        policies = PolicyFile(Path(settings.policy_file) if settings.policy_file else None)
        store = open_store(settings, migrate=migrate)
        stack.callback(store.close)
        desk = Running(settings, clock or SystemClock(), store, policies, stack)
        if settings.first_admin:
            await asyncio.wrap_future(
                store.write(partial(_let_first_admin_in, settings.first_admin))
            )
        await desk.connect()
        await desk.tick()
        yield desk, await desk.listen()


async def serve(settings: Settings, *, migrate: bool, announce: Announce) -> None:
    """Run until SIGTERM or SIGINT; `announce` is told the address and the platforms."""
    async with running(settings, migrate=migrate) as (desk, address):
        told = _told_to_stop()
        announce(address, desk.platforms)
        log.info("ready", extra={"address": address, "platforms": ",".join(desk.platforms)})
        await told.wait()
        log.info("stopping")


def _told_to_stop() -> asyncio.Event:
    """Set by the first signal; a second one ends the process at once, as it always did."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell() -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)
        told.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, tell)
    return told
