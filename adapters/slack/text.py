"""Text as Slack takes it in markup: cleaned, escaped and cut to a limit.

So no user text can mention anybody, break a card or be refused (spec 2 §2).
"""

import re
from typing import Final

from adapters.plain import EMPTY, clean, cut_short, fits
from bot.phrases import Rich, texts
from bot.views import Person

_USER_ID: Final = re.compile(r"[UW][A-Z0-9]+")
_HALF_ENTITY: Final = re.compile(r"&[a-z]{0,3}$")


def escape(written: str) -> str:
    return clean(written).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(person: Person, workspace: str = "") -> str:
    """A real mention where the person has an account here, else the escaped name."""
    for identity in person.identities:
        here = identity.platform == "slack" and workspace in ("", identity.workspace)
        if here and _USER_ID.fullmatch(identity.user):
            return f"<@{identity.user}>"
    return escape(person.name)


def marked(rich: Rich, limit: int, workspace: str = "") -> str:
    """Markup within a limit: strings escaped, persons mentioned whole or not at all."""
    parts = [mention(one, workspace) if isinstance(one, Person) else escape(one) for one in rich]
    said = "".join(parts)
    if not fits(said, limit):
        said = cut_short(zip(parts, texts(rich), strict=True), limit, _HALF_ENTITY)
    return said if said.strip() else EMPTY
