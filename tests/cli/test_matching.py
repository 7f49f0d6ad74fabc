"""Accounts found by e-mail when a roster is imported, asked of the fakes by the real clients."""

import json

import pytest

from adapters.slack.by_email import works_in
from tests.cli.terminal import ROSTER, Terminal
from tests.fakes.feishu import ThreadedFeishu
from tests.fakes.slack import ThreadedSlack

LI = '[[member]]\nid = "li"\nname = "李敏"\nrole = "agent"\nemail = "{}"\n'
BOB = ROSTER + LI.format("bob@example.test")
NOBODY = ROSTER + LI.format("nobody@example.test")


def imported(terminal: Terminal, text: str, *options: str) -> str:
    told = terminal.give("roster", "import", terminal.write("roster.toml", text), *options)
    assert (told.status, told.err) == (0, ""), told
    return told.out


def account_of(terminal: Terminal, member: str, platform: str) -> str | None:
    shown = json.loads(terminal.give("roster", "show", "--json").out)
    found = next(each for each in shown["members"] if each["id"] == member)
    account: str | None = found.get(platform)
    return account


# --- found, not found, somebody else's ------------------------------------------------------------


def test_a_member_with_an_email_gets_their_slack_account(
    on_slack: Terminal, slack: ThreadedSlack
) -> None:
    out = imported(on_slack, BOB)
    assert "Matched li: slack:T111/U2 by e-mail\n" in out
    assert "Added 5" in out
    assert account_of(on_slack, "li", "slack") == "T111/U2"
    assert [call.args["email"] for call in slack.calls("users.lookupByEmail")] == [
        "bob@example.test"
    ]
    assert not slack.violations


def test_a_member_with_an_email_gets_their_feishu_account(
    on_feishu: Terminal, feishu: ThreadedFeishu
) -> None:
    assert "Matched li: feishu:ou_bob by e-mail\n" in imported(on_feishu, BOB)
    assert account_of(on_feishu, "li", "feishu") == "ou_bob"
    assert not feishu.violations


@pytest.mark.usefixtures("on_feishu")
def test_one_email_finds_the_accounts_on_both_platforms(on_slack: Terminal) -> None:
    out = imported(on_slack, BOB)
    assert "Matched li: slack:T111/U2 by e-mail\nMatched li: feishu:ou_bob by e-mail\n" in out
    assert account_of(on_slack, "li", "slack") == "T111/U2"
    assert account_of(on_slack, "li", "feishu") == "ou_bob"


def hire(feishu: ThreadedFeishu, number: int) -> None:
    mail = f"P{number}@example.test"
    feishu.change(lambda f: f.tenant.add_person(f"ou_p{number}", f"P{number}", email=mail))


def test_more_people_than_one_call_takes_are_all_found(
    on_feishu: Terminal, feishu: ThreadedFeishu
) -> None:
    text = ROSTER
    for number in range(60):
        hire(feishu, number)
        text += LI.replace('"li"', f'"p{number}"').format(f"P{number}@example.test")
    assert imported(on_feishu, text).count("by e-mail") == 60
    assert len(feishu.calls("contact.user.batch_get_id")) == 2
    assert not feishu.violations


@pytest.mark.usefixtures("on_feishu")
def test_it_says_who_was_not_found_on_which_platform(on_slack: Terminal) -> None:
    out = imported(on_slack, NOBODY)
    assert "Not found by e-mail on Slack: li\nNot found by e-mail on Feishu: li\n" in out
    assert "Added 5" in out
    assert account_of(on_slack, "li", "slack") is None


def test_an_account_that_belongs_to_somebody_else_stays_theirs(on_slack: Terminal) -> None:
    out = imported(on_slack, ROSTER + LI.format("chen@example.test"))
    assert "li was not matched by e-mail: slack:T111/U3 belongs to chen\n" in out
    assert account_of(on_slack, "li", "slack") is None
    assert account_of(on_slack, "chen", "slack") == "T111/U3"


def test_of_two_members_with_one_email_one_gets_the_account(on_slack: Terminal) -> None:
    second = LI.replace('"li"', '"wang"').format("bob@example.test")
    out = imported(on_slack, BOB + second)
    assert "Matched li: slack:T111/U2 by e-mail\n" in out
    assert "wang was not matched by e-mail: slack:T111/U2 belongs to li\n" in out
    assert account_of(on_slack, "wang", "slack") is None


def test_whoever_has_an_account_is_not_looked_up(on_slack: Terminal, slack: ThreadedSlack) -> None:
    imported(on_slack, BOB)
    assert imported(on_slack, BOB) == "Unchanged: 5\n"
    stated = BOB.replace('role = "agent"', 'role = "agent"\nslack = "T111/U9"')
    assert "by e-mail" not in imported(on_slack, stated)
    assert account_of(on_slack, "li", "slack") == "T111/U9"
    assert len(slack.calls("users.lookupByEmail")) == 1


def test_a_leaver_is_not_looked_up(on_slack: Terminal, slack: ThreadedSlack) -> None:
    imported(on_slack, BOB + "active = false\n")
    assert slack.calls("users.lookupByEmail") == []


def test_no_bot_is_matched(on_slack: Terminal, slack: ThreadedSlack) -> None:
    slack.change(lambda s: setattr(s.workspace.people["U2"], "is_bot", True))
    assert "Not found by e-mail on Slack: li" in imported(on_slack, BOB)


