"""What only looks: tickets, queues, help, oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Show:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why is it due then? `duty` as somebody wrote it; empty for the next deadline."""

    ticket: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Mine:
    pass


@dataclass(frozen=True, slots=True)
class ListTickets:
    """Of each field one value or several, with commas between.

    `words`: what was written without a key, and what it means only the policy knows.
    """

    unassigned: bool = False
    overdue: bool = False
    today: bool = False
    dept: str = ""
    urgency: str = ""
    status: str = ""
    kind: str = ""
    level: str = ""
    region: str = ""
    customer: str = ""
    since: str = ""
    incident: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """Through tickets and customers; the archive by month, customer and product (S4-27)."""

    words: str = ""
    customer: str = ""
    product: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Me:
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Join my accounts on two platforms: without a code, give me one; with it, that is me too."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """Give me a personal link to the board in the browser."""


@dataclass(frozen=True, slots=True)
class Home:
    """The home tab or bot menu was opened: my queue and "new"."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show me the whole record, unmasked; the look is recorded (spec 1 §9)."""

    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """Give me the link by which this ticket's customer may answer for themselves."""

    ticket: str = ""


Looking = (
    Show | Why | Mine | ListTickets | Search | Help | Me | Link | Board | Home | Reveal | Survey
)

SLUGS: Final[Mapping[str, type[Looking]]] = {
    "show": Show,
    "why": Why,
    "mine": Mine,
    "list": ListTickets,
    "search": Search,
    "help": Help,
    "me": Me,
    "link": Link,
    "board": Board,
    "home": Home,
    "reveal": Reveal,
    "survey": Survey,
}
