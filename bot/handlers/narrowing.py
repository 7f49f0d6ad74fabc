"""What the bare words of a list mean: `列表 紧急 处理中 技术部` needs no keys.

A word counts where it can be one thing only; else it is asked which, or the nearest is offered.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, NoReturn

from bot.commands import ListTickets
from bot.domain.errors import (
    AmbiguousValue,
    BadLine,
    DeskError,
    NothingToChoose,
    UnknownKey,
    UnknownValue,
    WhichFilter,
)
from bot.grammar import EXAMPLES
from bot.grammar.looking import FILLER, FILTERS
from bot.grammar.nearest import nearest
from bot.grammar.script import in_chinese
from bot.handlers.choices import first_named, several, spellings
from bot.handlers.context import Context

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "urgency": "urgencies",
        "status": "statuses",
        "kind": "kinds",
        "level": "levels",
        "dept": "departments",
        "region": "regions",
    }
)
_APART: Final = " \t\n,;、。:"
_NEAR: Final = 60
_NEAR_IN_CHINESE: Final = 50
"""One character of two."""


class _Found(NamedTuple):
    """A value, under the key of each field that knows it so, and what was not read yet."""

    meant: Mapping[str, str]
    written: str
    left: str


def chosen(command: ListTickets, ctx: Context) -> Mapping[str, tuple[str, ...]]:
    """What any of is asked for, by the list that it is one of: under a key, or in a bare word."""
    values = {
        key: [ctx.choice(key, one, source) for one in several(getattr(command, key))]
        for key, source in SOURCES.items()
    }
    for found in _read(command.words.strip(), ctx):
        if len(found.meant) > 1:
            raise WhichFilter(found.written, tuple(found.meant), next(iter(found.meant)))
        [(key, slug)] = found.meant.items()
        values[key].append(slug)
    return {SOURCES[key]: tuple(slugs) for key, slugs in values.items()}


def _read(left: str, ctx: Context) -> Iterator[_Found]:
    while left := left.lstrip(_APART):
        word = left.split(maxsplit=1)[0].rstrip(_APART)
        found = _whole(left, ctx) or (None if FILLER.fullmatch(word) else _part(left, word, ctx))
        if found:
            yield found
            left = found.left
        elif filler := FILLER.match(left):
            left = left[filler.end() :]
        else:
            _refuse(word, ctx)


def _whole(text: str, ctx: Context) -> _Found | None:
    """By whole names, which may be of several words: the longest one."""
    ways = {key: first_named(text, s, ctx.policy, ctx.roster) for key, s in SOURCES.items()}
    named = {key: (slug, left) for key, (slug, left) in ways.items() if slug}
    if not named:
        return None
    left = min((left for _, left in named.values()), key=len)
    longest = {key: slug for key, (slug, rest) in named.items() if len(rest) == len(left)}
    return _Found(longest, text[: len(text) - len(left)].strip(), left)


def _part(text: str, word: str, ctx: Context) -> _Found | None:
    """By the beginning of a name, or a word within it."""
    known: dict[str, str] = {}
    unclear: list[DeskError] = []
    for key, source in SOURCES.items():
        try:
            known[key] = ctx.choice(key, word, source)
        except AmbiguousValue as several:
            unclear.append(several)
        except (UnknownValue, NothingToChoose):
            continue
    if not known and unclear:
        raise unclear[0]
    return _Found(known, word, text[len(word) :]) if known else None


def _refuse(word: str, ctx: Context) -> NoReturn:
    least = _NEAR_IN_CHINESE if in_chinese(word) else _NEAR
    if near := nearest(word, _ways(ctx), least):
        raise UnknownKey(written=word, near=near)
    raise BadLine(written=word, hint=EXAMPLES["list"][0 if in_chinese(word) else 1])


def _ways(ctx: Context) -> Iterator[str]:
    yield from FILTERS
    for source in SOURCES.values():
        yield from map(str.casefold, spellings(source, ctx.policy, ctx.roster))
