"""One reading per command: what follows the command's word → the command."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot import commands
from bot.commands import Command
from bot.domain.errors import UnknownValue
from bot.grammar.absences import read_away, read_back, read_handover
from bot.grammar.administering import read_admin
from bot.grammar.answers import read_callback, read_confirm, read_satisfied
from bot.grammar.collaborating import read_collab
from bot.grammar.improving import read_action
from bot.grammar.looking import read_complaints, read_customer, read_list, read_search, read_why
from bot.grammar.numerals import NUMBER, take_only_number, written_number
from bot.grammar.pairs import split
from bot.grammar.said import (
    LANGUAGE_OF,
    WHO,
    and_also,
    called,
    refuse,
    unlabelled,
    ways_to_say,
)
from bot.grammar.script import GAP, fold
from bot.grammar.until import take_until
from bot.grammar.vocabulary import COMMANDS, FLAGS, HELP_SUBJECTS, LANGUAGES, turned

# All patterns read folded text.
_TOLD: Final = re.compile(
    r"(?:^|[\s,;、。])(?:told|customer told|已告知(?:客户)?|客户已告知)[.。!]?$"
)
_UPDATES: Final = "update|通报|更新|进展"
_ENDS: Final = "end|over|解除|结束|撤销"
_STEP_ENDS: Final = r"(?=\s|$|[:,])[\s:,]*"
_UPDATE: Final = re.compile(f"(?:{_UPDATES}){_STEP_ENDS}")
_END: Final = re.compile(f"(?:{_ENDS})[.。!]?$")
_INCIDENT_STEP: Final = re.compile(f"(?:{_UPDATES}|{_ENDS}){_STEP_ENDS}")

_LINK: Final = r"(?:of\b|to\b|with\b|and\b|于|和|与|到|=|->|→)"
_PAIR: Final = re.compile(
    rf"(?=#?{NUMBER}|{_LINK}\s*#?{NUMBER})(?:#?(?P<ticket>{NUMBER})(?![a-z0-9]))?\s*{_LINK}?"
    rf"\s*(?:#?(?P<of>{NUMBER})(?![a-z0-9]))?"
)
_FLAGS: Final = turned(FLAGS)
_SUBJECTS: Final = turned(HELP_SUBJECTS)


def _bare(kind: Callable[[], Command]) -> Callable[[str], Command]:
    return lambda _line: kind()


def _ticket(kind: Callable[..., Command], command: str) -> Callable[[str], Command]:
    """A command about a ticket and nothing else; what follows the number is politeness."""

    def read(line: str) -> Command:
        ticket, _ = take_only_number(line, loosely=True)
        if line and not ticket:
            refuse(command, line)
        return kind(ticket=ticket)

    return read


def _text(kind: Callable[..., Command], command: str, field: str) -> Callable[[str], Command]:
    """A ticket, a text, and the keys that the command takes under their own names."""

    def read(line: str) -> Command:
        values, rest = split(line, command)
        ticket, text = take_only_number(rest)
        return kind(**{"ticket": ticket, field: unlabelled(text), **values})

    return read


def _new(line: str) -> Command:
    values, text = split(line, "new")
    # The checker cannot know that no key of `new` is one of the two fields that are not text.
    fields: dict[str, Any] = {"description": unlabelled(text), **values}
    return commands.NewTicket(**fields)


def _help(line: str) -> Command:
    topic = fold(line).lstrip("/")
    return commands.Help(topic=_SUBJECTS.get(topic) or COMMANDS.get(topic, line))


def _me(line: str) -> Command:
    values, text = split(line, "me")
    written = values.get("lang", text)
    locale = LANGUAGE_OF.get(fold(written), "")
    if written and not locale:
        raise UnknownValue(
            field="locale", written=written, known=ways_to_say("profile.locale", LANGUAGES)
        )
    return commands.Me(locale=locale)


def _pairs(kind: Callable[..., Command], command: str) -> Callable[[str], Command]:
    """A ticket and `key=value` pairs, and no text beside them."""

    def read(line: str) -> Command:
        values, rest = split(line, command)
        ticket, text = take_only_number(rest)
        if text:
            refuse(command, text)
        return kind(ticket=ticket, **values)

    return read


def _assign(line: str) -> Command:
    values, rest = split(line, "assign")
    ticket, text = take_only_number(rest)
    also, text = and_also(text)
    who = None if "to" in values else WHO.match(fold(text))
    to = called(text[slice(*who.span("who"))]) if who else values.get("to", "").replace("＠", "@")
    reason = text[who.end() :] if who else text
    also = values.get("also", also)
    return commands.Assign(ticket=ticket, to=to, reason=unlabelled(reason), also=also)


def _progress(line: str) -> Command:
    return commands.Progress(*_told(line, "progress"))


def _incident(line: str) -> Command:
    """`001` makes it one, `001 update …` writes to all of its tickets, `001 end` parts them.

    What is to be done may also stand before the number.
    """
    ticket, text = take_only_number(line)
    if not ticket and (first := _INCIDENT_STEP.match(fold(line))):
        ticket, rest = take_only_number(line[first.end() :])
        text = f"{first[0].rstrip(' :,')} {rest}".strip()
    if _END.match(fold(text)):
        return commands.EndIncident(ticket)
    step = _UPDATE.match(fold(text))
    if step:
        _, note, told = _told(text[step.end() :], "incident_update")
        return commands.UpdateIncident(ticket, note, told)
    if text:
        refuse("incident_update", line)
    return commands.OpenIncident(ticket)


def _told(line: str, command: str) -> tuple[str, str, bool]:
    """A ticket, what is new, and whether the customer was told."""
    values, rest = split(line, command)
    ticket, text = take_only_number(rest) if command == "progress" else ("", rest)
    told = values.get("told", "")
    if fold(told) not in {"", *_FLAGS}:
        raise UnknownValue(field="told", written=told, known=ways_to_say("word", FLAGS))
    said = _TOLD.search(fold(text))
    note = text[: said.start()].rstrip() if said else text
    told_so = _FLAGS[fold(told)] == "yes" if told else said is not None
    return ticket, unlabelled(note), told_so


def _hold(line: str) -> Command:
    values, rest = split(line, "hold")
    ticket, text = take_only_number(rest)
    until, reason = (values["until"], text) if "until" in values else take_until(text)
    return commands.Hold(ticket=ticket, reason=unlabelled(reason), until=until)


def _duplicate(line: str) -> Command:
    """`002 of 001`, `002 001`, or in a ticket's thread `of 001`."""
    values, text = split(line, "duplicate")
    ticket, of, reason = _two(text)
    return commands.Duplicate(ticket=ticket, of=values.get("of", of), reason=unlabelled(reason))


