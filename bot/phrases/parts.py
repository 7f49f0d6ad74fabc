"""What sentences are put together from: people, urgencies, statuses, deadlines.

Where people are named for a real mention, the answer is `Rich`: strings, which a platform escapes,
between persons, whom it mentions.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.domain.policy import Name
from bot.views import Due, Person
from bot.words import Words

Rich = tuple[str | Person, ...]
Fact = tuple[str, Rich]
"""A label and what stands beside it."""

DOT: Final = " · "
MARKS: Final = ("🔴", "🟠", "🔵")
MILDEST: Final = "🟢"
UNKNOWN: Final = "⚪"


def people(them: Iterable[Person], words: Words) -> Rich:
    """Persons with commas between them, each with the colleagues in whose place they are named."""
    comma = words.say("word.list_comma")
    found: list[str | Person] = []
    for one in them:
        found += [comma, one] if found else [one]
        if one.stands_for:
            found.append(words.say("word.stands_for", names=one.stands_for))
    return tuple(found)


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
    if due_at >= words.now:
        return words.say("span.left", span=due_at - words.now)
    return words.say("span.over", span=words.now - due_at)
