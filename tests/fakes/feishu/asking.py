"""What an open API is given, and the table that finds it by verb and path."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.feishu.errors import FeishuError, Json
from tests.fakes.feishu.gate import Gate
from tests.fakes.feishu.state import Chat, Message, Tenant


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of one API on the tenant."""

    api: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    tenant: Tenant
    gate: Gate
    size: int = 0
    upload: tuple[str, bytes] | None = None

    def need(self, name: str) -> Any:
        """A field of the body that must be there."""
        if self.body.get(name) in (None, ""):
            raise FeishuError(99992402, f"{name} is required")
        return self.body[name]

    def message(self) -> Message:
        """The message in the path; recalled ones are refused with 230011."""
        found = self.tenant.message(self.path["message"])
        if found.recalled:
            raise FeishuError(230011)
        self.chat(found.chat)
        return found

    def chat(self, chat: str) -> Chat:
        """A chat the bot can act in."""
        found = self.tenant.chats.get(chat)
        if found is None:
            raise FeishuError(230001, "invalid receive_id")
        if found.dissolved:
            raise FeishuError(232009)
        if not found.has_bot:
            raise FeishuError(230002)
        return found

    def page(self, items: list[Any], *, most: int = 50) -> tuple[list[Any], Json]:
        """A page of the items, and what the answer says about more of them."""
        size = int(self.query.get("page_size", "20"))
        if not 1 <= size <= most:
            raise FeishuError(230001, "page_size is out of range")
        begin = int(self.query.get("page_token") or 0)
        more = begin + size < len(items)
        ahead = {"has_more": more, "page_token": str(begin + size) if more else ""}
        return items[begin : begin + size], ahead


Answer = Callable[[Asked], Json]


@dataclass(frozen=True, slots=True)
class Api:
    """One open API: its name here, where it stands, and which scopes open it (any one)."""

    name: str
    verb: str
    path: str
    answer: Answer
    scopes: frozenset[str] = field(default_factory=frozenset)
    json_body: bool = True

    def match(self, verb: str, path: str) -> Mapping[str, str] | None:
        if verb != self.verb:
            return None
        pattern = re.sub(r":(\w+)", r"(?P<\1>[^/]+)", self.path)
        found = re.fullmatch(f"/open-apis/{pattern}", path)
        return None if found is None else found.groupdict()


def opened_by(*scopes: str) -> frozenset[str]:
    return frozenset(scopes)
