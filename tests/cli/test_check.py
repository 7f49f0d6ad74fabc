"""`closeloop check`: whether all is well, and what is not."""

import json
import re

from tests.cli.terminal import ROSTER, Terminal


def test_check_finds_all_well(on_slack: Terminal) -> None:
    on_slack.give("roster", "import", on_slack.write("roster.toml", ROSTER))
    told = on_slack.give("check", "--json")
    found = json.loads(told.out)
    assert (told.status, found["ok"]) == (0, True), found
    subjects = [one["subject"] for one in found["checks"]]
    assert subjects == ["settings", "policy", "store", "calendar", "roster", "slack", "slack"]


def test_check_says_of_each_thing_what_is_wrong(on_slack: Terminal) -> None:
    gone = ROSTER.replace("T111/C1", "T111/C9").replace('role = "admin"', 'role = "agent"')
    on_slack.give("roster", "import", on_slack.write("roster.toml", gone))
    on_slack.environment["POLICY_FILE"] = on_slack.write("policy.toml", "nonsense = 1\n")
    told = on_slack.give("check", "--json")
    found = {
        (one["subject"], one["code"]) for one in json.loads(told.out)["checks"] if not one["ok"]
    }
    assert told.status == 1
    assert found == {("policy", "bad"), ("roster", "no_admin"), ("slack", "room_gone")}
    on_slack.environment["SLACK_BOT_TOKEN"] = "xoxb-other"
    assert "!!  slack: The bot token is refused (invalid_auth)" in on_slack.give("check").out


def test_check_names_the_policy_file_and_says_what_run_would_do(on_slack: Terminal) -> None:
    on_slack.environment["POLICY_FILE"] = on_slack.write("mine.toml", "\nnonsense = 1\n")
    assert re.search(
        r"!!  policy: mine\.toml, line 2: nonsense: .*“closeloop run” refuses to start on it",
        on_slack.give("check").out,
    )
    assert on_slack.give("run").refused(1, "mine.toml, line 2: nonsense")


def test_check_says_that_slack_does_not_answer(on_slack: Terminal) -> None:
    on_slack.environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    told = on_slack.give("check")
    assert told.status == 1
    assert "Slack does not answer at http://127.0.0.1:9/api/" in told.out
