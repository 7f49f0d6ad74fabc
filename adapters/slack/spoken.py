"""What people wrote in Slack, as plain words: entities and `<…>` tokens resolved."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from adapters.plain import Json
from adapters.shape import BadPayload, optional, records

_TOKEN: Final = re.compile(r"<([@#!][^<>|]+|[a-z][a-z0-9+.-]*:[^<>|]+)(?:\|([^<>]*))?>")
_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


def line(written: str) -> str:
    """A command line: a person stays `<@U1>`, which is what the grammar reads."""
    return html.unescape(_TOKEN.sub(_in_a_line, written)).strip()


def prose(written: str, names: Mapping[str, str] = _NOBODY) -> str:
    """A note or a report: a person becomes `@name`."""

    def shown(token: re.Match[str]) -> str:
        user = token[1].removeprefix("@") if token[1].startswith("@") else ""
        return f"@{token[2] or names.get(user, user)}" if user else _in_a_line(token)

    return html.unescape(_TOKEN.sub(shown, written)).strip()


def _in_a_line(token: re.Match[str]) -> str:
    target, label = token[1], token[2] or ""
    if target.startswith("@"):
        return f"<{target}>"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    named = target.partition(":")[0] in ("mailto", "tel") or target.endswith(label)
    return label if label and named else target


def mentioned(written: str) -> list[str]:
    """The accounts a text @-mentions."""
    return [token[1][1:] for token in _TOKEN.finditer(written) if token[1].startswith("@")]


def without_mention(written: str, user: str) -> str:
    return re.sub(rf"<@{re.escape(user)}(\|[^<>]*)?>", " ", written).strip()


def moment(ts: str) -> datetime:
    """When a message was sent, from its id."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadPayload(ts) from error


def files(message: Json) -> tuple[str, ...]:
    """References to a message's files, `slack:F123 photo.jpg`; the files stay at Slack."""
    named = (
        (optional(each, "id"), optional(each, "name") or optional(each, "title"))
        for each in records(message, "files")
    )
    return tuple(f"slack:{number} {name}".strip() for number, name in named if number)
