"""What no database stores is taken out of a command before anything is done with it."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from bot.commands import Command
from bot.domain.records import replace

_UNSTORED: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL, and half of an emoji that was cut in two on its way."""


def storable(command: Command) -> Command:
    """The same command; its texts without such characters, which nobody would have seen."""
    told = {each.name: getattr(command, each.name) for each in fields(command)}
    cleaned = {name: _stored(value) for name, value in told.items()}
    changed = {name: value for name, value in cleaned.items() if value != told[name]}
    return replace(command, **changed) if changed else command


def _stored(value: Any) -> Any:
    match value:
        case str():
            return _UNSTORED.sub("", value) if _UNSTORED.search(value) else value
        case tuple():
            return tuple(map(_stored, value))
        case Mapping():
            return {_stored(key): _stored(each) for key, each in value.items()}
        case _:
            return value
