"""A command with who asked it, and from where."""

from dataclasses import dataclass

from bot.commands.codec import Command
from bot.domain.people import Identity


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was asked: a chat, and the message whose thread it was asked in, if any."""

    platform: str
    workspace: str
    chat: str = ""
    thread: str = ""  # The platform's id of the thread's first message.
    message: str = ""  # The message itself, where it is one.

    @property
    def lane(self) -> str:
        return f"{self.platform}:{self.workspace}/{self.chat}" if self.chat else ""


@dataclass(frozen=True, slots=True)
class Request:
    """A command with who asked it, from where, and the platform's id of this delivery.

    `delivery` makes a repeat harmless; empty for what needs no such guard (a read). `name` and
    `locale` come from the platform's profile and only fill in what the roster does not say.
    """

    command: Command
    who: Identity
    place: Place
    delivery: str = ""
    name: str = ""
    locale: str = ""
