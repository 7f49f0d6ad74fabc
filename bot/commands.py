"""The closed union of what can be asked of the desk, and the codec by which buttons carry it.

Fields hold what people wrote: slugs, names in either language, beginnings of names, times such as
`20m ago`. The handlers resolve them, so a form, a button and a typed line are understood alike.
An empty `ticket` means the ticket of the thread the command was given in.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final, get_args

from bot.domain.people import Identity


@dataclass(frozen=True, slots=True)
class NewTicket:
    description: str = ""
    customer: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    level: str = ""
    product: str = ""
    order: str = ""
    bought: str = ""
    channel: str = ""
    kind: str = ""
    category: str = ""
    urgency: str = ""
    mood: str = ""
    wish: str = ""
    reported: str = ""
    dept: str = ""
    to: str = ""
    files: tuple[str, ...] = ()
    confirmed: bool = False  # Sent from the form: do not open it again for what may stay empty.


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
    unassigned: bool = False
    overdue: bool = False
    today: bool = False
    dept: str = ""
    urgency: str = ""
    status: str = ""
    customer: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    words: str = ""


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
class Away:
    """I am away, or a member whom I supervise; `stand_in` does the work meanwhile."""

    member: str = ""
    since: str = ""
    until: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    member: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Everything that somebody works on, to somebody else: they leave, or will be long away."""

    origin: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The home tab or bot menu was opened: my queue and "new"."""


@dataclass(frozen=True, slots=True)
class Sync:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Classify:
    ticket: str = ""
    category: str = ""
    urgency: str = ""
    kind: str = ""
    dept: str = ""
    level: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Correct what was taken down; an empty field stays as it is."""

    ticket: str = ""
    description: str = ""
    customer: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    level: str = ""
    product: str = ""
    order: str = ""
    bought: str = ""
    channel: str = ""
    mood: str = ""
    wish: str = ""
    occurred: str = ""
    kind: str = ""
    category: str = ""
    urgency: str = ""
    severity: str = ""
    dept: str = ""


@dataclass(frozen=True, slots=True)
class Fill(Edit):
    """The same for what is still missing: its form asks for that alone."""


@dataclass(frozen=True, slots=True)
class Assign:
    ticket: str = ""
    to: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Accept:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    ticket: str = ""
    outcome: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    ticket: str = ""
    note: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    ticket: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Propose:
    ticket: str = ""
    solution: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """The customer does not want the proposed solution."""

    ticket: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Resolve:
    ticket: str = ""
    details: str = ""
    completed: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """What the customer says of the fix. `answer`: yes, no or unreachable, in either language."""

    ticket: str = ""
    answer: str = ""
    csat: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    ticket: str = ""
    of: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    ticket: str = ""
    text: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalate:
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the ticket is overdue (S3-29)."""

    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallBack:
    ticket: str = ""
    outcome: str = ""
    csat: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a dissatisfied customer was offered (S2-46)."""

    ticket: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show me the whole record, unmasked; the look is recorded (spec 1 §9)."""

    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """Give me the link by which this ticket's customer may answer for themselves."""

    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Receive:
    """A customer's own report. The same `key` with the same `digest` is the same report."""

    description: str = ""
    customer: str = ""
    phone: str = ""
    email: str = ""
    level: str = ""
    product: str = ""
    order: str = ""
    channel: str = ""
    reported: str = ""
    urgency: str = ""
    mood: str = ""
    wish: str = ""
    key: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What a customer fills in to report something."""


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """What a customer is asked who follows a survey's link."""

    token: str = ""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A customer's own answer: is it solved, how satisfied are they, and what else they say."""

    token: str = ""
    answer: str = ""
    csat: str = ""
    comment: str = ""


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


Command = (
    NewTicket | Show | Why | Mine | ListTickets | Search | Help | Me | Link | Board | Away
    | Back | HandOver | Home | Sync | Classify
    | Assign | Accept | Contact | Progress | Hold | Resume | Propose | Reject | Resolve | Confirm
    | Close | Cancel | Duplicate | Reopen | Note | Escalate | Acknowledge | Reason | CallBack
    | Edit | Fill | Remedy | Reveal | Survey | Typed | ReportMessage | OpenForm | SubmitForm
    | Receive | ReportPage | SurveyPage | Surveyed
)  # fmt: skip

OF_CUSTOMERS: Final = (Receive, ReportPage, SurveyPage, Surveyed)
"""What only a customer asks, and only where customers come in."""

INTAKE: Final = "intake"
FORM: Final = "form"
SURVEY: Final = "survey"
WAYS_IN: Final = frozenset({INTAKE, FORM, SURVEY})
"""Where customers speak for themselves, each in a platform's place."""


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


SLUGS: Final[Mapping[str, type[Command]]] = MappingProxyType(
    {
        "new": NewTicket, "show": Show, "why": Why, "mine": Mine, "list": ListTickets,
        "search": Search, "help": Help, "me": Me, "link": Link, "board": Board, "away": Away,
        "back": Back,
        "handover": HandOver, "home": Home, "sync": Sync,
        "classify": Classify, "assign": Assign, "accept": Accept, "contact": Contact,
        "progress": Progress,
        "hold": Hold, "resume": Resume, "propose": Propose, "reject": Reject,
        "resolve": Resolve, "confirm": Confirm, "close": Close, "cancel": Cancel,
        "duplicate": Duplicate, "reopen": Reopen, "note": Note, "escalate": Escalate,
        "ack": Acknowledge, "reason": Reason, "callback": CallBack, "reveal": Reveal,
        "edit": Edit, "fill": Fill, "remedy": Remedy,
        "survey": Survey, "receive": Receive, "report_page": ReportPage,
        "survey_page": SurveyPage, "surveyed": Surveyed,
        "typed": Typed, "report_message": ReportMessage, "form": OpenForm, "submit": SubmitForm,
    }
)  # fmt: skip
"""Stable names: buttons outlive deploys, so a slug is never reused for something else."""

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SLUG_OF: Final = {kind: slug for slug, kind in SLUGS.items()}
assert set(_SLUG_OF) == set(get_args(Command))  # noqa: S101 - the table and the union are one.


class Undecodable(ValueError):
    """Not a command that this version knows: an old button, or somebody's own JSON."""


def slug(command: Command) -> str:
    return _SLUG_OF[type(command)]


def encode(command: Command) -> str:
    """A short text, e.g. `{"c":"accept","ticket":"20261122001"}`; defaults are left out."""
    written: dict[str, Any] = {"c": slug(command)}
    for f in fields(command):
        value = getattr(command, f.name)
        if value != _default(f):
            written[f.name] = dict(value) if isinstance(value, Mapping) else value
    return _COMPACT.encode(written)


def decode(text: str) -> Command:
    """The command a text holds; raises Undecodable."""
    try:
        written = json.loads(text)
        kind = SLUGS[written.pop("c")]
        known = {f.name: _default(f) for f in fields(kind)}
        return kind(**{k: _typed(v, known[k]) for k, v in written.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Undecodable(text) from error


def _default(f: Field[Any]) -> Any:
    return f.default_factory() if f.default_factory is not MISSING else f.default


def _typed(value: Any, default: Any) -> Any:
    """The value as the field's own type, judged by its default; a missing default means text."""
    if isinstance(default, tuple):
        return tuple(_typed(v, "") for v in value)
    if isinstance(default, Mapping):
        return {_typed(k, ""): _typed(v, "") for k, v in value.items()}
    wanted = str if default is MISSING else type(default)
    if type(value) is not wanted:
        raise TypeError(value)
    return value
