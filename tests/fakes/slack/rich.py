"""The rich_text block Slack makes of what a person types."""

import re

from tests.fakes.slack.state import Json

_MENTION = re.compile(r"<(@|!subteam\^|!)([A-Za-z0-9]+)(?:\|[^<>]*)?>")
_KINDS = {"@": ("user", "user_id"), "!subteam^": ("usergroup", "usergroup_id")}


def rich_text(text: str) -> Json:
    elements: list[Json] = []
    end = 0
    for found in _MENTION.finditer(text):
        elements += _words(text[end : found.start()])
        kind, key = _KINDS.get(found[1], ("broadcast", "range"))
        elements.append({"type": kind, key: found[2]})
        end = found.end()
    section = {"type": "rich_text_section", "elements": elements + _words(text[end:])}
    return {"type": "rich_text", "elements": [section]}


def _words(text: str) -> list[Json]:
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return [{"type": "text", "text": plain}] if plain else []
