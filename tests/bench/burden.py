"""What the process costs before it does anything: start, memory, help, and idle listeners."""

import asyncio
import http.client
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.profiles import Profile
from adapters.slack.answers import Answers
from adapters.slack.asked import Us
from adapters.slack.client import web_client
from adapters.slack.door import bolt_app
from adapters.slack.listen import Listening
from adapters.tasks import Tasks
from bot.clock import SystemClock
from bot.commands import Request
from bot.desk import Answer
from bot.views import Silent
from bot.words import Words
from tests.bench.goals import Goal, in_turn
from tests.bench.processes import pinned
from tests.e2e.shop import ROSTER, Bot, environment, furnish
from tests.fakes.slack import ThreadedSlack, slack_in_thread
from tests.loopback import free_port

DEPENDENCIES: Final = (
    "import aiohttp, alembic.command, apscheduler.schedulers.asyncio, dotenv, httptools, orjson,"
    " phonenumbers, prometheus_client, slack_bolt.app.async_app,"
    " slack_sdk.socket_mode.aiohttp,"
    " sqlmodel, starlette.applications, typer, uvicorn, uvloop"
)
ABSENT: Final = ("matplotlib", "nicegui", "lark_oapi", "openpyxl", "holidays", "psycopg", "jieba")


def g9() -> list[Goal]:
    """Start to ready ÷ importing the dependencies; idle memory ÷ theirs; `--help` ÷ typer."""
    pinned(0, 1)
    with slack_in_thread() as slack, tempfile.TemporaryDirectory() as folder:
        furnish(slack)
        bot, port = _shop(slack, Path(folder))
        _started(bot, port)  # The first start makes the tables and the bytecode.
        ready = in_turn(lambda: _started(bot, port)[0], lambda: _imported()[0])
        memory = in_turn(lambda: _started(bot, port)[1], lambda: _imported()[1])
    asked = in_turn(lambda: _run("-m", "bot", "--help"), lambda: _run("-c", "import typer"))
    return [
        Goal("G9 closeloop run to ready ÷ importing its dependencies", ready[0], 1.3, 1.1,
             ready[1], ready[2], "s", at_least=False),
        Goal("G9 idle RSS ÷ its dependencies'", memory[0], 1.3, 1.1,
             memory[1], memory[2], "MiB", at_least=False),
        Goal("G9 --help ÷ python + typer", asked[0], 1.5, 1.2,
             asked[1], asked[2], "s", at_least=False),
    ]  # fmt: skip


def _shop(slack: ThreadedSlack, folder: Path) -> tuple[Bot, int]:
    port = free_port()
    (folder / "roster.toml").write_text(ROSTER)
    (folder / "policy.toml").write_text('preset = "rapid-response"\n')
    settings = environment(slack, folder, port, socket_mode=False, database="")
    bot = Bot({**settings, "LOG_LEVEL": "warning"}, folder)
    bot.tell("roster", "import", "roster.toml")
    return bot, port


def _started(bot: Bot, port: int) -> tuple[float, float]:
    """Seconds from the command to ready, and idle MiB a little later."""
    began = time.perf_counter()
    with bot.log.open("ab") as log:
        words = [sys.executable, "-m", "bot", "run"]
        process = subprocess.Popen(
            words, env=dict(bot.environment), cwd=bot.folder, stdout=log, stderr=log
        )
    pinned(process.pid, 0)
    while not _is_ready(port):
        assert process.poll() is None, bot.log.read_text()
        time.sleep(0.005)
    took = time.perf_counter() - began
    time.sleep(1.5)
    memory = _resident(process.pid)
    process.terminate()
    process.wait()
    return took, memory


def _resident(pid: int) -> float:
    return _mebibytes(Path(f"/proc/{pid}/status").read_text())


def _mebibytes(status: str) -> float:
    """The resident set of a process, from Linux's own account of it."""
    line = next(each for each in status.splitlines() if each.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _is_ready(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        asked.request("GET", "/readyz")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


def _imported() -> tuple[float, float]:
    """Seconds and MiB of a process that only imports the dependencies."""
    code = f"{DEPENDENCIES}\nprint(open('/proc/self/status').read())"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        preexec_fn=lambda: pinned(0, 0),
    )  # fmt: skip
    return time.perf_counter() - began, _mebibytes(done.stdout)


def _run(*words: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *words], capture_output=True, check=True, cwd=Path(__file__).parents[2],
        preexec_fn=lambda: pinned(0, 0),
    )  # fmt: skip
    return time.perf_counter() - began


class _Idle:
    """A desk that does nothing: what is measured is the way to it."""

    async def ask(self, request: Request) -> Answer:
        return Answer(Silent(), Words("zh", ZoneInfo("UTC"), SystemClock().now()))


class _Nowhere:
    """A workspace in which everybody is known and nothing is sent."""

    @property
    def people(self) -> "_Nowhere":
        return self

    def known(self, user: str) -> Profile:
        return Profile("", "zh-CN")


def g12() -> list[Goal]:
    """CPU a request with everything registered ÷ with one command only."""
    return asyncio.run(_g12())


async def _g12() -> list[Goal]:
    tasks, us = Tasks(), Us("T111", "UBOT", "B1", frozenset())
    answers = Answers(_Idle(), _Nowhere(), _nothing, tasks, {})  # type: ignore[arg-type] # See _Nowhere.
    listening = Listening(answers, tasks, us, {})
    client = web_client(None, None, "http://127.0.0.1:9/")  # type: ignore[arg-type] # Never used.
    every = listening.listeners()
    full = bolt_app(every, us, client, "xoxb-0")
    one = bolt_app({"command": every["command"]}, us, client, "xoxb-0")

    body = {
        "command": "/ticket", "text": "mine", "team_id": "T111", "user_id": "ULI",
        "channel_id": "CSYNC", "trigger_id": "1.2", "response_url": "http://127.0.0.1:9/",
    }  # fmt: skip
    rounds = []
    for _round in range(5):
        ours, floor = await _cpu(full, body), await _cpu(one, body)
        rounds.append((ours / floor, ours, floor))
    ratio, ours, floor = sorted(rounds)[2]
    name = "G12 CPU a request, everything registered ÷ one command"
    return [Goal(name, ratio, 1.3, 1.1, ours, floor, "µs", at_least=False)]


async def _cpu(app: AsyncApp, body: dict[str, str]) -> float:
    """Microseconds of CPU a dispatch."""
    began = time.process_time()
    for _ in range(1500):
        request = AsyncBoltRequest(mode="socket_mode", body=dict(body), headers={})
        answered = await app.async_dispatch(request)
        assert answered.status == 200, answered.status
    return (time.process_time() - began) / 1500 * 1e6


async def _nothing(*_: object) -> None:
    return None
