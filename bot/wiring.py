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
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Container,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import (
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from adapters.mail.access import Access as MailAccess
from adapters.mail.mail import Mail
from adapters.web import health
from adapters.web.board.guard import Guard
from adapters.web.board.site import Site as Board
from adapters.web.metrics import MeasuredDesk, Metrics
from adapters.web.server import Careful, WebServer
from bot import ways_in
from bot.awaiting import outcome
from bot.clock import Clock, SystemClock
from bot.desk import Desk, LiveDesk
from bot.domain.people import Identity, Member, Role, Roster
from bot.finding import WRONG_USAGE, Fault
from bot.policyfile import PolicyFile
from bot.ports import DeliveryError, Messenger, Store, StoreAway, UnitOfWork
from bot.pump import Pump
from bot.settings import Settings, app_secret
from bot.ticking import Explain, Job, jobs_of, refused, reload_policy, scheduled
from bot.watched import WatchedStore
from storage.lock import AlreadyRunningError, lock_exclusive
from storage.opening import WrongSchemaError, opened
from storage.schema import SchemaState

if TYPE_CHECKING:
    from adapters.feishu.access import Access as FeishuAccess
    from adapters.slack.slack import Access

log = logging.getLogger(__name__)

TRY_AGAIN: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until a platform that did not answer at the start is tried again, and so on."""


class Platform(Protocol):
    """What the desk needs of a chat platform's adapter, once it has started."""

    async def start(self) -> None:
        """Be let in and listen; a DeliveryError says why not, and it may be tried again."""
        ...

    @property
    def messenger(self) -> Messenger: ...

    def routes(self) -> Sequence[BaseRoute]: ...

    async def connected(self) -> bool: ...

    async def stop(self) -> None: ...


# --- The store ----------------------------------------------------------------------------------


def open_store(settings: Settings, *, migrate: bool = True) -> Store:
    """The store with its tables up to date; a Fault says why it cannot be had."""
    name = settings.store_name
    _check_folder(settings)
    if settings.cannot_be_shared:
        raise Fault(settings.cannot_be_shared, WRONG_USAGE)
    try:
        if settings.shared:
            _prepare_engine(settings, migrate=migrate)
        return opened(settings.database_url, migrate=migrate)
    except WrongSchemaError as error:
        newer = error.state is SchemaState.AHEAD
        raise Fault("schema_newer" if newer else "schema_older", store=name) from error
    except StoreAway as error:
        raise Fault("store_away", store=name, reason=str(error)) from error
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="PostgreSQL", extra="postgres") from error


def _prepare_engine(settings: Settings, *, migrate: bool) -> None:
    try:
        from storage.engine import is_prepared, prepare  # noqa: PLC0415 - an extra.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="ENGINE=procrastinate", extra="cluster") from error
    if migrate:
        prepare(settings.database_url)
    elif not is_prepared(settings.database_url):
        raise Fault("schema_older", store=settings.store_name)


def missing_folder(settings: Settings) -> Path | None:
    """The folder that a SQLite file needs and that is not there."""
    folder = settings.sqlite_file.absolute().parent if settings.sqlite_file else None
    return folder if folder and not folder.is_dir() else None


def _check_folder(settings: Settings) -> None:
    if folder := missing_folder(settings):
        raise Fault("no_folder", store=settings.store_name, folder=str(folder))


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """One process a SQLite file. PostgreSQL keeps its own order among several."""
    if settings.sqlite_file is None:
        yield
        return
    _check_folder(settings)
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


def _slack(settings: Settings, desk: Desk, reactions: Container[str]) -> Platform:
    access = slack_access(settings)
    from adapters.slack.slack import Slack  # noqa: PLC0415 - only where Slack is configured.

    return Slack(access, desk, reactions)


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


