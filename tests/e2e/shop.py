"""A shop on a fake Slack: who works there, and the real `closeloop run` as a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.fakes.slack import Message, ThreadedSlack, slack_in_thread

NEW = (
    "new 空调不制冷，请回电13912345678 客户=张三 电话=13812345678"
    " 部门=技术部 分类=产品质量 紧急程度=一般"
)
LEFT_ALONE = "new 系统停机 客户=王五 部门=技术部 分类=产品质量 紧急程度=紧急"
SENIOR = {"ning"}
ROSTER = (
    """
[[department]]
id = "service"
name = { zh = "客服部", en = "Customer service" }
supervisor = "chen"
[[department]]
id = "technical"
name = { zh = "技术部", en = "Technical" }
supervisor = "tang"
[[department]]
id = "warehouse"
name = { zh = "仓储部", en = "Warehouse" }
"""
    + "".join(
        f"""
[[member]]
id = "{name}"
name = "{shown}"
role = "{role}"
department = "{department}"
slack = "T111/U{name.upper()}"
locale = "{locale}"
senior = {str(name in SENIOR).lower()}
"""
        for name, shown, role, department, locale in (
            ("li", "李娜", "agent", "service", "zh"),
            ("ning", "宁静", "agent", "service", "zh"),
            ("wang", "王工", "tech", "technical", "zh"),
            ("smith", "Smith", "tech", "technical", "en"),
            ("jie", "孙洁", "liaison", "technical", "zh"),
            ("chen", "陈静", "supervisor", "service", "zh"),
            ("tang", "唐敏", "supervisor", "technical", "zh"),
            ("ma", "马强", "manager", "service", "zh"),
            ("hou", "侯军", "liaison", "warehouse", "zh"),
            ("root", "管理员", "admin", "", "zh"),
        )
    ).replace('department = ""\n', "")
    + """
[[room]]
id = "sync"
kind = "sync"
slack = "T111/CSYNC"
locale = "zh"
[[room]]
id = "tech"
kind = "department"
department = "technical"
slack = "T111/CTECH"
locale = "en"
[[room]]
id = "ware"
kind = "department"
department = "warehouse"
slack = "T111/CWARE"
locale = "zh"
"""
)

POLICY = """
preset = "rapid-response"
[[urgency]]
id = "urgent"
first_response = "5s"
resolution = "120s"
[duty.first_response]
warn = "3s"
[duty.callback]
due = "4s"
warn = "2s"
[ladder]
manager_after = "2s"
repeat = "2s"
max_repeats = 2
"""

PEOPLE = ("LI", "NING", "WANG", "SMITH", "JIE", "CHEN", "TANG", "MA", "HOU", "ROOT")
SYNC, TECH, WARE = "CSYNC", "CTECH", "CWARE"


_STAFFED: Final[dict[str, bytes]] = {}
"""SQLite files with a roster and nothing else."""


@dataclass
class Bot:
    """The product itself, run as an operator runs it."""

    environment: Mapping[str, str]
    folder: Path
    process: "subprocess.Popen[bytes] | None" = None
    port: int = 0
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "bot.log"

    def tell(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env=dict(self.environment),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def employ(self, roster: str) -> None:
        """Import a roster by the command; later desks begin with a copy of what it made."""
        file = self.environment["DATABASE_URL"].partition("sqlite:///")[2]
        if file and roster in _STAFFED:
            (self.folder / file).write_bytes(_STAFFED[roster])
            return
        (self.folder / "roster.toml").write_text(roster)
        imported = self.tell("roster", "import", "roster.toml")
        assert imported.returncode == 0, imported.stderr
        if file:
            _STAFFED[roster] = (self.folder / file).read_bytes()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=dict(self.environment),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        wait_for(self._is_ready, 30, self.why)

    def _is_ready(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise AssertionError(self.why())
        try:
            url = f"http://127.0.0.1:{self.environment['HTTP_PORT']}/readyz"
            with urllib.request.urlopen(url, timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def why(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def kill(self) -> None:
        """SIGKILL: no time for good-byes."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        if self.process is None or self.process.poll() is not None:
            return -1
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


def wait_for(holds: Callable[[], object], within: float = 20, why: Callable[[], str] = str) -> None:
    ends = time.monotonic() + within
    while not holds():
        if time.monotonic() > ends:
            raise AssertionError(f"not within {within} s: {why()}")
        time.sleep(0.05)


