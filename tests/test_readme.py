"""The README is tested: what it says of the life cycle, the metrics and its two commands is so."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

from adapters.web.metrics import Metrics
from bot.checkup import of_roster
from bot.commands import slug
from bot.domain.collaboration import Collaboration
from bot.domain.duty_rules import RULE_OF
from bot.domain.life_cycle import MOVES, Move, Status
from bot.domain.parts import Purchase
from bot.domain.people import Roster
from bot.forms import FORMS
from bot.handlers import offering, showing
from bot.handlers.acts import ACT_OF
from bot.handlers.scene import Scene
from bot.plant import Counts
from bot.policyfile import load, load_text
from bot.rosterfile import plan, read
from tests.domain.builders import AT_WORK, NOW, ticket_in

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table]


def test_the_life_cycle_is_the_one_in_the_code() -> None:
    (_, *statuses), *moves = rows("Life of a ticket")
    told = {
        (Status(status), Move(move)): Status(after)
        for move, *cells in moves
        for status, after in zip(statuses, cells, strict=True)
        if after != "–"
    }
    assert told == dict(MOVES)


def test_every_metric_is_named_and_every_name_is_a_metric() -> None:
    metrics = Metrics(Counts())
    given = set(
        re.findall(r"^# TYPE (\w+) (?!gauge.*_created)", metrics.text().decode(), re.MULTILINE)
    )
    given = {name for name in given if not name.endswith("_created")}
    assert set(re.findall(r"`(closeloop_\w+)`", README)) == given


def test_both_first_commands_are_one_line_for_a_clean_clone() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    blocks = [block for block in blocks if block.startswith("python3.11 -m venv")]
    assert len(blocks) == 2
    for block, last in zip(blocks, (".venv/bin/closeloop demo", ".venv/bin/pytest"), strict=True):
        assert block.count("\n") == 1
        assert block.startswith("python3.11 -m venv .venv && ")
        assert block.rstrip().endswith(f" && {last}")
        assert "-c constraints.txt" in block


def test_every_pin_is_one_exact_version_without_a_path() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 40
    for pin in pins:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", pin), pin


def test_the_ci_runs_the_command_that_the_readme_gives() -> None:
    script = ROOT / ".ci" / "run"
    given = subprocess.run(
        [script, "--print-command"], capture_output=True, text=True, check=True
    ).stdout
    assert given in README
    assert given.rstrip().endswith("/pytest")


def test_every_command_says_what_it_becomes_on_each_platform() -> None:
    told = {row[0].split("`")[0]: row[1:] for row in rows("On each platform")[1:]}
    offered = {*(rule.meets for rule in RULE_OF.values()), "reason", "ack", *_on_cards()}
    for command in ACT_OF:
        form = command in FORMS
        slack, feishu, play = told[command.replace("_", " ")]
        assert slack.endswith("modal" if form else "answer for the asker alone"), command
        assert feishu.endswith(
            "form card in private" if form else "private message, a mark on the command"
        ), command
        assert play.endswith("dialog" if form else "answer for the asker alone"), command
        for platform in (slack, feishu, play):
            assert platform.startswith("button, ") is (command in offered), command


def _on_cards() -> set[str]:
    """Every command that a card of some status offers."""
    scene = Scene(load().policy, Roster(), NOW)
    grave = replace(AT_WORK, kind="complaint", severity="severe", judged_at=NOW)
    put_up = grave.submitted(NOW, "换新机", "", ["technical"])
    alike = replace(AT_WORK, category="product", purchase=Purchase(product="KX-2"))
    lead = replace(alike, incident="product/kx-2")
    special = (put_up, alike, lead)
    cards = [showing.card(one, scene) for one in (*map(ticket_in, Status), *special)]
    asked = offering.request_buttons(Collaboration("C1", "?", "li", NOW, "warehouse"))
    buttons = [b for card in cards for b in (*card.buttons, *card.more)]
    return {slug(button.command) for button in (*buttons, *asked)} | {"resume"}


def test_the_roster_example_leaves_nothing_to_be_checked(tmp_path: Path) -> None:
    example = README.partition("\n## The roster\n")[2].partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "roster.toml"
    file.write_text(example, encoding="utf-8")
    roster = plan(Roster(), read(file), prune=False).roster
    assert [f.code for f in of_roster(roster, ("slack",))] == ["fine"]


def test_the_policy_examples_are_policies() -> None:
    examples = README.partition("\n## Policy\n")[2].partition("\n## ")[0].split("```toml\n")[1:]
    assert len(examples) == 4
    for example in examples:
        load_text(example.partition("```")[0], "policy.toml")
