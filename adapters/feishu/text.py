"""Text as Feishu takes it: cleaned, cut, and escaped where it stands in markdown.

So no user text can mention anybody, break a card or be refused (spec 2 §2).
"""

import re
from enum import Enum
from functools import lru_cache
from typing import Final

from adapters.plain import EMPTY, clean, cut_short, fits
from bot.phrases import Rich, texts
from bot.views import Person

_OPEN_ID: Final = re.compile(r"ou_\w{1,64}", re.ASCII)
_HALF_ENTITY: Final = re.compile(r"&#?\d{0,3}$")


def _entity(character: str) -> str:
    return f"&#{ord(character)};"


# A table counts towards a limit of its own, so its bars are escaped with what marks text up.
_ENTITIES: Final = {ord(each): _entity(each) for each in r"&<>*_~[]#`\|$"}
_LEADING: Final = re.compile(r"^\s*(?:[-+=]|\d{1,9}(?=[.)]))")
_EMOJI: Final = re.compile(r":(?=\w+:)")
_BREAKS: Final = re.compile(r"\s*[\n\t\u2028\u2029]\s*")
_SPECIAL: Final = re.compile(rf"[&<>*_~\[\]#`\\|$\n\t\u2028\u2029]|:\w+:|{_LEADING.pattern}")
"""Anything that the four above would find: in most texts there is nothing of it."""


class How(Enum):
    """How a person is named: so that they are told, by a component that tells nobody, or in words.

    Feishu refuses a whole card with an account in it that it does not know, so there must be a way
    to name nobody but in words.
    """

    TELL = "tell"
    SHOW = "show"
    SAY = "say"


def escape(written: str) -> str:
    """Words as they are, in markdown; line breaks are closed up, since lines could be lists."""
    return written if written.isalnum() else _escaped(written)  # Most are but one word.


@lru_cache(maxsize=1000)
def _escaped(written: str) -> str:
    """A card says most things in either language alike, and many say the same within a minute."""
    shown = clean(written)
    if not _SPECIAL.search(shown):
        return shown
    line = _BREAKS.sub(" ", shown)
    marked_up = _EMOJI.sub(_entity(":"), line.translate(_ENTITIES))
    return _LEADING.sub(_last_as_entity, marked_up)


def _last_as_entity(found: re.Match[str]) -> str:
    """What would begin a list: its last character is written as an entity."""
    return found[0][:-1] + _entity(found[0][-1])


def open_id(person: Person) -> str:
    """The person's account here, or nothing; only what is one for certain."""
    known = (each.user for each in person.identities if each.platform == "feishu")
    return next((user for user in known if _OPEN_ID.fullmatch(user)), "")


def mention(person: Person, how: How) -> str:
    user = open_id(person) if how is not How.SAY else ""
    if not user:
        return escape(person.name)
    if how is How.TELL:
        return f"<at id={user}></at>"
    return f"<person id='{user}' show_name=true show_avatar=true style='normal'></person>"


def marked(rich: Rich, limit: int, how: How = How.SAY) -> str:
    """Markdown within a limit: strings escaped, persons named whole or not at all."""
    parts = [mention(one, how) if isinstance(one, Person) else escape(one) for one in rich]
    said = "".join(parts)
    if not fits(said, limit):
        said = cut_short(zip(parts, texts(rich), strict=True), limit, _HALF_ENTITY)
    return said if said.strip() else EMPTY
