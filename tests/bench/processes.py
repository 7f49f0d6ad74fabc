"""Two cores: servers on the first, the load on the second, as the figures are defined."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.schema import upgrade
from tests.e2e.shop import ROSTER, Bot, environment, furnish
from tests.fakes.slack import SIGNING_SECRET, slack_in_thread
from tests.loopback import free_port


def pinned(pid: int, core: int) -> None:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


@contextmanager
def any_core() -> Iterator[None]:
    """Whoever is pinned within runs anywhere afterwards; so does what it starts then."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    try:
        yield
    finally:
        if cores:
            os.sched_setaffinity(0, cores)


@contextmanager
def floor(*, default: bool = False) -> Iterator[tuple[int, str]]:
    """Bare Bolt on a port of its own."""
    more = [SIGNING_SECRET, *(["default"] if default else [])]
    with _serving("tests.bench.bare_bolt", 0, *more) as port:
        yield port, SIGNING_SECRET


@contextmanager
def floor_with_rows(duties: int, messages: int) -> Iterator[tuple[int, str]]:
    """The same, where each answer waits for the commit of a ticket's ready rows."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/bare.db"
        upgrade(f"sqlite:///{file}")
        more = [SIGNING_SECRET, "rows", file, str(duties), str(messages)]
        with _serving("tests.bench.bare_bolt", 0, *more) as port:
            yield port, SIGNING_SECRET


@contextmanager
def taking_all() -> Iterator[str]:
    """The address of a platform that takes everything, on the second core."""
    with _serving("tests.bench.bare_platform", 1) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _serving(module: str, core: int, *more: str) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", module, str(port), *more])
    pinned(process.pid, core)
    try:
        _listening(port)
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def ours(**more: str) -> Iterator[tuple[int, str]]:
    """The product itself: `closeloop run` on SQLite, with a fake Slack beside it.

    `more` are variables of its own.
    """
    with slack_in_thread() as slack, tempfile.TemporaryDirectory() as folder:
        furnish(slack)
        place, port = Path(folder), free_port()
        (place / "roster.toml").write_text(ROSTER)
        (place / "policy.toml").write_text('preset = "rapid-response"\n')
        settings = environment(slack, place, port, socket_mode=False, database="")
        bot = Bot({**settings, "LOG_LEVEL": "warning", **more}, place)
        imported = bot.tell("roster", "import", "roster.toml")
        assert imported.returncode == 0, imported.stderr
        bot.start()
        assert bot.process is not None
        pinned(bot.process.pid, 0)
        try:
            yield port, slack.signing_secret
        finally:
            bot.stop()


def _listening(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(port)
