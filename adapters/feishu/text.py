"""Text as Feishu takes it: cleaned, cut, and escaped where it stands in markdown.

So no user text can mention anybody, break a card or be refused (spec 2 §2).
"""

import re
from enum import Enum
from typing import Final

from adapters.plain import ELLIPSIS, EMPTY, clean, start, width
from bot.phrases import Rich
from bot.views import Person

_OPEN_ID: Final = re.compile(r"ou_\w{1,64}", re.ASCII)
_HALF_ENTITY: Final = re.compile(r"&#?\d{0,3}$")
# A table counts towards a limit of its own, so its bars are escaped with what marks text up.
_MARKUP: Final = re.compile(r"[&<>*_~\[\]#`\\|$]")
_LEADING: Final = re.compile(r"^\s*(?:[-+=]|\d{1,9}(?=[.)]))")
_EMOJI: Final = re.compile(r":(?=\w+:)")
_BREAKS: Final = re.compile(r"\s*[\n\t\u2028\u2029]\s*")


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
    if written.isalnum():  # One word, as most labels are.
        return written
    line = _BREAKS.sub(" ", clean(written))
    marked_up = _EMOJI.sub(_entity, _MARKUP.sub(_entity, line))
    return _LEADING.sub(_last_as_entity, marked_up)


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _last_as_entity(found: re.Match[str]) -> str:
    """What would begin a list: its last character is written as an entity."""
    return f"{found[0][:-1]}&#{ord(found[0][-1])};"


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
    said, left = "", limit
    for part in rich:
        whole = mention(part, how) if isinstance(part, Person) else escape(part)
        wide = width(whole)
        if wide <= left:
            said += whole
            left -= wide
            continue
        if isinstance(part, str) and left:
            said += _HALF_ENTITY.sub("", start(whole, left - 1)) + ELLIPSIS
        break
    return said if said.strip() else EMPTY
