"""The command line as its users meet it: a process with arguments, an environment, an exit code."""

import io
import json
import os
import re
import signal
import string
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import answer, app
from bot.policyfile import PRESETS
from bot.settings import VARIABLES
from storage.schema import upgrade
from storage.store import open_store
from tests.fakes.slack import ThreadedSlack, slack_in_thread
from tests.loopback import free_port
from tests.storage.samples import a_ticket

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "bot" / "locales"
ROSTER = """
[[department]]
id = "service"
name = { zh = "客服部", en = "Customer service" }
supervisor = "chen"
[[member]]
id = "chen"
name = "陈伟"
role = "supervisor"
department = "service"
slack = "T111/U3"
[[member]]
id = "root"
name = "Root"
role = "admin"
slack = "T111/U1"
[[room]]
id = "sync"
kind = "sync"
slack = "T111/C1"
"""


@dataclass
class Terminal:
    """A working directory in which commands are given."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def process(self, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
        with self._started(*arguments) as process:
            try:
                yield process
            finally:
                process.kill()

    def _started(self, *arguments: str) -> "subprocess.Popen[str]":
        kept = {k: v for k, v in os.environ.items() if k not in VARIABLES and k != "LC_ALL"}  # noqa: TID251 - a child's.
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def give(self, *arguments: str) -> "Told":
        """Give a command, in a process of its own or, where that is all the same, in this one."""
        if arguments[:1] != ("run",) and "LANG" not in self.environment:
            return self._here(*arguments)
        with self.process(*arguments) as process:
            out, err = process.communicate(timeout=30)
        return Told(process.returncode, out, err)

    def _here(self, *arguments: str) -> "Told":
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
            patched.chdir(self.folder)
            for variable in VARIABLES:
                patched.delenv(variable, raising=False)
            for variable, value in self.environment.items():
                patched.setenv(variable, value)
            status = answer(list(arguments))
        return Told(status, out.getvalue(), err.getvalue())

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@dataclass(frozen=True)
class Told:
    status: int
    out: str
    err: str

    def refused(self, status: int, *parts: str) -> bool:
        """One sentence on stderr, nothing on stdout, and never a traceback."""
        assert (self.status, self.out) == (status, ""), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        return all(part in self.err for part in parts)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture
def chinese(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path, {"LANG": "zh_CN.UTF-8"})


@pytest.fixture
def slack() -> Iterator[ThreadedSlack]:
    with slack_in_thread() as running:
        yield running


@pytest.fixture
def connected(terminal: Terminal, slack: ThreadedSlack) -> Terminal:
    terminal.environment |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "HTTP_PORT": "0",
    }
    return terminal


def test_help_loads_nothing_that_is_slow(terminal: Terminal) -> None:
    heavy = "('sqlalchemy', 'slack_bolt', 'starlette', 'aiohttp', 'alembic', 'rich', 'openpyxl')"
    looked = (
        "import sys\nfrom bot.__main__ import answer\nstatus = answer(['--help'])\n"
        f"print([m for m in {heavy} if m in sys.modules], status, file=sys.stderr)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", looked],
        cwd=terminal.folder,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        out, err = process.communicate()
    assert err == "[] 0\n"
    for command in ("run", "check", "roster", "policy", "slack", "db"):
        assert re.search(rf"^  {command} ", out, re.MULTILINE), command


def test_the_readme_lists_every_command_that_there_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`closeloop ([a-z]+(?: [a-z]+)?)", readme))
    known = {command.name or _function(command) for command in app.registered_commands}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            known.add(f"{group.name} {command.name}")
    assert len(known) == 13
    assert known == listed


def _function(command: Any) -> str:
    return str(command.callback.__name__)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nope"], "There is no command “nope”."),
        (["run", "--nope"], "There is no option --nope."),
        (["roster", "import"], "FILE is missing."),
        (["roster", "import", "none.toml"], "There is no file none.toml."),
        (["policy", "check", "none.toml"], "There is no file none.toml."),
        (["run"], "SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_two(
    terminal: Terminal, arguments: list[str], part: str
) -> None:
    assert terminal.give(*arguments).refused(2, part)


def test_a_chinese_terminal_is_answered_in_chinese(chinese: Terminal) -> None:
    assert "按环境变量配置的平台运行机器人。" in chinese.give("--help").out
    assert chinese.give("nope").refused(2, "没有命令“nope”。")
    assert chinese.give("run").refused(2, "没有配置任何平台", "SLACK_APP_TOKEN 或")


def test_a_platform_configured_in_part_names_what_is_missing(terminal: Terminal) -> None:
    terminal.environment["SLACK_BOT_TOKEN"] = "xoxb-1"
    assert terminal.give("run").refused(2, "Slack is configured in part", "SLACK_APP_TOKEN or")


def test_a_bad_setting_is_told_by_its_name_and_never_by_its_value(terminal: Terminal) -> None:
    terminal.write(".env", "SLACK_BOT_TOKEN=hunter2-hunter2\n")
    told = terminal.give("run")
    assert told.refused(2, "SLACK_BOT_TOKEN: The value must begin with xoxb-")
    assert "hunter2" not in told.err


def test_what_nobody_expected_is_one_sentence_with_a_reference(terminal: Terminal) -> None:
    code = (
        "import bot.operator as o\no.load = lambda _: 1 / 0\nfrom bot.__main__ import main\nmain()"
    )
    command = [sys.executable, "-c", code, "policy", "show"]

    def told(**environment: str) -> str:
        with subprocess.Popen(
            command,
            cwd=terminal.folder,
            env={"PYTHONPATH": str(ROOT), **environment},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            _, err = process.communicate()
        assert process.returncode == 1
        return err

    assert re.fullmatch(
        r"Something .* ZeroDivisionError in .*\(reference [0-9a-f]{8}\).*\n", told()
    )
    assert "Traceback" in told(LOG_LEVEL="debug")


# --- roster -------------------------------------------------------------------------------------


def test_a_roster_is_imported_once_and_shown(terminal: Terminal) -> None:
    file = terminal.write("roster.toml", ROSTER)
    dry = terminal.give("roster", "import", file, "--dry-run")
    assert dry.status == 0
    assert "Added 4" in dry.out
    assert "Nothing was written" in dry.out
    assert list(terminal.folder.glob("*.db")) == []
    first = json.loads(terminal.give("roster", "import", file, "--json").out)
    assert first["added"] == ["department service", "member chen", "member root", "room sync"]
    again = terminal.give("roster", "import", file)
    assert (again.status, again.out) == (0, "Unchanged: 4\n")
    shown = terminal.give("roster", "show").out
    assert "member chen  陈伟  supervisor  service  slack:T111/U3" in shown
    as_json = json.loads(terminal.give("roster", "show", "--json").out)
    assert [m["id"] for m in as_json["members"]] == ["chen", "root"]
    assert as_json["rooms"][0]["slack"] == "T111/C1"


def test_pruning_says_who_is_gone(terminal: Terminal) -> None:
    terminal.give("roster", "import", terminal.write("roster.toml", ROSTER))
    other = ROSTER.replace('"chen"', '"wei"').replace("T111/U3", "T111/U2")
    file = terminal.write("other.toml", other)
    assert "Added 1: member wei" in terminal.give("roster", "import", file).out
    told = terminal.give("roster", "import", file, "--prune")
    assert (told.status, told.out.splitlines()[0]) == (0, "Gone 1: member chen"), told
    assert "inactive" in terminal.give("roster", "show").out


def test_the_supervisor_is_told_of_what_somebody_leaves_behind(terminal: Terminal) -> None:
    leaver = '[[member]]\nid="li"\nname="Li"\nrole="agent"\ndepartment="service"\nslack="T111/U9"\n'
    terminal.give("roster", "import", terminal.write("roster.toml", ROSTER + leaver))
    url = f"sqlite:///{terminal.folder / 'closeloop.db'}"
    store = open_store(url)
    store.write(lambda uow: uow.tickets.add(a_ticket("7", assignee="li"))).result()
    store.close()
    file = terminal.write("roster.toml", ROSTER)
    assert "li left open tickets (1)" in terminal.give("roster", "import", file, "--prune").out
    store = open_store(url)
    lanes = store.read(lambda uow: uow.outbox.ready_lanes(datetime.now(UTC))).result()  # noqa: TID251 - the command's own clock.
    store.close()
    assert lanes == ["slack:T111/@U3"]


def test_a_bad_roster_is_refused_with_every_line_and_nothing_is_written(
    chinese: Terminal,
) -> None:
    bad = ROSTER.replace('role = "supervisor"', 'role = "boss"').replace('"T111/C1"', '"#sync"')
    told = chinese.give("roster", "import", chinese.write("roster.toml", bad))
    assert (told.status, told.out) == (1, "")
    first, second = told.err.splitlines()
    assert first.startswith("第 9 行：member chen：“boss”不在角色")
    assert second.startswith("第 20 行：room sync：“#sync”不是 Slack 中的位置")
    assert list(chinese.folder.glob("*.db")) == []


# --- policy -------------------------------------------------------------------------------------


def test_the_policy_is_shown_with_where_each_value_comes_from(terminal: Terminal) -> None:
    terminal.environment["POLICY_FILE"] = terminal.write("policy.toml", 'timezone = "Asia/Tokyo"\n')
    shown = terminal.give("policy", "show").out.splitlines()
    assert any("Asia/Tokyo" in line and "policy.toml" in line for line in shown)
    as_json = json.loads(terminal.give("policy", "show", "--json").out)
    assert {"where", "value", "origin"} == set(as_json[0])


def test_a_policy_files_mistakes_are_told_with_their_lines(terminal: Terminal) -> None:
    good = terminal.write("good.toml", 'preset = "quality-tracking"\n')
    assert terminal.give("policy", "check", good).status == 0
    bad = terminal.write("bad.toml", 'preset = "rapid-response"\n\ntimezone = "Mars/Base"\n')
    assert terminal.give("policy", "check", bad).refused(1, "bad.toml, line 3: timezone:")
    told = terminal.give("policy", "check", bad, "--json")
    assert told.status == 1
    assert json.loads(told.out)["mistakes"][0]["line"] == 3


def test_a_policy_files_doubts_are_warnings(terminal: Terminal) -> None:
    odd = terminal.write("odd.toml", '[duty.callback]\ndue = "1h"\nwarn = "2h"\n')
    told = terminal.give("policy", "check", odd)
    assert (told.status, told.err) == (0, "")
    first, second = told.out.splitlines()
    assert first.startswith("Warning: odd.toml, line 3: duty.callback.warn: The warning (2h)")
    assert second == "odd.toml is in order."
    as_json = json.loads(terminal.give("policy", "check", odd, "--json").out)
    assert (as_json["ok"], as_json["warnings"][0]["code"]) == (True, "long_warning")


def test_every_preset_is_named(terminal: Terminal) -> None:
    named = json.loads(terminal.give("policy", "presets", "--json").out)
    assert {one["name"] for one in named} == set(PRESETS)


# --- slack, db, check -----------------------------------------------------------------------------


def test_the_manifest_has_urls_only_over_http(terminal: Terminal) -> None:
    plain = json.loads(terminal.give("slack", "manifest").out)
    assert plain["settings"]["socket_mode_enabled"] is True
    terminal.environment["PUBLIC_URL"] = "https://desk.acme.com/"
    over_http = json.loads(terminal.give("slack", "manifest").out)
    url = over_http["settings"]["interactivity"]["request_url"]
    assert url == "https://desk.acme.com/slack/events"


def test_the_tables_are_checked_and_made(terminal: Terminal) -> None:
    assert terminal.give("db", "check").refused(1, "no tables yet")
    assert list(terminal.folder.iterdir()) == []
    assert terminal.give("db", "upgrade").status == 0
    assert terminal.give("db", "check").status == 0


def test_a_store_that_cannot_be_had_is_told_in_words(terminal: Terminal) -> None:
    (terminal.folder / "closeloop.db").mkdir()
    assert terminal.give("db", "upgrade").refused(1, "closeloop.db", "cannot be used")
    (terminal.folder / "closeloop.db").rmdir()
    (terminal.folder / "closeloop.db").write_bytes(b"this is no database at all" * 100)
    assert terminal.give("db", "check").refused(1, "closeloop.db", "not a database")
    terminal.environment["DATABASE_URL"] = "postgresql+psycopg://desk:hunter2@127.0.0.1:1/desk"
    told = terminal.give("db", "check")
    assert told.refused(1, "postgresql://127.0.0.1/desk cannot be used", "refused")
    assert "hunter2" not in told.err


def test_check_finds_all_well(connected: Terminal) -> None:
    connected.give("roster", "import", connected.write("roster.toml", ROSTER))
    told = connected.give("check", "--json")
    found = json.loads(told.out)
    assert (told.status, found["ok"]) == (0, True), found
    subjects = [one["subject"] for one in found["checks"]]
    assert subjects == ["settings", "policy", "store", "calendar", "roster", "slack", "slack"]


def test_check_says_of_each_thing_what_is_wrong(connected: Terminal, slack: ThreadedSlack) -> None:
    gone = ROSTER.replace("T111/C1", "T111/C9").replace('role = "admin"', 'role = "agent"')
    connected.give("roster", "import", connected.write("roster.toml", gone))
    connected.environment["POLICY_FILE"] = connected.write("policy.toml", "nonsense = 1\n")
    told = connected.give("check", "--json")
    found = {
        (one["subject"], one["code"]) for one in json.loads(told.out)["checks"] if not one["ok"]
    }
    assert told.status == 1
    assert found == {("policy", "bad"), ("roster", "no_admin"), ("slack", "room_gone")}
    connected.environment["SLACK_BOT_TOKEN"] = "xoxb-other"
    assert "!!  slack: The bot token is refused (invalid_auth)" in connected.give("check").out


def test_check_names_the_policy_file_and_says_what_run_would_do(connected: Terminal) -> None:
    connected.environment["POLICY_FILE"] = connected.write("mine.toml", "\nnonsense = 1\n")
    assert re.search(
        r"!!  policy: mine\.toml, line 2: nonsense: .*“closeloop run” refuses to start on it",
        connected.give("check").out,
    )
    assert connected.give("run").refused(1, "mine.toml, line 2: nonsense")


def test_a_store_without_its_folder_is_told_with_what_to_do(connected: Terminal) -> None:
    connected.environment["DATABASE_URL"] = "sqlite:///none/desk.db"
    folder = str(connected.folder / "none")
    told = connected.give("check").out
    assert f"none/desk.db cannot be made: there is no folder {folder}. Make it" in told
    for command in (["run"], ["db", "upgrade"]):
        assert connected.give(*command).refused(1, f"there is no folder {folder}. Make it")


def test_check_says_that_slack_does_not_answer(connected: Terminal) -> None:
    connected.environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    told = connected.give("check")
    assert told.status == 1
    assert "Slack does not answer at http://127.0.0.1:9/api/" in told.out


# --- run ------------------------------------------------------------------------------------------


def wait_for(holds: Callable[[], Any], within: float = 20.0) -> Any:
    ends = time.monotonic() + within
    while not (found := holds()):
        assert time.monotonic() < ends
        time.sleep(0.05)
    return found


def asked(url: str) -> tuple[int, Mapping[str, Any]]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback.
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_run_says_when_it_is_ready_and_ends_in_order(connected: Terminal, told: int) -> None:
    connected.environment["FIRST_ADMIN"] = "slack:T111/U1"
    with connected.process("run") as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        address = re.fullmatch(r"Ready at (http://127\.0\.0\.1:\d+): Slack\.\n", ready)
        assert address, ready
        wait_for(lambda: asked(f"{address[1]}/readyz")[0] == 200)
        second = connected.give("run")
        assert second.status == 1
        assert "Another closeloop is running on closeloop.db." in second.err
        process.send_signal(told)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "Stopped; nothing is lost.\n"), err
    assert "Traceback" not in err
    assert "member admin  Admin  admin  slack:T111/U1" in connected.give("roster", "show").out


def test_run_tells_a_bad_policy_and_keeps_the_old_one(connected: Terminal) -> None:
    connected.environment["POLICY_FILE"] = connected.write("policy.toml", "")
    with connected.process("run") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        connected.write("policy.toml", "\nnonsense = 1\n")
        line = wait_for(lambda: next((s for s in process.stderr or () if "policy file" in s), ""))
        assert "policy.toml, line 2: nonsense: There is no key “nonsense” here." in line
        assert "line=2 where=nonsense" in line
        connected.write("policy.toml", 'preset = "quality-tracking"\n')
        line = wait_for(
            lambda: next((s for s in process.stderr or () if "policy changed" in s), "")
        )
        assert "preset=quality-tracking" in line
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429, "retry_after": 1}])
def test_run_waits_for_a_slack_that_does_not_answer(
    connected: Terminal, slack: ThreadedSlack, fault: dict[str, Any]
) -> None:
    port = free_port()
    connected.environment["HTTP_PORT"] = str(port)
    slack.change(lambda s: s.fault("auth.test", times=2, **fault))
    with connected.process("run") as process:
        assert process.stdout is not None
        away = wait_for(lambda: port_of(process, port))
        assert away[0] == 503
        assert away[1]["platforms"] == {"slack": "away"}
        assert process.stdout.readline().startswith("Ready at ")
        assert wait_for(lambda: asked(f"http://127.0.0.1:{port}/readyz")[0] == 200)
        process.terminate()
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert len(re.findall(r"Slack does not answer: .*; trying again in \d s", err)) == 2
    assert "will be unused" not in err


def port_of(process: "subprocess.Popen[str]", port: int) -> tuple[int, Mapping[str, Any]] | None:
    assert process.poll() is None
    try:
        return asked(f"http://127.0.0.1:{port}/readyz")
    except OSError:
        return None


def test_run_ends_at_once_with_a_wrong_token(connected: Terminal, slack: ThreadedSlack) -> None:
    connected.environment["SLACK_BOT_TOKEN"] = "xoxb-other"
    assert connected.give("run").refused(1, "Slack refused the start: invalid_auth")
    connected.environment["SLACK_BOT_TOKEN"] = slack.bot_token
    slack.fault("auth.test", status=503)
    slack.fault("auth.test", status=200, error="account_inactive")
    told = connected.give("run")
    assert told.status == 1
    assert "trying again in 1 s" in told.err
    assert told.err.splitlines()[-1].startswith("Slack refused the start: account_inactive")
    assert "Traceback" not in told.err


def test_run_does_not_start_on_a_taken_port_or_old_tables(connected: Terminal) -> None:
    told = connected.give("run", "--no-migrate")
    assert told.status == 1
    assert "older version" in told.err
    upgrade(f"sqlite:///{connected.folder / 'closeloop.db'}")
    with connected.process("run") as process:
        assert process.stdout is not None
        port = process.stdout.readline().split(":")[2]
        other = Terminal(connected.folder, dict(connected.environment))
        other.environment |= {"DATABASE_URL": "sqlite:///other.db", "HTTP_PORT": port}
        told = other.give("run")
        assert told.status == 1
        assert f"127.0.0.1:{port} is in use by another program." in told.err
        process.terminate()
        process.communicate(timeout=20)


# --- words ----------------------------------------------------------------------------------------


def sentences(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}

    def walk(table: Mapping[str, Any], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, str):
                blanks = {name for _, name, _, _ in string.Formatter().parse(value) if name}
                found[prefix + key] = blanks
            else:
                walk(value, f"{prefix}{key}.")

    for catalogue in ("cli", "feishu"):
        file = LOCALES / f"{catalogue}.{language}.toml"
        walk(tomllib.loads(file.read_text(encoding="utf-8")), "")
    return found


def test_both_languages_say_the_same_with_the_same_blanks() -> None:
    assert sentences("zh") == sentences("en")


def test_every_reason_that_the_code_gives_has_its_sentence() -> None:
    known = sentences("en")
    given = {
        "bot/variables.py": (r'Unusable\("(\w+)"', "setting"),
        "bot/rosterfile/draft.py": (r'wrong\("(\w+)"', "roster_mistake"),
        "bot/rosterfile/rows.py": (r'_mistake\("(\w+)"', "roster_mistake"),
        "bot/rosterfile/read.py": (r'_whole\("(\w+)"', "roster_mistake"),
        "bot/operator.py": (r'Fault\("(\w+)"', "cli"),
        "bot/opening.py": (r'Fault\("(\w+)"', "cli"),
        "bot/platforms.py": (r'Fault\("(\w+)"', "cli"),
        "bot/wiring.py": (r'Fault\("(\w+)"', "cli"),
    }
    for file, (shape, section) in given.items():
        codes = re.findall(shape, (ROOT / file).read_text(encoding="utf-8"))
        assert codes, file
        for code in codes:
            assert f"{section}.{code}" in known, (file, code)


def test_every_finding_has_its_sentence() -> None:
    known = sentences("en")
    for file in ("bot/checkup.py", "adapters/slack/standing.py"):
        text = (ROOT / file).read_text(encoding="utf-8").replace("_SUBJECT", '"slack"')
        found = re.findall(r'(?:bad|noted|Finding)\(\s*"(\w+)", "(\w+)"', text)
        assert found, file
        for subject, code in found:
            assert f"check.{subject}.{code}" in known, (subject, code)
