"""Events: messages, replies in threads, reactions, the bot menu, chats joined and left. Pure."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.feishu import payloads
from adapters.feishu.asked import (
    Asked,
    Back,
    Heard,
    Joined,
    News,
    Reacted,
    Us,
    identity,
    place,
)
from adapters.feishu.spoken import Spoken, is_command, moment, spoken
from adapters.plain import Json
from adapters.shape import maybe, optional, record, text
from bot.commands import (
    Command,
    Help,
    Home,
    ListTickets,
    Mine,
    Note,
    OpenForm,
    ReportMessage,
    Request,
    Typed,
)

TAP: Final = "card.action.trigger"
MENU: Final[Mapping[str, Command]] = MappingProxyType(
    {
        "ticket_home": Home(),
        "ticket_new": OpenForm("new"),
        "ticket_mine": Mine(),
        "ticket_list": ListTickets(),
        "ticket_search": OpenForm("search"),
        "ticket_help": Help(),
    }
)
"""What the items of the bot's menu are called, and what each asks."""


def event(body: Json, us: Us) -> Heard | None:
    """What an event or a tap asks; None for what concerns us no more than others."""
    header = record(body, "header")
    read = _READERS.get(text(header, "event_type"))
    if read is None:
        return None
    return read(record(body, "event"), us, text(header, "event_id"))


def _tap(happened: Json, _us: Us, delivery: str) -> Heard:
    return payloads.tap(happened, delivery)


def _message(happened: Json, us: Us, _delivery: str) -> Asked | None:
    """A command, a note in a thread, or talk that is none of ours.

    The message's own id is its delivery: Feishu may send one message under two event ids.
    """
    sender = record(happened, "sender")
    user = optional(maybe(sender, "sender_id"), "open_id")
    if optional(sender, "sender_type") != "user" or not user:
        return None
    message = record(happened, "message")
    heard = _Message(message, us, user)
    return heard.in_private() if optional(message, "chat_type") == "p2p" else heard.in_group()


class _Message:
    """A message of somebody's with what it takes to answer it."""

    def __init__(self, message: Json, us: Us, user: str) -> None:
        self.us = us
        self.user = user
        self.id = text(message, "message_id")
        self.chat = text(message, "chat_id")
        self.parent = optional(message, "parent_id")
        self.thread = optional(message, "root_id") or self.parent
        self.said: Spoken = spoken(
            message, text(message, "message_type"), optional(message, "content"), self.id
        )

    def in_private(self) -> Asked | None:
        """People type commands; an answer to a message of ours is a note on its ticket."""
        line = self.said.line(self.us.bot)
        if self.thread and not (is_command(line) or self.said.mentions(self.us.bot)):
            return self._note(private=True)
        return self._typed(line, private=True)

    def in_group(self) -> Asked | None:
        line = self.said.line(self.us.bot)
        if self.said.mentions(self.us.bot) or is_command(line):
            return self._typed(line)
        return self._note() if self.thread else None

    def _typed(self, line: str, *, private: bool = False) -> Asked:
        return self._asked(self._meant(line), private=private)

    def _meant(self, line: str) -> Command:
        """The line with its files; files alone in a thread are a note, as without a mention."""
        files = self.said.files
        if line:
            return Typed(line, files=files)
        return Note(files=files) if files and self.thread else Help()

    def _note(self, *, private: bool = False) -> Asked | None:
        note = Note(text=self.said.prose(self.us.bot), files=self.said.files)
        if not (note.text or note.files):
            return None
        return self._asked(note, private=private, quiet=True)

    def _asked(self, command: Command, *, private: bool, quiet: bool = False) -> Asked:
        where = place(self.chat, self.thread, self.id, private_with=self.user if private else "")
        request = Request(command, identity(self.user), where, self.id)
        back = Back(self.user, self.chat, self.id, private)
        return Asked(request, back, quiet, "" if quiet else self.parent)


def report(message: Json, us: Us, *, ask: bool = True, name: str = "") -> ReportMessage:
    """A message that was asked for, as what the customer said (spec 2 §1)."""
    sender = maybe(message, "sender")
    user = optional(sender, "id") if optional(sender, "sender_type") == "user" else ""
    content = optional(maybe(message, "body"), "content")
    number = text(message, "message_id")
    said = spoken(message, optional(message, "msg_type"), content, number)
    return ReportMessage(
        text=said.prose(us.bot),
        author=str(identity(user)) if user else "",
        author_name=name,
        sent_at=moment(text(message, "create_time")).isoformat(),
        files=said.files,
        ask=ask,
    )


def _reaction(happened: Json, us: Us, _delivery: str) -> Reacted | None:
    """Two people who react to one message make one ticket, so the message is the delivery."""
    user = optional(maybe(happened, "user_id"), "open_id")
    emoji = optional(maybe(happened, "reaction_type"), "emoji_type")
    if optional(happened, "operator_type") != "user" or not user:
        return None
    if emoji not in us.reactions and emoji.lower() not in us.reactions:
        return None
    message = text(happened, "message_id")
    return Reacted(user, message, f"reaction:{message}")


def _menu(happened: Json, _us: Us, delivery: str) -> Asked | None:
    command = MENU.get(optional(happened, "event_key"))
    operator = maybe(happened, "operator")
    user = optional(maybe(operator, "operator_id"), "open_id")
    if command is None or not user:
        return None
    name = optional(operator, "operator_name")
    request = Request(command, identity(user), place(private_with=user), delivery, name)
    return Asked(request, Back(user, private=True))


def _joined(happened: Json, _us: Us, delivery: str) -> Joined | None:
    user = optional(maybe(happened, "operator_id"), "open_id")
    return Joined(text(happened, "chat_id"), user, delivery) if user else None


def _removed(happened: Json, _us: Us, _delivery: str) -> News:
    return News("removed", place(text(happened, "chat_id")))


def _recalled(happened: Json, _us: Us, _delivery: str) -> News:
    where = place(optional(happened, "chat_id"), message=text(happened, "message_id"))
    return News("recalled", where)


def _left(happened: Json, _us: Us, _delivery: str) -> News:
    return News("left", place(), text(record(happened, "object"), "open_id"))


_READERS: Final[Mapping[str, Callable[[Json, Us, str], Heard | None]]] = MappingProxyType(
    {
        TAP: _tap,
        "im.message.receive_v1": _message,
        "im.message.reaction.created_v1": _reaction,
        "application.bot.menu_v6": _menu,
        "im.chat.member.bot.added_v1": _joined,
        "im.chat.member.bot.deleted_v1": _removed,
        "im.message.recalled_v1": _recalled,
        "contact.user.deleted_v3": _left,
    }
)
EVENTS: Final = tuple(name for name in _READERS if name != TAP)
"""What must be switched on in the console, besides the callback of taps."""
