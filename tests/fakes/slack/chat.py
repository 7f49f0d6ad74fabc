"""chat.* and reactions.*: posting, updating, deleting, whispering."""

from tests.fakes.slack.methods import Request, Table
from tests.fakes.slack.shapes import message_json, ok
from tests.fakes.slack.state import (
    BOT_USER,
    Channel,
    Json,
    Message,
    SlackError,
    fill_message,
)


def post_message(request: Request) -> Json:
    channel = request.open_channel()
    payload = request.args.as_payload()
    request.gate.message(request.method, payload)
    payload["thread_ts"] = thread_root(request, channel)
    said = request.workspace.post(channel, BOT_USER, payload)
    shown = message_json(said, channel, metadata=True)
    return ok(channel=channel.id, ts=said.ts, message=shown)


def thread_root(request: Request, channel: Channel) -> str | None:
    """The parent a reply goes under; a vanished parent is thread_not_found."""
    wanted = request.args.text("thread_ts")
    if not wanted:
        return None
    parent = channel.find(wanted)
    if parent is None:
        if channel.thread(wanted):
            return wanted  # Deleted, but its thread lives on under a tombstone.
        raise SlackError("thread_not_found")
    if parent.is_reply:
        request.gate.note(request.method, "thread_ts_of_a_reply", wanted)
        return parent.thread_ts
    return parent.ts


def update(request: Request) -> Json:
    channel = request.channel()
    message = _own(request, channel, "cant_update_message")
    payload = request.args.as_payload()
    request.gate.message(request.method, payload)
    fill_message(message, payload)
    message.metadata = payload.get("metadata", message.metadata)
    message.edits += 1
    shown = message_json(message, channel, metadata=True)
    return ok(channel=channel.id, ts=message.ts, text=message.text, message=shown)


def delete(request: Request) -> Json:
    channel = request.channel()
    message = _own(request, channel, "cant_delete_message")
    message.deleted = True
    return ok(channel=channel.id, ts=message.ts)


def _own(request: Request, channel: Channel, refusal: str) -> Message:
    """The app's own message; an ephemeral has a ts, but nothing can be found under it."""
    message = request.message(channel)
    if channel.archived:
        raise SlackError("is_archived")
    if not message.by_app:
        raise SlackError(refusal)
    return message


def post_ephemeral(request: Request) -> Json:
    channel = request.joined_channel()
    user = request.args.need("user")
    if channel.archived:
        raise SlackError("is_archived")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    payload = request.args.as_payload()
    request.gate.message(request.method, payload)
    told = request.workspace.whisper(user, channel.id, payload)
    return ok(message_ts=told.ts)


def get_permalink(request: Request) -> Json:
    channel = request.channel()
    message = request.message(channel, "message_ts")
    place = message.ts.replace(".", "")
    link = f"https://acme.slack.com/archives/{channel.id}/p{place}"
    return ok(channel=channel.id, permalink=link)


def add_reaction(request: Request) -> Json:
    message = request.message(request.joined_channel(), "timestamp")
    users = message.reactions.setdefault(request.args.need("name", "invalid_name"), [])
    if BOT_USER in users:
        raise SlackError("already_reacted")
    users.append(BOT_USER)
    return ok()


def remove_reaction(request: Request) -> Json:
    message = request.message(request.joined_channel(), "timestamp")
    users = message.reactions.get(request.args.need("name", "invalid_name"), [])
    if BOT_USER not in users:
        raise SlackError("no_reaction")
    users.remove(BOT_USER)
    return ok()


TABLE: Table = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
}
