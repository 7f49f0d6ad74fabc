"""A few cells of the table; `python -m tests.faults` has them all."""

from collections.abc import Mapping

import pytest

from tests.databases import Fresh
from tests.faults.crash import Untroubled, crashed_everywhere
from tests.faults.hands import REMOVALS, removed
from tests.faults.story import STORY
from tests.faults.table import total
from tests.faults.trouble import FAILURES, Failing, disk_full, failing

BEGINNING = STORY[:2]


@pytest.mark.parametrize(("name", "every"), [("sqlite", 40), ("postgres", 50)])
def test_a_desk_that_dies_at_any_boundary_loses_nothing_and_repeats_nothing(
    fresh_databases: Mapping[str, Fresh], name: str, every: int
) -> None:
    fresh = fresh_databases[name]
    untroubled = Untroubled.told(fresh, BEGINNING)
    toll = total(crashed_everywhere(fresh, untroubled, first=76, every=every))
    assert toll.spotless, toll.notes
    assert toll.times >= 3


def test_people_who_go_on_while_it_restarts_are_shown_the_truth(
    fresh_databases: Mapping[str, Fresh],
) -> None:
    fresh = fresh_databases["sqlite"]
    untroubled = Untroubled.told(fresh, BEGINNING)
    toll = total(crashed_everywhere(fresh, untroubled, first=76, every=42, hasty=True))
    assert toll.spotless, toll.notes


@pytest.mark.parametrize("how", [FAILURES[0], FAILURES[-1]], ids=["429", "reset"])
def test_whatever_a_platform_does_with_a_call_it_is_said_once(
    fresh_databases: Mapping[str, Fresh], how: Failing
) -> None:
    fresh = fresh_databases["sqlite"]
    untroubled = Untroubled.told(fresh, BEGINNING)
    toll = total(failing(fresh, untroubled, how, every=5))
    assert toll.spotless, toll.notes
    assert toll.times >= 4


def test_on_a_full_disk_nothing_is_half_written(fresh_databases: Mapping[str, Fresh]) -> None:
    fresh = fresh_databases["sqlite"]
    toll = total(disk_full(fresh, Untroubled.told(fresh, BEGINNING)))
    assert toll.spotless, toll.notes
    assert toll.times >= 2


def test_a_row_removed_before_it_was_said_is_said_all_the_same(
    fresh_databases: Mapping[str, Fresh],
) -> None:
    fresh = fresh_databases["sqlite"]
    toll = total(removed(fresh, Untroubled.told(fresh, BEGINNING)))
    assert toll.spotless, toll.notes
    assert toll.times >= len(REMOVALS)
