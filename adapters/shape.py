"""Reading a payload's JSON with certainty: what is not of the expected shape is a BadPayload."""

import json
from typing import Any

from adapters.plain import Json, clean


class BadPayload(ValueError):
    """Not what the platform sends: somebody else's JSON, or a form that it has changed."""


def parsed(written: str | bytes) -> Json:
    """The one object that a JSON text holds."""
    try:
        found = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise BadPayload("not JSON") from error
    if not isinstance(found, dict):
        raise BadPayload("not an object")
    return found


def record(value: Any, key: str) -> Json:
    """The object under a key."""
    inner = value.get(key) if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        raise BadPayload(key)
    return inner


def maybe(value: Json, key: str) -> Json:
    """The object under a key, or an empty one; anything else there is wrong."""
    return record(value, key) if value.get(key) is not None else {}


def records(value: Json, key: str) -> list[Json]:
    """The list of objects under a key; absent means empty."""
    listed = value.get(key) or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise BadPayload(key)
    return listed


def text(value: Json, key: str) -> str:
    """The text under a key; it must be there and say something."""
    found = optional(value, key)
    if not found:
        raise BadPayload(key)
    return found


def optional(value: Json, key: str) -> str:
    """The text under a key, or an empty one; anything but a text is wrong."""
    found = value.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise BadPayload(key)
    return clean(found)
