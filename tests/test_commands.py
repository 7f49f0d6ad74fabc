"""What a button carries comes back as it was; anything else is refused, never a traceback."""

import json
from dataclasses import MISSING, Field, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import (
    SLUGS,
    Accept,
    Command,
    NewTicket,
    Progress,
    SubmitForm,
    Undecodable,
    decode,
    encode,
    slug,
)


def _values(f: Field[Any]) -> st.SearchStrategy[Any]:
    """Any value of the field's type, which its default tells; without one it is a text."""
    if f.default_factory is not MISSING:
        return st.dictionaries(st.text(), st.text(), max_size=3)
    if isinstance(f.default, bool):
        return st.booleans()
    if isinstance(f.default, int):
        return st.integers()
    if isinstance(f.default, tuple):
        return st.lists(st.text(), max_size=3).map(tuple)
    return st.text()


def _commands() -> st.SearchStrategy[Any]:
    return st.one_of(
        [st.builds(kind, **{f.name: _values(f) for f in fields(kind)}) for kind in SLUGS.values()]
    )


@given(_commands())
def test_every_command_comes_back_from_a_button_as_it_went_in(command: Command) -> None:
    assert decode(encode(command)) == command


def _empty(kind: type[Command]) -> Command:
    needed: dict[str, Any] = {
        f.name: "x" for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING
    }
    return kind(**needed)


@pytest.mark.parametrize("kind", SLUGS.values())
def test_a_command_with_nothing_filled_in_comes_back_too(kind: type[Command]) -> None:
    command = _empty(kind)
    assert decode(encode(command)) == command


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
_FIELDS = ("ticket", "files", "values", "version", "told", "form", "nonsense")
_NEARLY = st.fixed_dictionaries(
    {"c": st.sampled_from(list(SLUGS))},
    optional=dict.fromkeys(_FIELDS, _JSON),
)


def _decodes_or_refuses(text: str) -> None:
    try:
        command = decode(text)
    except Undecodable:
        return
    assert decode(encode(command)) == command


@given(_JSON.map(json.dumps) | _NEARLY.map(json.dumps))
def test_somebody_elses_json_is_a_command_or_undecodable(text: str) -> None:
    _decodes_or_refuses(text)


@given(st.text())
def test_somebody_elses_text_is_undecodable_and_no_traceback(text: str) -> None:
    _decodes_or_refuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"c":"launch"}',
        '{"c":["new"]}',
        '{"c":"accept","ticket":7}',
        '{"c":"accept","ticket":null}',
        '{"c":"accept","tickets":"1"}',
        '{"c":"progress","told":"yes"}',
        '{"c":"new","files":["a",1]}',
        '{"c":"new","files":7}',
        '{"c":"submit","form":"new","values":{"a":1}}',
        '{"c":"submit","form":"new","version":true}',
        '{"c":"submit"}',
    ],
)
def test_a_button_with_another_shape_is_refused(text: str) -> None:
    with pytest.raises(Undecodable):
        decode(text)


def test_a_button_says_no_more_than_it_must() -> None:
    assert encode(Accept(ticket="20261122001")) == '{"c":"accept","ticket":"20261122001"}'
    assert encode(Progress(note="已检测")) == '{"c":"progress","note":"已检测"}'
    assert encode(NewTicket()) == '{"c":"new"}'


def test_a_form_remembers_what_was_typed_and_which_version_was_shown() -> None:
    form = SubmitForm(form="resolve", ticket="1", version=3, values={"details": "换主板"})
    assert decode(encode(form)) == form


def test_every_command_has_one_stable_name() -> None:
    assert [slug(_empty(kind)) for kind in SLUGS.values()] == list(SLUGS)
