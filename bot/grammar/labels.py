"""What buttons and forms are called, typed: `更新进度 001 …`, `Answer C12 …`, `collab_done C12 …`.

People write what they read. Whatever the catalogues call a command in either language begins a
line like the command's own word; a single word that `vocabulary` knows already keeps its meaning.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Final

from bot.grammar.script import fold, in_chinese
from bot.grammar.vocabulary import ACTION_STEPS, COLLAB_STEPS, COMMAND_WORDS, COMMANDS, turned
from bot.words import LOCALES, catalogue

_STEPS: Final = ("admin_", "collab_", "action_", "customer_", "incident_")
"""Commands of several words, by the beginning of their slugs."""

_ELSEWHERE: Final = {"report_message": "new", "reject": "declined"}
"""Labels that begin a line with another word than the command's slug."""

_SHOWN: Final = ("button", "form")
# Folded text.
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[ \t_]+[^\W\d_]+){0,5}")
_APART: Final = re.compile(r"[ \t_]+")
_ENDS: Final = re.compile(r"[\s\d:,、。!?？#@<\"「『(]|\.?(?:\s|$)")


def as_typed(low: str, start: int) -> tuple[int, str] | None:
    """Where a command's label ends that begins here, and how its line is begun instead."""
    found = _WORDS.match(low, start)
    if found is None:
        return None
    known, words = _known(), found[0]
    if _APART.split(words, maxsplit=1)[0] not in known[0]:
        return None
    while words:
        said, end = _APART.sub(" ", words), start + len(words)
        begun = known[1].get(said)
        if begun and _ENDS.match(low, end):
            return None if begun == words else (end, begun)
        words = words[: max(words.rfind(" "), words.rfind("_"), 0)].rstrip(" \t_")
    return None


@cache
def _known() -> tuple[frozenset[str], Mapping[str, str]]:
    """First words, to be quick; and every label, with the beginning of the line that it means."""
    labels: dict[str, str] = {}
    for said, begun in (*_labels(), *_glued()):
        if said not in COMMANDS:
            labels.setdefault(said, begun)
    return frozenset(said.split()[0] for said in labels), labels


def _labels() -> Iterator[tuple[str, str]]:
    for slug, begun in _beginnings():
        yield slug.replace("_", " "), begun
        for key in (f"{shown}.{slug}" for shown in _SHOWN):
            for words in map(catalogue, LOCALES):
                if key in words:
                    yield fold(words[key]).rstrip(" ?？."), begun


def _glued() -> Iterator[tuple[str, str]]:
    """`协作完成`: Chinese does without the space between a command and its step."""
    for command, steps in (("collab", COLLAB_STEPS), ("actions", ACTION_STEPS)):
        for word, step in product(COMMAND_WORDS[command].split(), turned(steps)):
            if in_chinese(word) and in_chinese(step):
                yield f"{word}{step}", f"{word} {step}"


def _beginnings() -> Iterator[tuple[str, str]]:
    yield from ((slug, _ELSEWHERE.get(slug, slug)) for slug in COMMAND_WORDS if "_" not in slug)
    slugs = {key.partition(".")[2] for key in catalogue(LOCALES[0]) if key.startswith("button.")}
    for slug in sorted(slugs):
        if slug in _ELSEWHERE:
            yield slug, _ELSEWHERE[slug]
        elif slug.startswith(_STEPS):
            yield slug, slug.replace("_", " ")
