"""What a payload comes down to: a request to the desk, and where its answer may go."""

from collections.abc import Container
from dataclasses import dataclass, field

from bot.commands import Place, Request
from bot.domain.people import Identity

PLATFORM = "feishu"


@dataclass(frozen=True, slots=True)
class Back:
    """The ways back to the one who asked; `message` is the one to answer, mark or redraw.

    `chat` is Feishu's own id, also of a private chat; empty where there was none (the bot menu).
    """

    user: str
    chat: str = ""
    message: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """`quiet`: said in passing, so a refusal is worth no word to anybody (a note in a thread).

    `quoted` is the message that this one replies to.
    """

    request: Request
    back: Back
    quiet: bool = False
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap, or a form sent. `card`: the language of the living card that was tapped, if it was.

    `by` is whose form it is; nobody else may send it. `form` says that it is one.
    """

    asked: Asked
    card: str = ""
    by: str = ""
    form: bool = False


@dataclass(frozen=True, slots=True)
class OldButton:
    """A button that this version does not know."""

    back: Back


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction that makes a message a ticket; where that is must still be read."""

    user: str
    message: str
    delivery: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot was added to a chat; whoever did that may want to know the chat's id."""

    chat: str
    user: str
    delivery: str


@dataclass(frozen=True, slots=True)
class News:
    """What happened outside the desk: `removed` from a chat, a message `recalled`, a person `left`.

    The outbox finds the first two out by itself, when it next has something to say there.
    """

    what: str
    place: Place
    who: str = ""


Heard = Asked | Tapped | OldButton | Reacted | Joined | News


@dataclass(frozen=True, slots=True)
class Us:
    """The app as it stands in its tenant, and the reactions that make a ticket."""

    app: str
    bot: str
    name: str = ""
    reactions: Container[str] = field(default=())


def place(chat: str = "", thread: str = "", message: str = "", *, private_with: str = "") -> Place:
    """A private chat is known by its person, as in the lanes of the outbox."""
    return Place(PLATFORM, "", f"@{private_with}" if private_with else chat, thread, message)


def identity(user: str) -> Identity:
    return Identity(PLATFORM, "", user)
