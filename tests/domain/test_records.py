"""Records that are made fast are what they would be otherwise."""

import dataclasses
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from bot.domain.records import made, replace, swift


@dataclass(frozen=True, slots=True)
class Plain:
    no: str
    tags: dict[str, str] = field(default_factory=dict)
    note: str = "none"

    @property
    def loud(self) -> str:
        return self.note.upper()


@swift
@dataclass(frozen=True, slots=True)
class Swift:
    no: str
    tags: dict[str, str] = field(default_factory=dict)
    note: str = "none"


@dataclass(frozen=True, slots=True)
class Single:
    no: str


def test_a_copy_differs_in_what_was_named_and_in_nothing_else() -> None:
    before = Plain("1", {"a": "b"}, "so")
    after = replace(before, note="other")
    assert after == dataclasses.replace(before, note="other")
    assert after.loud == "OTHER"
    assert before.note == "so"
    assert replace(Single("1"), no="2") == Single("2")


def test_a_copy_is_as_frozen_as_the_record() -> None:
    copy: Any = replace(Plain("1"), note="x")
    with pytest.raises(FrozenInstanceError):
        copy.note = "y"
    assert hash(replace(Single("1"))) == hash(Single("1"))


def test_what_is_no_field_is_refused() -> None:
    changes: Any = {"colour": "red"}
    with pytest.raises(AttributeError, match="colour"):
        replace(Plain("1"), **changes)


def test_a_record_is_made_of_its_values_in_order() -> None:
    assert made(Plain, ["1", {}, "so"]) == Plain("1", {}, "so")
    with pytest.raises(TypeError):
        made(Plain, ["1", {}, "so", "too many"])


def test_a_swift_record_takes_what_the_dataclass_takes() -> None:
    assert Swift("1", note="so") == Swift(no="1", tags={}, note="so")
    assert repr(Swift("1")) == "Swift(no='1', tags={}, note='none')"
    assert Swift("1").tags is not Swift("1").tags
    none: Any = Swift
    with pytest.raises(TypeError):
        none()
    one: Any = Swift("1")
    with pytest.raises(FrozenInstanceError):
        one.no = "2"


def test_other_records_are_copied_all_the_same_and_only_not_so_fast() -> None:
    @dataclass(frozen=True)
    class Loose:
        no: str

    @dataclass(frozen=True, slots=True)
    class Checked:
        no: str

        def __post_init__(self) -> None:
            if not self.no:
                raise ValueError("no number")

    assert replace(Loose("1"), no="2") == Loose("2")
    with pytest.raises(ValueError, match="no number"):
        replace(Checked("1"), no="")
    for kind in (Loose, Checked):
        with pytest.raises(TypeError, match="not a plain record"):
            made(kind, ["1"])