@dataclass
class Shop:
    slack: ThreadedSlack
    bot: Bot

    def created(self, line: str) -> str:
        """What Li's line made, by its number."""
        delivery = self.slack.slash("ULI", SYNC, "/ticket", line)
        assert delivery.ok, delivery.ack
        return number_in(str(delivery.body))

    def filled(self, user: str, button: str, values: dict[str, str], no: str, channel: str) -> None:
        """Tap a button of the card and fill in the form that it opens."""
        card = self.card(channel, no)
        assert self.slack.tap(user, channel, card.ts, button).ok
        self.modal(user)
        sent = self.slack.submit_view(user, values)
        assert sent.closed, sent

    def cards(self, channel: str, no: str) -> list[Message]:
        """The cards of a ticket that stand in a channel."""
        shown = self.slack.channel(channel).top
        return [m for m in shown if m.by_app and said(m).count(no) and "reminder" not in kinds(m)]

    def card(self, channel: str, no: str, saying: str = "") -> Message:
        found: list[Message] = []

        def there() -> bool:
            found[:] = [m for m in self.cards(channel, no) if saying in said(m)][:1]
            return bool(found)

        wait_for(there, why=lambda: f"{no} {saying}: {self.heard(channel)}\n{self.bot.why()}")
        return found[0]

    def heard(self, channel: str) -> list[str]:
        return [said(m) for m in self._by_bot(channel)]

    def _by_bot(self, channel: str) -> list[Message]:
        """What the bot has posted there; a private conversation opens with the first of it."""
        try:
            shown = self.slack.channel(channel).messages
        except KeyError:
            return []
        return [m for m in shown if m.by_app]

    def hears(self, channel: str, *parts: str) -> str:
        """Wait until the bot has said something with all these parts in a channel."""
        found: list[str] = []

        def there() -> bool:
            found[:] = [h for h in self.heard(channel) if all(p in h for p in parts)]
            return bool(found)

        wait_for(there, why=lambda: f"{parts}: {self.heard(channel)}\n{self.bot.why()}")
        return found[-1]

    def modal(self, user: str) -> None:
        wait_for(lambda: self.slack.modal(user), why=lambda: f"{user} sees no form")

    def told(self, channel: str, *parts: str) -> Message:
        """The message by which the bot has said that, once it has."""
        self.hears(channel, *parts)
        return [m for m in self._by_bot(channel) if all(p in said(m) for p in parts)][-1]

    def alone(self, user: str, *parts: str) -> str:
        """Wait until this person alone was told something with all these parts."""
        found: list[str] = []

        def there() -> bool:
            told = [said(m) for m in self.slack.ephemerals(user)]
            found[:] = [t for t in told if all(p in t for p in parts)]
            return bool(found)

        wait_for(there, why=lambda: f"{parts}: {[said(m) for m in self.slack.ephemerals(user)]}")
        return found[-1]


def number_in(text: str) -> str:
    """The number of the ticket that is spoken of."""
    found = re.search(r"\d{11}", text)
    assert found, text
    return found.group()


def said(message: Message) -> str:
    """Everything a person can read in a message."""
    return "\n".join([message.text, *texts(message.blocks)])


def texts(blocks: object) -> Iterator[str]:
    if isinstance(blocks, Mapping):
        for key, value in blocks.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(blocks, list):
        for each in blocks:
            yield from texts(each)


def kinds(message: Message) -> str:
    ref = str((message.metadata or {}).get("event_payload", {}).get("ref", ""))
    return "card" if ref.startswith("card:") else "reminder"


@contextmanager
def opened_shop(
    folder: Path, port: int, *, socket_mode: bool, database: str = "", policy: str = POLICY
) -> Iterator[Shop]:
    """A fake Slack with everybody in it, and the bot running against it on loopback."""
    with slack_in_thread() as slack:
        furnish(slack)
        (folder / "policy.toml").write_text(policy)
        bot = Bot(
            environment(slack, folder, port, socket_mode=socket_mode, database=database), folder
        )
        bot.employ(ROSTER)
        if not socket_mode:
            slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        bot.start()
        try:
            yield Shop(slack, bot)
        finally:
            bot.stop()
        assert not slack.violations, slack.violations


def furnish(slack: ThreadedSlack) -> None:
    def people_and_rooms(fake: object) -> None:
        workspace = fake.workspace  # type: ignore[attr-defined] # The fake's own workspace.
        members = [f"U{name}" for name in PEOPLE]
        for user in members:
            locale = "en-US" if user == "USMITH" else "zh-CN"
            workspace.add_person(user, user[1:].lower(), locale=locale)
        workspace.add_channel(SYNC, "sync", *members, "UBOT")
        workspace.add_channel(TECH, "tech", *members, "UBOT")
        workspace.add_channel(WARE, "ware", *members, "UBOT")

    slack.change(people_and_rooms)


def environment(
    slack: ThreadedSlack, folder: Path, port: int, *, socket_mode: bool, database: str
) -> dict[str, str]:
    path = os.environ.get("PATH", "")  # noqa: TID251 - a child process needs a path.
    given = {
        "PATH": path,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "LANG": "en_US.UTF-8",
        "DATABASE_URL": database or f"sqlite:///{folder}/desk.db",
        "POLICY_FILE": str(folder / "policy.toml"),
        "HTTP_PORT": str(port),
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "LOG_LEVEL": "debug",
    }
    if socket_mode:
        return given | {"SLACK_APP_TOKEN": slack.app_token}
    return given | {"SLACK_SIGNING_SECRET": slack.signing_secret}
