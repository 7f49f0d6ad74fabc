"""What ticks the jobs on many machines: procrastinate, on the PostgreSQL that they share.

The jobs are the same as on one machine; here they are tasks, and whichever process is free takes
one. What there is to do is read from our own rows, never from procrastinate's: every process looks
at them when it has changed something, when the next duty is due, and every few seconds, and hands
out what it finds. So procrastinate's tables may be emptied at any time, and nothing is lost.

A drain has its lane as `lock` and no queueing lock: with both, a drain whose worker died could
never be tried again beside its waiting twin, and the lane was blocked for ever (measured). What a
dead worker was doing is removed, not tried again; the next look hands it out anew.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from psycopg_pool import AsyncConnectionPool

from bot.caretaker import LATE
from bot.ports import StoreAway
from bot.pump import Pump
from bot.ticking import Tick

log = logging.getLogger(__name__)

IDLE: Final = timedelta(seconds=5)
"""The longest time between two looks: nothing waits, and no duty is due."""

BUSY: Final = timedelta(seconds=0.5)
"""The time between two looks while something waits to be said."""

POLL: Final = 2.0
"""Seconds between two looks for a job whose notification was missed."""

HEARTBEAT: Final = 1.5
STALLED: Final = 4.0
"""Seconds without a heartbeat after which a worker is taken for dead: before its leases end."""

EVERY_3_SECONDS: Final = "* * * * * */3"  # The seconds stand last.
"""A rescue is asked for when a lease has ended, too."""

EVERY_MINUTE: Final = "* * * * *"
AT_ONCE: Final = 256
"""Lanes that one process serves at the same time; most of them wait for their platform."""

AGAIN: Final = 1.0
"""Seconds until a worker that lost its database is begun anew."""

PATIENCE: Final = 3.0
"""Seconds that anything waits for a connection."""

WITHIN: Final = 10.0
"""Seconds in which jobs under way must end when the process does."""


class Replica:
    """One process of several. `connection` says where procrastinate's tables are."""

    def __init__(self, pump: Pump, connection: str) -> None:
        self._pump = pump
        self._connection = connection
        self._app: App | None = None
        self._worker: asyncio.Task[None] | None = None
        self._next: asyncio.TimerHandle | None = None
        self._pause = IDLE
        self._look = Tick("look", self._hand_out)
        self._sweep = Tick("sweep", pump.sweep)
        self._rescue = Tick("rescue", self._give_back)
        self._audit = Tick("audit", pump.audit)
        pump.share = self._share
        pump.look = self.look

    def start(self) -> None:
        # A line for every job would drown the desk's own.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        self._worker = asyncio.create_task(self._work_on(), name="replica")
        self._pump.kick()

    async def stop(self) -> None:
        """End after the jobs under way; call it once the pump has been stopped."""
        worker, self._worker = self._worker, None
        if self._next is not None:
            self._next.cancel()
        if worker is not None:
            worker.cancel()
            await asyncio.wait([worker])

    # --- looking ----------------------------------------------------------------------------------

    async def look(self, _spoken_in: list[str] | None = None) -> None:
        """Hand out what is due, and look again when more is; a command may owe something soon."""
        try:
            await self._look.run()
        finally:
            self._look_again()

    def _look_again(self) -> None:
        if self._next is not None:
            self._next.cancel()
        if self._worker is not None:
            wait = self._pause.total_seconds()
            self._next = asyncio.get_running_loop().call_later(wait, self._pump.kick)

    async def _hand_out(self) -> None:
        self._pause = IDLE
        upcoming, now = await self._pump.upcoming(), self._pump.clock.now()
        wake_at, rest = upcoming.wake_at, upcoming.rest(now)
        if wake_at is None or wake_at > now - LATE:
            self._pump.counts.swept_at = now  # By somebody, which is what counts.
        self._pause = min(IDLE, rest or BUSY)
        if upcoming.errand or (wake_at is not None and wake_at <= now):
            await self._defer("sweep")
        if upcoming.lapses_at is not None and upcoming.lapses_at <= now:
            await self._defer("rescue", timestamp=int(now.timestamp()))
        if not rest:
            await self._pump.drain()

    async def _share(self, lanes: list[str]) -> None:
        """Let whoever is free serve these lanes, unless somebody does or is about to.

        What is said while a drain of its lane ends is found by the next look.
        """
        app = self._connected()
        try:
            drains = await app.job_manager.list_jobs_async(task="drain")
        except ConnectorException as error:
            raise StoreAway(_reason(error)) from error
        asked = {job.lock for job in drains}
        for lane in lanes[:AT_ONCE]:
            if lane not in asked:
                await self._defer("drain", lock=lane, lane=lane)

    async def _defer(self, task: str, lock: str | None = None, **given: Any) -> None:
        app = self._connected()
        try:
            await app.configure_task(task, lock=lock).defer_async(**given)
        except AlreadyEnqueued:
            pass
        except ConnectorException as error:
            raise StoreAway(_reason(error)) from error

    def _connected(self) -> App:
        if self._app is None:
            raise StoreAway("the engine is not connected")
        return self._app

    # --- the worker -------------------------------------------------------------------------------

    async def _work_on(self) -> None:
        """Work until stopped: procrastinate's own worker ends when its database does.

        Nor does it let a cancellation through if it fails in the same moment.
        """
        while self._worker is not None:
            try:
                await self._work()
            except Exception as error:  # noqa: BLE001 - the outermost edge: begin anew.
                log.warning("the engine stopped, and is begun anew: %s", _reason(error))
            await asyncio.sleep(AGAIN)

    async def _work(self) -> None:
        pool = AsyncConnectionPool(
            self._connection,
            min_size=1,
            max_size=4,
            timeout=PATIENCE,
            open=False,
            check=AsyncConnectionPool.check_connection,
        )
        app = self._tasks()
        try:
            await pool.open(wait=True, timeout=PATIENCE)
            await app.open_async(pool)
            self._app = app
            self._pump.kick()
            await app.run_worker_async(
                concurrency=AT_ONCE,
                delete_jobs="always",
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                shutdown_graceful_timeout=WITHIN,
            )
        finally:
            self._app = None
            await pool.close(timeout=PATIENCE)

    def _tasks(self) -> App:
        app = App(connector=PsycopgConnector())
        # Two sweeps at once keep to different tickets; more than one waiting would be of no use.
        app.task(name="sweep", queueing_lock="sweep", priority=1)(self._sweeping)
        app.task(name="drain")(self._drain)
        for name, job, cron in (
            ("rescue", self._rescuing, EVERY_3_SECONDS),
            ("audit", self._auditing, EVERY_MINUTE),
        ):
            task = app.task(name=name, queueing_lock=name, priority=1)(job)
            app.periodic(cron=cron)(task)
        return app

    async def _sweeping(self) -> None:
        await self._sweep.run()

    async def _drain(self, lane: str) -> None:
        await self._pump.lanes.deliver_all_of(lane)

    async def _auditing(self, timestamp: int) -> None:  # noqa: ARG002 - procrastinate gives it.
        await self._audit.run()

    async def _rescuing(self, timestamp: int) -> None:  # noqa: ARG002 - procrastinate gives it.
        await self._rescue.run()

    async def _give_back(self) -> None:
        """Remove what dead workers were doing, then give back what they had leased."""
        jobs = self._connected().job_manager
        try:
            stalled = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED))
        except ConnectorException as error:
            raise StoreAway(_reason(error)) from error
        for job in stalled:
            with suppress(ConnectorException):  # Its worker was only slow, and has ended it itself.
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
        if stalled:
            log.warning("removed %d jobs of workers that are gone", len(stalled))
            self._pump.kick()
        await self._pump.rescue()


def _reason(error: Exception) -> str:
    """The first line of what the database said; procrastinate's own text says nothing."""
    return str(error.__cause__ or error).strip().partition("\n")[0]
