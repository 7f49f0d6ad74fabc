"""The few components of card JSON 2.0 that we put together from others: facts, buttons, menus."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from json.encoder import encode_basestring
from typing import Final

from adapters.carrying import Limits
from adapters.feishu.text import How, marked
from adapters.feishu.voice import Of, Voice, plain
from adapters.plain import Json
from bot import phrases
from bot.commands import Command, Show
from bot.views import Button
from bot.words import Words

LABEL: Final = 90
SHOWN_BUTTONS: Final = 4
"""More than this wrap over several lines on a phone; the others go under "more"."""

_FACT: Final = 200
_FACTS: Final = 700
_OPTIONS: Final = 20
_LIMITS: Final = Limits(SHOWN_BUTTONS, value=1500, option=400, reported=500, number=LABEL)

Facts = Callable[[Words], Sequence[phrases.Fact]]


@dataclass(frozen=True, slots=True)
class Taps:
    """What every tap on a card brings back besides its command.

    `card`: the language of the living card, so that a tap on it can be answered with the new one.
    """

    card: str = ""

    def value(self, carried: str) -> Json:
        value: Json = {"do": carried}
        return {**value, "card": self.card} if self.card else value

    def text(self, carried: str) -> str:
        """The same as JSON."""
        card = f',"card":{encode_basestring(self.card)}' if self.card else ""
        return f'{{"do":{encode_basestring(carried)}{card}}}'


NO_TAPS: Final = Taps()


def columns(*inner: Sequence[Json], widths: Sequence[int] = ()) -> Json:
    """Side by side; without weights each column is as wide as what it holds."""
    each = [_column(elements, widths[at] if widths else 0) for at, elements in enumerate(inner)]
    flex = "none" if widths else "flow"
    return {"tag": "column_set", "flex_mode": flex, "horizontal_spacing": "8px", "columns": each}


def _column(elements: Sequence[Json], weight: int) -> Json:
    sized: Json = {"width": "weighted", "weight": weight} if weight else {"width": "auto"}
    return {"tag": "column", **sized, "vertical_align": "top", "elements": [*elements]}


def facts(voice: Voice, of: Facts) -> Json:
    """Labelled facts in two columns; where both do not fit, each on a line of its own."""
    listed = voice.each(lambda words: [*of(words)])
    pair = columns([_facts(voice, listed, 0)], [_facts(voice, listed, 1)], widths=(1, 1))
    return {**pair, "flex_mode": "stretch"}


def _facts(voice: Voice, of: Facts, first: int) -> Json:
    how = voice.how(How.SHOW)
    said = voice.said(lambda words: _written(of(words)[first::2], how))
    return {"tag": "markdown", **said}


def _written(listed: Iterable[phrases.Fact], how: How) -> str:
    said = ""
    for label, value in listed:
        line = f"{_bold(label)} {marked(value, _FACT, how)}"
        if not said or len(said) + len(line) < _FACTS:
            said += f"\n{line}" if said else line
    return said or marked((), 1)


@lru_cache(maxsize=1000)
def _bold(label: str) -> str:
    """Labels are the catalogue's and the policy's: there are not many."""
    return f"**{marked((label,), LABEL)}**"


# Buttons.


def button(one: Button, voice: Voice, taps: Taps = NO_TAPS) -> Json:
    return {
        "tag": "button",
        "text": _label(one.command, voice),
        "type": "primary" if one.primary else "default",
        "behaviors": [{"type": "callback", "value": taps.value(_LIMITS.carried(one.command))}],
    }


def _label(command: Command, voice: Voice) -> Json:
    return voice.word(*phrases.label_key(command), LABEL)


def actions(
    buttons: Sequence[Button], more: Sequence[Button], voice: Voice, taps: Taps = NO_TAPS
) -> list[Json]:
    """One row: the main button first, what does not fit under "more"; no row without buttons."""
    shown, folded = _LIMITS.arranged(buttons, more)
    row = [button(one, voice, taps) for one in shown[:_OPTIONS]]
    if folded:
        row.append(_more(folded, voice, taps))
    return [columns(*([one] for one in row))] if row else []


def _more(folded: Mapping[str, Command], voice: Voice, taps: Taps) -> Json:
    """An option brings back a text, so the text holds what a button's value would."""
    options = [
        {"text": _label(command, voice), "value": taps.text(carried)}
        for carried, command in islice(folded.items(), _OPTIONS)
    ]
    return {"tag": "overflow", "options": options}


def web_link(url: str, voice: Voice, label: Of) -> Json:
    """A button that opens a page; nothing of it comes back to us."""
    return {
        "tag": "button",
        "text": plain(voice, label, LABEL),
        "type": "primary",
        "behaviors": [{"type": "open_url", "default_url": url}],
    }


def show_button(ticket: str, voice: Voice) -> Json:
    return button(Button(Show(ticket)), voice)
