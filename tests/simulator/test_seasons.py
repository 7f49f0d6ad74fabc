"""A short season in which everything goes wrong; the long ones are `python -m tests.simulator`."""

from tests.simulator.conftest import Live
from tests.simulator.simulation import Season

STORMY = Season(days=2, per_day=24, seed=7, deaths=1500, tail=1)


def test_nothing_is_lost_or_said_twice_in_days_full_of_crashes_and_outages(live: Live) -> None:
    season = live(STORMY)
    assert len(season.stories) == 48
    assert season.mortality.deaths > 5
    assert season.witness.counts["breach"] > 10
    assert season.witness.counts["manager"] > 3
    assert season.hands.answers["Done"] > 200


def test_the_same_seed_lives_the_same_days_again(live: Live) -> None:
    short = Season(days=1, per_day=6, seed=3, deaths=800, tail=0.5)
    assert live(short).witness.trace == live(short).witness.trace
