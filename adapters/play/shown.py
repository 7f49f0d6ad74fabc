"""What a message of the playground looks like: plain values, alike in the journal and on the page.

Text is never markup. A mention names somebody who has an account here, so that the page can mark
it for them; a tap carries an encoded command, as buttons do on every platform.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapters.plain import clean, cut
from bot.commands import encode
from bot.domain.people import Identity
from bot.phrases import Fact, Rich, label
from bot.views import Button, Person
from bot.words import LOCALES, Words

PLATFORM = "play"
WORKSPACE = "demo"
_TEXT = 3000


class Colour(StrEnum):
    """Of a card's bar and of tags; a word always stands beside it."""

    RED = "red"
    ORANGE = "orange"
    BLUE = "blue"
    GREEN = "green"
    PURPLE = "purple"
    GREY = "grey"
    NONE = ""


class Style(StrEnum):
    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    WRITTEN = "written"  # In somebody's own words.
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Mention:
    name: str
    user: str


Parts = tuple[str | Mention, ...]


@dataclass(frozen=True, slots=True)
class Text:
    parts: Parts
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Facts:
    facts: tuple[tuple[str, Parts], ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due next; the page counts down to it."""

    duty: str
    due_at: datetime
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    label: str
    command: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Taps:
    taps: tuple[Tap, ...]
    more: tuple[Tap, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Leads to a page of ours, beside the playground."""

    label: str
    url: str


Block = Text | Facts | Deadline | Taps | Link


@dataclass(frozen=True, slots=True)
class Tag:
    word: str
    colour: Colour = Colour.GREY


@dataclass(frozen=True, slots=True)
class Shown:
    """A message; with a title or a colour it is a card."""

    blocks: tuple[Block, ...] = ()
    title: str = ""
    colour: Colour = Colour.NONE
    tags: tuple[Tag, ...] = ()

    @property
    def mentioned(self) -> frozenset[str]:
        texts = (block.parts for block in self.blocks if isinstance(block, Text))
        return frozenset(p.user for parts in texts for p in parts if isinstance(p, Mention))


Both = Mapping[str, Shown]
"""A message in every language."""


def written(said: Parts) -> Both:
    """What a person wrote, as they wrote it, in every language."""
    return dict.fromkeys(LOCALES, Shown((Text(said, Style.WRITTEN),)))


def here(user: str) -> Identity:
    return Identity(PLATFORM, WORKSPACE, user)


def parts(rich: Rich) -> Parts:
    return tuple(_part(each) for each in rich if each != "")


def _part(each: str | Person) -> str | Mention:
    if isinstance(each, str):
        return cut(each, _TEXT) if each.strip() else clean(each)
    name = clean(each.name)
    account = next((i for i in each.identities if i.platform == PLATFORM), None)
    return Mention(name, account.user) if account else name


def text(*written: str | Person, style: Style = Style.PLAIN) -> Text:
    return Text(parts(written), style)


def facts(known: Iterable[Fact]) -> Facts:
    return Facts(tuple((name, parts(value)) for name, value in known))


def taps(buttons: Iterable[Button], more: Iterable[Button], words: Words) -> tuple[Taps, ...]:
    first, rest = tuple(_tap(b, words) for b in buttons), tuple(_tap(b, words) for b in more)
    return (Taps(first, rest),) if first or rest else ()


def _tap(button: Button, words: Words) -> Tap:
    return Tap(label(button.command, words), clean(encode(button.command)), button.primary)
