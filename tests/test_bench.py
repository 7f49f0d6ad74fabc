"""The benchmark's own command line."""

import os

import pytest

from tests.bench.__main__ import main
from tests.bench.processes import any_core, pinned


def test_a_goal_that_is_none_is_named_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["g1", "g77", "nope"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("No such goal: g77, nope. There are: g1, ")


def test_what_one_goal_pins_to_a_core_leaves_the_next_all_of_them() -> None:
    cores = os.sched_getaffinity(0)
    with any_core():
        pinned(0, min(cores))
    assert os.sched_getaffinity(0) == cores
