"""What the tenant holds: people, chats, messages with their threads, files, urgent pings."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.feishu.clock import PlatformClock
from tests.fakes.feishu.errors import FeishuError, Json

APP_ID, APP_SECRET, TENANT = "cli_a1b2c3", "app-secret-fake", "tenant_acme"
BOT, BOT_NAME = "ou_bot", "工单助手"
FOURTEEN_DAYS = 14 * 86_400.0


@dataclass(slots=True)
class Person:
    """Somebody with an open_id; union_id and user_id follow from it."""

    open_id: str
    name: str
    email: str = ""
    mobile: str = ""
    locale: str = "zh_cn"
    timezone: str = "Asia/Shanghai"
    available: bool = True
    resigned: bool = False
    unread_urgents: int = 0

    @property
    def ids(self) -> Json:
        """Without the scope contact:user.employee_id:readonly the user_id stays empty."""
        rest = self.open_id.removeprefix("ou_")
        return {"open_id": self.open_id, "union_id": f"on_{rest}", "user_id": ""}


@dataclass(slots=True)
class Message:
    id: str
    chat: str
    sender: str
    msg_type: str
    content: Json
    created: float
    root_id: str = ""
    parent_id: str = ""
    thread_id: str = ""
    mentions: list[Json] = field(default_factory=list)
    notified: frozenset[str] = frozenset()
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edits: int = 0
    updated: float | None = None
    recalled: bool = False
    pinned: bool = False
    # Taps whose callback has not been answered yet; Feishu locks the card meanwhile.
    in_use: int = 0

    @property
    def by_app(self) -> bool:
        return self.sender == BOT

    @property
    def is_card(self) -> bool:
        return self.msg_type == "interactive"

    @property
    def text(self) -> str:
        return str(self.content.get("text", ""))

    @property
    def in_thread(self) -> bool:
        """Inside a thread: a thread's first message stands in the chat itself."""
        return bool(self.thread_id) and bool(self.root_id)


@dataclass(slots=True)
class Chat:
    id: str
    name: str
    members: set[str]
    p2p: bool = False
    has_bot: bool = True
    dissolved: bool = False
    urgent_setting: str = "all_members"
    pin_setting: str = "all_members"
    messages: list[Message] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "p2p" if self.p2p else "group"

    @property
    def top(self) -> list[Message]:
        """What the chat shows: not recalled, not inside a thread, oldest first."""
        return [each for each in self.messages if not each.recalled and not each.in_thread]

    @property
    def cards(self) -> list[Message]:
        return [each for each in self.messages if each.is_card and not each.recalled]

    def thread(self, of: str) -> list[Message]:
        """The replies inside a thread, named by its id or its first message's."""
        return [
            each
            for each in self.messages
            if each.in_thread and of in {each.thread_id, each.root_id} and not each.recalled
        ]


@dataclass(frozen=True, slots=True)
class Urgent:
    """One urgent ping that reached one person; `kind` is urgent_app, urgent_sms or urgent_phone."""

    kind: str
    message: str
    user: str
    at: float


@dataclass(slots=True)
class StoredFile:
    key: str
    name: str
    content: bytes
    kind: str
    message: str = ""


@dataclass(slots=True)
class Tenant:
    """The one tenant; both the open APIs and the people in front of the screens change it."""

    clock: PlatformClock
    people: dict[str, Person] = field(default_factory=dict)
    chats: dict[str, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    urgents: list[Urgent] = field(default_factory=list)
    slash_commands: dict[str, Json] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=set)

    def add_person(self, open_id: str, name: str, **more: Any) -> Person:
        rest = open_id.removeprefix("ou_")
        person = Person(open_id, name, **{"email": f"{rest}@example.test", **more})
        self.people[open_id] = person
        return person

    def add_chat(self, chat: str, name: str, *members: str, **more: Any) -> Chat:
        opened = Chat(chat, name, set(members), **more)
        self.chats[chat] = opened
        return opened

    def private(self, user: str) -> Chat:
        """The private chat of this person with the app, opened on first use."""
        name = f"oc_p2p_{user.removeprefix('ou_')}"
        return self.chats.get(name) or self.add_chat(name, "", user, p2p=True)

    def messages(self) -> Iterator[Message]:
        for chat in self.chats.values():
            yield from chat.messages

    def find(self, message: str) -> Message | None:
        return next((each for each in self.messages() if each.id == message), None)

    def message(self, message: str) -> Message:
        """A message by its id, recalled ones too; 230001 where there never was one."""
        found = self.find(message)
        if found is None:
            raise FeishuError(230001, "invalid message_id")
        return found

    def post(self, chat: Chat, sender: str, msg_type: str, content: Json) -> Message:
        said = Message(new_id("om"), chat.id, sender, msg_type, content, self.clock.now())
        chat.messages.append(said)
        return said

    def answer(self, said: Message, to: Message, *, in_thread: bool) -> None:
        """Make a message a reply; inside a thread its parent is always the first message."""
        said.root_id = to.root_id or to.id
        said.parent_id = to.id
        if in_thread and not to.thread_id:
            root = self.message(said.root_id)
            root.thread_id = root.thread_id or new_id("omt")
            said.thread_id = root.thread_id
        elif to.thread_id:
            said.thread_id = to.thread_id
        if said.thread_id:
            said.parent_id = said.root_id

    def store(self, name: str, content: bytes, kind: str) -> StoredFile:
        prefix = "img_v3" if kind == "image" else "file_v3"
        stored = StoredFile(new_id(prefix), name, content, kind)
        self.files[stored.key] = stored
        return stored

    def too_old(self, message: Message) -> bool:
        return self.clock.now() - message.created > FOURTEEN_DAYS


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"
