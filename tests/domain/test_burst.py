"""Bursts (S1-01): found by rate against a product's own past, and by nothing else."""

import math
import random
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.burst import PAST, WINDOWS, Burst, BurstRule, Past, at_least, bursts

HOUR, DAY = WINDOWS
RULE = BurstRule()
DESK = {f"product/{n}": 40 for n in range(20)}
"""What the rest of a desk of two hundred tickets a week has had in four weeks."""


def found(
    now: dict[str, int],
    past: dict[str, int],
    within: timedelta = HOUR,
    rule: BurstRule = RULE,
    span: timedelta = PAST,
) -> list[Burst]:
    return list(bursts(now, within, Past({**DESK, **past}, span), rule))


def test_five_in_an_hour_of_what_has_one_a_week_is_a_burst() -> None:
    assert found({"kx": 5, "product/1": 1}, {"kx": 4}) == [Burst("kx", 5, HOUR, 1.0)]


@pytest.mark.parametrize(("within", "most"), [(HOUR, 19), (DAY, 119)])
def test_what_has_forty_a_day_bursts_far_above_that_and_not_before(
    within: timedelta, most: int
) -> None:
    """Five are its usual hour, nineteen may be chance; a day must have three times as many."""
    past = {"kx": 40 * PAST.days}
    assert found({"kx": 5}, past, within) == found({"kx": most}, past, within) == []
    assert [b.customers for b in found({"kx": most + 1}, past, within)] == [most + 1]


def test_what_nobody_ever_wrote_of_bursts_at_the_policys_floor() -> None:
    assert found({"new": RULE.at_least - 1}, {}, DAY) == []
    assert [b.weekly for b in found({"new": RULE.at_least}, {}, DAY)] == [0.0]


def test_what_rises_everywhere_stands_out_nowhere() -> None:
    """The day after a sale is overload (S1-05); one product that rises far more is still found."""
    sale = dict.fromkeys(DESK, 12)
    assert found(sale, {}, DAY) == []
    assert len(list(bursts(sale, DAY, Past(dict.fromkeys(DESK, 40 * 12), PAST), RULE))) == 0
    assert [b.key for b in found({**sale, "product/3": 120}, {}, DAY)] == ["product/3"]


def test_a_desk_that_is_a_week_old_has_no_past_and_a_policy_may_look_away() -> None:
    now = {"kx": 50}
    young = timedelta(days=7) - timedelta(seconds=1)
    assert found(now, {}, span=young) == found(now, {}, span=timedelta()) == []
    assert found(now, {}, rule=BurstRule(enabled=False)) == []
    assert found(now, {}, rule=BurstRule(at_least=51)) == []
    assert len(found(now, {}, span=timedelta(days=7))) == 1


@given(st.integers(0, 400), st.integers(0, 5000), st.sampled_from(WINDOWS))
def test_more_now_is_never_less_of_a_burst_and_more_before_never_more(
    now: int, before: int, within: timedelta
) -> None:
    is_one = bool(found({"kx": now}, {"kx": before}, within))
    if is_one:
        assert now >= RULE.at_least
        assert found({"kx": now + 1}, {"kx": before}, within)
    else:
        assert not found({"kx": now}, {"kx": before + 1}, within)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(1e-4, 0.5))
def test_the_tail_is_the_binomial_one(hits: int, more: int, chance: float) -> None:
    draws = hits + more
    said = at_least(hits, draws, chance)
    exact = math.fsum(
        math.comb(draws, k) * chance**k * (1 - chance) ** (draws - k)
        for k in range(hits, draws + 1)
    )
    expected = 1.0 if hits <= draws * chance else exact
    assert said == pytest.approx(expected, rel=1e-9)


def test_a_month_of_ordinary_days_has_no_burst() -> None:
    """Ten products from one a week to forty a day, looked at every hour, mornings and Mondays."""
    chance = random.Random(7)  # noqa: S311 - nothing is secret here.
    daily = [1 / 7, 0.3, 0.5, 1, 2, 3, 5, 8, 20, 40]
    hours = [_hour(at, daily, chance) for at in range(56 * 24)]
    usual = Past(sum(hours[: 28 * 24], Counter()), PAST)
    for at in range(28 * 24, len(hours)):
        day = sum(hours[at - 23 : at + 1], Counter())
        assert not list(bursts(hours[at], HOUR, usual, RULE))
        assert not list(bursts(day, DAY, usual, RULE))


def _hour(at: int, daily: list[float], chance: random.Random) -> Counter[str]:
    """One hour's tickets: most by day, few at weekends, more on Mondays than on other days."""
    weekday, hour = divmod(at % 168, 24)
    share = (0.1 if 8 <= hour < 17 else 0.1 / 15) * (1.5, 1, 1, 1, 1, 0.6, 0.6)[weekday]
    draws = {
        str(rate): sum(chance.random() < rate * share / 20 for _ in range(20)) for rate in daily
    }
    return +Counter(draws)
