"""The closed-world check lets good payloads through and catches every mutant."""

import copy
from collections.abc import Callable

import pytest

from tests.blockkit import check_message, check_view
from tests.blockkit.samples import accept, button, good_message, good_view, option, plain, select
from tests.blockkit.shapes import Json

Mutation = Callable[[Json], object]


def test_the_good_payloads_pass() -> None:
    assert check_message(good_message()) == []
    assert check_view(good_view()) == []
    assert check_view({"type": "home", "blocks": good_message()["blocks"][:5]}) == []


MESSAGE_MUTANTS: dict[str, tuple[str, Mutation]] = {
    "51 blocks": ("bad_count", lambda m: m["blocks"].extend([{"type": "divider"}] * 44)),
    "no fallback": ("no_fallback_text", lambda m: m.pop("text")),
    "nothing to say": ("no_text", lambda m: (m.pop("text"), m.pop("blocks"))),
    "blank text": ("empty_text", lambda m: m.update(text="  ", blocks=[])),
    "post over 40000": ("too_long", lambda m: m.update(text="x" * 40_001)),
    "update over 4000": ("too_long", lambda m: m.update(ts="1.000001", text="x" * 4001)),
    "unknown argument": ("unknown_key", lambda m: m.update(colour="red")),
    "unknown block key": ("unknown_key", lambda m: m["blocks"][4].update(text="x")),
    "unknown block type": ("type_not_allowed_here", lambda m: m["blocks"][4].update(type="hr")),
    "null block": ("not_an_object", lambda m: m["blocks"].append(None)),
    "alert in message": (
        "type_not_allowed_here",
        lambda m: m["blocks"].append({"type": "alert", "text": plain("x")}),
    ),
    "long header": ("too_long", lambda m: m["blocks"][0].update(text=plain("x" * 151))),
    "mrkdwn header": (
        "type_not_allowed_here",
        lambda m: m["blocks"][0].update(text={"type": "mrkdwn", "text": "x"}),
    ),
    "bare string text": ("not_an_object", lambda m: m["blocks"][0].update(text="x")),
    "long section": ("too_long", lambda m: m["blocks"][1].update(text=plain("x" * 3001))),
    "empty section": ("empty_text", lambda m: m["blocks"][1].update(text=plain(""))),
    "bare section": (
        "at_least_one",
        lambda m: (m["blocks"][1].pop("text"), m["blocks"][1].pop("fields")),
    ),
    "eleven fields": ("bad_count", lambda m: m["blocks"][1].update(fields=[plain("x")] * 11)),
    "long field": ("too_long", lambda m: m["blocks"][1].update(fields=[plain("x" * 2001)])),
    "emoji in mrkdwn": ("unknown_key", lambda m: m["blocks"][1]["text"].update(emoji=True)),
    "six overflow options": (
        "bad_count",
        lambda m: m["blocks"][1]["accessory"].update(
            options=[option(str(n), str(n)) for n in range(6)]
        ),
    ),
    "long option": (
        "too_long",
        lambda m: m["blocks"][1]["accessory"].update(options=[option("x" * 76, "v")]),
    ),
    "long option value": (
        "too_long",
        lambda m: m["blocks"][1]["accessory"].update(options=[option("x", "v" * 151)]),
    ),
    "same option value": (
        "duplicate_option_value",
        lambda m: m["blocks"][1]["accessory"].update(options=[option("a", "v"), option("b", "v")]),
    ),
    "input in actions": (
        "type_not_allowed_here",
        lambda m: m["blocks"][2]["elements"].append({"type": "plain_text_input"}),
    ),
    "26 actions": (
        "bad_count",
        lambda m: m["blocks"][2].update(elements=[button("x", str(n)) for n in range(26)]),
    ),
    "no actions": ("bad_count", lambda m: m["blocks"][2].update(elements=[])),
    "long button": ("too_long", lambda m: accept(m).update(text=plain("x" * 76))),
    "long button value": ("too_long", lambda m: accept(m).update(value="x" * 2001)),
    "button style": ("not_allowed", lambda m: accept(m).update(style="default")),
    "mrkdwn button": (
        "type_not_allowed_here",
        lambda m: accept(m).update(text={"type": "mrkdwn", "text": "x"}),
    ),
    "long action_id": ("too_long", lambda m: accept(m).update(action_id="x" * 256)),
    "same action_id": ("duplicate_action_id", lambda m: accept(m).update(action_id="more")),
    "long block_id": ("too_long", lambda m: m["blocks"][0].update(block_id="x" * 256)),
    "same block_id": ("duplicate_block_id", lambda m: m["blocks"][0].update(block_id="body")),
    "long confirm title": (
        "too_long",
        lambda m: accept(m)["confirm"].update(title=plain("x" * 101)),
    ),
    "long confirm text": ("too_long", lambda m: accept(m)["confirm"].update(text=plain("x" * 301))),
    "long confirm button": (
        "too_long",
        lambda m: accept(m)["confirm"].update(deny=plain("x" * 31)),
    ),
    "confirm without deny": ("missing", lambda m: accept(m)["confirm"].pop("deny")),
    "eleven in context": ("bad_count", lambda m: m["blocks"][3].update(elements=[plain("x")] * 11)),
    "empty rich text": (
        "bad_format",
        lambda m: m["blocks"][5]["elements"][0]["elements"][1].update(text=""),
    ),
    "two tables": ("two_tables", lambda m: m["blocks"].append(m["blocks"][6])),
    "101 rows": ("bad_count", lambda m: m["blocks"][6].update(rows=m["blocks"][6]["rows"] * 101)),
    "21 cells": (
        "bad_count",
        lambda m: m["blocks"][6]["rows"].append(m["blocks"][6]["rows"][0] * 21),
    ),
    "huge metadata": (
        "metadata_too_large",
        lambda m: m["metadata"]["event_payload"].update(x="y" * 8001),
    ),
    "metadata without type": ("missing", lambda m: m["metadata"].pop("event_type")),
}

