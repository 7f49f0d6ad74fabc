"""The smallest client of the open APIs: a token, JSON in, JSON out."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.cardjson.samples import good_ticket
from tests.fakes.feishu import FakeFeishu
from tests.fakes.feishu.errors import Json

GROUP = "oc_tickets"


@dataclass(frozen=True, slots=True)
class Client:
    """The smallest client: a token, JSON in, JSON out."""

    session: aiohttp.ClientSession
    domain: str

    async def call(self, verb: str, path: str, body: Any = None, **query: str) -> Json:
        place = f"{self.domain}/open-apis/{path}"
        async with self.session.request(verb, place, json=body, params=query) as answer:
            found: Json = await answer.json()
            return found

    async def send(self, content: Json, kind: str = "interactive", **more: Any) -> Json:
        body = {"receive_id": GROUP, "msg_type": kind, "content": written(content), **more}
        return await self.call("POST", "im/v1/messages", body, receive_id_type="chat_id")

    async def post(self, content: Json | None = None, **more: Any) -> str:
        sent = await self.send(content or good_ticket(), **more)
        assert sent["code"] == 0, sent
        return str(sent["data"]["message_id"])

    async def reply(self, message: str, text: str, **more: Any) -> Json:
        body = {"msg_type": "text", "content": written({"text": text}), **more}
        return await self.call("POST", f"im/v1/messages/{message}/reply", body)

    async def patch(self, message: str, content: Json) -> Json:
        return await self.call("PATCH", f"im/v1/messages/{message}", {"content": written(content)})


def written(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False)


async def token_of(feishu: FakeFeishu) -> str:
    who = {"app_id": feishu.app_id, "app_secret": feishu.app_secret}
    place = f"{feishu.domain}/open-apis/auth/v3/tenant_access_token/internal"
    async with aiohttp.ClientSession() as session, session.post(place, json=who) as answer:
        return str((await answer.json())["tenant_access_token"])
