"""What a payload comes down to: a request to the desk, and where its answer may go."""

from collections.abc import Container
from dataclasses import dataclass

from adapters.plain import Json
from bot.commands import Place, Request
from bot.domain.people import Identity

PLATFORM = "slack"
COMMAND = "/ticket"
"""Slack takes no other name beside it: a command's name is of Latin letters there."""


@dataclass(frozen=True, slots=True)
class Back:
    """The ways back to the one who asked; `channel` is Slack's own id, also of a direct message."""

    user: str
    channel: str = ""
    thread: str = ""
    trigger: str = ""
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """`quiet`: said in passing, so a refusal is worth no word to anybody (a note in a thread)."""

    request: Request
    back: Back
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction that makes a message a ticket; the message must still be read."""

    who: Identity
    place: Place
    back: Back
    delivery: str


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """Somebody wants a ticket made of what the bot itself has said, which reports nothing."""

    back: Back


@dataclass(frozen=True, slots=True)
class Us:
    """The app as it stands in its one workspace, and the reactions that make a ticket."""

    team: str
    bot_user: str
    bot_id: str = ""
    reactions: Container[str] = ()

    def spoke(self, message: Json) -> bool:
        """Whether a message is our own; one that we said in a whisper may name only the bot."""
        ours = self.bot_id and message.get("bot_id") == self.bot_id
        return bool(ours) or message.get("user") == self.bot_user


def place(team: str, user: str, channel: str, thread: str = "", message: str = "") -> Place:
    """A direct message is known by its person, as in the lanes of the outbox."""
    chat = f"@{user}" if channel.startswith("D") else channel
    return Place(PLATFORM, team, chat, thread, message)


def identity(team: str, user: str) -> Identity:
    return Identity(PLATFORM, team, user)