VIEW_MUTANTS: dict[str, tuple[str, Mutation]] = {
    "101 blocks": ("bad_count", lambda v: v["blocks"].extend([{"type": "divider"}] * 98)),
    "no blocks": ("bad_count", lambda v: v.update(blocks=[])),
    "long title": ("too_long", lambda v: v.update(title=plain("x" * 25))),
    "no title": ("missing", lambda v: v.pop("title")),
    "long submit": ("too_long", lambda v: v.update(submit=plain("x" * 25))),
    "no submit": ("submit_required", lambda v: v.pop("submit")),
    "long close": ("too_long", lambda v: v.update(close=plain("x" * 25))),
    "long private_metadata": ("too_long", lambda v: v.update(private_metadata="x" * 3001)),
    "long callback_id": ("too_long", lambda v: v.update(callback_id="x" * 256)),
    "id handed back": ("unknown_key", lambda v: v.update(id="V1")),
    "unknown view type": ("type_not_allowed_here", lambda v: v.update(type="sheet")),
    "title on home": ("unknown_key", lambda v: v.update(type="home")),
    "long placeholder": ("too_long", lambda v: select(v).update(placeholder=plain("x" * 151))),
    "nested long option": (
        "too_long",
        lambda v: select(v)["options"][0].update(text=plain("x" * 76)),
    ),
    "101 options": (
        "bad_count",
        lambda v: select(v).update(options=[option(str(n), str(n)) for n in range(101)]),
    ),
    "initial not offered": (
        "initial_not_offered",
        lambda v: select(v).update(initial_option=option("LOW", "low")),
    ),
    "options and groups": (
        "exactly_one",
        lambda v: select(v).update(
            option_groups=[{"label": plain("g"), "options": [option("a", "b")]}]
        ),
    ),
    "long label": ("too_long", lambda v: v["blocks"][0].update(label=plain("x" * 2001))),
    "button in input": (
        "type_not_allowed_here",
        lambda v: v["blocks"][0].update(element=button("x", "y")),
    ),
    "max below min": (
        "bad_length_window",
        lambda v: v["blocks"][0]["element"].update(min_length=501),
    ),
    "initial over max": (
        "initial_out_of_window",
        lambda v: v["blocks"][0]["element"].update(initial_value="x" * 501),
    ),
    "max_length over 3000": (
        "out_of_range",
        lambda v: v["blocks"][0]["element"].update(max_length=3001),
    ),
    "optional as a word": ("not_a_boolean", lambda v: v["blocks"][0].update(optional="yes")),
    "two focuses": (
        "two_focuses",
        lambda v: [b["element"].update(focus_on_load=True) for b in v["blocks"][:2]],
    ),
    "over 250 KB": (
        "view_too_large",
        lambda v: v["blocks"].extend(
            {"type": "section", "text": plain("工" * 3000)} for _ in range(30)
        ),
    ),
}


def apply(mutate: Mutation, to: Json) -> Json:
    mutant = copy.deepcopy(to)
    mutate(mutant)
    return mutant


@pytest.mark.parametrize("name", MESSAGE_MUTANTS)
def test_every_broken_message_is_caught(name: str) -> None:
    rule, mutate = MESSAGE_MUTANTS[name]
    assert rule in {each.rule for each in check_message(apply(mutate, good_message()))}


@pytest.mark.parametrize("name", VIEW_MUTANTS)
def test_every_broken_view_is_caught(name: str) -> None:
    rule, mutate = VIEW_MUTANTS[name]
    assert rule in {each.rule for each in check_view(apply(mutate, good_view()))}


def test_a_violation_points_at_its_place() -> None:
    message = good_message()
    message["blocks"][2]["elements"][1]["value"] = "x" * 2001
    (found,) = check_message(message)
    assert found.pointer == "/blocks/2/elements/1/value"


def test_limits_themselves_are_allowed() -> None:
    message = good_message()
    message["blocks"][0]["text"] = plain("x" * 150)
    message["blocks"] += [{"type": "divider"}] * 43
    accept(message)["text"] = plain("x" * 75)
    assert check_message({**message, "ts": "1.000001", "text": "x" * 4000}) == []


def test_blocks_inside_attachments_are_checked_too() -> None:
    inner = {"color": "#ff0000", "blocks": [{"type": "header", "text": plain("x" * 151)}]}
    (found,) = check_message({"text": "t", "attachments": [inner]})
    assert found.pointer == "/attachments/0/blocks/0/text/text"