def test_slack_people_are_those_of_this_workspace_or_of_its_organization() -> None:
    assert works_in("T1", {"id": "U1", "team_id": "T1"})
    assert works_in("T1", {"id": "U1", "team_id": "T2", "enterprise_user": {"teams": ["T1"]}})
    assert not works_in("T1", {"id": "U1", "team_id": "T2"})
    assert not works_in("T1", {"id": "U1", "team_id": "T1", "deleted": True})
    assert not works_in("T1", {})


# --- dry, JSON, no platform, another language -----------------------------------------------------


def test_a_dry_run_matches_and_writes_nothing(on_slack: Terminal) -> None:
    out = imported(on_slack, BOB, "--dry-run")
    assert out.startswith("Matched li: slack:T111/U2 by e-mail\n")
    assert out.endswith("Nothing was written (--dry-run).\n")
    assert list(on_slack.folder.glob("*.db")) == []


def test_json_says_what_came_of_each_email(on_slack: Terminal) -> None:
    others = LI.replace('"li"', '"wu"').format("nobody@example.test")
    others += LI.replace('"li"', '"he"').format("chen@example.test")
    told = json.loads(imported(on_slack, BOB + others, "--json"))
    chens = {"member": "he", "email": "chen@example.test", "account": "slack:T111/U3"}
    assert told["by_email"] == {
        "matched": [{"member": "li", "email": "bob@example.test", "account": "slack:T111/U2"}],
        "taken": [{**chens, "owner": "chen"}],
        "unmatched": [{"member": "wu", "email": "nobody@example.test", "platform": "slack"}],
        "unasked": {},
    }
    assert "member li" in told["added"]


def test_without_a_platform_a_roster_is_imported_as_it_stands(terminal: Terminal) -> None:
    assert imported(terminal, BOB).splitlines()[0].startswith("Added 5")
    assert len(imported(terminal, BOB).splitlines()) == 1


@pytest.mark.usefixtures("on_feishu")
def test_a_chinese_terminal_is_told_in_chinese(on_slack: Terminal) -> None:
    on_slack.environment["LANG"] = "zh_CN.UTF-8"
    on_slack.environment["SLACK_BOT_TOKEN"] = "xoxb-other"
    lines = imported(on_slack, BOB).splitlines()
    assert lines[0] == "已按邮箱匹配 li：feishu:ou_bob"
    assert lines[1].startswith("没有在 Slack 上匹配任何人，请求被拒绝：invalid_auth。")


# --- a platform that cannot be asked --------------------------------------------------------------


def one_sentence(out: str, platform: str, part: str) -> bool:
    """One line says why nobody was matched there; the file is imported all the same."""
    lines = [
        line for line in out.splitlines() if line.startswith(f"Nobody was matched on {platform}")
    ]
    assert len(lines) == 1, out
    assert "Added 5" in out
    return part in lines[0]


def test_a_wrong_slack_token_stops_only_the_matching(on_slack: Terminal) -> None:
    on_slack.environment["SLACK_BOT_TOKEN"] = "xoxb-other"
    assert one_sentence(imported(on_slack, BOB), "Slack", "invalid_auth")
    assert account_of(on_slack, "li", "slack") is None


def test_a_missing_slack_scope_is_named(on_slack: Terminal, slack: ThreadedSlack) -> None:
    slack.fault("users.lookupByEmail", status=200, error="missing_scope")
    assert one_sentence(imported(on_slack, BOB), "Slack", "users:read.email is missing")


def test_slack_away_is_one_sentence(on_slack: Terminal) -> None:
    on_slack.environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    assert one_sentence(imported(on_slack, BOB), "Slack", "does not answer")


def test_slack_is_asked_again_after_the_wait_that_it_asks_for(
    on_slack: Terminal, slack: ThreadedSlack
) -> None:
    slack.fault("users.lookupByEmail", status=429, error="ratelimited", retry_after=1)
    assert "Matched li: slack:T111/U2 by e-mail" in imported(on_slack, BOB)
    assert len(slack.calls("users.lookupByEmail")) == 2


def test_a_wrong_feishu_secret_stops_only_the_matching(on_feishu: Terminal) -> None:
    on_feishu.environment["FEISHU_APP_SECRET"] = "another-secret-altogether"
    assert one_sentence(imported(on_feishu, BOB), "Feishu", "refused: 10014")


def test_a_missing_feishu_scope_is_named(on_feishu: Terminal, feishu: ThreadedFeishu) -> None:
    feishu.change(lambda f: f.tenant.scopes.discard("contact:user.id:readonly"))
    assert one_sentence(imported(on_feishu, BOB), "Feishu", "contact:user.id:readonly is missing")


def test_feishu_away_leaves_slack_matched(on_slack: Terminal, on_feishu: Terminal) -> None:
    on_feishu.environment["FEISHU_DOMAIN"] = "http://127.0.0.1:9"
    out = imported(on_slack, BOB)
    assert one_sentence(out, "Feishu", "does not answer")
    assert "Matched li: slack:T111/U2 by e-mail" in out


def test_unasked_platforms_are_in_the_json_with_their_sentence(on_feishu: Terminal) -> None:
    on_feishu.environment["FEISHU_DOMAIN"] = "http://127.0.0.1:9"
    told = json.loads(imported(on_feishu, BOB, "--json"))["by_email"]
    assert told["matched"] == []
    assert told["unasked"]["feishu"].startswith("Nobody was matched on Feishu")
