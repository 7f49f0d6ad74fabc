"""im/v1/messages: sending, answering, changing, reading back, recalling."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fakes.feishu.asking import Api, Asked, opened_by
from tests.fakes.feishu.errors import FeishuError, Json, card_refused
from tests.fakes.feishu.reading import notified
from tests.fakes.feishu.shapes import done, message_json
from tests.fakes.feishu.state import BOT, Chat, Message

UUID_LIVES = 3600.0
MOST_EDITS = 20
_TYPES = ("text", "post", "interactive", "image", "file")
_TEXT_BYTES, _POST_BYTES = 150_000, 30_000
_ID_TYPES = ("open_id", "chat_id", "union_id", "email", "thread_id", "user_id")


@dataclass(slots=True)
class Sending:
    """create and reply, with the memory of the uuids of the last hour."""

    _sent: dict[str, tuple[float, Message, str]] = field(default_factory=dict)

    def create(self, asked: Asked) -> Json:
        chat = _place(asked)
        return self._once(asked, chat, None)

    def reply(self, asked: Asked) -> Json:
        to = asked.message()
        return self._once(asked, asked.chat(to.chat), to)

    def _once(self, asked: Asked, chat: Chat, to: Message | None) -> Json:
        """The same uuid within an hour sends at most one message, whatever it holds."""
        uuid = str(asked.body.get("uuid") or "")
        if len(uuid) > 50:
            raise FeishuError(230001, "uuid is longer than 50")
        content = str(asked.body.get("content"))
        known = self._sent.get(uuid) if uuid else None
        if known and asked.tenant.clock.now() - known[0] < UUID_LIVES:
            if known[2] != content:
                asked.gate.outdated(asked.api, known[1].id, uuid)
            return done(**message_json(known[1]))
        said = _send(asked, chat, to)
        if uuid:
            self._sent[uuid] = (asked.tenant.clock.now(), said, content)
        return done(**message_json(said))


def _place(asked: Asked) -> Chat:
    kind = asked.query.get("receive_id_type", "")
    if kind not in _ID_TYPES:
        raise FeishuError(99992402, "receive_id_type is required")
    target = str(asked.need("receive_id"))
    if kind == "chat_id":
        return asked.chat(target)
    people = asked.tenant.people.values()
    found = [each for each in people if target in _names(kind, each.ids, each.email)]
    if not found:
        raise FeishuError(230001, f"invalid receive_id of type {kind}")
    if not found[0].available or found[0].resigned:
        raise FeishuError(230013)
    return asked.tenant.private(found[0].open_id)


def _names(kind: str, ids: Json, email: str) -> set[str]:
    return {email} if kind == "email" else {str(ids.get(kind, ""))} - {""}


def _send(asked: Asked, chat: Chat, to: Message | None) -> Message:
    kind = str(asked.need("msg_type"))
    content = content_of(asked, kind)
    owner = next(iter(chat.members), "") if chat.p2p else ""
    if owner and not asked.tenant.people[owner].available:
        raise FeishuError(230013)
    said = asked.tenant.post(chat, BOT, kind, content)
    if to is not None:
        asked.tenant.answer(said, to, in_thread=asked.body.get("reply_in_thread") is True)
    said.notified = notified(said, chat)
    return said


def content_of(asked: Asked, kind: str) -> Json:
    """The content of the body as this kind of message wants it."""
    if kind not in _TYPES:
        raise FeishuError(230001, f"invalid msg_type {kind}")
    raw = asked.need("content")
    content = asked.gate.parsed(asked.api, raw)
    size = len(str(raw).encode())
    if kind == "interactive":
        return asked.gate.card(asked.api, content, asked.tenant.people, size)
    if size > (_TEXT_BYTES if kind == "text" else _POST_BYTES):
        asked.gate.note(asked.api, "too_large", f"{size} bytes")
        raise FeishuError(230025)
    for problem in _wrong(asked, kind, content):
        asked.gate.note(asked.api, "bad_content", problem)
        raise FeishuError(230001, problem)
    return content


def _wrong(asked: Asked, kind: str, content: Json) -> Iterator[str]:
    if kind == "text" and not str(content.get("text") or "").strip():
        yield "text is empty"
    if kind == "post":
        yield from _wrong_post(content)
    if kind in {"image", "file"} and content.get(f"{kind}_key") not in asked.tenant.files:
        yield f"invalid {kind}_key"


def _wrong_post(content: Json) -> Iterator[str]:
    if not content or content.keys() - {"zh_cn", "en_us", "ja_jp"}:
        yield "a post stands under its languages"
        return
    for body in content.values():
        lines = body.get("content") if isinstance(body, dict) else None
        if not isinstance(lines, list) or not all(isinstance(each, list) for each in lines):
            yield "post content is a list of lines"
            return
        for part in (each for line in lines for each in line):
            if part.get("tag") not in {"text", "a", "at", "img", "md", "hr", "emotion"}:
                yield f"post tag {part.get('tag')}"


def patch(asked: Asked) -> Json:
    """Update a card in place; Feishu compares no versions, the last one wins."""
    message = _own(asked)
    if not message.is_card:
        raise FeishuError(230001, "NOT a card message")
    if asked.tenant.too_old(message):
        raise FeishuError(230031)
    _shared(asked, message.content, "before")
    parsed = asked.gate.parsed(asked.api, asked.need("content"))
    size = len(str(asked.body["content"]).encode())
    content = asked.gate.card(asked.api, parsed, asked.tenant.people, size)
    if message.in_use:
        raise card_refused(11310, "card action is lock")
    change(asked, message, content)
    return done()


def _shared(asked: Asked, card: Json, when: str) -> None:
    if card.get("config", {}).get("update_multi") is not True:
        asked.gate.note(asked.api, "update_multi", f"not said {when} the update")
        raise card_refused(200621, "update_multi must be true before and after")


def change(asked: Asked, message: Message, content: Json) -> None:
    message.content = content
    message.edits += 1
    message.updated = asked.tenant.clock.now()
    asked.gate.redrawn(message.id)


def put(asked: Asked) -> Json:
    message = _own(asked)
    kind = str(asked.need("msg_type"))
    if kind not in {"text", "post"} or kind != message.msg_type:
        raise FeishuError(230054)
    if message.edits >= MOST_EDITS:
        raise FeishuError(230072)
    change(asked, message, content_of(asked, kind))
    return done(**message_json(message))


def _own(asked: Asked) -> Message:
    message = asked.message()
    if not message.by_app:
        raise FeishuError(230071)
    return message


def get(asked: Asked) -> Json:
    message = asked.tenant.message(asked.path["message"])
    asked.chat(message.chat)
    return done(items=[message_json(message)])


def listed(asked: Asked) -> Json:
    """Messages of a chat (of threads only their beginnings) or of a thread (all of them)."""
    kind, of = asked.query.get("container_id_type"), asked.query.get("container_id", "")
    if kind == "chat":
        found = _of_chat(asked, asked.chat(of))
    elif kind == "thread":
        found = [each for each in asked.tenant.messages() if each.thread_id == of]
    else:
        raise FeishuError(230001, "container_id_type")
    if kind == "thread" and {"start_time", "end_time"} & asked.query.keys():
        raise FeishuError(230001, "a thread takes no times")
    if asked.query.get("sort_type") == "ByCreateTimeDesc":
        found.reverse()
    page, more = asked.page(found)
    return done(items=[message_json(each) for each in page], **more)


def _of_chat(asked: Asked, chat: Chat) -> list[Message]:
    if not chat.p2p and "im:message.group_msg" not in asked.tenant.scopes:
        raise FeishuError(230027, "im:message.group_msg is needed for groups")
    begin = float(asked.query.get("start_time", 0))
    end = float(asked.query.get("end_time", "inf"))
    within = (each for each in chat.messages if begin <= each.created <= end)
    return [each for each in within if not each.in_thread]


def recall(asked: Asked) -> Json:
    message = _own(asked)
    message.recalled = True
    return done()


_SEND = opened_by("im:message", "im:message:send_as_bot")
_READ = opened_by("im:message", "im:message:readonly")


def apis() -> list[Api]:
    sending = Sending()
    at = "im/v1/messages"
    return [
        Api("im.message.create", "POST", at, sending.create, _SEND),
        Api("im.message.reply", "POST", f"{at}/:message/reply", sending.reply, _SEND),
        Api("im.message.patch", "PATCH", f"{at}/:message", patch, _SEND),
        Api("im.message.update", "PUT", f"{at}/:message", put, _SEND),
        Api("im.message.delete", "DELETE", f"{at}/:message", recall, _SEND, json_body=False),
        Api("im.message.get", "GET", f"{at}/:message", get, _READ),
        Api("im.message.list", "GET", at, listed, _READ),
    ]
