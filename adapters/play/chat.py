"""The playground's chat: rooms, threads, private talk, and what each person has not read yet.

It lives in memory; with a folder every message is also written to a journal there, line by line,
so that a demonstration can go on another day. Whoever watches is told of every change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from pydantic import TypeAdapter

from adapters.play.shown import PLATFORM, WORKSPACE, Both
from bot.domain.people import Address

BOT = ""
"""The author of what the desk itself says."""


def lane_of(chat: str) -> str:
    """The lane of a room (`sync`) or of somebody's private talk with the bot (`@li`)."""
    return f"{PLATFORM}:{WORKSPACE}/{chat}"


@dataclass(frozen=True, slots=True)
class Message:
    """`only_for` names the one person who sees it; `written` is what a person typed.

    `about` and `happened` say which ticket it is about, and what happened to that.
    """

    id: str
    lane: str
    author: str
    at: datetime
    shown: Both
    thread: str = ""
    ref: str = ""
    only_for: str = ""
    written: str = ""
    about: str = ""
    happened: str = ""
    deleted: bool = False

    def seen_by(self, user: str) -> bool:
        return not self.deleted and self.only_for in ("", user)

    def mentions(self, user: str) -> bool:
        return any(user in shown.mentioned for shown in self.shown.values())


@dataclass(frozen=True, slots=True)
class Unread:
    messages: int = 0
    mentions: int = 0


_LINE = TypeAdapter(Message)
Watcher = Callable[[Message], None]


@dataclass
class Chat:
    journal: Path | None = None
    _messages: dict[str, Message] = field(default_factory=dict)
    _lanes: dict[str, dict[str, Message]] = field(default_factory=dict)
    _read: dict[tuple[str, str], int] = field(default_factory=dict)
    _watchers: list[Watcher] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.journal is not None and self.journal.exists():
            for line in self.journal.read_text(encoding="utf-8").splitlines():
                known = _LINE.validate_json(line)
                self._keep(known)
        self._numbers = count(len(self._messages) + 1)

    def next_id(self) -> str:
        return f"m{next(self._numbers)}"

    def put(self, message: Message) -> None:
        """A new message, or one that is shown anew in its place."""
        self._keep(message)
        if self.journal is not None:
            with self.journal.open("ab") as file:
                file.write(_LINE.dump_json(message) + b"\n")
        for watcher in [*self._watchers]:
            watcher(message)

    def _keep(self, message: Message) -> None:
        self._messages[message.id] = message
        self._lanes.setdefault(message.lane, {})[message.id] = message

    def get(self, message: str) -> Message | None:
        known = self._messages.get(message)
        return known if known and not known.deleted else None

    def delete(self, message: str) -> None:
        self.put(replace(self._messages[message], deleted=True))

    @property
    def newest_at(self) -> datetime | None:
        return max((m.at for m in self._messages.values()), default=None)

    def in_room(self, chat: str, user: str) -> list[Message]:
        """What this person sees of a room, without what stands in threads."""
        return [m for m in self._of(chat) if m.seen_by(user) and not m.thread]

    def in_thread(self, first: str, user: str) -> list[Message]:
        lane = self._lanes.get(self._messages[first].lane, {})
        return [m for m in lane.values() if m.thread == first and m.seen_by(user)]

    def known_by(self, lane: str, ref: str, thread: str) -> Message | None:
        there = self._lanes.get(lane, {}).values()
        known = (m for m in there if (m.ref, m.thread) == (ref, thread) and not m.deleted)
        return next(known, None)

    def _of(self, chat: str) -> Iterable[Message]:
        return self._lanes.get(lane_of(chat), {}).values()

    # Read and unread.

    def unread(self, chat: str, user: str) -> Unread:
        known = self._read.get((user, chat), 0)
        new = [m for m in self._of(chat) if self._is_news(m, user) and _number(m) > known]
        return Unread(len(new), sum(m.mentions(user) for m in new))

    def _is_news(self, message: Message, user: str) -> bool:
        return message.seen_by(user) and message.author != user and not message.thread

    def read(self, chat: str, user: str, until: datetime | None = None) -> None:
        """They have seen what stands there, or what was said before a time."""
        seen = (_number(m) for m in self._of(chat) if until is None or m.at < until)
        self._read[user, chat] = max(seen, default=0)

    # Watching.

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)

    def leave(self, watcher: Watcher) -> None:
        if watcher in self._watchers:
            self._watchers.remove(watcher)


def _number(message: Message) -> int:
    return int(message.id[1:])


def chat_of(to: Address) -> str:
    """A private talk is known by its person, as in the lanes of the outbox."""
    return to.chat or f"@{to.user}"
