"""response_urls: five uses in thirty minutes, whispering unless told otherwise."""

from tests.fakes.slack.gate import Gate
from tests.fakes.slack.state import (
    BOT_USER,
    REPLY_LIVES,
    REPLY_USES,
    Json,
    Message,
    ReplyAddress,
    SlackError,
    Workspace,
    fill_message,
)


def respond(workspace: Workspace, gate: Gate, token: str, payload: Json) -> tuple[int, Json]:
    """Say, replace or delete; returns the HTTP status and the answer."""
    try:
        address = _usable(workspace, token)
        gate.message("response_url", payload)
    except SlackError as refusal:
        gone = refusal.error in {"used_url", "expired_url", "no_such_url"}
        return (404 if gone else 400), refusal.answer
    address.uses += 1
    say(workspace, address, payload)
    return 200, {"ok": True}


def _usable(workspace: Workspace, token: str) -> ReplyAddress:
    address = workspace.replies.get(token)
    if address is None:
        raise SlackError("no_such_url")
    if workspace.clock.now() - address.issued > REPLY_LIVES:
        raise SlackError("expired_url")
    if address.uses >= REPLY_USES:
        raise SlackError("used_url")
    return address


def say(workspace: Workspace, address: ReplyAddress, payload: Json) -> Message | None:
    """What the answer does on the screen; a slash command has no original to replace."""
    origin = address.origin
    if origin is not None and payload.get("delete_original"):
        origin.deleted = True
        return origin
    if origin is not None and payload.get("replace_original"):
        fill_message(origin, payload)
        origin.edits += 1
        return origin
    if payload.get("delete_original"):
        return None
    if payload.get("response_type") == "in_channel":
        channel = workspace.channels[address.channel]
        return workspace.post(channel, BOT_USER, payload)
    return workspace.whisper(address.user, address.channel, payload)
