"""Broken cards, each with the rule that must catch it; made from the good ones of `samples`."""

from collections.abc import Callable

from tests.blockkit.shapes import Json
from tests.cardjson.samples import (
    calls,
    column,
    form_of,
    good_dashboard,
    good_form,
    markdown,
    option,
    plain,
)

Mutation = Callable[[Json], object]
PIPES = "| a | b |\n| --- | :-: |\n| 1 | 2 |\n"


def el(whole: Json, *path: int) -> Json:
    """A component by its place: the first index in the body, the others further in."""
    node: Json = whole["body"]
    for index in path:
        node = (node.get("elements") or node["columns"])[index]
    return node


def add(whole: Json, *elements: Json) -> None:
    whole["body"]["elements"].extend(elements)


def nested(levels: int) -> Json:
    inner = markdown("深", "deep")
    for _ in range(levels):
        inner = {
            "tag": "interactive_container",
            "behaviors": calls(k="x"),
            "elements": [inner],
        }
    return inner


TICKET_MUTANTS: dict[str, tuple[str, Mutation]] = {
    "no schema": ("missing", lambda c: c.pop("schema")),
    "schema 1.0": ("not_allowed", lambda c: c.update(schema="1.0")),
    "no config": ("missing", lambda c: c.pop("config")),
    "update_multi left out": ("missing", lambda c: c["config"].pop("update_multi")),
    "update_multi false": ("update_multi", lambda c: c["config"].update(update_multi=False)),
    "wide_screen_mode": ("unknown_key", lambda c: c["config"].update(wide_screen_mode=True)),
    "width mode": ("not_allowed", lambda c: c["config"].update(width_mode="wide")),
    "unknown locale": ("not_allowed", lambda c: c["config"].update(locales=["en-US"])),
    "elements at the root": ("unknown_key", lambda c: c.update(elements=[])),
    "i18n_elements": ("unknown_key", lambda c: c.update(i18n_elements={})),
    "fallback": ("unknown_key", lambda c: c.update(fallback={})),
    "i18n_header": ("unknown_key", lambda c: c.update(i18n_header={})),
    "no body": ("missing", lambda c: c.pop("body")),
    "no elements": ("bad_count", lambda c: c["body"].update(elements=[])),
    "header colour": ("not_allowed", lambda c: c["header"].update(template="pink")),
    "header without title": ("missing", lambda c: c["header"].pop("title")),
    "empty title": ("empty_text", lambda c: c["header"].update(title=plain(" ", "x"))),
    "bare title": ("not_an_object", lambda c: c["header"].update(title="x")),
    "four tags": (
        "bad_count",
        lambda c: c["header"].update(text_tag_list=c["header"]["text_tag_list"] * 4),
    ),
    "tag colour": ("not_allowed", lambda c: c["header"]["text_tag_list"][0].update(color="pink")),
    "unknown tag": ("unknown_tag", lambda c: add(c, {"tag": "carousel"})),
    "no tag": ("unknown_tag", lambda c: add(c, {"content": "x"})),
    "action of 1.0": ("only_in_schema_1", lambda c: add(c, {"tag": "action", "actions": []})),
    "note of 1.0": ("only_in_schema_1", lambda c: add(c, {"tag": "note", "elements": []})),
    "unknown property": ("unknown_key", lambda c: el(c, 0).update(lines=3)),
    "markdown without content": ("missing", lambda c: el(c, 0).pop("content")),
    "empty markdown": ("empty_text", lambda c: el(c, 0).update(content="")),
    "empty translation": (
        "empty_text",
        lambda c: el(c, 0)["i18n_content"].update(en_us=""),
    ),
    "language": ("unknown_key", lambda c: el(c, 0)["i18n_content"].update({"en-US": "x"})),
    "alignment": ("not_allowed", lambda c: el(c, 0).update(text_align="middle")),
    "text size": ("bad_format", lambda c: el(c, 0).update(text_size="huge")),
    "button type": ("not_allowed", lambda c: el(c, 1, 0, 0).update(type="success")),
    "button size": ("not_allowed", lambda c: el(c, 1, 0, 0).update(size="big")),
    "button width": ("out_of_range", lambda c: el(c, 1, 0, 0).update(width="20px")),
    "value as in 1.0": ("unknown_key", lambda c: el(c, 1, 0, 0).update(value={"k": "x"})),
    "url as in 1.0": ("unknown_key", lambda c: el(c, 1, 0, 0).update(url="https://x.test")),
    "button that does nothing": ("missing", lambda c: el(c, 1, 0, 0).pop("behaviors")),
    "behaviors as one": (
        "not_a_list",
        lambda c: el(c, 1, 0, 0).update(behaviors=calls(k="x")[0]),
    ),
    "value as text": (
        "value_not_an_object",
        lambda c: el(c, 1, 0, 0).update(behaviors=[{"type": "callback", "value": "x"}]),
    ),
    "behavior type": (
        "behavior_not_allowed_here",
        lambda c: el(c, 1, 0, 0).update(behaviors=[{"type": "form_submit"}]),
    ),
    "link without address": (
        "missing",
        lambda c: el(c, 1, 1, 0)["behaviors"][1].pop("default_url"),
    ),
    "lark_md on a button": (
        "tag_not_allowed_here",
        lambda c: el(c, 1, 0, 0)["text"].update(tag="lark_md"),
    ),
    "long button": (
        "too_long",
        lambda c: el(c, 1, 0, 0).update(text=plain("x" * 101, "x")),
    ),
    "confirm without text": ("missing", lambda c: el(c, 1, 1, 0)["confirm"].pop("text")),
    "submit outside a form": (
        "only_in_form",
        lambda c: el(c, 1, 0, 0).update(form_action_type="submit"),
    ),
    "element_id begins with a digit": (
        "bad_format",
        lambda c: el(c, 1, 0, 0).update(element_id="1st"),
    ),
    "long element_id": (
        "too_long",
        lambda c: el(c, 1, 0, 0).update(element_id="a" * 21),
    ),
    "same element_id": ("duplicate_element_id", lambda c: el(c, 0).update(element_id="accept")),
    "flex mode": ("not_allowed", lambda c: el(c, 1).update(flex_mode="wrap")),
    "no columns": ("bad_count", lambda c: el(c, 1).update(columns=[])),
    "markdown as a column": (
        "unknown_key",
        lambda c: el(c, 1).update(columns=[markdown("x", "x")]),
    ),
    "weight 6": ("out_of_range", lambda c: el(c, 1, 0).update(weight=6)),
    "weight without weighted": (
        "weight_without_weighted",
        lambda c: el(c, 1, 0).update(width="auto"),
    ),
    "column width": ("out_of_range", lambda c: el(c, 1, 0).update(width="601px")),
    "colour": ("bad_format", lambda c: el(c, 1, 1).update(background_style="#fff")),
    "a column alone": ("unknown_tag", lambda c: add(c, column(markdown("x", "x")))),
    "margin": ("out_of_range", lambda c: el(c, 2).update(margin="-100px")),
    "padding without unit": ("bad_format", lambda c: c["body"].update(padding="12")),
    "padding of three": ("bad_count", lambda c: c["body"].update(padding="1px 2px 3px")),
    "person without id": ("missing", lambda c: el(c, 3).pop("user_id")),
    "person size": ("not_allowed", lambda c: el(c, 3).update(size="tiny")),
    "panel header padding of two": (
        "bad_count",
        lambda c: el(c, 4)["header"].update(padding="4px 0px"),
    ),
    "panel without header": ("missing", lambda c: el(c, 4).pop("header")),
    "lark_md in a panel header": (
        "tag_not_allowed_here",
        lambda c: el(c, 4)["header"]["title"].update(tag="lark_md"),
    ),
    "select without options": ("missing", lambda c: el(c, 5).pop("options")),
    "option without value": ("missing", lambda c: el(c, 5)["options"][0].pop("value")),
    "same option value": (
        "duplicate_option_value",
        lambda c: el(c, 5)["options"].append(option("急", "u", "p1")),
    ),
    "initial that is no option": (
        "initial_not_an_option",
        lambda c: el(c, 5).update(initial_option="p9"),
    ),
    "link on a select": (
        "behavior_not_allowed_here",
        lambda c: el(c, 5).update(
            behaviors=[{"type": "open_url", "default_url": "https://x.test"}]
        ),
    ),
    "required outside a form": ("only_in_form", lambda c: el(c, 5).update(required=True)),
    "multi-select outside a form": (
        "only_in_form",
        lambda c: el(c, 5).update(tag="multi_select_static"),
    ),
    "menu without options": ("bad_count", lambda c: el(c, 6).update(options=[])),
    "container without behaviors": ("missing", lambda c: el(c, 7).pop("behaviors")),
    "icon token": ("missing", lambda c: el(c, 7, 0)["icon"].pop("token")),
    "six levels": ("too_deep", lambda c: add(c, nested(5))),
    "table in a container": (
        "table_not_at_root",
        lambda c: el(c, 7)["elements"].append(el(good_dashboard(), 1)),
    ),
    "form in a panel": (
        "form_not_at_root",
        lambda c: el(c, 4)["elements"].append(form_of(good_form())),
    ),
    "201 nodes": (
        "too_many_elements",
        lambda c: el(c, 4).update(elements=[{"tag": "hr"}] * 181),
    ),
    "over 30 KB": ("too_large", lambda c: el(c, 0).update(content="工" * 10_000)),
    "six pipe tables": ("too_many_tables", lambda c: el(c, 0).update(content=f"\n{PIPES}\n" * 6)),
    "pipe tables in English": (
        "too_many_tables",
        lambda c: el(c, 0)["i18n_content"].update(en_us=f"\n{PIPES}\n" * 6),
    ),
}

