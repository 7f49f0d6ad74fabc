"""Events: mentions, replies in threads, direct messages, reactions, the home tab. Pure."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.plain import Json
from adapters.shape import optional, record, text
from adapters.slack import spoken
from adapters.slack.asked import Asked, Back, OwnMessage, Reacted, Us, identity, place
from bot.commands import Command, Help, Home, Note, Request, Typed

# A reply that was also sent to the channel, and one with files, are still somebody speaking.
_SPOKEN: Final = frozenset({"", "file_share", "thread_broadcast"})


Heard = Asked | Reacted | OwnMessage | None


def event(body: Json, us: Us, names: Mapping[str, str] | None = None) -> Heard:
    """What an event asks, or None if nothing; `names` are known names of people it mentions."""
    happened = record(body, "event")
    read = _READERS.get(text(happened, "type"))
    if read is None or _by_a_bot(happened, us):
        return None
    return read(_Told(body, happened, us, names or {}))


class _Told:
    """An event with what it takes to answer it."""

    def __init__(self, body: Json, happened: Json, us: Us, names: Mapping[str, str]) -> None:
        self.event = happened
        self.us = us
        self.names = names
        self.user = text(happened, "user")
        # The workspace that the event was sent for, not that of a guest from a shared channel.
        self.team = text(body, "team_id")
        self.delivery = text(body, "event_id")

    def asked(self, command: Command, *, quiet: bool = False, delivery: str = "") -> Asked:
        event = self.event
        channel, thread = optional(event, "channel"), optional(event, "thread_ts")
        own = optional(event, "ts")
        where = place(self.team, self.user, channel, thread, own)
        team = optional(event, "user_team") or optional(event, "team") or self.team
        who = identity(team, self.user)
        request = Request(command, who, where, delivery or self.delivery)
        return Asked(request, Back(self.user, channel, thread), quiet)


def _by_a_bot(happened: Json, us: Us) -> bool:
    mine = happened.get("user") in (us.bot_user, None)
    return mine or bool(happened.get("bot_id")) or happened.get("hidden") is True


def _mention(told: _Told) -> Asked:
    return told.asked(_typed(told))


def _typed(told: _Told) -> Command:
    """The line with its files; nothing but files in a thread is a note, as without a mention."""
    said = spoken.without_mention(optional(told.event, "text"), told.us.bot_user)
    line, files = spoken.line(said), spoken.files(told.event)
    if line:
        return Typed(line, files=files)
    return Note(files=files) if files and optional(told.event, "thread_ts") else Help()


def _message(told: _Told) -> Asked | None:
    """A reply in a thread is a note on its ticket; in a direct message people type commands."""
    happened = told.event
    if optional(happened, "subtype") not in _SPOKEN:
        return None
    thread = optional(happened, "thread_ts")
    said = optional(happened, "text")
    if optional(happened, "channel_type") == "im" and not thread:
        return told.asked(_typed(told))
    if not thread or thread == optional(happened, "ts"):
        return None
    if told.us.bot_user in spoken.mentioned(said):
        return None if optional(happened, "channel_type") != "im" else told.asked(_typed(told))
    return told.asked(_note(told, said), quiet=True)


def _note(told: _Told, said: str) -> Note:
    return Note(text=spoken.prose(said, told.names), files=spoken.files(told.event))


def _reaction(told: _Told) -> Reacted | OwnMessage | None:
    """Two people who react to one message make one ticket, so the message is the delivery."""
    item = record(told.event, "item")
    name = text(told.event, "reaction").partition("::")[0]
    if item.get("type") != "message" or name not in told.us.reactions:
        return None
    channel, message = text(item, "channel"), text(item, "ts")
    if optional(told.event, "item_user") == told.us.bot_user:
        return OwnMessage(Back(told.user, channel))
    return Reacted(
        who=identity(told.team, told.user),
        place=place(told.team, told.user, channel, "", message),
        back=Back(told.user, channel),
        delivery=f"reaction:{told.team}:{channel}:{message}",
    )


def _home(told: _Told) -> Asked | None:
    if optional(told.event, "tab") not in ("", "home"):
        return None
    where = place(told.team, told.user, "")
    request = Request(Home(), identity(told.team, told.user), where)
    return Asked(request, Back(told.user))


_READERS: Final[Mapping[str, Callable[[_Told], Heard]]] = MappingProxyType(
    {
        "app_mention": _mention,
        "message": _message,
        "reaction_added": _reaction,
        "app_home_opened": _home,
    }
)
