"""Who is away until when, who stands in for them, and who takes over their work."""

import re
from typing import Final

from bot import commands
from bot.commands import Command
from bot.grammar.pairs import split
from bot.grammar.said import MENTION, WHO, called
from bot.grammar.script import CHINESE, fold
from bot.grammar.times import LENGTH
from bot.grammar.until import LEAD, WEEKDAY, take_until

# All patterns read folded text.
_LETTERS: Final = rf"[^\W\d_{CHINESE}][^\W\d_{CHINESE}'’.-]*"
_NO_NAME: Final = (
    r"(?:until|till|from|since|to|for|at|on|in|and|is|next|this|today|tonight|tomorrow"
    rf"|{WEEKDAY})\b"
)
"""What begins something else behind somebody's name."""

_FULL_NAME: Final = rf"@?{_LETTERS}(?:[ \t]+(?!{_NO_NAME}){_LETTERS}){{1,3}}"
_STAND_IN: Final = re.compile(
    r"(?:^|[\s,;、。])(?:stand[- ]?in|代班人?|替班人?)[\s:=]*(?:is\s+)?"
    rf"(?P<who><@[^>]{{1,80}}>|@?\"[^\"]+\"|@?「[^」]+」|{_FULL_NAME}|[^\s,;:、。]+)[,;、。]*"
)
_HANDED: Final = [
    re.compile(rf"(?P<origin>\S.*?)(?:{between})(?P<to>\S.*?)[\s.。]*")
    for between in (r"\s+(?:to|->|=>|→|交给|转给|给)\s+", r"\s*(?:->|=>|→|交给|转给|给)\s*")
]
"""First by a word that stands apart: it may be part of a name as well."""

_SEVERAL_CAPITALS: Final = re.compile(r"[A-ZÀ-Þ]\S*(?: +[A-ZÀ-Þ]\S*)+")
"""Read as it was typed: one person's name."""

_LAST: Final = re.compile(rf"(?<=\S)[\s,;、]+(?P<who>{MENTION.pattern})\s*$")
"""Somebody called at the end of an absence, after whatever else was said of it."""


def read_away(line: str) -> Command:
    """`until 18:00 stand-in @li`, or `18:00 @li`; `@wang` first is whose absence is set."""
    values, text = split(line, "away")
    named = _STAND_IN.search(fold(text))
    if named:
        values.setdefault("stand_in", called(text[slice(*named.span("who"))]))
        text = f"{text[: named.start()]} {text[named.end() :]}".strip()
    elif last := _LAST.search(fold(text)):
        values.setdefault("stand_in", called(text[slice(*last.span("who"))]))
        text = text[: last.start()].rstrip(" ,，、")
    until, text = take_until(text)
    if until:
        values.setdefault("until", until)
    whom = MENTION.match(fold(text))
    if whom:
        values.setdefault("member", called(text[: whom.end()]))
        text = text[whom.end() :].strip(" ,，、")
    if lead := LEAD.match(fold(text)):
        text = text[lead.end() :]
    if text:
        values.setdefault("until", f"in {text}" if LENGTH.fullmatch(fold(text)) else text)
    return commands.Away(**values)


def read_back(line: str) -> Command:
    who = re.fullmatch(rf"(?P<who>{_FULL_NAME})[.。]*", fold(line)) or WHO.match(fold(line))
    return commands.Back(member=called(line[slice(*who.span("who"))]) if who else "")


def read_handover(line: str) -> Command:
    """`@wang to @li`; without anything between them only the first word of each is the name."""
    values, text = split(line, "handover")
    if both := next(filter(None, (one.fullmatch(fold(text)) for one in _HANDED)), None):
        named = {each: called(text[slice(*both.span(each))]) for each in ("origin", "to")}
        return commands.HandOver(**{**named, **values})
    if _SEVERAL_CAPITALS.fullmatch(text):
        return commands.HandOver(**{"origin": text, **values})
    origin = WHO.match(fold(text))
    if origin:
        values.setdefault("origin", called(text[slice(*origin.span("who"))]))
        text = text[origin.end() :]
    if to := WHO.match(fold(text)):
        values.setdefault("to", called(text[slice(*to.span("who"))]))
    return commands.HandOver(**values)
