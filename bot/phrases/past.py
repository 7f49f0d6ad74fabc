"""What happened, in sentences: one event of the history each."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.domain.history import Happening
from bot.domain.naming import Name
from bot.forms import FilledForm
from bot.views import HistoryLine, OwnChange, Person
from bot.words import Words

_TOLD_CHANGES: Final[Mapping[str, str]] = {
    "urgency": "urgency",
    "category": "category",
    "kind": "kind",
    "severity": "severity",
    "impact": "impact",
    "region": "region",
    "cause": "cause",
    "responsible_department": "responsibility",
    "findings": "findings",
    "department": "department",
    "assignee": "assignee",
    "customer.name": "customer",
    "customer.contact": "contact",
    "customer.phone": "phone",
    "customer.email": "email",
    "customer.prefers": "prefers",
    "customer.address": "address",
    "customer.level": "level",
    "purchase.product": "product",
    "purchase.order_no": "order",
    "purchase.bought_on": "bought",
    "report.description": "description",
    "report.channel": "channel",
    "report.mood": "mood",
    "report.wish": "wish",
    "report.occurred_at": "occurred",
    "report.wished_by": "wished_by",
}
"""Changes that people follow, and what a form calls each field."""
_SAYS_IT_ALL: Final = frozenset({Happening.ACCEPTED, Happening.CONTACTED})
"""Whoever accepts is the assignee: naming that once is enough."""

_NOTE_IS_A_DUTY: Final = frozenset({Happening.WARNED, Happening.BREACHED})


def history(line: HistoryLine, words: Words) -> str:
    """One event in one sentence, with its note, what it changed and its files."""
    said = _happened(line, words)
    shown = {} if line.happening in _SAYS_IT_ALL else line.changes
    if told := changes(shown, words, line.own):
        said = words.say("history_part.changes", line=said, changes=told)
    if line.note:
        said = words.say("history_part.note", line=said, note=_note(line, words))
    if line.due_at:
        said = words.say("history_part.due", line=said, due_at=line.due_at)
    if line.files:
        files = tuple(file_name(file) for file in line.files)
        said = words.say("history_part.files", line=said, files=files)
    return said


def _happened(line: HistoryLine, words: Words) -> str:
    by = line.by or words.say("word.customer" if line.by_customer else "word.bot")
    if line.happening is Happening.WARNED and line.until:
        return words.say("history.warned_later", by=by, until=line.until)
    by_itself = line.happening is Happening.RESUMED and not line.by
    key = "hold_over" if by_itself else line.happening
    blanks = {
        "limit": line.limit,
        "original": line.original,
        "request": line.request,
        "asked": line.asked,
        "solution": line.solution,
    }
    said = words.say(f"history.{key}", by=by, **blanks)
    if line.cost:
        said = words.say("history_part.cost", line=said, cost=line.cost)
    if line.told is not None:
        said = words.say("history_part.told" if line.told else "history_part.untold", line=said)
    if line.department:
        said = words.say("history_part.department", line=said, name=line.department)
    if line.until:
        said = words.say("history_part.until", line=said, until=line.until)
    return said


def told(line: HistoryLine, words: Words) -> str:
    """The same with its time, for a list."""
    return f"{words.moment(line.at)} {history(line, words)}"


def _note(line: HistoryLine, words: Words) -> str:
    return words.name("duty", line.note) if line.happening in _NOTE_IS_A_DUTY else line.note


def file_name(reference: str) -> str:
    """`slack:F123 photo.jpg` → `photo.jpg`; a reference without a name as it is."""
    _, _, name = reference.partition(" ")
    return name or reference


def changes(
    changed: Mapping[str, tuple[Any, Any]], words: Words, own: Iterable[OwnChange] = ()
) -> str:
    """What moved from what to what, of the fields that people follow."""
    moved: list[tuple[str | Name, Any, Any]] = [
        (field, *changed[key])
        for key, field in _TOLD_CHANGES.items()
        if key in changed and changed[key][0] != changed[key][1]
    ]
    moved += [(one.label, one.old, one.new) for one in own]
    return words.listed(_moved(*each, words) for each in moved)


def _moved(field: str | Name, old: Any, new: Any, words: Words) -> str:
    old, new = _value(old, words), _value(new, words)
    return words.say("history_part.change", field=field, old=old, new=new)


def _value(value: Any, words: Words) -> str:
    name = value.name if isinstance(value, Person) else value
    return words.show(name) if name else words.say("word.none")


def happenings(form: FilledForm, words: Words) -> tuple[str, ...]:
    """What went on with the ticket while its form was open."""
    return tuple(
        told(one, words) if isinstance(one, HistoryLine) else words.name("happened", str(one))
        for one in form.happenings
    )
