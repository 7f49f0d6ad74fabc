"""The closed-world check lets good cards through and catches every mutant."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.blockkit.shapes import Json
from tests.cardjson import LARGEST, check_card
from tests.cardjson.mutants import (
    DASHBOARD_MUTANTS,
    FORM_MUTANTS,
    PIPES,
    TICKET_MUTANTS,
    Mutation,
    el,
    nested,
)
from tests.cardjson.samples import (
    button,
    calls,
    card,
    column,
    columns,
    good_dashboard,
    good_form,
    good_ticket,
    markdown,
)


def test_the_good_cards_pass() -> None:
    for good in (good_ticket(), good_form(), good_dashboard()):
        assert check_card(good) == []


def rules_of(good: Json, mutate: Mutation) -> set[str]:
    mutant = copy.deepcopy(good)
    mutate(mutant)
    return {each.rule for each in check_card(mutant)}


@pytest.mark.parametrize("name", TICKET_MUTANTS)
def test_every_broken_ticket_is_caught(name: str) -> None:
    rule, mutate = TICKET_MUTANTS[name]
    assert rule in rules_of(good_ticket(), mutate)


@pytest.mark.parametrize("name", FORM_MUTANTS)
def test_every_broken_form_is_caught(name: str) -> None:
    rule, mutate = FORM_MUTANTS[name]
    assert rule in rules_of(good_form(), mutate)


@pytest.mark.parametrize("name", DASHBOARD_MUTANTS)
def test_every_broken_dashboard_is_caught(name: str) -> None:
    rule, mutate = DASHBOARD_MUTANTS[name]
    assert rule in rules_of(good_dashboard(), mutate)


def test_a_violation_points_at_its_place() -> None:
    ticket = good_ticket()
    el(ticket, 1, 0, 0)["type"] = "success"
    (found,) = check_card(ticket)
    assert found.pointer == "/body/elements/1/columns/0/elements/0/type"


def test_the_limits_themselves_are_allowed() -> None:
    whole = card(
        nested(4),
        markdown(f"\n{PIPES}\n" * 5, "no table"),
        button("x" * 100, "x", behaviors=calls(k="x")),
        columns(column(markdown("x", "x"), width="600px")),
        *[{"tag": "hr"}] * 180,
    )
    whole["body"]["elements"][3]["columns"][0].pop("weight")
    del whole["body"]["elements"][-1]
    nodes = json.dumps(whole).count('"tag"')
    assert nodes <= 200
    whole["body"]["elements"] += [{"tag": "hr"}] * (200 - nodes)
    assert check_card(whole) == []


def test_the_size_that_was_sent_counts_where_it_is_known() -> None:
    """Escaped Chinese is twice as long: what is sent decides, not how we would write it."""
    assert check_card(good_ticket(), LARGEST) == []
    (found,) = check_card(good_ticket(), LARGEST + 1)
    assert found.rule == "too_large"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (holder, key) in a card."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    found: list[tuple[Any, Any]] = [(value, key) for key in keys]
    for key in keys:
        if isinstance(value[key], dict | list):
            found += places(value[key])
    return found


@given(st.data())
def test_garbage_anywhere_is_judged_and_never_breaks_the_judge(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([good_ticket(), good_form(), good_dashboard()]))
    mutant = copy.deepcopy(whole)
    holder, key = data.draw(st.sampled_from(places(mutant)))
    holder[key] = data.draw(JSON_VALUES)
    assert isinstance(check_card(mutant), list)
