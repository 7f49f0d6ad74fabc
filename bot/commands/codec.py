"""The closed union of what can be asked, and the codec by which buttons carry it."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from types import MappingProxyType
from typing import Any, Final, get_args

from bot.commands.administering import (
    AddMember,
    AddRoom,
    EditMember,
    ListMembers,
    ListRooms,
    RemoveMember,
    RemoveRoom,
    ShowPolicy,
)
from bot.commands.archive import (
    EraseCustomer,
    FindCustomer,
    MergeCustomers,
    RankCustomer,
    RevealCustomer,
)
from bot.commands.being_there import Away, Back, HandOver
from bot.commands.collaborating import CollabAccept, CollabDecline, CollabDone, Collaborate
from bot.commands.complaining import Approve, Complaints, Disapprove, Judge
from bot.commands.customers import Receive, ReceiveLetter, ReportPage, Surveyed, SurveyPage
from bot.commands.improving import AddAction, CancelAction, FinishAction, ListActions
from bot.commands.looking import (
    Board,
    Help,
    Home,
    Link,
    ListTickets,
    Me,
    Mine,
    Reveal,
    Search,
    Show,
    Survey,
    Why,
)
from bot.commands.saying import OpenForm, ReportMessage, SubmitForm, Typed
from bot.commands.working import (
    Accept,
    Acknowledge,
    Assign,
    CallBack,
    Cancel,
    Chase,
    Classify,
    Close,
    Confirm,
    Contact,
    Duplicate,
    Edit,
    Escalate,
    Fill,
    Hold,
    NewTicket,
    Note,
    OpenIncident,
    Progress,
    Propose,
    Reason,
    Reject,
    Relate,
    Remedy,
    Reopen,
    Resolve,
    Resume,
    Satisfied,
    Signed,
    Sync,
    UpdateIncident,
)

Command = (
    NewTicket | Show | Why | Mine | ListTickets | Search | Help | Me | Link | Board | Away
    | Back | HandOver | Home | Sync | Classify
    | Assign | Accept | Contact | Progress | Hold | Resume | Propose | Reject | Resolve | Confirm
    | Close | Cancel | Duplicate | Reopen | Note | Escalate | Acknowledge | Reason | CallBack
    | Chase | Relate | OpenIncident | UpdateIncident
    | AddAction | ListActions | FinishAction | CancelAction
    | Complaints | Judge | Approve | Disapprove
    | FindCustomer | RevealCustomer | RankCustomer | MergeCustomers | EraseCustomer
    | Edit | Fill | Remedy | Satisfied | Reveal | Survey | Typed | ReportMessage | OpenForm
    | SubmitForm | Receive | ReceiveLetter | ReportPage | SurveyPage | Surveyed
    | AddMember | AddRoom | EditMember | ListMembers | ListRooms | RemoveMember
    | RemoveRoom | ShowPolicy
    | Collaborate | CollabAccept | CollabDone | CollabDecline | Signed
)  # fmt: skip

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
        "actions": ListActions, "action_add": AddAction, "action_done": FinishAction,
        "action_cancel": CancelAction,
        "complaints": Complaints,
        "judge": Judge, "approve": Approve, "disapprove": Disapprove,
        "signed": Signed, "customer": FindCustomer, "customer_reveal": RevealCustomer,
        "customer_level": RankCustomer, "customer_merge": MergeCustomers,
        "customer_erase": EraseCustomer,
        "edit": Edit, "fill": Fill, "remedy": Remedy, "satisfied": Satisfied,
        "chase": Chase, "relate": Relate, "incident": OpenIncident,
        "incident_update": UpdateIncident,
        "admin_member_list": ListMembers,
        "admin_member_add": AddMember,
        "admin_member_edit": EditMember,
        "admin_member_remove": RemoveMember,
        "admin_room_list": ListRooms,
        "admin_room_add": AddRoom,
        "admin_room_remove": RemoveRoom,
        "admin_policy": ShowPolicy,
        "collab": Collaborate, "collab_accept": CollabAccept, "collab_done": CollabDone,
        "collab_decline": CollabDecline,
        "survey": Survey, "receive": Receive, "receive_letter": ReceiveLetter,
        "report_page": ReportPage,
        "survey_page": SurveyPage, "surveyed": Surveyed,
        "typed": Typed, "report_message": ReportMessage, "form": OpenForm, "submit": SubmitForm,
    }
)  # fmt: skip
"""Stable names: buttons outlive deploys, so a slug is never reused for something else."""

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SLUG_OF: Final = {kind: slug for slug, kind in SLUGS.items()}
assert set(_SLUG_OF) == set(get_args(Command))  # noqa: S101 - the table and the union are one.


def _default(f: Field[Any]) -> Any:
    return f.default_factory() if f.default_factory is not MISSING else f.default


_DEFAULTS: Final = {kind: {f.name: _default(f) for f in fields(kind)} for kind in SLUGS.values()}
"""What each field of a command is when it is left out: a card holds thirty commands."""


class Undecodable(ValueError):
    """Not a command that this version knows: an old button, or somebody's own JSON."""


def slug(command: Command) -> str:
    return _SLUG_OF[type(command)]


def encode(command: Command) -> str:
    """A short text, e.g. `{"c":"accept","ticket":"20261122001"}`; defaults are left out."""
    written: dict[str, Any] = {"c": slug(command)}
    for name, default in _DEFAULTS[type(command)].items():
        value = getattr(command, name)
        if value != default:
            written[name] = dict(value) if isinstance(value, Mapping) else value
    return _COMPACT.encode(written)


def decode(text: str) -> Command:
    """The command a text holds; raises Undecodable."""
    try:
        written = json.loads(text)
        kind = SLUGS[written.pop("c")]
        known = _DEFAULTS[kind]
        return kind(**{k: _typed(v, known[k]) for k, v in written.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Undecodable(text) from error


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
