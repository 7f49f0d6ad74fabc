"""Lists and pages: the queue, the home page, help and the own profile."""

from typing import Final

from adapters.feishu.elements import actions, button, columns, facts, show_button
from adapters.feishu.sheet import Sheet
from adapters.feishu.voice import Voice, markdown, note
from adapters.plain import Json
from bot import phrases
from bot.commands import CollabDone, Home
from bot.views import (
    ActionRow,
    Button,
    ComplaintRow,
    HelpPage,
    HomePage,
    OwedRow,
    Profile,
    Queue,
    QueueRow,
    Register,
    RequestRow,
    WhyDue,
)
from bot.words import Words

ROWS: Final = 20
HOME_ROWS: Final = 10
_HELP: Final = 10
_BESIDE: Final = (5, 1)


def queue(view: Queue, voice: Voice) -> Sheet:
    """Each ticket one row with its button; what is left out is counted."""
    shown, hidden = _rows(view, voice, ROWS)
    return Sheet(
        lambda words: phrases.queue_title(view, words),
        shown,
        hidden,
        lambda words: phrases.queue_title(view, words),
        "blue",
    )


def _rows(view: Queue, voice: Voice, rows: int) -> tuple[list[Json], list[Json]]:
    """The rows, and the line that counts the others."""
    asked = [*_owed(view, voice), *_requests(view, voice)]
    shown = [_row(one, voice) for one in view.rows[:rows]]
    if not shown:
        return [*asked, markdown(voice, lambda words: [(phrases.empty_queue(view, words),)])], []
    if not phrases.hidden_rows(view, len(shown), voice.words):
        return [*asked, *shown], []
    hidden = note(voice, lambda words: phrases.hidden_rows(view, len(shown), words))
    return [*asked, *shown], [hidden]


def _owed(view: Queue, voice: Voice) -> list[Json]:
    """What the reader owes beside their own tickets, each with the way to settle it."""
    if not view.owed:
        return []
    heading = markdown(voice, lambda words: [(phrases.owed_heading(len(view.owed), words),)])
    rows = [_owed_row(one, voice) for one in view.owed[: phrases.OWED_SHOWN]]
    more = phrases.hidden_owed(len(view.owed), voice.words)
    below = [note(voice, lambda words: phrases.hidden_owed(len(view.owed), words))] if more else []
    return [heading, *rows, *below, {"tag": "hr"}]


def _owed_row(row: OwedRow, voice: Voice) -> Json:
    said = markdown(voice, lambda words: [(line,) for line in phrases.owed_row(row, words)])
    return columns([said], [button(row.button, voice)], widths=_BESIDE)


def _requests(view: Queue, voice: Voice) -> list[Json]:
    """What other departments ask of the reader's, each with the way to answer it."""
    if not view.requests:
        return []
    heading = markdown(voice, lambda words: [(phrases.requests_heading(view.requests, words),)])
    return [heading, *(_request(one, voice) for one in view.requests), {"tag": "hr"}]


def _request(row: RequestRow, voice: Voice) -> Json:
    said = markdown(voice, lambda words: [(line,) for line in phrases.request_row(row, words)])
    return columns([said], [button(Button(CollabDone(row.no)), voice)], widths=_BESIDE)


def _row(row: QueueRow, voice: Voice) -> Json:
    said = markdown(voice, lambda words: [(line,) for line in phrases.queue_row(row, words)])
    return columns([said], [show_button(row.no, voice)], widths=_BESIDE)


def register(view: Register, voice: Voice) -> Sheet:
    """Each row with what can be done about it."""

    def title(words: Words) -> str:
        return phrases.register_title(view, words)

    told = phrases.register_about(view, voice.words)
    about = [note(voice, lambda words: phrases.register_about(view, words))] if told else []
    below = [*about, *actions(view.buttons, (), voice)]
    return Sheet(title, [_register_row(one, voice) for one in view.rows], below, title, "blue")


def _register_row(row: ComplaintRow | ActionRow, voice: Voice) -> Json:
    said = markdown(voice, lambda words: [(line,) for line in phrases.register_row(row, words)])
    tap = phrases.register_button(row)
    return columns([said], [button(tap, voice)], widths=_BESIDE) if tap else said


def home(view: HomePage, voice: Voice) -> Sheet:
    """My queue and what waits for somebody; `new` below (spec 2 §1)."""
    mine, more_mine = _rows(view.mine, voice, HOME_ROWS)
    waiting, more_waiting = _rows(view.waiting, voice, HOME_ROWS)
    buttons = (*view.steps, Button(Home()))
    return Sheet(
        lambda words: phrases.home_headings(view, words)[0],
        [
            _heading(view, voice, 1), *mine, *more_mine, {"tag": "hr"},
            _heading(view, voice, 2), *waiting, *more_waiting,
        ],
        actions(buttons, (), voice),
        lambda words: phrases.home_headings(view, words)[0],
        "blue",
    )  # fmt: skip


def _heading(view: HomePage, voice: Voice, which: int) -> Json:
    return markdown(
        voice, lambda words: [(phrases.home_headings(view, words)[which],)], size="heading"
    )


def help_page(view: HelpPage, voice: Voice) -> Sheet:
    count = len(phrases.help_lines(view, voice.words))
    groups = [_help_group(view, voice, at) for at in range(0, count, _HELP)]
    return Sheet(
        lambda words: phrases.help_title(view, words),
        groups,
        actions((*view.steps, *view.rest), (), voice),
        lambda words: phrases.help_title(view, words),
    )


def _help_group(view: HelpPage, voice: Voice, at: int) -> Json:
    return markdown(
        voice, lambda words: [(line,) for line in phrases.help_lines(view, words)[at : at + _HELP]]
    )


def why(view: WhyDue, voice: Voice) -> Sheet:
    """The way to a due time, each span a line."""
    return Sheet(
        lambda words: phrases.why_title(view, words),
        [markdown(voice, lambda words: [(line,) for line in phrases.why_lines(view, words)])],
        actions(view.buttons, (), voice),
        lambda words: phrases.why_title(view, words),
        "blue",
    )


def profile(view: Profile, voice: Voice) -> Sheet:
    return Sheet(
        lambda words: words.say("profile.title"),
        [facts(voice, lambda words: phrases.profile_facts(view, words))],
        (),
        lambda words: words.say("profile.title"),
    )