FORM_MUTANTS: dict[str, tuple[str, Mutation]] = {
    "form without name": ("missing", lambda c: form_of(c).pop("name")),
    "field without name": ("name_needed_in_form", lambda c: el(c, 1, 0).pop("name")),
    "button without name": ("name_needed_in_form", lambda c: el(c, 1, 6, 0, 0).pop("name")),
    "same name": ("duplicate_name", lambda c: el(c, 1, 0).update(name="urgency")),
    "field named as the form": ("duplicate_name", lambda c: el(c, 1, 0).update(name="new")),
    "no submit": ("no_submit", lambda c: el(c, 1, 6, 0, 0).update(form_action_type="reset")),
    "form in a form": (
        "form_not_at_root",
        lambda c: form_of(c)["elements"].append(form_of(good_form())),
    ),
    "table in a form": (
        "table_not_at_root",
        lambda c: form_of(c)["elements"].append(el(good_dashboard(), 1)),
    ),
    "chart in a form": (
        "not_in_form",
        lambda c: form_of(c)["elements"].append(el(good_dashboard(), 0)),
    ),
    "max_length 0": ("out_of_range", lambda c: el(c, 1, 0).update(max_length=0)),
    "max_length 1001": ("out_of_range", lambda c: el(c, 1, 0).update(max_length=1001)),
    "textarea": ("unknown_tag", lambda c: el(c, 1, 0).update(tag="textarea")),
    "input type": ("not_allowed", lambda c: el(c, 1, 0).update(input_type="number")),
    "rows of a single line": ("not_for_this_input", lambda c: el(c, 1, 0).update(rows=3)),
    "long placeholder": (
        "too_long",
        lambda c: el(c, 1, 0).update(placeholder=plain("x" * 101, "x")),
    ),
    "required as a word": ("not_a_boolean", lambda c: el(c, 1, 0).update(required="yes")),
    "initial tags": (
        "initial_not_an_option",
        lambda c: el(c, 1, 2).update(selected_values=["fw"]),
    ),
    "person option with a name": (
        "unknown_key",
        lambda c: el(c, 1, 3)["options"][0].update(text=plain("x", "x")),
    ),
    "initial date": ("bad_format", lambda c: el(c, 1, 4).update(initial_date="01/12/2026")),
    "checker without text": ("missing", lambda c: el(c, 1, 5).pop("text")),
    "form action": (
        "not_allowed",
        lambda c: el(c, 1, 6, 1, 0).update(form_action_type="cancel"),
    ),
    "action_type of 1.0": (
        "unknown_key",
        lambda c: el(c, 1, 6, 1, 0).update(action_type="form_reset"),
    ),
}