def _relate(line: str) -> Command:
    """`002 to 001`, `002 001`, or in a ticket's thread `to 001`."""
    values, text = split(line, "relate")
    ticket, other, rest = _two(text)
    if rest:
        refuse("relate", line)
    return commands.Relate(ticket=ticket, other=values.get("other", other))


def _two(text: str) -> tuple[str, str, str]:
    """The numbers of two tickets, and what follows them."""
    found = _PAIR.match(fold(text))
    if not found:
        return "", "", text
    first, second = (written_number(text, found.span(part)) for part in ("ticket", "of"))
    used = found.end() if second else found.end("ticket") if first else 0
    gap = GAP.match(fold(text), used)
    return first, second, text[gap.end() if gap else used :]


READERS: Final[Mapping[str, Callable[[str], Command]]] = MappingProxyType(
    {
        "new": _new,
        "show": _ticket(commands.Show, "show"),
        "why": read_why,
        "survey": _ticket(commands.Survey, "survey"),
        "mine": _bare(commands.Mine),
        "list": read_list,
        "signed": _ticket(commands.Signed, "signed"),
        "search": read_search,
        "customer": read_customer,
        "help": _help,
        "me": _me,
        "link": lambda line: commands.Link(code=line.split()[0] if line.split() else ""),
        "board": _bare(commands.Board),
        "away": read_away,
        "back": read_back,
        "handover": read_handover,
        "home": _bare(commands.Home),
        "sync": _ticket(commands.Sync, "sync"),
        "classify": _pairs(commands.Classify, "classify"),
        "edit": _pairs(commands.Edit, "edit"),
        "fill": _pairs(commands.Fill, "fill"),
        "assign": _assign,
        "accept": _ticket(commands.Accept, "accept"),
        "contact": _text(commands.Contact, "contact", "outcome"),
        "progress": _progress,
        "hold": _hold,
        "resume": _ticket(commands.Resume, "resume"),
        "admin_member_list": read_admin,
        "collab": read_collab,
        "propose": _text(commands.Propose, "propose", "solution"),
        "agree": _text(commands.Agree, "agree", "words"),
        "reject": _text(commands.Reject, "reject", "words"),
        "judge": _text(commands.Judge, "judge", "analysis"),
        "approve": _text(commands.Approve, "approve", "words"),
        "disapprove": _text(commands.Disapprove, "disapprove", "reason"),
        "resolve": _text(commands.Resolve, "resolve", "details"),
        "confirm": read_confirm,
        "close": _text(commands.Close, "close", "reason"),
        "cancel": _text(commands.Cancel, "cancel", "reason"),
        "duplicate": _duplicate,
        "relate": _relate,
        "incident": _incident,
        "reopen": _text(commands.Reopen, "reopen", "reason"),
        "note": _text(commands.Note, "note", "text"),
        "escalate": _text(commands.Escalate, "escalate", "reason"),
        "chase": _text(commands.Chase, "chase", "note"),
        "ack": _ticket(commands.Acknowledge, "ack"),
        "reason": _text(commands.Reason, "reason", "reason"),
        "callback": read_callback,
        "satisfied": read_satisfied,
        "remedy": _text(commands.Remedy, "remedy", "remedy"),
        "complaints": read_complaints,
        "actions": read_action,
        "reveal": _ticket(commands.Reveal, "reveal"),
    }
)
"""Command slug → its reading."""
