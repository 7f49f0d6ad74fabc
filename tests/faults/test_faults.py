"""A few cells of the table; `python -m tests.faults` has them all."""

from collections.abc import Mapping

import pytest

from tests.databases import Fresh
from tests.faults.crash import Untroubled, crashed_everywhere
from tests.faults.story import STORY

BEGINNING = STORY[:2]


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_a_desk_that_dies_at_any_boundary_loses_nothing_and_repeats_nothing(
    fresh_databases: Mapping[str, Fresh], name: str
) -> None:
    fresh = fresh_databases[name]
    untroubled = Untroubled.told(fresh, BEGINNING)
    toll = crashed_everywhere(fresh, untroubled, first=76, every=40)
    assert toll.spotless, toll.notes
    assert toll.times >= 3


def test_people_who_go_on_while_it_restarts_are_shown_the_truth(
    fresh_databases: Mapping[str, Fresh],
) -> None:
    fresh = fresh_databases["sqlite"]
    untroubled = Untroubled.told(fresh, BEGINNING)
    toll = crashed_everywhere(fresh, untroubled, first=76, every=42, hasty=True)
    assert toll.spotless, toll.notes
