"""The calls by which something is said, answered, redrawn, marked or made urgent.

Every send has a `uuid` made from what the message is: within an hour Feishu takes it once, and
answers a repeat with the message that is there already.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson

from adapters.feishu.client import Client, data
from adapters.feishu.sheet import Rendered
from adapters.feishu.trouble import NO_THREADS, FeishuError
from adapters.plain import Json

_MESSAGES: Final = "/open-apis/im/v1/messages"
_MESSAGE: Final = _MESSAGES + "/{}"
_TO: Final = _MESSAGES + "?receive_id_type={}"
_UUID: Final = 40
_MARK: Final = 19


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as Feishu knows it; `chat` is a private chat's id too.

    `gone`: it was sent before, and has been recalled since.
    """

    message: str
    chat: str
    gone: bool = False


@lru_cache(maxsize=100)
def uuid_of(ref: str) -> str:
    """Letters and digits, as long as Feishu takes, and the same for the same message.

    It is asked for twice of each: for the send, and for the mark.
    """
    return hashlib.sha256(ref.encode()).hexdigest()[:_UUID]


def mark_of(ref: str) -> str:
    """An element's id by which a card is known again in the chat's history."""
    return f"m{uuid_of(ref)[:_MARK]}"


class Posting:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, to: str, said: Rendered, uuid: str) -> Posted:
        """To a chat, or in private to a person (`ou_…`)."""
        kind = "open_id" if to.startswith("ou_") else "chat_id"
        body = {"receive_id": to, "msg_type": "interactive", **_card(said), "uuid": uuid}
        answer = await self._client.call("POST", _TO, kind, body=body, lane=to)
        return _posted(answer)

    async def reply(
        self, to: str, said: Rendered, uuid: str, *, thread: bool, lane: str = ""
    ) -> Posted:
        """Under a message; where the group has no threads, as a plain reply."""
        body = {"msg_type": "interactive", **_card(said), "uuid": uuid}
        path = _MESSAGE + "/reply"
        try:
            threaded = {**body, "reply_in_thread": thread}
            answer = await self._client.call("POST", path, to, body=threaded, lane=lane)
        except FeishuError as error:
            if not thread or error.code not in NO_THREADS:
                raise
            answer = await self._client.call("POST", path, to, body=body, lane=lane)
        return _posted(answer)

    async def redraw(self, message: str, said: Rendered) -> None:
        await self._client.call("PATCH", _MESSAGE, message, body=_card(said), lane=message)

    async def react(self, message: str, emoji: str) -> None:
        body = {"reaction_type": {"emoji_type": emoji}}
        await self._client.call("POST", _MESSAGE + "/reactions", message, body=body)

    async def urge(self, message: str, users: Iterable[str]) -> tuple[str, ...]:
        """Ping people inside Feishu until they have looked; returns who could not be reached."""
        answer = await self._client.call(
            "PATCH",
            _MESSAGE + "/urgent_app",
            message,
            params={"user_id_type": "open_id"},
            body={"user_id_list": [*users]},
        )
        return tuple(map(str, data(answer).get("invalid_user_id_list") or ()))

    async def read(self, message: str) -> Json | None:
        """One message; None where there is none any more."""
        answer = await self._client.call("GET", _MESSAGE, message)
        items = data(answer).get("items")
        first = items[0] if isinstance(items, list) and items else None
        return first if isinstance(first, dict) and not first.get("deleted") else None

    async def listed(self, place: str, since: int, page: str) -> tuple[list[Json], str]:
        """A page of messages since a second, newest first, and the next page's token.

        A thread (`omt_…`) cannot be asked for a time; a chat can.
        """
        thread = place.startswith("omt_")
        params = {
            "container_id_type": "thread" if thread else "chat",
            "container_id": place,
            **({} if thread else {"start_time": str(since)}),
            "sort_type": "ByCreateTimeDesc",
            "page_size": "50",
            "card_msg_content_type": "raw_card_content",
            **({"page_token": page} if page else {}),
        }
        found = data(await self._client.call("GET", _MESSAGES, params=params))
        items = [each for each in found.get("items") or () if isinstance(each, dict)]
        return items, str(found.get("page_token") or "") if found.get("has_more") else ""


def _card(said: Rendered) -> Json:
    return {"content": orjson.Fragment(said.quoted)}


def _posted(answer: Json) -> Posted:
    found = data(answer)
    message, chat = str(found.get("message_id") or ""), str(found.get("chat_id") or "")
    return Posted(message, chat, found.get("deleted") is True)
