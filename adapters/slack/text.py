"""Text as Slack takes it: cleaned, escaped and cut to a limit.

So no user text can mention anybody, break a card or be refused (spec 2 §2). Lengths are counted in
UTF-16 units, the longer of the two ways in which Slack may count.
"""

import re
from typing import Any, Final

from bot.phrases import Rich
from bot.views import Person

Json = dict[str, Any]

EMPTY: Final = "—"
ELLIPSIS: Final = "…"

_USER_ID: Final = re.compile(r"[UW][A-Z0-9]+")
_HALF_ENTITY: Final = re.compile(r"&[a-z]{0,3}$")
# Control characters and half surrogates; direction overrides, which turn the rest of a line around;
# zero-width marks, which make an empty text look full.
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    r"\ufeff\ud800-\udfff]"
)
_UTF16: Final = "utf-16-le"


def clean(written: str) -> str:
    """Without what nobody can see and what Slack cannot store."""
    return _UNSEEN.sub("", written)


def width(written: str) -> int:
    return len(written.encode(_UTF16, "surrogatepass")) // 2


def start(written: str, limit: int) -> str:
    """The longest beginning that is not wider than the limit."""
    if width(written) <= limit:
        return written
    return written.encode(_UTF16, "surrogatepass")[: 2 * max(limit, 0)].decode(_UTF16, "ignore")


def cut(written: str, limit: int) -> str:
    """Cleaned, with `…` where it was too long, and never empty: Slack refuses an empty text."""
    shown = clean(written)
    if not shown.strip():
        return EMPTY
    return shown if width(shown) <= limit else start(shown, limit - 1) + ELLIPSIS


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
    said = ""
    for part in rich:
        whole = mention(part, workspace) if isinstance(part, Person) else escape(part)
        left = limit - width(said)
        if width(whole) <= left:
            said += whole
            continue
        if isinstance(part, str) and left:
            said += _HALF_ENTITY.sub("", start(whole, left - 1)) + ELLIPSIS
        break
    return said if said.strip() else EMPTY
