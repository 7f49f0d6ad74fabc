"""What is said of improvement actions: `action add …`, `done A7 …`, `cancel A7 …`, `list`."""

import re
from typing import Final

from bot import commands
from bot.commands import Command
from bot.grammar.numerals import take_only_number
from bot.grammar.pairs import split
from bot.grammar.said import refuse
from bot.grammar.script import fold
from bot.grammar.vocabulary import ACTION_STEPS, FLAGS, turned

# Folded text.
_STEP: Final = re.compile(r"(?P<word>[^\W\d_]+)(?=\s|$|[:,]|#?a\d)[\s:,]*")
_NO: Final = re.compile(r"#?(?P<no>a\d{1,9})(?![a-z0-9])[\s:,;、。]*")
_ALL: Final = re.compile(r"(?:all|全部|所有)?")
_STEPS: Final = turned(ACTION_STEPS)
_FLAGS: Final = turned(FLAGS)


def read_action(line: str) -> Command:
    step = _STEP.match(fold(line))
    slug = _STEPS.get(step["word"], "") if step else ""
    rest = line[step.end() :] if step and slug else line
    match slug:
        case "action_add":
            return _added(rest)
        case "action_done":
            values, text = split(rest, slug)
            number, said = _numbered(text)
            moved = values.get("moved", "")
            return commands.FinishAction(number, said, _FLAGS.get(fold(moved), moved))
        case "action_cancel":
            return commands.CancelAction(*_numbered(rest))
        case _:
            return _listed(rest)


def _added(line: str) -> Command:
    """`001` before the measure is the ticket that it comes from."""
    values, text = split(line, "action_add")
    ticket, measure = take_only_number(text)
    return commands.AddAction(**{"measure": measure.strip(), "of": ticket, **values})


def _listed(line: str) -> Command:
    values, text = split(line, "actions")
    if not _ALL.fullmatch(fold(text)):
        refuse("actions", line)
    return commands.ListActions(owner=values.get("owner", ""), all=bool(text))


def _numbered(line: str) -> tuple[str, str]:
    found = _NO.match(fold(line))
    return (found["no"].upper(), line[found.end() :].strip()) if found else ("", line.strip())
