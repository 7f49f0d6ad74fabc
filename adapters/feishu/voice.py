"""In which language a card speaks, and how it names people.

A room's card is shared by people of both languages, so each of its texts is there in both
(`i18n_content`) and each reader's client takes its own; what one person alone sees has one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

from adapters.asking import plain_words
from adapters.feishu.text import How, marked
from adapters.plain import Json, cut
from bot.phrases import Rich
from bot.words import Words, named

CLIENT_LOCALES: Final = {"zh": "zh_cn", "en": "en_us"}
T = TypeVar("T")
Of = Callable[[Words], str]
Lines = Callable[[Words], Iterable[Rich]]

PLAIN: Final = 2000
LINE: Final = 600
_LINES: Final = 2400


@dataclass(frozen=True, slots=True)
class Voice:
    """`room`: said to several people, in both languages, telling those who are named.

    `names`: people may be named by their accounts at all.
    """

    words: Words
    room: bool = False
    names: bool = True
    everyone: tuple[Words, ...] = field(init=False, repr=False, compare=False)
    """One for every language that is heard."""

    heard: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Those languages."""

    def __post_init__(self) -> None:
        everyone = self.words.in_each_language if self.room else (self.words,)
        object.__setattr__(self, "everyone", everyone)
        object.__setattr__(self, "heard", tuple(each.locale for each in everyone))

    def said(self, of: Of) -> Json:
        """The content of a text, in each language that is heard."""
        return content({each.locale: of(each) for each in self.everyone}, self.words.locale)

    def word(self, prefix: str, slug: str, limit: int) -> Json:
        """A word of the catalogue. It is the same on every card, so nobody may change it."""
        return _word(self.words.locale, self.heard, prefix, slug, limit)

    def each(self, of: Callable[[Words], T]) -> Callable[[Words], T]:
        """The same, found out once for each language that is heard."""
        found = {words.locale: of(words) for words in self.everyone}
        return lambda words: found[words.locale]

    def how(self, wanted: How) -> How:
        """In private nobody is told by a mention: the message itself tells its reader."""
        if not self.names:
            return How.SAY
        return wanted if self.room or wanted is How.SAY else How.SHOW


@lru_cache(maxsize=1000)
def _word(own: str, heard: tuple[str, ...], prefix: str, slug: str, limit: int) -> Json:
    said = {locale: cut(named(locale, prefix, slug), limit) for locale in heard}
    return {"tag": "plain_text", **content(said, own)}


def content(said: Mapping[str, str], own: str) -> Json:
    """A text by its languages, as one where they make no difference."""
    shown: Json = {"content": said[own]}
    if any(each != said[own] for each in said.values()):
        shown["i18n_content"] = {CLIENT_LOCALES[locale]: each for locale, each in said.items()}
    return shown


def plain(voice: Voice, of: Of, limit: int = PLAIN) -> Json:
    return {"tag": "plain_text", **voice.said(lambda words: cut(of(words), limit))}


def as_written(written: str, limit: int = PLAIN) -> Json:
    """What somebody wrote, in the one language they wrote it in."""
    return {"tag": "plain_text", "content": cut(written, limit)}


def block(text: Json) -> Json:
    return {"tag": "div", "text": text}


def markdown(
    voice: Voice, of: Lines, how: How = How.SHOW, *, size: str = "normal", line: int = LINE
) -> Json:
    """Lines of markdown, each cut to `line`; the first ones win where not all of them fit."""
    naming = voice.how(how)
    said = voice.said(lambda words: _joined(of(words), naming, line))
    shown: Json = {"tag": "markdown", **said}
    return shown if size == "normal" else {**shown, "text_size": size}


def _joined(lines: Iterable[Rich], how: How, limit: int) -> str:
    said = ""
    for line in lines:
        left = _LINES - len(said)
        if left <= 1:
            break
        said += ("\n" if said else "") + marked(line, min(left - 1, limit), how)
    return said or marked((), 1)


def note(voice: Voice, of: Of) -> Json:
    """Small print."""
    return markdown(voice, lambda words: [(of(words),)], size="notation")


def both() -> Voice:
    """Feishu does not say which language somebody reads; their client chooses."""
    return Voice(plain_words(), room=True)
