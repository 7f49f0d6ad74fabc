"""How the workspace's things look as JSON, in the shapes Slack documents."""

import secrets
from typing import Any

from tests.fakes.slack.elements import values_of
from tests.fakes.slack.state import (
    APP,
    BOT_ID,
    BOT_USER,
    TEAM,
    Channel,
    Json,
    Message,
    Person,
    StoredFile,
    Window,
    Workspace,
    with_ids,
)


def message_json(message: Message, channel: Channel | None, *, metadata: bool = False) -> Json:
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": TEAM,
        "blocks": message.blocks,
        **_authorship(message),
        **_optional(message),
    }
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    if channel is not None and not message.is_reply:
        shown.update(_thread_summary(channel.thread(message.ts), message.ts))
    return shown


def _authorship(message: Message) -> Json:
    if message.by_app:
        return {"bot_id": BOT_ID, "app_id": APP}
    return {"client_msg_id": f"client-{message.ts}"}


def _optional(message: Message) -> Json:
    reactions = [
        {"name": name, "users": users, "count": len(users)}
        for name, users in message.reactions.items()
        if users
    ]
    edited = {"user": message.user, "ts": message.ts} if message.edited else None
    candidates: Json = {
        "attachments": message.attachments,
        "files": message.files,
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "reactions": reactions,
        "edited": edited,
    }
    return {key: value for key, value in candidates.items() if value}


def _thread_summary(replies: list[Message], ts: str) -> Json:
    if not replies:
        return {}
    users = list(dict.fromkeys(each.user for each in replies))
    return {
        "thread_ts": ts,
        "reply_count": len(replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
    }


def person_json(person: Person, *, locale: bool) -> Json:
    shown: Json = {
        "id": person.id,
        "team_id": TEAM,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": person.tz_offset,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1700000000,
        "profile": {
            "real_name": person.real_name,
            "real_name_normalized": person.real_name,
            "display_name": person.display_name,
            "display_name_normalized": person.display_name,
            "email": person.email,
            "image_72": "https://avatars.example.test/72.png",
            "team": TEAM,
        },
    }
    return {**shown, "locale": person.locale} if locale else shown


def channel_json(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.private or channel.im,
        "is_archived": channel.archived,
        "is_member": BOT_USER in channel.members,
        "num_members": len(channel.members),
    }


def file_json(stored: StoredFile, base_url: str) -> Json:
    place = f"{base_url}/files/{stored.id}"
    return {
        "id": stored.id,
        "name": stored.name,
        "title": stored.title,
        "mimetype": stored.mimetype,
        "filetype": stored.name.rpartition(".")[2],
        "size": len(stored.content),
        "user": stored.by,
        "mode": "hosted",
        "is_external": False,
        "url_private": f"{place}/{stored.name}",
        "url_private_download": f"{place}/download/{stored.name}",
        "permalink": f"https://acme.slack.com/files/{stored.by}/{stored.id}/{stored.name}",
    }


def fresh_view(view: Json, workspace: Workspace, like: Json | None = None) -> Json:
    """The stored form of a view handed in; `like` is the view it replaces."""
    kept = like or {}
    number = kept.get("id") or f"V{secrets.token_hex(5).upper()}"
    seconds = int(workspace.clock.now())
    filled: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        **view,
        "blocks": with_ids(view["blocks"]),
        "id": number,
        "team_id": TEAM,
        "hash": f"{seconds}.{secrets.token_hex(4)}",
        "previous_view_id": kept.get("previous_view_id"),
        "root_view_id": kept.get("root_view_id") or number,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT_ID,
    }
    return filled


def view_json(window: Window) -> Json:
    """The view with the state of its inputs, as it stands in payloads and answers."""
    values = values_of(window.view["blocks"], window.typed)
    return {**window.view, "state": {"values": values}}


def ok(**more: Any) -> Json:
    return {"ok": True, **more}