def _feishu(settings: Settings, desk: Desk, clock: Clock, reactions: Container[str]) -> Platform:
    access = feishu_access(settings)
    try:
        from adapters.feishu.feishu import Feishu  # noqa: PLC0415 - only where configured.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="Feishu", extra="feishu") from error
    return Feishu(access, desk, clock, reactions)


# --- The running desk -----------------------------------------------------------------------------


@dataclass
class Running:
    """The parts of a desk that are up, joined as they come up."""

    settings: Settings
    clock: Clock
    store: WatchedStore
    policies: PolicyFile
    stack: AsyncExitStack
    explain: Explain = refused
    make: "Mapping[str, Maker]" = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    sockets: bool = False  # Whether pages are served that keep a WebSocket open.

    def __post_init__(self) -> None:
        self._messengers: dict[str, Messenger] = {}
        self._trying: dict[str, asyncio.Task[None]] = {}
        self._doors = Starlette()
        owner = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        self.pump = Pump(self.store, self.policies, self._messengers, self.clock, owner)
        self.metrics = Metrics(self.pump.counts)
        secret = app_secret(self.settings).reveal().encode()
        live = LiveDesk(
            self.store,
            self.policies,
            self.clock,
            self.pump.kick,
            secret,
            self.settings.public_url,
            self.settings.home_url,
        )
        self.desk = MeasuredDesk(live, self.clock, self.metrics.answered)

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
        jobs: dict[str, Job] = {"policy": reload, "probe": self.store.probe}
        scheduler = scheduled(jobs if self.settings.shared else {**jobs_of(self.pump), **jobs})
        scheduler.start()
        self.stack.callback(scheduler.shutdown, wait=False)

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
        doors += ways_in.routes(self.settings, self.desk, self.policies, self.clock)
        board = self._board()
        doors += board.routes()
        server = _bound(Careful(self._doors), self.settings, sockets=self.sockets)
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


Maker = Callable[[Running], Platform]
"""Makes a platform's adapter for a desk that is coming up."""

Furnish = Callable[[Running], Awaitable[None]]


def _slack_of(desk: Running) -> Platform:
    return _slack(desk.settings, desk.desk, Reactions(desk.policies))


def _feishu_of(desk: Running) -> Platform:
    return _feishu(desk.settings, desk.desk, desk.clock, Reactions(desk.policies))


def mail_access(settings: Settings) -> MailAccess:
    imap, smtp = settings.mail_imap_url.reveal(), settings.mail_smtp_url.reveal()
    return MailAccess.of(imap, smtp, settings.mail_from)


def _mail_of(desk: Running) -> Platform:
    return Mail(mail_access(desk.settings), desk.desk, desk.clock)


MAKERS: Final[Mapping[str, Maker]] = {"slack": _slack_of, "feishu": _feishu_of, "mail": _mail_of}


def configured(settings: Settings) -> dict[str, Maker]:
    """The platforms that the environment asks for; a Fault says which variables are missing."""
    names = [*required_platforms(settings), *(["mail"] if settings.has_mail else [])]
    return {name: MAKERS[name] for name in names}


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
    make: Mapping[str, Maker] | None = None,
    furnish: Furnish | None = None,
) -> AsyncIterator[tuple[Running, str]]:
    """A desk with its address, up until the block ends.

    `make` brings other platforms than the configured ones; `furnish` sees to what must be in the
    store before the clock ticks.
    """
    make = configured(settings) if make is None else make
    async with AsyncExitStack() as stack:
        stack.enter_context(_locked(settings))
        policies = PolicyFile(Path(settings.policy_file) if settings.policy_file else None)
        clock = clock or SystemClock()
        store = WatchedStore(open_store(settings, migrate=migrate), clock)
        stack.callback(store.close)
        desk = Running(settings, clock, store, policies, stack, explain, make)
        if settings.first_admin:
            await outcome(store.write(partial(_let_first_admin_in, settings.first_admin)))
        await desk.connect()
        if furnish is not None:
            await furnish(desk)
        await desk.tick()
        yield desk, await desk.listen()
