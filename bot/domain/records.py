"""Frozen records that are made and copied many times faster than `dataclasses` does it.

A frozen dataclass sets each of its fields against its own protection: a ticket of ninety takes
16 µs to make and 40 to copy, and every command does both several times. A *twin* of the same
layout is not protected: it is filled (2 µs), and then becomes the record.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, field, fields, make_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

__all__ = ["made", "names", "replace", "swift", "values"]

T = TypeVar("T")


def swift(kind: type[T]) -> type[T]:
    """Let a frozen dataclass of slots be made as fast as one that is not frozen."""
    kind.__init__ = _filling(kind)  # type: ignore[method-assign]
    return kind


def _filling(kind: type[Any]) -> Callable[..., None]:
    each = fields(kind)
    known: dict[str, Any] = {f"_{one.name}": _usual(one) for one in each}
    known |= {"_become": object.__setattr__, "_blank": _twin_of(kind), "_kind_": kind}
    given, put = ", ".join(map(_given, each)), "; ".join(map(_put, each))
    exec(_FILLED.format(given=given, put=put), known)  # noqa: S102 - As `dataclasses` does.
    filled: Callable[..., None] = known["__init__"]
    return filled


_FILLED: Final = """
def __init__(self, {given}):
    _become(self, "__class__", _blank)
    {put}
    self.__class__ = _kind_
"""


def _usual(one: "Field[Any]") -> Any:
    """What stands in a field of which nothing is said, or makes it."""
    return one.default if one.default_factory is MISSING else one.default_factory


def _given(one: "Field[Any]") -> str:
    return one.name if _usual(one) is MISSING else f"{one.name}=_{one.name}"


def _put(one: "Field[Any]") -> str:
    """What is to be made is still the maker itself if nothing was said."""
    made = f" if {one.name} is not _{one.name} else _{one.name}()"
    return f"self.{one.name} = {one.name}{'' if one.default_factory is MISSING else made}"


def made(kind: type[T], values: Sequence[Any]) -> T:
    """Make a record of slots from the values of all its fields, in order."""
    twin: T = _twin_of(kind)(*values)
    twin.__class__ = kind
    return twin


def names(record: object) -> tuple[str, ...]:
    """What the fields of a record are called, in order."""
    return _NAMES[record.__class__]


def values(record: object) -> tuple[Any, ...]:
    """What stands in the fields of a record, in order."""
    return _VALUES[record.__class__](record)


if TYPE_CHECKING:  # With all that a type checker knows of it.
    from dataclasses import replace
else:

    def replace(record: T, /, **changes: Any) -> T:
        """Copy a record, with other values for some fields.

        Raises AttributeError or TypeError for what is no field of it.
        """
        kind = record.__class__
        twin = _TWINS[kind]
        if twin is None:
            return dataclasses.replace(record, **changes)
        copy = twin(*_VALUES[kind](record))
        for name, value in changes.items():
            setattr(copy, name, value)
        copy.__class__ = kind
        return copy


class _Twins(dict[type[Any], type[Any] | None]):
    """None for what is no plain record of slots."""

    def __missing__(self, kind: type[Any]) -> type[Any] | None:
        plain = "__slots__" in kind.__dict__ and not hasattr(kind, "__post_init__")
        return self.setdefault(kind, _made_twin(kind) if plain else None)


def _made_twin(kind: type[Any]) -> type[Any]:
    like = [(each.name, each.type, _default(each)) for each in fields(kind)]
    return make_dataclass(kind.__name__, like, slots=True, eq=False, repr=False)


def _twin_of(kind: type[Any]) -> type[Any]:
    twin = _TWINS[kind]
    if twin is None:
        raise TypeError(f"not a plain record of slots: {kind.__name__}")
    return twin


class _Names(dict[type[Any], tuple[str, ...]]):
    def __missing__(self, kind: type[Any]) -> tuple[str, ...]:
        return self.setdefault(kind, tuple(each.name for each in fields(kind)))


class _Values(dict[type[Any], Callable[[Any], tuple[Any, ...]]]):
    def __missing__(self, kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
        first, *others = _NAMES[kind]
        alone = attrgetter(first)
        values = attrgetter(first, *others) if others else lambda record: (alone(record),)
        return self.setdefault(kind, values)


_TWINS: Final = _Twins()
_NAMES: Final = _Names()
_VALUES: Final = _Values()


def _default(each: "Field[Any]") -> Any:
    if each.default_factory is not MISSING:
        return field(default_factory=each.default_factory)
    return field() if each.default is MISSING else field(default=each.default)
