"""Queues, and the home page that shows one's own."""

from typing import Final

from bot.phrases.parts import DOT, deadline, duty_name, left, next_due, status, urgency
from bot.views import HomePage, OwedRow, Queue, QueueRow
from bot.words import Words


def queue_title(view: Queue, words: Words) -> str:
    if view.words:
        return words.say("queue.words", words=view.words, n=view.total)
    return words.say("queue.total", title=words.say(f"queue.{view.title}"), n=view.total)


def queue_row(row: QueueRow, words: Words) -> tuple[str, str]:
    """A row in two lines: which ticket, and what about it."""
    mark = urgency(row.urgency, row.rank, words)
    overdue = f"⚠️ {words.say('queue.overdue')}" if row.overdue else ""
    first = (row.no, mark, status(row.status, words), overdue)
    who = row.assignee or words.say("queue.nobody")
    said = deadline if row.assignee else next_due
    due = said(row.next, words) if row.next else ""
    second = (row.customer, row.problem, who, due)
    return DOT.join(p for p in first if p), DOT.join(p for p in second if p)


def empty_queue(view: Queue, words: Words) -> str:
    return words.say(_EMPTY.get(view.title, "queue.empty"))


_EMPTY: Final = {"mine": "home.nothing_mine", "waiting": "home.nothing_waiting"}


def hidden_rows(view: Queue, shown: int, words: Words) -> str:
    """How many tickets the list does not show; empty if it shows all."""
    hidden = max(view.total, len(view.rows)) - shown
    return words.say("hint.more_rows", n=hidden) if hidden > 0 else ""


def home_headings(view: HomePage, words: Words) -> tuple[str, str, str]:
    """The greeting, and the headings of the two queues."""
    return (
        words.say("home.hello", name=view.name),
        words.say("home.mine", n=view.mine.total),
        words.say("home.waiting", n=view.waiting.total),
    )


OWED_SHOWN: Final = 10
"""So many of the things that somebody owes stand above their tickets; the others are counted."""


def owed_heading(n: int, words: Words) -> str:
    return words.say("queue.owed", n=n)


def owed_row(row: OwedRow, words: Words) -> tuple[str, str]:
    """A row in two lines: what is owed by when, and which ticket that is."""
    late = not row.due.stopped and row.due.due_at <= words.now
    mark = f"⚠️ {words.say('queue.overdue')}" if late and not row.unanswered else ""
    due = "" if row.due.stopped else _owed_by(row, words)
    first = (row.no, _owed(row, words), mark, due)
    return DOT.join(p for p in first if p), DOT.join(p for p in (row.customer, row.problem) if p)


def _owed(row: OwedRow, words: Words) -> str:
    duty = duty_name(row.due.kind, words)
    if row.unanswered:
        return f"⚠️ {words.say('queue.unanswered', duty=duty)}"
    of = words.name("duty", row.which) if isinstance(row.which, str) else row.which
    return words.say("reminder.of", duty=duty, of=of) if of else duty


def _owed_by(row: OwedRow, words: Words) -> str:
    return words.say("queue.owed_by", due_at=row.due.due_at, left=left(row.due.due_at, words))


def hidden_owed(n: int, words: Words) -> str:
    """How many of so many things owed are not shown; empty if all are."""
    hidden = n - OWED_SHOWN
    return words.say("hint.more_owed", n=hidden) if hidden > 0 else ""
