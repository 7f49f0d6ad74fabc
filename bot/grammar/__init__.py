"""Chat text in Chinese or English → a command, or a refusal with a hint.

`vocabulary` holds the words, `labels` what buttons are called, `script` how all may be written,
`pairs` and `numerals` the parts of a line, `readers` one reading per command, `times` the ways to
write a time. Pure: no policy, no clock; names and times stay as they were written.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from bot.commands import CallBack, Command, Help, Reject, Show
from bot.domain.errors import UnknownCommand
from bot.grammar.answers import reached_nobody
from bot.grammar.examples import EXAMPLES
from bot.grammar.labels import as_typed
from bot.grammar.months import month_meant
from bot.grammar.nearest import nearest
from bot.grammar.numerals import take_number
from bot.grammar.pairs import split_own
from bot.grammar.readers import READERS
from bot.grammar.script import GAP, cleaned, fold, in_chinese
from bot.grammar.times import names_a_day, parse_date, parse_since, parse_time
from bot.grammar.vocabulary import COMMANDS, KEY_WORDS, KEYS, NO_KEYS, PLAIN_NO

__all__ = [
    "COMMANDS",
    "EXAMPLES",
    "KEYS",
    "KEY_WORDS",
    "NO_KEYS",
    "fold",
    "month_meant",
    "names_a_day",
    "near_command",
    "parse",
    "parse_date",
    "parse_since",
    "parse_time",
    "reached_nobody",
]

Own = Mapping[str, Mapping[str, str]]
_NO_OWN: Final[Own] = MappingProxyType({})

# Folded text: mentions of the bot and the command's own name, in any order.
_OPENING: Final = re.compile(
    r"(?:\s|<@[^>]{1,80}>|@[^\s,:<]+[,:]?"
    r"|(?:/ticket(?![a-z])|/工单|(?:ticket|工单)(?=[\s:]|$))[\s:]*)*"
)
_WORD: Final = re.compile(r"[?？]|[^\W\d_]+(?=[\s\d:,、。!?？#@<\"「『(]|\.?(?:\s|$))")
_TOKEN: Final = re.compile(r"[^\s]+")
_NEAR: Final = 70  # So that `admin` is not taken for `mine`.
_NEAR_IN_CHINESE: Final = 50  # One character of two.


def parse(text: str, own: Own = _NO_OWN) -> Command:
    """The command that the line asks for; raises a DeskError.

    `own` are the words of the policy's own fields, by command: `速度` → `answers.speed`.
    """
    line = cleaned(text)
    low = fold(line)
    opening = _OPENING.match(low)
    start = opening.end() if opening else 0
    if start == len(line):
        return Help()
    if label := as_typed(low, start):
        end, begun = label
        gap = GAP.match(low, end)
        line, start = f"{begun} {line[gap.end() if gap else end :]}".rstrip(), 0
        low = fold(line)
    word = _WORD.match(low, start)
    slug = COMMANDS.get(word[0]) if word else None
    if not word or not slug:
        return _number_alone(line[start:])
    gap = GAP.match(low, word.end())
    rest = line[gap.end() if gap else word.end() :]
    values, rest = split_own(rest, slug, own[slug]) if slug in own else (NO_KEYS, rest)
    command = READERS[slug](rest)
    if isinstance(command, Reject):
        command = replace(command, plain=word[0] in PLAIN_NO)
    return _with(command, values)


def _with(command: Command, values: Mapping[str, str]) -> Command:
    """The command with the values of the policy's own fields, each in its mapping."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        mapping, _, key = name.partition(".")
        found.setdefault(mapping, {})[key] = value
    if found and isinstance(command, CallBack):  # Whoever answered was reached.
        found["answer"] = command.answer or "reached"
    return replace(command, **found) if found else command


def _number_alone(line: str) -> Show:
    """A number and nothing else asks to see the ticket; anything else is no command."""
    ticket, rest = take_number(line, loosely=line.isdecimal())
    if ticket and not rest:
        return Show(ticket=ticket)
    token = _TOKEN.match(line)
    written = token[0] if token else line
    raise UnknownCommand(written=written, near=near_command(fold(written)))


def near_command(written: str) -> str:
    """The command that was cut short, or has the text glued to it, or is the most similar."""
    begun = (w for w in COMMANDS if len(written) > 1 and w.startswith(written))
    glued = (w for w in sorted(COMMANDS, key=len, reverse=True) if written.startswith(w))
    least = _NEAR_IN_CHINESE if in_chinese(written) else _NEAR
    if near := next(begun, ""):
        return near
    if in_chinese(written) and (near := next(glued, "")):
        return near
    return nearest(written, COMMANDS, least)
