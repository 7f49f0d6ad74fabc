"""What a customer answered when they were asked: is it solved, how was it, are they satisfied."""

import re
from typing import Any, Final

from bot import commands
from bot.commands import Command
from bot.domain.errors import UnknownValue
from bot.grammar.numerals import take_only_number
from bot.grammar.pairs import split
from bot.grammar.said import unlabelled, ways_to_say
from bot.grammar.script import fold

# All patterns read folded text.
_ANSWER: Final = re.compile(
    r"(?:(?P<unreachable>unreachable|no answer|联系不上|无法联系|没人接|无人接听|未接通)"
    r"|(?P<yes>yes|y|ok|solved|是的?|已解决|解决了|好了)"
    r"|(?P<no>no|n|not solved|unsolved|否|不是|未解决|没有?解决))(?=[\s,;:、。!]|$)[\s,;:、。!]*"
)
_UNREACHED: Final = (
    "unreachable|not reached|no answer|联系不上|未联系上|无法联系|没人接|无人接听|未接通"
)
_REACHED: Final = re.compile(
    rf"(?:(?P<unreachable>{_UNREACHED})|(?P<reached>reached|联系上了?|已联系上))(?=[\s,;:、。!]|$)[\s,;:、。!]*"
)
_NOBODY: Final = re.compile(
    r"(?:客户|the customer|customer)?(?:电话)?(?:一直)? ?"
    rf"(?:{_UNREACHED}|was not reached|(?:did not|didn't) (?:answer|pick up)|nobody answered"
    r"|没接|未接|打不通|没打通|没联系上)(?:听|客户|电话)*了?"
    r"(?:[\s,.;:、。!]+.{0,20}(?:再|later|again|tomorrow).{0,20})?[\s,.;:、。!]*"
)
_SATISFIED: Final = re.compile(
    r"(?:(?P<dissatisfied>no|n|not satisfied|dissatisfied|否|不满意|还?不接受)"
    r"|(?P<satisfied>yes|y|ok|satisfied|是的?|满意|接受))(?=[\s,;:、。!]|$)[\s,;:、。!]*"
)


def read_confirm(line: str) -> Command:
    values, rest = split(line, "confirm")
    ticket, text = take_only_number(rest)
    written = values.get("answer", text)
    said = _ANSWER.match(fold(written))
    if "answer" in values and not said:
        known = ways_to_say("option", ("yes", "no", "unreachable"))
        raise UnknownValue(field="answer", written=written, known=known)
    comment = text if "answer" in values or not said else text[said.end() :]
    return commands.Confirm(
        ticket=ticket,
        answer=said.lastgroup or "" if said else "",
        csat=values.get("csat", ""),
        comment=unlabelled(comment),
    )


def read_callback(line: str) -> Command:
    """Whoever says what came of the call has reached the customer, unless they say otherwise."""
    values, rest = split(line, "callback")
    ticket, text = take_only_number(rest)
    said = _REACHED.match(fold(text))
    answer = said.lastgroup or "" if said else "reached" if text or values else ""
    outcome = unlabelled(text[said.end() :] if said else text)
    # The checker cannot know that no key of `callback` is the one field that is not text.
    told: dict[str, Any] = {"ticket": ticket, "answer": answer, "outcome": outcome, **values}
    return commands.CallBack(**told)


def reached_nobody(outcome: str) -> bool:
    """Whether all that is said of a call is that nobody answered it, or when it will be tried."""
    return _NOBODY.fullmatch(fold(outcome).strip()) is not None


def read_satisfied(line: str) -> Command:
    ticket, text = take_only_number(line)
    said = _SATISFIED.match(fold(text))
    comment = text[said.end() :] if said else text
    answer = said.lastgroup or "" if said else ""
    return commands.Satisfied(ticket=ticket, answer=answer, comment=unlabelled(comment))
