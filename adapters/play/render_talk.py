"""What the desk says by itself or in answer: reminders, digests, notices, alarms, refusals."""

from typing import Final

from adapters.play.shown import Block, Colour, Link, Shown, Style, taps, text
from bot import phrases
from bot.domain.duties import Call
from bot.phrases import Rich
from bot.views import Alarm, BoardLink, Digest, Done, Notice, Person, Refused, Reminder
from bot.words import Words

REMINDERS: Final = 20
_MEANWHILE: Final = 10


def said(written: str) -> Shown:
    return Shown((text(written),))


def _named(people: tuple[Person, ...], written: str, words: Words) -> Rich:
    """Who must act, then what is to be said."""
    return (*phrases.people(people, words), " ", written) if people else (written,)


def reminder(view: Reminder, words: Words) -> Shown:
    """Names who must act, says what is due since when, carries the button that meets it (S1-38)."""
    headline = _named(view.people, phrases.reminder_headline(view, words), words)
    about = text(phrases.reminder_about(view, words), style=Style.QUIET)
    colour = Colour.ORANGE if view.call is Call.WARN else Colour.RED
    return Shown((text(*headline), about, *taps(view.buttons, (), words)), colour=colour)


def digest(view: Digest, words: Words) -> Shown:
    headline = _named(view.people, phrases.digest_headline(view, words), words)
    shown: list[Block] = [text(*headline, style=Style.STRONG)]
    for one in view.reminders[:REMINDERS]:
        shown.append(text(phrases.reminder_headline(one, words)))
        shown.append(text(phrases.reminder_about(one, words), style=Style.QUIET))
        shown += taps(one.buttons, (), words)
    if hidden := view.reminders[REMINDERS:]:
        shown.append(text(words.say("hint.more_reminders", n=len(hidden)), style=Style.QUIET))
    return Shown(tuple(shown), colour=Colour.RED)


def notice(view: Notice, words: Words) -> Shown:
    told = _named(view.people, phrases.notice(view, words), words)
    about = text(phrases.notice_about(view, words), style=Style.QUIET)
    return Shown((text(*told), about, *taps(view.buttons, (), words)), colour=Colour.ORANGE)


def alarm(view: Alarm, words: Words) -> Shown:
    return Shown((text(f"🚨 {phrases.alarm(view, words)}"),), colour=Colour.RED)


def done(view: Done, words: Words) -> Shown:
    return Shown((text(f"✅ {phrases.done(view, words)}"), *taps(view.buttons, (), words)))


def board_link(view: BoardLink, words: Words) -> Shown:
    about = text(words.say("board.link_about", within=view.within), style=Style.QUIET)
    return Shown((Link(words.say("board.open"), view.url), about))


def refused(view: Refused, words: Words) -> Shown:
    """Why not, what happened since the button was drawn, and what can be done instead."""
    why = text(f"✋ {phrases.refused(view, words)}")
    told = (phrases.told(one, words) for one in view.meanwhile[-_MEANWHILE:])
    since = (text(f"• {line}", style=Style.QUIET) for line in told)
    return Shown((why, *since, *taps(view.buttons, (), words)))
