"""Which colleague is meant: by account, id or name, whole or a part of it that only one has."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from bot.domain.errors import AmbiguousValue, UnknownMember
from bot.domain.people import Member
from bot.grammar.script import CHINESE

_OFFERED: Final = 5
_MOST_WORDS: Final = 4
_PART: Final = 2
"""Characters that a part of a Chinese name must have: one of them is too many people's."""

_CHINESE: Final = re.compile(f"[{CHINESE}]+")
_WORD: Final = re.compile(r"\S+")
_CLOSING: Final = " ,，:：;；、。."


def named(written: str, colleagues: Sequence[Member]) -> Member:
    """Raises UnknownMember, with those whose names begin alike; and AmbiguousValue."""
    plain = _plain(written)
    found = _exactly(plain, colleagues) or [m for m in colleagues if _is_part(plain, m)]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousValue("member", written, _told_apart(found[:_OFFERED]))
    near = [m.name for m in colleagues if plain and _plain(m.name)[:1] == plain[0]]
    raise UnknownMember(written=written, near=tuple(near[:_OFFERED]))


def first_named(written: str, following: str, colleagues: Sequence[Member]) -> tuple[str, str]:
    """Who is named where a name of several words ran on into the text, and what is left of that.

    `分配 001 Anna Schmidt 离得近`: nobody but the roster knows where the name ends.
    """
    words = list(_WORD.finditer(following))[: _MOST_WORDS - 1]
    for last in reversed(words):
        whole = f"{written} {following[: last.end()]}".rstrip(_CLOSING)
        if _exactly(_plain(whole), colleagues):
            return whole, following[last.end() :].lstrip(_CLOSING)
    return written, following


def _exactly(plain: str, colleagues: Iterable[Member]) -> list[Member]:
    """By id, which only one has; else by name."""
    listed = list(colleagues)
    known = [m for m in listed if _plain(m.id) == plain]
    return known or [m for m in listed if _plain(m.name) == plain]


def _is_part(plain: str, member: Member) -> bool:
    """A word of the name, or characters that stand in it side by side."""
    name = _plain(member.name)
    if _CHINESE.fullmatch(plain):
        return len(plain) >= _PART and plain in name
    return plain in name.split() or bool(" " in plain and name.startswith(plain))


def _told_apart(found: Sequence[Member]) -> tuple[str, ...]:
    """By their names; where two have the same, also by what each is called by."""
    names = [m.name for m in found]
    return tuple(m.name if names.count(m.name) == 1 else f"{m.name}（@{m.id}）" for m in found)


def _plain(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().lstrip("@").split())
