"""The file that is watched: a good one is in force at once, a bad one never."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.policy import Policy
from bot.policyfile import PolicyFile, PolicyMistakes

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def put(path: Path, text: str, at: datetime) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_a_changed_file_is_in_force_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "zh"', NOW)
    watched = PolicyFile(path)
    assert watched.reload(NOW + timedelta(minutes=1)) is None
    put(path, 'locale = "en"', NOW + timedelta(minutes=2))
    changed = watched.reload(NOW + timedelta(minutes=3))
    assert isinstance(changed, Policy)
    assert watched.current is changed
    assert changed.locale == "en"


def test_a_bad_file_keeps_the_old_policy_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "en"', NOW)
    watched = PolicyFile(path)
    good = watched.current
    put(path, 'locale = "fr"', NOW + timedelta(minutes=1))
    told = watched.reload(NOW + timedelta(minutes=2))
    assert isinstance(told, PolicyMistakes)
    assert told.mistakes[0].line == 1
    assert watched.current is good
    assert watched.reload(NOW + timedelta(minutes=3)) is None
    put(path, 'locale = "zh"', NOW + timedelta(minutes=4))
    mended = watched.reload(NOW + timedelta(minutes=5))
    assert isinstance(mended, Policy)
    assert mended.locale == "zh"


def test_a_second_change_within_the_same_tick_of_the_file_system_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "zh"', NOW)
    watched = PolicyFile(path)
    put(path, 'locale = "en"', NOW)
    assert isinstance(watched.reload(NOW + timedelta(seconds=1)), Policy)


def test_a_touched_file_that_says_the_same_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "en"', NOW)
    watched = PolicyFile(path)
    put(path, 'locale = "en"', NOW + timedelta(minutes=1))
    assert watched.reload(NOW + timedelta(minutes=2)) is None


def test_a_file_that_vanishes_keeps_the_policy_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "en"', NOW)
    watched = PolicyFile(path)
    path.unlink()
    told = watched.reload(NOW + timedelta(minutes=1))
    assert isinstance(told, PolicyMistakes)
    assert told.mistakes[0].code == "unreadable"
    assert watched.current.locale == "en"
    assert watched.reload(NOW + timedelta(minutes=2)) is None


def test_whoever_looks_is_told_at_once_and_no_stamp_hides_a_change_after_that(
    tmp_path: Path,
) -> None:
    path = tmp_path / "policy.toml"
    put(path, 'locale = "zh"', NOW)
    watched = PolicyFile(path)
    put(path, 'locale = "en"', NOW)  # As long, and of the same time: a restored backup.
    assert watched.reload(NOW + timedelta(minutes=1)) is None
    seen = watched.look()
    assert isinstance(seen, Policy)
    assert (seen.locale, watched.current.locale) == ("en", "zh")
    assert watched.reload(NOW + timedelta(minutes=2)) == watched.current
    assert watched.current.locale == "en"
    put(path, 'locale = "fr"', NOW)
    assert isinstance(watched.look(), PolicyMistakes)
    assert PolicyFile(None).look() is None


def test_without_a_file_the_preset_stays(tmp_path: Path) -> None:
    watched = PolicyFile(None)
    assert watched.current.preset == "rapid-response"
    assert watched.reload(NOW) is None
    with pytest.raises(PolicyMistakes):
        PolicyFile(tmp_path / "nothing.toml")
