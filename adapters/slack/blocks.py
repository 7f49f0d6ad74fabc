"""The few Block Kit blocks that we use, each within its limits by construction."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from adapters.carrying import Limits
from adapters.plain import Json, cut, width
from adapters.slack.text import marked
from bot import phrases
from bot.commands import Command, Show, slug
from bot.phrases import Rich
from bot.views import Button
from bot.words import Words, named

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
SECTION: Final = 3000
_FIELD: Final = 2000
_FIELDS: Final = 10
_HEADER: Final = 150
_LABEL: Final = 75
_OVERFLOW: Final = 5
_OPTIONS: Final = 100
_ELEMENTS: Final = 24  # One less than the limit: "more" needs its place.
SHOWN_BUTTONS: Final = 5
"""More than this wrap over several lines on a phone; the others go under "more"."""

_LIMITS: Final = Limits(SHOWN_BUTTONS, value=2000, option=150, reported=700, number=_LABEL)


def plain(written: str, limit: int = SECTION, *, emoji: bool = True) -> Json:
    return {"type": "plain_text", "text": cut(written, limit), "emoji": emoji}


def mrkdwn(markup: str) -> Json:
    """Markup that is escaped and cut already. Verbatim: Slack must find no mentions by itself."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def header(written: str) -> Json:
    return {"type": "header", "text": plain(written, _HEADER)}


def words_of(written: str) -> Json:
    """What somebody wrote, as it is: no markup, no `:emoji:`."""
    return {"type": "section", "text": plain(written, SECTION, emoji=False)}


def section(*rich: Rich, workspace: str = "", accessory: Json | None = None) -> Json:
    """Lines of markup; the first ones win where not all of them fit."""
    markup, left = "", SECTION
    for line in rich:
        if left <= 1:
            break
        markup += ("\n" if markup else "") + marked(line, left - 1, workspace)
        left = SECTION - width(markup)
    block: Json = {"type": "section", "text": mrkdwn(markup or cut("", 1))}
    return {**block, "accessory": accessory} if accessory else block


def context(*rich: Rich, workspace: str = "") -> Json:
    markup = "\n".join(marked(line, SECTION // len(rich) - 1, workspace) for line in rich)
    return {"type": "context", "elements": [mrkdwn(markup)]}


def divider() -> Json:
    return {"type": "divider"}


def fields(facts: Sequence[phrases.Fact], workspace: str = "") -> list[Json]:
    """Labelled facts in two columns, as many sections as they need."""
    shown = [_fact(label, value, workspace) for label, value in facts]
    rows = [shown[at : at + _FIELDS] for at in range(0, len(shown), _FIELDS)]
    return [{"type": "section", "fields": row} for row in rows]


def _fact(label: str, value: Rich, workspace: str) -> Json:
    name = marked((label,), _LABEL)
    return mrkdwn(f"*{name}*\n{marked(value, _FIELD - width(name) - 3, workspace)}")


# Buttons.


def button(one: Button, at: int, words: Words) -> Json:
    shown: Json = {
        "type": "button",
        "action_id": _action_id(one.command, at),
        "text": _label(words.locale, *phrases.label_key(one.command)),
        "value": _LIMITS.carried(one.command),
    }
    return {**shown, "style": "primary"} if one.primary else shown


@lru_cache(maxsize=1000)
def _label(locale: str, prefix: str, slug: str) -> Json:
    """The same on every card, so nobody may change it."""
    return plain(named(locale, prefix, slug), _LABEL)


def _action_id(command: Command, at: int) -> str:
    return f"{slug(command)}.{at}"


def actions(buttons: Sequence[Button], more: Sequence[Button], words: Words) -> list[Json]:
    """One row: the main button first, what does not fit under "more"; no row without buttons."""
    shown, folded = _LIMITS.arranged(buttons, more)
    row = [button(one, at, words) for at, one in enumerate(shown[:_ELEMENTS])]
    if folded:
        row.append(_more(folded, len(row), words))
    return [{"type": "actions", "elements": row}] if row else []


def _more(folded: Mapping[str, Command], at: int, words: Words) -> Json:
    listed: list[Json] = [
        {"text": _label(words.locale, *phrases.label_key(command)), "value": value}
        for value, command in islice(folded.items(), _OPTIONS)
    ]
    if len(listed) <= _OVERFLOW:
        return {"type": "overflow", "action_id": f"more.{at}", "options": listed}
    hint = plain(words.say("word.more"), _LABEL)
    menu: Json = {"type": "static_select", "action_id": f"more.{at}", "placeholder": hint}
    return {**menu, "options": listed}


def show_button(ticket: str, words: Words, at: int = 0) -> Json:
    return button(Button(Show(ticket)), at, words)


def fitted(blocks: Iterable[Json], limit: int = MESSAGE_BLOCKS) -> list[Json]:
    """The blocks that one message takes; a whole list never reaches this, a broken one is cut."""
    listed = list(blocks)
    return listed if len(listed) <= limit else [*listed[: limit - 1], context(("…",))]
