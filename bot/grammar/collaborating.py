"""What is said of another department's help: it is asked for, taken on, done or declined."""

import re
from typing import Final

from bot import commands
from bot.commands import Command
from bot.grammar.numerals import take_only_number
from bot.grammar.pairs import split
from bot.grammar.said import WHO, called, unlabelled
from bot.grammar.script import fold
from bot.grammar.vocabulary import COLLAB_STEPS, turned

# Folded text.
_STEP: Final = re.compile(r"(?P<word>[^\W\d_]+)(?=\s|$|[:,]|#?c\d)[\s:,]*")
_REQUEST: Final = re.compile(r"#?(?P<no>c\d{1,9})(?![a-z0-9])[\s:,;、。]*")
_COLLAB_STEPS: Final = turned(COLLAB_STEPS)


def read_collab(line: str) -> Command:
    """`001 @warehouse what we need`, or `done C12 the answer`."""
    step = _STEP.match(fold(line))
    if step and (slug := _COLLAB_STEPS.get(step["word"])):
        return _answered(slug, line[step.end() :])
    values, rest = split(line, "collab")
    ticket, text = take_only_number(rest)
    whom = None if values else WHO.match(fold(text))
    if whom and (fold(text)[0] in '@<"「' or text[whom.end() :]):
        asked = called(text[slice(*whom.span("who"))])
        field = "member" if asked.startswith("<@") else "dept"
        values[field], text = asked.removeprefix("@"), text[whom.end() :]
    return commands.Collaborate(ticket=ticket, need=unlabelled(text), **values)


def _answered(slug: str, line: str) -> Command:
    """A request's number, which its thread may stand for, and what is said of it."""
    said = _REQUEST.match(fold(line))
    number = said["no"].upper() if said else ""
    text = unlabelled(line[said.end() if said else 0 :])
    match slug:
        case "collab_accept":
            return commands.CollabAccept(number)
        case "collab_done":
            return commands.CollabDone(number, text)
        case _:
            return commands.CollabDecline(number, text)
