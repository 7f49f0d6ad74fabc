"""How people say what they want: a line of text, a message they point at, a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of chat text, to be read by the grammar. `quoted` is the message it replies to.

    `files` came with the line, or with the message that it makes a ticket of.
    """

    text: str = ""
    quoted: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportMessage:
    """Make this message a ticket: its text, author, time and files are the report."""

    text: str = ""
    author: str = ""  # The author's account, `slack:T1/U1`; a member's name is not a customer's.
    author_name: str = ""
    sent_at: str = ""  # ISO 8601.
    files: tuple[str, ...] = ()
    ask: bool = True  # Open the form filled with it; without it (a reaction) create at once.


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Show the form of another command, filled with what is known already."""

    form: str
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class SubmitForm:
    """A filled-in form. `version` is the ticket's when the form was shown; 0 for a new ticket."""

    form: str
    ticket: str = ""
    version: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    look: bool = False  # Not sent yet: look up whom it may be about, and show it again.


Saying = Typed | ReportMessage | OpenForm | SubmitForm

SLUGS: Final[Mapping[str, type[Saying]]] = {
    "typed": Typed,
    "report_message": ReportMessage,
    "form": OpenForm,
    "submit": SubmitForm,
}
