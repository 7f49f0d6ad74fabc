"""One reading per command: what follows the command's word → the command."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot import commands
from bot.commands import Command
from bot.domain.errors import UnknownKey, UnknownValue
from bot.domain.naming import Name
from bot.grammar.administering import read_admin
from bot.grammar.collaborating import read_collab
from bot.grammar.improving import read_action
from bot.grammar.nearest import nearest
from bot.grammar.numerals import NUMBER, take_only_number, written_number
from bot.grammar.pairs import split
from bot.grammar.said import LANGUAGE_OF, MENTION, WHO, and_also, called, refuse, unlabelled
from bot.grammar.script import GAP, fold
from bot.grammar.times import LENGTH
from bot.grammar.vocabulary import (
    COMMANDS,
    DEEDS,
    FLAGS,
    LANGUAGES,
    turned,
)
from bot.words import bilingual

# All patterns read folded text.
_STAND_IN: Final = re.compile(
    r"(?:^|[\s,;、。])(?:stand[- ]?in|代班人?|替班人?)[\s:=]*(?:is\s+)?"
    r"(?P<who><@[^>]{1,80}>|@?\"[^\"]+\"|@?「[^」]+」|[^\s,;:、。]+)[,;、。]*"
)
_TOLD: Final = re.compile(
    r"(?:^|[\s,;、。])(?:told|customer told|已告知(?:客户)?|客户已告知)[.。!]?$"
)
_UPDATE: Final = re.compile(r"(?:update|通报|更新|进展)(?=\s|$|[:,])[\s:,]*")
_END: Final = re.compile(r"(?:end|over|解除|结束|撤销)[.。!]?$")
_ANSWER: Final = re.compile(
    r"(?:(?P<unreachable>unreachable|no answer|联系不上|无法联系|没人接|无人接听|未接通)"
    r"|(?P<yes>yes|y|ok|solved|是的?|已解决|解决了|好了)"
    r"|(?P<no>no|n|not solved|unsolved|否|不是|未解决|没有?解决))(?=[\s,;:、。!]|$)[\s,;:、。!]*"
)
_REACHED: Final = re.compile(
    r"(?:(?P<unreachable>unreachable|not reached|no answer|联系不上|未联系上|无法联系|没人接"
    r"|无人接听|未接通)|(?P<reached>reached|联系上了?|已联系上))(?=[\s,;:、。!]|$)[\s,;:、。!]*"
)
_SATISFIED: Final = re.compile(
    r"(?:(?P<dissatisfied>no|n|not satisfied|dissatisfied|否|不满意|还?不接受)"
    r"|(?P<satisfied>yes|y|ok|satisfied|是的?|满意|接受))(?=[\s,;:、。!]|$)[\s,;:、。!]*"
)
_UNTIL: Final = re.compile(
    r"(?:^|[\s,;、。])(?:until|till|直到|等到|至|到)[\s:=]*(?P<time>"
    r"(?:\d{1,4} ?(?:[:/.年月日号点时天周hmd-]|小时|个?半?小时|分|星期|am|pm)|in \d|today|tonight"
    r"|tomorrow|next week"
    r"|(?:next |this )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|[一二两三四五六七八九十半] ?(?:天|个?小时|周|星期|点)|十[一二]点"
    r"|今天|明天|后天|早上|上午|中午|下午|晚上|[上下这本]?个?(?:周|星期|礼拜))"
    r".{0,24}?)[.。]?$"
)
_LEAD: Final = re.compile(r"(?:until|till|直到|等到|至|到)[\s:=]*")
"""What goes before a time; it is no part of one, even of one that cannot be read."""

_LINK: Final = r"(?:of\b|to\b|with\b|and\b|于|和|与|到|=|->|→)"
_PAIR: Final = re.compile(
    rf"(?=#?{NUMBER}|{_LINK}\s*#?{NUMBER})(?:#?(?P<ticket>{NUMBER})(?![a-z0-9]))?\s*{_LINK}?"
    rf"\s*(?:#?(?P<of>{NUMBER})(?![a-z0-9]))?"
)
_FILTER: Final = re.compile(
    r"(?P<unassigned>\bunassigned\b|未分配|未指派|无人处理|没人接)"
    r"|(?P<overdue>\boverdue\b|超时|逾期|超期)|(?P<today>\btoday\b|今天|今日)"
)
_QUESTION: Final = re.compile(r"(?:(?:^|\s)(?:是[这那]个时间|(?:due )?then|due))?[?？.!。\s]*$")
_FILLER: Final = re.compile(r"[\s,;、。:]+|的|工单|和|且|\b(?:and|tickets?)\b")
_BETWEEN: Final = re.compile(r"[，,、]|\b(?:to|into|and)\b|→|->|到|和")
_FILTERS: Final = ("unassigned", "overdue", "today")
_FLAGS: Final = turned(FLAGS)


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


def _list(line: str) -> Command:
    values, text = split(line, "list")
    low = fold(text)
    named = {found.lastgroup for found in _FILTER.finditer(low)}
    unread = _FILLER.sub(" ", _FILTER.sub(" ", low)).split()
    if unread and (near := nearest(unread[0], _FILTERS, 60)):
        raise UnknownKey(written=unread[0], near=near)
    if unread:
        refuse("list", text)
    return commands.ListTickets(
        unassigned="unassigned" in named,
        overdue="overdue" in named,
        today="today" in named,
        **values,
    )


def _search(line: str) -> Command:
    values, words = split(line, "search")
    return commands.Search(words=words, **values)


def _customer(line: str) -> Command:
    """`customer merge C2 C1`, or words by which somebody is found."""
    low = fold(line)
    word = low.split()[0] if low.split() else ""
    about = _BETWEEN.sub(" ", line[len(word) :]).split()
    first, second = (about[at] if at < len(about) else "" for at in (0, 1))
    match DEEDS.get(word):
        case "reveal":
            return commands.RevealCustomer(customer=first)
        case "level":
            return commands.RankCustomer(customer=first, level=second)
        case "merge":
            return commands.MergeCustomers(double=first, into=second)
        case "name":
            words = line[len(word) :].split(maxsplit=1)
            return commands.RenameCustomer(customer=first, name="".join(words[1:]))
        case "erase":
            return commands.EraseCustomer(customer=first)
        case _:
            return commands.FindCustomer(words=line)


def _complaints(line: str) -> Command:
    """A month, and what to narrow it by."""
    values, text = split(line, "complaints")
    return commands.Complaints(**{"month": text, **values})


def _why(line: str) -> Command:
    """A ticket, and the deadline that is meant; the rest of the question says nothing new."""
    ticket, text = take_only_number(line)
    return commands.Why(ticket=ticket, duty=text[: len(_QUESTION.sub("", fold(text)))].strip())


def _help(line: str) -> Command:
    return commands.Help(topic=COMMANDS.get(fold(line).lstrip("/"), line))


def _me(line: str) -> Command:
    values, text = split(line, "me")
    written = values.get("lang", text)
    locale = LANGUAGE_OF.get(fold(written), "")
    if written and not locale:
        raise UnknownValue(
            field="locale", written=written, known=_names("profile.locale", LANGUAGES)
        )
    return commands.Me(locale=locale)


_LAST: Final = re.compile(rf"(?<=\S)[\s,;、]+(?P<who>{MENTION.pattern})\s*$")
"""Somebody called at the end of an absence, after whatever else was said of it."""


def _away(line: str) -> Command:
    """`until 18:00 stand-in @li`, or `18:00 @li`; `@wang` first is whose absence is set."""
    values, text = split(line, "away")
    named = _STAND_IN.search(fold(text))
    if named:
        values.setdefault("stand_in", called(text[slice(*named.span("who"))]))
        text = f"{text[: named.start()]} {text[named.end() :]}".strip()
    elif last := _LAST.search(fold(text)):
        values.setdefault("stand_in", called(text[slice(*last.span("who"))]))
        text = text[: last.start()].rstrip(" ,，、")
    said = _UNTIL.search(fold(text))
    if said:
        values.setdefault("until", text[slice(*said.span("time"))].strip())
        text = text[: said.start()].strip()
    whom = MENTION.match(fold(text))
    if whom:
        values.setdefault("member", called(text[: whom.end()]))
        text = text[whom.end() :].strip(" ,，、")
    if lead := _LEAD.match(fold(text)):
        text = text[lead.end() :]
    if text:
        values.setdefault("until", f"in {text}" if LENGTH.fullmatch(fold(text)) else text)
    return commands.Away(**values)


def _back(line: str) -> Command:
    who = WHO.match(fold(line))
    return commands.Back(member=called(line[slice(*who.span("who"))]) if who else "")


def _handover(line: str) -> Command:
    values, text = split(line, "handover")
    origin = WHO.match(fold(text))
    if origin:
        values.setdefault("origin", called(text[slice(*origin.span("who"))]))
        text = text[origin.end() :]
    if to := WHO.match(fold(text)):
        values.setdefault("to", called(text[slice(*to.span("who"))]))
    return commands.HandOver(**values)


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
    """`001` makes it one, `001 update …` writes to all of its tickets, `001 end` parts them."""
    ticket, text = take_only_number(line)
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
        raise UnknownValue(field="told", written=told, known=_names("word", FLAGS))
    said = _TOLD.search(fold(text))
    note = text[: said.start()].rstrip() if said else text
    told_so = _FLAGS[fold(told)] == "yes" if told else said is not None
    return ticket, unlabelled(note), told_so


def _hold(line: str) -> Command:
    values, rest = split(line, "hold")
    ticket, text = take_only_number(rest)
    said = None if "until" in values else _UNTIL.search(fold(text))
    until = text[slice(*said.span("time"))].strip() if said else values.get("until", "")
    reason = text[: said.start()].rstrip() if said else text
    return commands.Hold(ticket=ticket, reason=unlabelled(reason), until=until)


def _confirm(line: str) -> Command:
    values, rest = split(line, "confirm")
    ticket, text = take_only_number(rest)
    written = values.get("answer", text)
    said = _ANSWER.match(fold(written))
    if "answer" in values and not said:
        known = _names("option", ("yes", "no", "unreachable"))
        raise UnknownValue(field="answer", written=written, known=known)
    comment = text if "answer" in values or not said else text[said.end() :]
    return commands.Confirm(
        ticket=ticket,
        answer=said.lastgroup or "" if said else "",
        csat=values.get("csat", ""),
        comment=unlabelled(comment),
    )


def _callback(line: str) -> Command:
    """Whoever says what came of the call has reached the customer, unless they say otherwise."""
    values, rest = split(line, "callback")
    ticket, text = take_only_number(rest)
    said = _REACHED.match(fold(text))
    answer = said.lastgroup or "" if said else "reached" if text or values else ""
    outcome = unlabelled(text[said.end() :] if said else text)
    # The checker cannot know that no key of `callback` is the one field that is not text.
    told: dict[str, Any] = {"ticket": ticket, "answer": answer, "outcome": outcome, **values}
    return commands.CallBack(**told)


def _satisfied(line: str) -> Command:
    ticket, text = take_only_number(line)
    said = _SATISFIED.match(fold(text))
    comment = text[said.end() :] if said else text
    answer = said.lastgroup or "" if said else ""
    return commands.Satisfied(ticket=ticket, answer=answer, comment=unlabelled(comment))


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


def _names(prefix: str, slugs: Iterable[str]) -> tuple[Name, ...]:
    """What can be written, as whoever is refused will read it."""
    return tuple(bilingual(f"{prefix}.{slug}") for slug in slugs)


READERS: Final[Mapping[str, Callable[[str], Command]]] = MappingProxyType(
    {
        "new": _new,
        "show": _ticket(commands.Show, "show"),
        "why": _why,
        "survey": _ticket(commands.Survey, "survey"),
        "mine": _bare(commands.Mine),
        "list": _list,
        "signed": _ticket(commands.Signed, "signed"),
        "search": _search,
        "customer": _customer,
        "help": _help,
        "me": _me,
        "link": lambda line: commands.Link(code=line.split()[0] if line.split() else ""),
        "board": _bare(commands.Board),
        "away": _away,
        "back": _back,
        "handover": _handover,
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
        "confirm": _confirm,
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
        "callback": _callback,
        "satisfied": _satisfied,
        "remedy": _text(commands.Remedy, "remedy", "remedy"),
        "complaints": _complaints,
        "actions": read_action,
        "reveal": _ticket(commands.Reveal, "reveal"),
    }
)
"""Command slug → its reading."""
