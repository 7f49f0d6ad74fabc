"""What the desk says by itself or in answer: reminders, digests, notices, alarms, refusals."""

from adapters.plain import Json
from adapters.slack.blocks import SECTION, actions, context, mrkdwn, plain, section
from adapters.slack.text import escape
from bot import phrases
from bot.commands import Command
from bot.phrases import Rich
from bot.views import (
    Alarm,
    BoardLink,
    Button,
    Digest,
    Done,
    Notice,
    Person,
    Refused,
    Reminder,
)
from bot.words import Words

REMINDERS = 20
"""A digest's reminders, with their buttons, stay below a message's 50 blocks."""

_MEANWHILE = 10


def said(text: str) -> list[Json]:
    return [{"type": "section", "text": plain(text, SECTION)}]


def named(people: tuple[Person, ...], text: str, words: Words) -> Rich:
    """Who must act, then what is to be said."""
    return (*phrases.people(people, words), " ", text) if people else (text,)


def reminder_text(view: Reminder, words: Words) -> Rich:
    return named(view.people, phrases.reminder_headline(view, words), words)


def reminder(view: Reminder, words: Words, workspace: str = "") -> list[Json]:
    """Names who must act, says what is due since when, carries the button that meets it (S1-38)."""
    about = (phrases.reminder_about(view, words),)
    shown = [section(reminder_text(view, words), about, workspace=workspace)]
    return [*shown, *actions(view.buttons, (), words)]


def digest_text(view: Digest, words: Words) -> Rich:
    return named(view.people, phrases.digest_headline(view, words), words)


def digest(view: Digest, words: Words, workspace: str = "") -> list[Json]:
    shown = [section(digest_text(view, words), workspace=workspace)]
    for one in view.parts[:REMINDERS]:
        lines = phrases.digest_part(one, words)
        shown += [section(*((line,) for line in lines)), *actions(one.buttons, (), words)]
    hidden = max(len(view.parts) - REMINDERS, 0) + view.more
    more = [context((words.say("hint.more_reminders", n=hidden),))] if hidden > 0 else []
    return [*shown, *more]


def notice_text(view: Notice, words: Words) -> Rich:
    return named(view.people, phrases.notice(view, words), words)


def notice(view: Notice, words: Words, workspace: str = "") -> list[Json]:
    about = (phrases.notice_about(view, words),)
    shown = section(notice_text(view, words), about, workspace=workspace)
    return [shown, *actions(view.buttons, (), words)]


def alarm_text(view: Alarm, words: Words) -> str:
    return f"🚨 {phrases.alarm(view, words)}"


def alarm(view: Alarm, words: Words) -> list[Json]:
    return said(alarm_text(view, words))


def done(text: str, view: Done, words: Words) -> list[Json]:
    return [*said(text), *actions(view.buttons, (), words)]


def board_link(view: BoardLink, words: Words) -> list[Json]:
    """A link in the text: a button's tap would come to us as well, and mean nothing."""
    link = f"<{escape(view.url)}|{escape(words.say('board.open'))}>"
    about = context((words.say("board.link_about", within=view.within),))
    return [{"type": "section", "text": mrkdwn(f"*{link}*")}, about]


def refused(text: str, view: Refused, words: Words) -> list[Json]:
    """Why not, what happened since the button was drawn, and what can be done instead."""
    told = [(f"• {phrases.told(one, words)}",) for one in view.meanwhile[-_MEANWHILE:]]
    since = [section(*told)] if told else []
    return [*said(text), *since, *actions(view.buttons, (), words)]


def offer(text: str, command: Command, words: Words) -> list[Json]:
    """A sentence, and one button for a form that cannot be opened without a tap."""
    row = actions((Button(command, primary=True),), (), words)
    row[0]["elements"][0]["text"] = plain(words.say("button.form"))
    return [*said(text), *row]
