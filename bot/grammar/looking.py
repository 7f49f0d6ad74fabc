"""What is to be looked up: a queue, a search, a customer, a month's complaints, a deadline."""

import re
from typing import Final

from bot import commands
from bot.commands import Command
from bot.grammar.numerals import take_only_number
from bot.grammar.pairs import split
from bot.grammar.script import fold
from bot.grammar.vocabulary import COMMAND_WORDS, DEEDS

# All patterns read folded text.
_FILTER: Final = re.compile(
    r"(?P<unassigned>\b(?:unassigned|unclaimed)\b|未分配|未指派|无人处理|没人接)"
    r"|(?P<overdue>\b(?:overdue|breach(?:ed|es)?|late|missed)\b|已?(?:超时|逾期|超期))"
    r"|(?P<today>\btoday(?:'s)?\b|今天|今日)"
)
FILLER: Final = re.compile(
    r"[\s,;、。:]+|的|所有|全部|未关闭|未完成|工单|和|或|且|\b(?:and|or|all|open|the|tickets?)\b"
)
"""Says nothing more of a list, unless a name begins with it: `和平路`."""

FILTERS: Final = ("unassigned", "overdue", "today", "未分配", "超时", "今天")
_OWN: Final = frozenset(COMMAND_WORDS["mine"].split())
_TWO: Final = re.compile(
    r"\s*(?P<first>[^\s,;、。→]+?)"
    r"(?:\s*(?:[,;、。→]|->)\s*|\s+(?:to|into|and|到|和)(?:\s+|$)"
    r"|(?<=\d)[到和]\s*|\s*[到和](?=c?\d)|\s+|$)"
    r"(?P<second>.*)",
    re.DOTALL,
)
"""A customer, and another or a level; what stands between them may begin a name: `C12 和平会员`."""

_QUESTION: Final = re.compile(r"(?:(?:^|\s)(?:是[这那]个时间|(?:due )?then|due))?[?？.!。\s]*$")


def read_list(line: str) -> Command:
    """Filters by their keys or names; the desk knows what bare words mean, as its policy has it."""
    values, text = split(line, "list")
    low = fold(text)
    named = {found.lastgroup for found in _FILTER.finditer(low)}
    unread = _FILTER.sub(" ", low).strip()
    said = FILLER.sub(" ", unread).split()
    if not (named or values) and not _OWN.isdisjoint((unread, " ".join(said))):
        return commands.Mine()
    return commands.ListTickets(
        words=unread if said else "",
        unassigned="unassigned" in named,
        overdue="overdue" in named,
        today="today" in named,
        **values,
    )


def read_search(line: str) -> Command:
    values, words = split(line, "search")
    return commands.Search(words=words, **values)


def read_customer(line: str) -> Command:
    """`customer merge C2 C1`, or words by which somebody is found."""
    low = fold(line)
    word = low.split()[0] if low.split() else ""
    first, second = _two(line[len(word) :])
    match DEEDS.get(word):
        case "reveal":
            return commands.RevealCustomer(customer=first)
        case "level":
            return commands.RankCustomer(customer=first, level=second)
        case "merge":
            return commands.MergeCustomers(double=first, into=_two(second)[0])
        case "name":
            words = line[len(word) :].split(maxsplit=1)
            return commands.RenameCustomer(customer=first, name="".join(words[1:]))
        case "erase":
            return commands.EraseCustomer(customer=first)
        case _:
            return commands.FindCustomer(words=line)


def _two(text: str) -> tuple[str, str]:
    found = _TWO.match(fold(text))
    if not found:
        return "", ""
    first, second = (text[slice(*found.span(part))] for part in ("first", "second"))
    return first, second.strip()


def read_complaints(line: str) -> Command:
    """A month, and what to narrow it by."""
    values, text = split(line, "complaints")
    return commands.Complaints(**{"month": text, **values})


def read_why(line: str) -> Command:
    """A ticket, and the deadline that is meant; the rest of the question says nothing new."""
    ticket, text = take_only_number(line)
    return commands.Why(ticket=ticket, duty=text[: len(_QUESTION.sub("", fold(text)))].strip())
