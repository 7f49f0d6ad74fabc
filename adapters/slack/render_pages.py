"""Lists and pages: the queue, the home tab, help and the own profile."""

from adapters.plain import Json, cut
from adapters.slack.asked import COMMAND
from adapters.slack.blocks import (
    actions,
    button,
    context,
    divider,
    fields,
    header,
    section,
    show_button,
)
from adapters.slack.render_talk import refused
from bot import phrases
from bot.commands import CollabDone, Home
from bot.views import (
    ActionRow,
    Button,
    ComplaintRow,
    HelpPage,
    HomePage,
    Profile,
    Queue,
    QueueRow,
    Refused,
    Register,
    WhyDue,
)
from bot.words import Words

ROWS = 20
HOME_ROWS = 25
_LINE = 200


def queue(view: Queue, words: Words, rows: int = ROWS) -> list[Json]:
    """Each ticket one block with its button; what is left out is counted."""
    return [header(phrases.queue_title(view, words)), *_rows(view, words, rows)]


def _rows(view: Queue, words: Words, rows: int) -> list[Json]:
    asked = [*_owed(view, words), *_requests(view, words)]
    shown = [_row(one, words) for one in view.rows[:rows]]
    if not shown:
        return [*asked, section((phrases.empty_queue(view, words),))]
    hidden = phrases.hidden_rows(view, len(shown), words)
    return [*asked, *shown, *([context((hidden,))] if hidden else [])]


def _owed(view: Queue, words: Words) -> list[Json]:
    """What the reader owes beside their own tickets, each with the way to settle it."""
    if not view.owed:
        return []
    rows = [
        section(
            *((cut(line, _LINE),) for line in phrases.owed_row(one, words)),
            accessory=button(one.button, at, words),
        )
        for at, one in enumerate(view.owed[: phrases.OWED_SHOWN])
    ]
    more = phrases.hidden_owed(len(view.owed), words)
    below = [context((more,))] if more else []
    return [section((phrases.owed_heading(len(view.owed), words),)), *rows, *below, divider()]


def _requests(view: Queue, words: Words) -> list[Json]:
    """What other departments ask of the reader's, each with the way to answer it."""
    if not view.requests:
        return []
    rows = [
        section(
            *((cut(line, _LINE),) for line in phrases.request_row(one, words)),
            accessory=button(Button(CollabDone(one.no)), at, words),
        )
        for at, one in enumerate(view.requests)
    ]
    return [section((phrases.requests_heading(view.requests, words),)), *rows, divider()]


def _row(row: QueueRow, words: Words) -> Json:
    lines = ((cut(line, _LINE),) for line in phrases.queue_row(row, words))
    return section(*lines, accessory=show_button(row.no, words))


def register(view: Register, words: Words) -> list[Json]:
    """Each row one block, with what can be done about it."""
    about = phrases.register_about(view, words)
    rows = [_register_row(one, words) for one in view.rows]
    below = [context((about,))] if about else []
    taps = actions(view.buttons, (), words)
    return [header(phrases.register_title(view, words)), *rows, *below, *taps]


def _register_row(row: ComplaintRow | ActionRow, words: Words) -> Json:
    first, second = phrases.register_row(row, words)
    tap = phrases.register_button(row)
    return section((first,), (second,), accessory=button(tap, 0, words) if tap else None)


def home(view: HomePage, words: Words, rows: int = ROWS) -> list[Json]:
    """My queue and what waits for somebody; `new` on top (spec 2 §1)."""
    hello, mine, waiting = phrases.home_headings(view, words)
    buttons = (*view.steps, Button(Home()))
    return [
        header(hello),
        *actions(buttons, (), words),
        header(mine),
        *_rows(view.mine, words, rows),
        divider(),
        header(waiting),
        *_rows(view.waiting, words, rows),
    ]


def home_tab(view: HomePage | Refused, words: Words) -> Json:
    """A person's own page; whoever gets none sees there why, always."""
    if isinstance(view, HomePage):
        return {"type": "home", "blocks": home(view, words, HOME_ROWS)}
    return {"type": "home", "blocks": refused(phrases.refused(view, words), view, words)}


def help_page(view: HelpPage, words: Words) -> list[Json]:
    """What can be typed here: Slack takes no command in Chinese, but the words after it."""
    lines = [line.replace("/工单", COMMAND) for line in phrases.help_lines(view, words)]
    groups = [lines[at : at + 10] for at in range(0, min(len(lines), 200), 10)]
    title = section((phrases.help_title(view, words),))
    shown = [title, *(section(*((line,) for line in group)) for group in groups)]
    steps = actions(view.steps, (), words)
    return [*shown, *steps, *actions((), view.rest, words)]


def why(view: WhyDue, words: Words) -> list[Json]:
    """The way to a due time: a line for each span, the reason of a pause without markup."""
    lines = [(line,) for line in phrases.why_lines(view, words)]
    shown = [section((phrases.why_title(view, words),)), section(*lines)]
    return [*shown, *actions(view.buttons, (), words)]


def profile(view: Profile, words: Words) -> list[Json]:
    return [header(words.say("profile.title")), *fields(phrases.profile_facts(view, words))]
