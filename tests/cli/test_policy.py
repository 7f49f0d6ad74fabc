"""`closeloop policy`: what is in force, and what is wrong with a file."""

import json

from bot.policyfile import PRESETS
from tests.cli.terminal import Terminal


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
