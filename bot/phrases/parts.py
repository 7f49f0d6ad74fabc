"""What sentences are put together from: people, urgencies, deadlines, blanks.

Where people are named for a real mention, the answer is `Rich`: strings, which a platform escapes,
between persons, whom it mentions.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.domain.policy import DutyKind, Name
from bot.views import Due, Person
from bot.words import Words

Rich = tuple[str | Person, ...]
Fact = tuple[str, Rich]
"""A label and what stands beside it."""

DOT: Final = " · "
MARKS: Final = ("🔴", "🟠", "🔵")
MILDEST: Final = "🟢"
UNKNOWN: Final = "⚪"
_A_MOMENT: Final = timedelta(seconds=1)


def people(them: Iterable[Person], words: Words) -> Rich:
    """Persons with commas between them, each with the colleagues in whose place they are named."""
    comma = words.say("word.list_comma")
    found: list[str | Person] = []
    for one in them:
        found += [comma, one] if found else [one]
        if one.stands_for:
            found.append(words.say("word.stands_for", names=one.stands_for))
    return tuple(found)


def texts(rich: Rich) -> list[bool]:
    """Which parts are text, so that they may be cut; a person is named whole."""
    return [isinstance(part, str) for part in rich]


def flat(rich: Rich) -> str:
    """The same without mentions."""
    return "".join(part.name if isinstance(part, Person) else part for part in rich)


def urgency(level: Name | None, rank: int, words: Words) -> str:
    """Colour and word, never the colour alone (spec 2 §2)."""
    if level is None:
        return f"{UNKNOWN} {words.say('card.unclassified')}"
    mark = MARKS[rank] if 0 <= rank < len(MARKS) else MILDEST
    return f"{mark} {words.show(level)}"


def status(slug_of_it: str, words: Words) -> str:
    return words.name("status", slug_of_it)


def deadline(due: Due, words: Words) -> str:
    """`首次响应 10:15 前（还有 12 分钟）`, as of the words' own moment."""
    if due.stopped:
        return words.say("card.deadline_stopped", duty=due.kind)
    key = "card.deadline" if due.due_at >= words.now else "card.deadline_missed"
    return words.say(key, duty=due.kind, due_at=due.due_at, left=left(due.due_at, words))


def left(due_at: datetime, words: Words) -> str:
    """How far off it is; of the moment itself nobody says that there are 0 seconds left."""
    if abs(due_at - words.now) < _A_MOMENT:
        return words.say("span.reached")
    if due_at >= words.now:
        return words.say("span.left", span=due_at - words.now)
    return words.say("span.over", span=words.now - due_at)


def next_due(due: Due, words: Words) -> str:
    """What is due next; while nobody has taken a ticket on, that is what it says."""
    if due.kind is not DutyKind.SYNC:
        return deadline(due, words)
    key = "card.nobody" if due.due_at >= words.now else "card.nobody_missed"
    return words.say(key, due_at=due.due_at, left=left(due.due_at, words))


def duty_name(kind: DutyKind, words: Words) -> str:
    return words.name("duty", kind)


def filled(blanks: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a sentence's blanks, as it is read."""
    return {name: named(value) for name, value in blanks.items()}


def named(value: Any) -> Any:
    """Persons by their names, days as they are written."""
    match value:
        case Person():
            return value.name
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case tuple() | list():
            return tuple(named(each) for each in value)
        case _:
            return value
