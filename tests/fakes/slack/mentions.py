"""Whom a message would really notify: every mention in text, mrkdwn, markdown and rich text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.state import Json, Message

_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|[^<>]*)?>")
_BROADCAST = re.compile(r"<!(channel|here|everyone)(?:\|[^<>]*)?>")
# With link_names or parse=full, Slack also links bare names; otherwise they stay plain words.
_BARE_BROADCAST = re.compile(r"(?<![\w<!])@(channel|here|everyone)\b")


@dataclass(frozen=True, slots=True)
class Mentions:
    users: frozenset[str]
    groups: frozenset[str]
    broadcasts: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.users or self.groups or self.broadcasts)


def mentions(message: Message) -> Mentions:
    """Everybody a stored message notifies; plain_text objects and escaped text notify nobody."""
    texts = [message.text, *_marked(message.blocks), *_marked(message.attachments)]
    whole = "\n".join(texts)
    rich = list(_rich([message.blocks, message.attachments]))
    broadcasts = _BROADCAST.findall(whole) + [name for kind, name in rich if kind == "broadcast"]
    if message.link_names:
        broadcasts += _BARE_BROADCAST.findall(whole)
    return Mentions(
        frozenset(_USER.findall(whole) + [name for kind, name in rich if kind == "user"]),
        frozenset(_GROUP.findall(whole) + [name for kind, name in rich if kind == "usergroup"]),
        frozenset(broadcasts),
    )


def _objects(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value
    for each in inner if isinstance(value, dict | list) else ():
        yield from _objects(each)


def _marked(value: Any) -> Iterator[str]:
    for each in _objects(value):
        if each.get("type") in {"mrkdwn", "markdown"}:
            yield str(each.get("text", ""))


def _rich(value: Any) -> Iterator[tuple[str, str]]:
    keys = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}
    for each in _objects(value):
        kind = each.get("type")
        if kind in keys and keys[kind] in each:
            yield kind, str(each[keys[kind]])
