"""Three real workers on one PostgreSQL; one is killed, stopped or starved, or all are cut off."""

import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.clock import SystemClock
from bot.ports import Outgoing, Saying, Store, UnitOfWork
from storage.store import open_store
from tests.databases import Fresh
from tests.e2e.shop import ROSTER, Bot, environment, furnish, wait_for
from tests.fakes.slack import ThreadedSlack, slack_in_thread
from tests.faults.table import Part
from tests.faults.toll import Toll
from tests.loopback import free_port

LANES: Final = 30
EACH: Final = 12
WITHIN: Final = 120.0
BEFORE_THE_LEASE_ENDS: Final = 4.0
AT_ONCE: Final = 0.5
"""Seconds in which what was on its way when a worker stood still arrives when it goes on."""
SHARED: Final = {"ENGINE": "procrastinate", "APP_SECRET": "one-for-all-the-machines"}


@dataclass
class Crew:
    """The workers, their database, and what people see of them."""

    store: Store
    slack: ThreadedSlack
    bots: list[Bot]
    in_hand: set[str] = field(default_factory=set)  # Keys that a worker held when it stood still.
    woke: float = 0.0  # When it went on, by the wall clock, as Slack's own.
    beside: Executor = field(default_factory=lambda: ThreadPoolExecutor(1))
    starting: "Future[None] | None" = None  # One that is started again meanwhile.

    def leased(self) -> dict[str, str]:
        """Who has which messages in hand, by their keys."""

        def look(uow: Any) -> dict[str, str]:
            rows = uow.link.core.execute(
                text("SELECT key, lease_owner FROM outbox WHERE state = 'leased'")
            )
            return {row[0]: row[1] for row in rows}

        return self.store.read(look).result(20)

    def was_in_flight(self, key: str, at: float) -> bool:
        """Whether this was on its way when its worker stood still, and arrived when it went on."""
        return key in self.in_hand and self.woke <= at <= self.woke + AT_ONCE

    def unsettled(self) -> int:
        ever = SystemClock().now() + timedelta(days=1)
        return self.store.read(lambda uow: uow.health.overdue(ever).outbox).result(20)

    def pid(self, number: int = 0) -> int:
        process = self.bots[number].process
        assert process is not None
        return process.pid


Strike = Callable[[Crew], None]


def struck(fresh: Fresh, strike: Strike, rounds: int = 3) -> Iterator[Part]:
    """Let three workers deliver, strike after two seconds, and see that all is said once."""
    for number in range(rounds):
        yield f"round {number}", partial(_struck, fresh, strike)


def _struck(fresh: Fresh, strike: Strike) -> Toll:
    toll = Toll(times=1)
    with fresh() as url, opened_crew(url) as crew:
        crew.store.write(_said).result(20)
        time.sleep(2)
        began = time.monotonic()
        strike(crew)
        held = crew.leased()
        wait_for(lambda: not _same(held, crew.leased()), WITHIN)
        toll.back_after = time.monotonic() - began
        wait_for(lambda: not crew.unsettled(), WITHIN)
        if crew.starting is not None:
            crew.starting.result()
        _count(crew, toll)
    return toll


def _same(held: dict[str, str], now: dict[str, str]) -> bool:
    """Whether anything is still leased as it was when we struck."""
    return bool(held.items() & now.items())


def _said(uow: UnitOfWork) -> None:
    now = SystemClock().now()
    uow.outbox.say(
        [
            Outgoing(
                f"alarm:{lane}:{n}",
                f"slack:T111/CROOM{lane}",
                Saying.ALARM,
                about={"code": "late", "blanks": {"duties": str(n), "messages": str(lane)}},
            )
            for n in range(EACH)
            for lane in range(LANES)
        ],
        now,
    )


def _count(crew: Crew, toll: Toll) -> None:
    channels = crew.slack.read(lambda s: list(s.workspace.channels.values()))
    posted = [m for c in channels for m in c.messages if m.by_app]
    late = [m for m in posted if crew.was_in_flight(_ref(m), float(m.ts))]
    said = Counter(map(_ref, posted))
    flew = [m for m in late if said[_ref(m)] > 1]
    said -= Counter(map(_ref, flew))
    asked = [f"alarm:{lane}:{n}" for lane in range(LANES) for n in range(EACH)]
    toll.in_flight += len(flew)
    toll.lost += sum(1 for key in asked if key not in said)
    toll.twice += sum(said[key] - 1 for key in asked if key in said)
    orders = [_order([m for m in c.messages if m.by_app and m not in flew]) for c in channels]
    toll.wrong += sum(1 for order in orders if order != sorted(order))
    toll.notes += [f"{key} {said[key]} times" for key in asked if said[key] != 1]
    toll.notes += [f"{_ref(m)} again: it was being sent when its worker stood still" for m in flew]


def _ref(message: Any) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("ref", ""))


def _order(messages: list[Any]) -> list[int]:
    """A room hears its messages in the order in which they were said."""
    refs = map(_ref, messages)
    return [int(ref.rpartition(":")[2]) for ref in refs if ref.startswith("alarm:")]


def killed(crew: Crew) -> None:
    crew.bots[0].kill()


def stopped(crew: Crew) -> None:
    """Long past its leases; then it wakes and believes that it still holds them."""
    os.kill(crew.pid(), signal.SIGSTOP)
    held = crew.leased()
    time.sleep(BEFORE_THE_LEASE_ENDS)  # Whoever is awake is done with a message sooner.
    crew.in_hand = {key for key, owner in crew.leased().items() if held.get(key) == owner}
    time.sleep(15 - BEFORE_THE_LEASE_ENDS)
    crew.woke = SystemClock().now().timestamp()
    os.kill(crew.pid(), signal.SIGCONT)


def starved(crew: Crew) -> None:
    """It gets no more memory, breaks wherever it stands, and is killed and started again.

    The others have what it held long before it is up.
    """
    pid = crew.pid()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize(),) * 2)
    time.sleep(3)
    crew.bots[0].kill()
    crew.starting = crew.beside.submit(crew.bots[0].start)


def cut_off(restart: Callable[[], object]) -> Strike:
    """The database is restarted at once; whoever ends is started again."""

    def strike(crew: Crew) -> None:
        restart()
        for bot in crew.bots:
            assert bot.process is not None
            if bot.process.poll() is not None:
                bot.start()

    return strike


@contextmanager
def opened_crew(url: str) -> Iterator[Crew]:
    with ExitStack() as stack:
        slack = stack.enter_context(slack_in_thread())
        furnish(slack)
        slack.change(_rooms)
        bots = [_bot(slack, Path(stack.enter_context(TemporaryDirectory())), url) for _ in range(3)]
        imported = bots[0].tell("roster", "import", "roster.toml")
        assert imported.returncode == 0, imported.stderr
        store = open_store(url)
        stack.callback(store.close)
        for bot in bots:
            bot.start()
            stack.callback(bot.stop)
        yield Crew(store, slack, bots)


def _rooms(fake: Any) -> None:
    for lane in range(LANES):
        fake.workspace.add_channel(f"CROOM{lane}", f"room-{lane}", "ULI", "UBOT")


def _bot(slack: ThreadedSlack, folder: Path, url: str) -> Bot:
    (folder / "roster.toml").write_text(ROSTER)
    (folder / "policy.toml").write_text('preset = "rapid-response"\n')
    named = make_url(url).set(host="localhost").render_as_string(hide_password=False)
    settings = environment(slack, folder, free_port(), socket_mode=False, database=named)
    return Bot({**settings, **SHARED, "LOG_LEVEL": "warning"}, folder)
