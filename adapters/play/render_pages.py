"""Lists and pages: the queue, the home page, help, the own profile, and why a deadline is when."""

from collections.abc import Iterable
from typing import Final

from adapters.play.shown import Block, Shown, Style, facts, taps, text
from bot import phrases
from bot.commands import CollabDone, Show
from bot.views import Button, HelpPage, HomePage, Profile, Queue, Register, WhyDue
from bot.words import Words

ROWS: Final = 20


def queue(view: Queue, words: Words) -> Shown:
    return Shown(tuple(_rows(view, words)), phrases.queue_title(view, words))


def _rows(view: Queue, words: Words) -> Iterable[Block]:
    """Each ticket with its button; what is left out is counted."""
    yield from _owed(view, words)
    if view.requests:
        yield text(phrases.requests_heading(view.requests, words), style=Style.STRONG)
    for asked in view.requests:
        first, second = phrases.request_row(asked, words)
        yield text(first, style=Style.STRONG)
        yield text(second, style=Style.QUIET)
        yield from taps((Button(CollabDone(asked.no)),), (), words)
    for row in view.rows[:ROWS]:
        first, second = phrases.queue_row(row, words)
        yield text(first, style=Style.STRONG)
        yield text(second, style=Style.QUIET)
        yield from taps((Button(Show(row.no)),), (), words)
    if not view.rows:
        yield text(phrases.empty_queue(view, words), style=Style.QUIET)
    if hidden := phrases.hidden_rows(view, min(len(view.rows), ROWS), words):
        yield text(hidden, style=Style.QUIET)


def _owed(view: Queue, words: Words) -> Iterable[Block]:
    """What the reader owes beside their own tickets, each with the way to settle it."""
    if view.owed:
        yield text(phrases.owed_heading(len(view.owed), words), style=Style.STRONG)
    for one in view.owed[: phrases.OWED_SHOWN]:
        first, second = phrases.owed_row(one, words)
        yield text(first, style=Style.STRONG)
        yield text(second, style=Style.QUIET)
        yield from taps((one.button,), (), words)
    if more := phrases.hidden_owed(len(view.owed), words):
        yield text(more, style=Style.QUIET)


def register(view: Register, words: Words) -> Shown:
    shown: list[Block] = []
    for row in view.rows:
        first, second = phrases.register_row(row, words)
        tap = phrases.register_button(row)
        shown += [text(first, style=Style.STRONG), text(second, style=Style.QUIET)]
        shown += taps((tap,) if tap else (), (), words)
    about = phrases.register_about(view, words)
    below = (text(about, style=Style.QUIET),) if about else ()
    buttons = taps(view.buttons, (), words)
    return Shown((*shown, *below, *buttons), phrases.register_title(view, words))


def home(view: HomePage, words: Words) -> Shown:
    """My queue and what waits for somebody; `new` on top (spec 2 §1)."""
    hello, mine, waiting = phrases.home_headings(view, words)
    shown = (
        *taps(view.steps, (), words),
        text(mine, style=Style.STRONG),
        *_rows(view.mine, words),
        text(waiting, style=Style.STRONG),
        *_rows(view.waiting, words),
    )
    return Shown(shown, hello)


def help_page(view: HelpPage, words: Words) -> Shown:
    lines = (text(line) for line in phrases.help_lines(view, words))
    steps = taps(view.steps, (), words)
    subjects = taps(view.rest, (), words)
    return Shown((*lines, *steps, *subjects), phrases.help_title(view, words))


def why(view: WhyDue, words: Words) -> Shown:
    lines = (text(line) for line in phrases.why_lines(view, words))
    return Shown((*lines, *taps(view.buttons, (), words)), phrases.why_title(view, words))


def profile(view: Profile, words: Words) -> Shown:
    return Shown((facts(phrases.profile_facts(view, words)),), words.say("profile.title"))
