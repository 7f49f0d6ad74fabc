"""What is done to a message without changing it: urgent pings, reactions, pins, top notices."""

from collections.abc import Callable

from tests.fakes.feishu.asking import Api, Asked, opened_by
from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.shapes import done, millis
from tests.fakes.feishu.state import APP_ID, BOT, Message, Urgent, new_id

MOST_URGENTS = 200
# A few of Feishu's emoji types; anything else is refused with 231001.
EMOJI = frozenset(
    {
        *("OK", "THUMBSUP", "DONE", "CheckMark", "CrossMark", "Pin", "Alarm", "OnIt", "Typing"),
        *("EYES", "SMILE", "APPLAUSE", "HEART", "JIAYI", "Ticket", "GoGoGo", "Get", "LGTM"),
    }
)
Reacted = Callable[[Message, str, str, str], None]


def _urgent(asked: Asked) -> Json:
    message = asked.message()
    if not message.by_app:
        raise FeishuError(230012)
    chat = asked.chat(message.chat)
    if chat.urgent_setting != "all_members":
        raise FeishuError(230052)
    wanted = asked.need("user_id_list")
    if asked.query.get("user_id_type") != "open_id":
        raise FeishuError(99992402, "user_id_type is required")
    if not isinstance(wanted, list) or len(wanted) > MOST_URGENTS:
        raise FeishuError(230001, "user_id_list is at most 200")
    reached = [each for each in wanted if each in chat.members]
    if not reached:
        raise FeishuError(230001, "all of user_id_list is invalid")
    for each in reached:
        _ping(asked, message, each)
    return done(invalid_user_id_list=[each for each in wanted if each not in chat.members])


def _ping(asked: Asked, message: Message, user: str) -> None:
    person = asked.tenant.people[user]
    if person.unread_urgents >= MOST_URGENTS:
        raise FeishuError(230023)
    person.unread_urgents += 1
    kind = asked.api.removeprefix("im.message.")
    asked.tenant.urgents.append(Urgent(kind, message.id, user, asked.tenant.clock.now()))


def _reactable(asked: Asked) -> Message:
    found = asked.tenant.find(asked.path["message"])
    if found is None or found.recalled:
        raise FeishuError(231003)
    if not asked.tenant.chats[found.chat].has_bot:
        raise FeishuError(231002)
    return found


def _emoji(asked: Asked) -> str:
    kind = asked.need("reaction_type")
    emoji = kind.get("emoji_type") if isinstance(kind, dict) else None
    if emoji not in EMOJI:
        raise FeishuError(231001)
    return str(emoji)


class Reactions:
    """Reactions of the app, which Feishu also tells the app about."""

    def __init__(self, reacted: Reacted) -> None:
        self._reacted = reacted
        self._made: dict[str, tuple[Message, str]] = {}

    def create(self, asked: Asked) -> Json:
        message, emoji = _reactable(asked), _emoji(asked)
        message.reactions.setdefault(emoji, []).append(BOT)
        made = new_id("reaction")
        self._made[made] = (message, emoji)
        self._reacted(message, BOT, emoji, "created")
        shown = {"operator_id": APP_ID, "operator_type": "app"}
        return done(
            reaction_id=made,
            operator=shown,
            action_time=asked.tenant.clock.millis(),
            reaction_type={"emoji_type": emoji},
        )

    def delete(self, asked: Asked) -> Json:
        message, emoji = self._made.pop(asked.path["reaction"], (None, ""))
        if message is None:
            raise FeishuError(231007)
        message.reactions[emoji].remove(BOT)
        self._reacted(message, BOT, emoji, "deleted")
        return done(reaction_id=asked.path["reaction"], reaction_type={"emoji_type": emoji})


def _pinnable(asked: Asked, message: str) -> Message:
    found = asked.tenant.message(message)
    if found.recalled:
        raise FeishuError(230011)
    if asked.chat(found.chat).pin_setting != "all_members":
        raise FeishuError(230046)
    return found


def _pin(asked: Asked) -> Json:
    message = _pinnable(asked, str(asked.need("message_id")))
    message.pinned = True
    pinned: Json = {"message_id": message.id, "chat_id": message.chat, "operator_id": APP_ID}
    pinned |= {"operator_id_type": "app_id", "create_time": millis(asked.tenant.clock.now())}
    return done(pin=pinned)


def _unpin(asked: Asked) -> Json:
    _pinnable(asked, asked.path["message"]).pinned = False
    return done()


def apis(reacted: Reacted) -> list[Api]:
    reactions = Reactions(reacted)
    at = "im/v1/messages/:message"
    react = opened_by("im:message", "im:message.reactions:write_only")
    pin = opened_by("im:message", "im:message.pins:write_only")
    urgent = {
        "urgent_app": opened_by("im:message.urgent", "im:message.urgent:app_send"),
        "urgent_sms": opened_by("im:message.urgent:sms"),
        "urgent_phone": opened_by("im:message.urgent:phone"),
    }
    return [
        *(
            Api(f"im.message.{kind}", "PATCH", f"{at}/{kind}", _urgent, urgent[kind])
            for kind in urgent
        ),
        Api("im.reaction.create", "POST", f"{at}/reactions", reactions.create, react),
        Api(
            "im.reaction.delete",
            "DELETE",
            f"{at}/reactions/:reaction",
            reactions.delete,
            react,
            json_body=False,
        ),
        Api("im.pin.create", "POST", "im/v1/pins", _pin, pin),
        Api("im.pin.delete", "DELETE", "im/v1/pins/:message", _unpin, pin, json_body=False),
    ]
