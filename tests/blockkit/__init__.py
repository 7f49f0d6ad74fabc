"""A closed-world check of Slack's Block Kit: what it does not know, it refuses.

Slack validates on its servers only, and its SDK lets most mistakes through (slack.md §3.6); this is
the same gate on our side. `check_message` and `check_view` are pure and return what is broken.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.blockkit.blocks import IN_HOME, IN_MESSAGE, IN_MODAL, elements_of
from tests.blockkit.elements import ID
from tests.blockkit.shapes import (
    Check,
    Json,
    Shape,
    Violation,
    anything,
    by_type,
    flag,
    items,
    one_of,
    plain,
    string,
    typed,
)

__all__ = ["ADVICE", "Violation", "check_message", "check_view"]

# Slack only warns about these; the house treats them as mistakes all the same.
ADVICE = frozenset({"no_fallback_text"})

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250 * 1024
POST_TEXT = 40_000
UPDATE_TEXT = 4_000
METADATA_BYTES = 8_000

_TS = string(20, pattern=r"\d+\.\d{6}")
_METADATA = Shape({"event_type": string(255), "event_payload": anything})
_ATTACHMENT = Shape(
    {},
    {
        "color": string(7, pattern=r"#[0-9A-Fa-f]{6}|good|warning|danger"),
        "fallback": string(3000),
        "blocks": items(by_type(IN_MESSAGE), 1, MESSAGE_BLOCKS),
    },
)
_MESSAGE: Mapping[str, Check] = {
    "channel": string(80),
    "user": ID,
    "ts": _TS,
    "thread_ts": _TS,
    "reply_broadcast": flag,
    "blocks": items(by_type(IN_MESSAGE), 0, MESSAGE_BLOCKS),
    "attachments": items(_ATTACHMENT, 0, 100),
    "metadata": _METADATA,
    "unfurl_links": flag,
    "unfurl_media": flag,
    "mrkdwn": flag,
    "parse": one_of("none", "full"),
    "link_names": flag,
    "username": string(80),
    "icon_emoji": string(100),
    "icon_url": string(3000),
    "response_type": one_of("ephemeral", "in_channel"),
    "replace_original": flag,
    "delete_original": flag,
    # Bolt's injected client adds the team to every call (slack.md §1.5).
    "team_id": ID,
}
_VIEW: dict[str, Check] = {
    "private_metadata": string(3000, shortest=0),
    "callback_id": string(255, shortest=0),
    "external_id": string(255, shortest=0),
}
_MODAL = Shape(
    {
        **typed("modal"),
        "title": plain(24),
        "blocks": items(by_type(IN_MODAL), 1, VIEW_BLOCKS),
    },
    {
        **_VIEW,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
_HOME = Shape(
    {**typed("home"), "blocks": items(by_type(IN_HOME), 1, VIEW_BLOCKS)},
    _VIEW,
)


def check_message(payload: Mapping[str, Any]) -> list[Violation]:
    """Check the arguments of a chat method or a response_url body; a `ts` marks an update."""
    found = list(Shape({}, {**_MESSAGE, "text": _text_check(payload)})(dict(payload), ""))
    found += _whole_message(payload)
    for at, blocks in _block_lists(payload):
        found += _identifiers(blocks, at)
    return found


def check_view(view: Mapping[str, Any]) -> list[Violation]:
    """Check a modal or home view as it is handed to views.* or returned in an acknowledgement."""
    found = list(by_type({"modal": _MODAL, "home": _HOME})(dict(view), ""))
    blocks = [each for each in view.get("blocks") or [] if isinstance(each, dict)]
    found += _identifiers(blocks, "/blocks")
    if view.get("type") == "modal":
        found += _modal_rules(view, blocks)
    size = len(json.dumps(view, ensure_ascii=False).encode())
    if size > VIEW_BYTES:
        found.append(Violation("", "view_too_large", f"{size} bytes, at most {VIEW_BYTES}"))
    if sum(bool(each.get("focus_on_load")) for block in blocks for each in elements_of(block)) > 1:
        found.append(Violation("/blocks", "two_focuses", "only one element may take the focus"))
    return found


def _text_check(payload: Mapping[str, Any]) -> Check:
    limit = UPDATE_TEXT if "ts" in payload else POST_TEXT
    return string(limit, shortest=0 if payload.get("blocks") else 1)


def _whole_message(payload: Mapping[str, Any]) -> Iterator[Violation]:
    carries = payload.get("blocks") or payload.get("attachments")
    if payload.get("delete_original"):
        return
    if not carries and not payload.get("text"):
        yield Violation("/text", "no_text", "neither text nor blocks")
    elif not payload.get("text"):
        yield Violation("/text", "no_fallback_text", "notifications and readers need a text")
    if len(json.dumps(payload.get("metadata") or {}).encode()) > METADATA_BYTES:
        yield Violation("/metadata", "metadata_too_large", f"at most {METADATA_BYTES} bytes")
    tables = sum(b.get("type") == "table" for b in payload.get("blocks") or [] if _is_object(b))
    if tables > 1:
        yield Violation("/blocks", "two_tables", "one table in a message")


def _block_lists(payload: Mapping[str, Any]) -> Iterator[tuple[str, list[Json]]]:
    yield "/blocks", [each for each in payload.get("blocks") or [] if _is_object(each)]
    for index, attachment in enumerate(payload.get("attachments") or []):
        if _is_object(attachment):
            inner = [each for each in attachment.get("blocks") or [] if _is_object(each)]
            yield f"/attachments/{index}/blocks", inner


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _identifiers(blocks: list[Json], at: str) -> Iterator[Violation]:
    """A block_id is unique in its surface, an action_id in its block."""
    for name in _repeated(block.get("block_id") for block in blocks):
        yield Violation(at, "duplicate_block_id", name)
    for index, block in enumerate(blocks):
        for name in _repeated(each.get("action_id") for each in elements_of(block)):
            yield Violation(f"{at}/{index}", "duplicate_action_id", name)


def _repeated(names: Iterator[Any]) -> list[str]:
    counted = Counter(name for name in names if isinstance(name, str))
    return [name for name, times in counted.items() if times > 1]


def _modal_rules(view: Mapping[str, Any], blocks: list[Json]) -> Iterator[Violation]:
    if any(block.get("type") == "input" for block in blocks) and not view.get("submit"):
        yield Violation("/submit", "submit_required", "a modal with inputs needs a submit")
