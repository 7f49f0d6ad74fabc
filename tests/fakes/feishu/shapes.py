"""How Feishu shows its things in answers and events."""

import json
from typing import Any

from tests.fakes.feishu.errors import Json
from tests.fakes.feishu.state import APP_ID, BOT, TENANT, Chat, Message, Tenant


def done(**data: Any) -> Json:
    return {"code": 0, "msg": "success", "data": data}


def millis(moment: float) -> str:
    """Numbers travel as strings of milliseconds."""
    return str(int(moment * 1000))


def written(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False)


def message_json(message: Message) -> Json:
    """A message as the open APIs return it; a recalled one has lost its content."""
    shown: Json = {
        "message_id": message.id,
        "msg_type": message.msg_type,
        "create_time": millis(message.created),
        "update_time": millis(message.updated or message.created),
        "deleted": message.recalled,
        "updated": message.updated is not None,
        "chat_id": message.chat,
        "sender": _sender(message),
        "body": {"content": "This message was recalled" if message.recalled else _body(message)},
    }
    named = [_listed(each) for each in message.mentions]
    return shown | ({"mentions": named} if named else {}) | lineage(message)


def _body(message: Message) -> str:
    """A card comes back flattened to its texts, not as the JSON that was sent."""
    if not message.is_card:
        return written(message.content)
    title = message.content.get("header", {}).get("title", {}).get("content", "")
    return written({"title": title, "elements": [[{"tag": "text", "text": "..."}]]})


def _sender(message: Message) -> Json:
    if message.by_app:
        return {"id": APP_ID, "id_type": "app_id", "sender_type": "app", "tenant_key": TENANT}
    shown = {"id": message.sender, "id_type": "open_id", "sender_type": "user"}
    return {**shown, "tenant_key": TENANT}


def _listed(mention: Json) -> Json:
    """The open APIs flatten a mention that events carry with all its ids."""
    flat = {"key": mention["key"], "id": mention["id"]["open_id"], "id_type": "open_id"}
    return {**flat, "name": mention["name"], "tenant_key": TENANT}


def lineage(message: Message) -> Json:
    """root_id, parent_id and thread_id, present only where they say something."""
    found = {
        "root_id": message.root_id,
        "parent_id": message.parent_id,
        "thread_id": message.thread_id,
    }
    return {key: value for key, value in found.items() if value}


def received(message: Message, chat: Chat, tenant: Tenant) -> Json:
    """The event body of im.message.receive_v1."""
    event: Json = {
        "sender": {
            "sender_id": tenant.people[message.sender].ids,
            "sender_type": "user",
            "tenant_key": TENANT,
        },
        "message": {
            "message_id": message.id,
            "create_time": millis(message.created),
            "update_time": millis(message.updated or message.created),
            "chat_id": chat.id,
            "chat_type": chat.kind,
            "message_type": message.msg_type,
            "content": written(message.content),
            "user_agent": "Mozilla/5.0 Lark/7.70.0",
            **lineage(message),
        },
    }
    if message.mentions:
        event["message"]["mentions"] = message.mentions
    return event


def mention(number: int, open_id: str, tenant: Tenant, bot_name: str) -> Json:
    """One entry of `mentions`; the text holds only its key."""
    if open_id == BOT:
        ids: Json = {"open_id": BOT, "union_id": "on_bot", "user_id": ""}
        kind, name = "bot", bot_name
    else:
        ids, kind, name = tenant.people[open_id].ids, "user", tenant.people[open_id].name
    key = f"@_user_{number}"
    shown = {"key": key, "id": ids, "mentioned_type": kind, "name": name}
    return {**shown, "tenant_key": TENANT}


def person_json(tenant: Tenant, open_id: str) -> Json:
    """A user of contact v3; e-mail and mobile only with their scopes."""
    person = tenant.people[open_id]
    shown: Json = {
        **person.ids,
        "name": person.name,
        "en_name": "",
        "avatar": {"avatar_72": "https://example.test/a.png"},
        "status": {
            "is_frozen": False,
            "is_resigned": person.resigned,
            "is_activated": True,
            "is_exited": False,
            "is_unjoin": False,
        },
    }
    if "contact:user.email:readonly" in tenant.scopes:
        shown["email"] = person.email
    if "contact:user.phone:readonly" in tenant.scopes:
        shown["mobile"] = person.mobile
    return shown


def chat_json(chat: Chat) -> Json:
    return {
        "chat_id": chat.id,
        "name": chat.name,
        "avatar": "https://example.test/c.png",
        "description": "",
        "owner_id": min(chat.members, default=""),
        "owner_id_type": "open_id",
        "external": False,
        "tenant_key": TENANT,
        "chat_status": "dissolved" if chat.dissolved else "normal",
    }
