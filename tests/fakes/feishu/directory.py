"""People, chats and the bot itself: contact v3, im/v1/chats, bot/v3."""

from tests.fakes.feishu.asking import Api, Asked, opened_by
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.shapes import chat_json, done, person_json
from tests.fakes.feishu.state import BOT, BOT_NAME, TENANT, Chat


def _user(asked: Asked) -> Json:
    if asked.query.get("user_id_type", "open_id") != "open_id":
        raise FeishuError(99992402, "the fake knows open_id only")
    person = asked.tenant.people.get(asked.path["user"])
    if person is None or not person.available:
        raise FeishuError(41050)
    return done(user=person_json(asked.tenant, person.open_id))


def _by_mail(asked: Asked) -> Json:
    """Those not found come back too, without an id."""
    mails = asked.body.get("emails") or []
    if not isinstance(mails, list) or len(mails) > 50:
        raise FeishuError(99992402, "emails is at most 50")
    known = {each.email: each for each in asked.tenant.people.values() if not each.resigned}
    found: list[Json] = []
    for mail in mails:
        person = known.get(mail)
        found.append({"email": mail, **({"user_id": person.open_id} if person else {})})
    return done(user_list=found)


def _bot(asked: Asked) -> Json:
    """The one answer that says `bot` where the others say `data`."""
    shown = {
        "activate_status": 2,
        "app_name": BOT_NAME,
        "avatar_url": "https://example.test/b.png",
        "ip_white_list": [],
        "open_id": BOT,
    }
    return {"code": 0, "msg": "ok", "bot": shown}


def _chats(asked: Asked) -> Json:
    """Groups the bot is in; private chats are not among them."""
    groups = [each for each in asked.tenant.chats.values() if each.has_bot and not each.p2p]
    page, more = asked.page(groups, most=100)
    return done(items=[chat_json(each) for each in page], **more)


def _of_path(asked: Asked) -> Chat:
    found = asked.tenant.chats.get(asked.path["chat"])
    if found is None:
        raise FeishuError(230001, "invalid chat_id")
    if not found.has_bot:
        raise FeishuError(232011)
    return found


def _chat(asked: Asked) -> Json:
    chat = _of_path(asked)
    shown = chat_json(chat) | {
        "chat_mode": chat.kind,
        "chat_type": "private",
        "group_message_type": "chat",
        "urgent_setting": chat.urgent_setting,
        "pin_manage_setting": chat.pin_setting,
        "user_count": str(len(chat.members)),
        "bot_count": "1",
    }
    return done(**shown)


def _members(asked: Asked) -> Json:
    """People only: bots are not listed."""
    chat = _of_path(asked)
    members = [
        {
            "member_id_type": "open_id",
            "member_id": each,
            "name": asked.tenant.people[each].name,
            "tenant_key": TENANT,
        }
        for each in sorted(chat.members)
    ]
    page, more = asked.page(members, most=100)
    return done(items=page, member_total=len(members), **more)


def apis() -> list[Api]:
    contact = opened_by("contact:user.base:readonly", "contact:contact.base:readonly")
    mail = opened_by("contact:user.id:readonly")
    chat = opened_by("im:chat", "im:chat:readonly")
    people, chats = "contact/v3/users", "im/v1/chats"
    return [
        Api("contact.user.batch_get_id", "POST", f"{people}/batch_get_id", _by_mail, mail),
        Api("contact.user.get", "GET", f"{people}/:user", _user, contact),
        Api("bot.info", "GET", "bot/v3/info", _bot),
        Api("im.chat.list", "GET", chats, _chats, chat),
        Api("im.chat.members", "GET", f"{chats}/:chat/members", _members, chat),
        Api("im.chat.get", "GET", f"{chats}/:chat", _chat, chat),
    ]
