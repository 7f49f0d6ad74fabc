"""The benchmark's own command line."""

import pytest

from tests.bench.__main__ import main


def test_a_goal_that_is_none_is_named_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["g1", "g77", "nope"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("No such goal: g77, nope. There are: g1, ")
