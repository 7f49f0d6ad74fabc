"""`closeloop run`: a process that starts, waits, reloads and ends in order."""

import json
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from storage.schema import upgrade
from tests.cli.terminal import Terminal
from tests.fakes.slack import ThreadedSlack
from tests.loopback import free_port


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
def test_run_says_when_it_is_ready_and_ends_in_order(on_slack: Terminal, told: int) -> None:
    on_slack.environment["FIRST_ADMIN"] = "slack:T111/U1"
    with on_slack.process("run") as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        address = re.fullmatch(r"Ready at (http://127\.0\.0\.1:\d+): Slack\.\n", ready)
        assert address, ready
        wait_for(lambda: asked(f"{address[1]}/readyz")[0] == 200)
        second = on_slack.give("run")
        assert second.status == 1
        assert "Another closeloop is running on closeloop.db." in second.err
        process.send_signal(told)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "Stopped; nothing is lost.\n"), err
    assert "Traceback" not in err
    assert "member admin  Admin  admin  slack:T111/U1" in on_slack.give("roster", "show").out


def test_run_tells_a_bad_policy_and_keeps_the_old_one(on_slack: Terminal) -> None:
    on_slack.environment["POLICY_FILE"] = on_slack.write("policy.toml", "")
    with on_slack.process("run") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        on_slack.write("policy.toml", "\nnonsense = 1\n")
        line = wait_for(lambda: next((s for s in process.stderr or () if "policy file" in s), ""))
        assert "policy.toml, line 2: nonsense: There is no key “nonsense” here." in line
        assert "line=2 where=nonsense" in line
        on_slack.write("policy.toml", 'preset = "quality-tracking"\n')
        line = wait_for(
            lambda: next((s for s in process.stderr or () if "policy changed" in s), "")
        )
        assert "preset=quality-tracking" in line
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429, "retry_after": 1}])
def test_run_waits_for_a_slack_that_does_not_answer(
    on_slack: Terminal, slack: ThreadedSlack, fault: dict[str, Any]
) -> None:
    port = free_port()
    on_slack.environment["HTTP_PORT"] = str(port)
    slack.change(lambda s: s.fault("auth.test", times=1000, **fault))
    with on_slack.process("run") as process:
        assert process.stdout is not None
        away = wait_for(lambda: port_of(process, port))
        assert away[0] == 503
        assert away[1]["platforms"] == {"slack": "away"}
        slack.change(lambda s: s.web.faults.clear())
        assert process.stdout.readline().startswith("Ready at ")
        assert wait_for(lambda: asked(f"http://127.0.0.1:{port}/readyz")[0] == 200)
        process.terminate()
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    refused = slack.read(lambda s: [c for c in s.calls("auth.test") if c.status != 200])
    assert len(re.findall(r"Slack does not answer: .*; trying again in \d s", err)) == len(refused)
    assert "will be unused" not in err


def port_of(process: "subprocess.Popen[str]", port: int) -> tuple[int, Mapping[str, Any]] | None:
    assert process.poll() is None
    try:
        return asked(f"http://127.0.0.1:{port}/readyz")
    except OSError:
        return None


def test_run_ends_at_once_with_a_wrong_token(on_slack: Terminal, slack: ThreadedSlack) -> None:
    on_slack.environment["SLACK_BOT_TOKEN"] = "xoxb-other"
    assert on_slack.give("run").refused(1, "Slack refused the start: invalid_auth")
    on_slack.environment["SLACK_BOT_TOKEN"] = slack.bot_token
    slack.fault("auth.test", status=503)
    slack.fault("auth.test", status=200, error="account_inactive")
    told = on_slack.give("run")
    assert told.status == 1
    assert "trying again in 1 s" in told.err
    assert told.err.splitlines()[-1].startswith("Slack refused the start: account_inactive")
    assert "Traceback" not in told.err


def test_run_does_not_start_on_a_taken_port_or_old_tables(on_slack: Terminal) -> None:
    told = on_slack.give("run", "--no-migrate")
    assert told.status == 1
    assert "older version" in told.err
    upgrade(f"sqlite:///{on_slack.folder / 'closeloop.db'}")
    with on_slack.process("run") as process:
        assert process.stdout is not None
        port = process.stdout.readline().split(":")[2]
        other = Terminal(on_slack.folder, dict(on_slack.environment))
        other.environment |= {"DATABASE_URL": "sqlite:///other.db", "HTTP_PORT": port}
        told = other.give("run")
        assert told.status == 1
        assert f"127.0.0.1:{port} is in use by another program." in told.err
        process.terminate()
        process.communicate(timeout=20)