DASHBOARD_MUTANTS: dict[str, tuple[str, Mutation]] = {
    "chart without spec": ("missing", lambda c: el(c, 0).pop("chart_spec")),
    "chart without type": ("missing", lambda c: el(c, 0)["chart_spec"].pop("type")),
    "aspect": ("not_allowed", lambda c: el(c, 0).update(aspect_ratio="3:2")),
    "page of 11": ("out_of_range", lambda c: el(c, 1).update(page_size=11)),
    "page of 0": ("out_of_range", lambda c: el(c, 1).update(page_size=0)),
    "51 columns": (
        "bad_count",
        lambda c: el(c, 1).update(
            columns=[{"name": str(n), "data_type": "text"} for n in range(51)], rows=[]
        ),
    ),
    "same column": (
        "duplicate_column",
        lambda c: el(c, 1)["columns"].append({"name": "n", "data_type": "text"}),
    ),
    "cell without column": ("no_such_column", lambda c: el(c, 1)["rows"][0].update(x="y")),
    "number as text": ("not_a_number", lambda c: el(c, 1)["rows"][0].update(n="3")),
    "persons as one": ("not_a_list", lambda c: el(c, 1)["rows"][0].update(who="ou_bob")),
    "data type": ("not_allowed", lambda c: el(c, 1)["columns"][0].update(data_type="user")),
    "six tables": ("too_many_tables", lambda c: add(c, *[el(c, 1)] * 5)),
    "five tables and a pipe table": (
        "too_many_tables",
        lambda c: add(c, *[el(c, 1)] * 4, markdown(PIPES, PIPES)),
    ),
    "picture without alt": ("missing", lambda c: el(c, 2).pop("alt")),
    "picture size": ("bad_format", lambda c: el(c, 2).update(size="stretch_without_padding")),
}
