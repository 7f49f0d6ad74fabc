"""A short season in which everything goes wrong; the long ones are `python -m tests.simulator`."""

import gc

import pytest

from tests.simulator.conftest import Live
from tests.simulator.simulation import Season

STORMY = Season(days=1, per_day=26, seed=7, deaths=900, tail=1)


def test_nothing_is_lost_or_said_twice_in_a_day_full_of_crashes_and_outages(live: Live) -> None:
    season = live(STORMY)
    assert len(season.stories) == 26
    assert season.mortality.deaths > 5
    assert season.witness.counts["breach"] > 10
    assert season.witness.counts["manager"] > 3
    assert season.hands.answers["Done"] > 120


def test_the_same_seed_lives_the_same_days_again(live: Live) -> None:
    short = Season(days=1, per_day=5, seed=3, deaths=400, tail=0.4)
    assert live(short).witness.trace == live(short).witness.trace


def test_whoever_dies_leaves_nothing_waiting(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    live(Season(days=1, per_day=5, seed=3, deaths=100, tail=0.4))
    gc.collect()
    assert "Task was destroyed" not in caplog.text
