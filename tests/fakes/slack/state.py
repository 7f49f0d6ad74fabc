"""What the workspace holds: people, channels, messages, ephemerals, open windows and files."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.clock import PlatformClock

Json = dict[str, Any]

TEAM, DOMAIN, APP = "T111", "acme", "A111"
BOT_USER, BOT_ID = "UBOT", "B111"
TRIGGER_LIVES = 3.0
REPLY_LIVES, REPLY_USES = 1800.0, 5


class SlackError(Exception):
    """An `ok: false` answer."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.answer: Json = {"ok": False, "error": error, **more}
        if messages:
            self.answer["response_metadata"] = {"messages": list(messages)}


@dataclass(slots=True)
class Person:
    id: str
    name: str
    real_name: str = ""
    display_name: str = ""
    email: str = ""
    tz: str = "Asia/Shanghai"
    tz_offset: int = 28800
    locale: str = "en-US"
    is_bot: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Message:
    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    link_names: bool = False
    subtype: str | None = None
    edits: int = 0
    deleted: bool = False
    seen_only_by: str | None = None

    @property
    def edited(self) -> bool:
        return self.edits > 0

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def ephemeral(self) -> bool:
        return self.seen_only_by is not None

    @property
    def by_app(self) -> bool:
        return self.user == BOT_USER

    def all_blocks(self) -> list[Json]:
        inner = [block for each in self.attachments for block in each.get("blocks", [])]
        return self.blocks + inner


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    members: set[str]
    private: bool = False
    archived: bool = False
    im: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The `channel_type` of message events."""
        if self.im:
            return "im" if len(self.members - {BOT_USER}) == 1 else "mpim"
        return "group" if self.private else "channel"

    @property
    def top(self) -> list[Message]:
        """What the channel shows: not deleted, not inside a thread, oldest first."""
        return [each for each in self.messages if not each.deleted and not each.is_reply]

    def find(self, ts: str) -> Message | None:
        return next((each for each in self.messages if each.ts == ts and not each.deleted), None)

    def thread(self, ts: str) -> list[Message]:
        """The replies under a message, oldest first, without the message itself."""
        under = (each for each in self.messages if each.is_reply and each.thread_ts == ts)
        return [each for each in under if not each.deleted]


@dataclass(slots=True)
class Window:
    """A view as one person has it open; `typed` is what they entered, kept across updates."""

    user: str
    view: Json
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    channel: str | None = None

    @property
    def id(self) -> str:
        return str(self.view["id"])

    @property
    def title(self) -> str:
        return str(self.view.get("title", {}).get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        return list(self.view["blocks"])


@dataclass(slots=True)
class Trigger:
    user: str
    issued: float
    used: bool = False
    in_modal: bool = False


@dataclass(slots=True)
class ReplyAddress:
    """Where a response_url leads; `origin` is the message it may replace."""

    user: str
    channel: str
    issued: float
    origin: Message | None = None
    uses: int = 0


@dataclass(slots=True)
class StoredFile:
    id: str
    name: str
    title: str
    content: bytes = b""
    mimetype: str = "application/octet-stream"
    shared: bool = False
    by: str = BOT_USER


class Workspace:
    """The one workspace; both the Web API and the people in front of the screens change it."""

    def __init__(self, clock: PlatformClock) -> None:
        self.clock = clock
        self.base_url = ""
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Message] = []
        self.modals: dict[str, list[Window]] = {}
        self.homes: dict[str, Window] = {}
        self.triggers: dict[str, Trigger] = {}
        self.replies: dict[str, ReplyAddress] = {}
        self.files: dict[str, StoredFile] = {}
        self.groups: dict[str, Json] = {}
        self.add_person(BOT_USER, "closeloop", real_name="Closeloop", is_bot=True)

    def add_person(self, user: str, name: str, **more: Any) -> Person:
        real = more.pop("real_name", name.title())
        person = Person(user, name, real, **{"email": f"{name}@example.test", **more})
        self.people[user] = person
        return person

    def add_channel(self, channel: str, name: str, *members: str, **more: Any) -> Channel:
        opened = Channel(channel, name, set(members), **more)
        self.channels[channel] = opened
        return opened

    def direct(self, *users: str) -> Channel:
        """The direct message of these people with the app, opened on first use."""
        members = {BOT_USER, *users}
        for each in self.channels.values():
            if each.im and each.members == members:
                return each
        name = "D" + "".join(user[1:] for user in users)
        return self.add_channel(name, "directmessage", *members, im=True)

    def issue_trigger(self, user: str, *, in_modal: bool = False) -> str:
        token = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[token] = Trigger(user, self.clock.now(), in_modal=in_modal)
        return token

    def exchange_trigger(self, token: str) -> Trigger:
        trigger = self.triggers.get(token)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - trigger.issued > TRIGGER_LIVES:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def issue_reply_address(self, user: str, channel: str, origin: Message | None = None) -> str:
        token = secrets.token_hex(12)
        self.replies[token] = ReplyAddress(user, channel, self.clock.now(), origin)
        return f"{self.base_url}/respond/{TEAM}/{token}"

    def windows(self) -> Iterator[Window]:
        for stack in self.modals.values():
            yield from stack
        yield from self.homes.values()

    def whisper(self, user: str, channel: str, payload: Json) -> Message:
        """Show an ephemeral message to one person."""
        told = Message(self.clock.next_ts(), channel, BOT_USER, seen_only_by=user)
        fill_message(told, payload)
        told.thread_ts = payload.get("thread_ts")
        self.ephemerals.append(told)
        return told

    def post(self, channel: Channel, user: str, payload: Json) -> Message:
        said = Message(self.clock.next_ts(), channel.id, user)
        fill_message(said, payload)
        said.thread_ts = payload.get("thread_ts")
        said.metadata = payload.get("metadata")
        channel.messages.append(said)
        return said


def fill_message(message: Message, payload: Json) -> None:
    """Put text and blocks in; text without blocks removes the blocks, as Slack does."""
    message.text = str(payload.get("text") or "")[:40_000]
    message.blocks = with_ids(payload.get("blocks") or [])
    message.attachments = list(payload.get("attachments") or [])
    message.link_names = bool(payload.get("link_names")) or payload.get("parse") == "full"


def with_ids(blocks: list[Json]) -> list[Json]:
    """Copies of the blocks in which every block_id and action_id is filled, as Slack fills them."""
    return [_with_ids(block) for block in blocks]


def _with_ids(block: Json) -> Json:
    filled = {"block_id": secrets.token_urlsafe(4), **block}
    if filled.get("type") == "actions":
        filled["elements"] = [_named(each) for each in filled["elements"]]
    for key in ("accessory", "element"):
        if key in filled and filled[key].get("type") != "image":
            filled[key] = _named(filled[key])
    return filled


def _named(element: Json) -> Json:
    return {"action_id": secrets.token_urlsafe(4), **element}
