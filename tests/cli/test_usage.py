"""Commands by their names, and what is told to whoever gives them wrongly."""

import re
import subprocess
import sys
from typing import Any

import pytest

from bot.__main__ import app
from tests.cli.terminal import ROOT, Terminal


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


def test_the_tests_speak_english_wherever_they_are_run() -> None:
    code = "import tests.cli.terminal, bot.__main__; print(bot.__main__.LANGUAGE)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert told.stdout == b"en\n"


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
