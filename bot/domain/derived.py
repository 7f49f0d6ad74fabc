"""Values worked out once from an immutable object, such as a policy's list of categories."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")

_KEPT: Final = 32
"""Policies and rosters change rarely; a few generations of each are all that is ever in use."""


class Derived(Generic[S, T]):
    """`Derived(make)(source)` is `make(source)`, made once for each source object.

    Sources are told apart by identity, so they need not be hashable, and must never change.
    """

    def __init__(self, make: Callable[[S], T]) -> None:
        self._make = make
        self._kept: dict[int, tuple[S, T]] = {}

    def __call__(self, source: S) -> T:
        kept = self._kept.get(id(source))
        if kept is not None and kept[0] is source:
            return kept[1]
        made = self._make(source)
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[id(source)] = (source, made)
        return made
