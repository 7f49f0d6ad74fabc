"""Choosing one of the policy's values by what somebody wrote."""

from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

from bot.domain.errors import AmbiguousValue, UnknownValue

_PART: Final = 2
_APART: Final = str.maketrans("-_", "  ")


def choose(written: str, options: Sequence[tuple[str, Sequence[str]]], field: str) -> str:
    """The slug meant by a slug, a name in either language, or an unambiguous part of one.

    `options` are (slug, names); case, width, hyphens and spaces make no difference. Raises
    UnknownValue and AmbiguousValue.
    """
    wanted = _plain(written)
    if not wanted:
        raise UnknownValue(field=field, written=written, known=[slug for slug, _ in options])
    ways = [(slug, [_plain(way) for way in (slug, *names)]) for slug, names in options]
    found = (
        [slug for slug, (own, *_) in ways if own == wanted]
        or [slug for slug, names in ways if wanted in names]
        or [slug for slug, names in ways if any(name.startswith(wanted) for name in names)]
        or [slug for slug, (_, *names) in ways if any(_within(wanted, name) for name in names)]
    )
    if not found:
        raise UnknownValue(field=field, written=written, known=[slug for slug, _ in options])
    if len(found) > 1:
        raise AmbiguousValue(field=field, written=written, candidates=found)
    return found[0]


def _within(wanted: str, name: str) -> bool:
    """Whole words of an English name; in a Chinese one any characters, but not a single one."""
    if name.isascii():
        return f" {wanted} " in f" {name} "
    return len(wanted) >= _PART and wanted in name


def _plain(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().translate(_APART).split())
