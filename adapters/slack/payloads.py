"""Commands, taps, submitted forms and shortcuts: payloads in, requests out. Pure.

Events are in `events`. A payload of another shape than Slack documents raises BadPayload; what is
none of ours is None.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Final

from adapters.plain import Json
from adapters.shape import BadPayload, maybe, optional, record, records, text
from adapters.slack import spoken
from adapters.slack.asked import Asked, Back, OwnMessage, Us, identity, place
from adapters.slack.render_form import CALLBACK, FILES, VALUE, About
from bot.commands import (
    Command,
    Help,
    OpenForm,
    ReportMessage,
    Request,
    SubmitForm,
    Typed,
    Undecodable,
    decode,
)
from bot.forms import YES

MAKE_TICKET: Final = "make_ticket"
NEW_TICKET: Final = "new_ticket"

_VERSIONS: Final = 2**31
"""A ticket's version is an integer column."""


def command(body: Json) -> Asked:
    """`/ticket …`; Slack gives slash commands no thread (they cannot be typed in one)."""
    team, user, channel = text(body, "team_id"), text(body, "user_id"), text(body, "channel_id")
    said = spoken.line(optional(body, "text"))
    trigger = text(body, "trigger_id")
    request = Request(
        Typed(said) if said else Help(),
        identity(team, user),
        place(team, user, channel),
        delivery=trigger,
        name=optional(body, "user_name"),
    )
    back = Back(user, channel, trigger=trigger, response_url=optional(body, "response_url"))
    return Asked(request, back)


def tap(body: Json) -> Asked | None:
    """A button or a menu of ours, in a message, a thread, an ephemeral or the home tab."""
    team, user = _team(body), text(record(body, "user"), "id")
    action = next(iter(records(body, "actions")), None)
    if action is None:
        raise BadPayload("actions")
    asked = _carried(action)
    if asked is None:
        return None
    container, message = maybe(body, "container"), maybe(body, "message")
    channel = optional(maybe(body, "channel"), "id") or optional(container, "channel_id")
    own = optional(message, "ts") or optional(container, "message_ts")
    thread = optional(container, "thread_ts") or optional(message, "thread_ts")
    parts = (team, user, text(action, "action_ts"), optional(action, "action_id"))
    # What is tapped on a card in the channel belongs to that card's own thread.
    where = place(team, user, channel, thread or own, own)
    request = Request(asked, identity(team, user), where, delivery=":".join(parts))
    return Asked(request, _back(body, user, channel, thread))


def _carried(action: Json) -> Command | None:
    """The command of a button or of the chosen option; None for another app's or an old one's."""
    chosen = maybe(action, "selected_option")
    value = optional(chosen, "value") or optional(action, "value")
    try:
        return decode(value)
    except Undecodable:
        return None


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody looks up a customer in an open window, which is then drawn anew.

    `hash` is the window's, so that a look that came late undoes no other.
    """

    asked: Asked
    window: str
    hash: str


def looking(body: Json) -> Looking | None:
    """A tap within a form of ours; None of any other."""
    view = maybe(body, "view")
    if optional(view, "callback_id") != CALLBACK:
        return None
    asked = submission(body)
    action = next(iter(records(body, "actions")), {})
    filled = asked.request.command
    if not isinstance(filled, SubmitForm):
        raise BadPayload("view")
    delivery = f"{asked.request.delivery}:{text(action, 'action_ts')}"
    request = replace(asked.request, command=replace(filled, look=True), delivery=delivery)
    return Looking(replace(asked, request=request), text(view, "id"), optional(view, "hash"))


def submission(body: Json) -> Asked:
    """A form sent: its values by field, with the ticket's version when it was shown."""
    team, user, view = _team(body), text(record(body, "user"), "id"), record(body, "view")
    about = about_of(view)
    state = record(record(view, "state"), "values")
    values = _values({name: state[name] for name in state if name != FILES})
    uploaded = spoken.files(maybe(maybe(state, FILES), VALUE))
    files = tuple(dict.fromkeys([*about.files, *uploaded]))
    filled = SubmitForm(about.form, about.ticket, about.version, values, files)
    where = place(team, user, about.channel, about.thread)
    request = Request(filled, identity(team, user), where, delivery=_sent_once(view, filled))
    return Asked(request, _back(body, user, about.channel, about.thread))


def about_of(view: Json) -> About:
    """What the form was about; only what we wrote there ourselves will do."""
    try:
        told = json.loads(text(view, "private_metadata"))
        about = About(**{**told, "files": tuple(told.get("files", ()))})
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadPayload("private_metadata") from error
    texts = (about.form, about.ticket, about.channel, about.thread, *about.files)
    counts = type(about.version) is int and 0 <= about.version < _VERSIONS
    if not counts or not all(isinstance(each, str) for each in texts):
        raise BadPayload("private_metadata")
    return about


def _sent_once(view: Json, filled: SubmitForm) -> str:
    """A refused form keeps its id and hash and may be mended, so what it holds counts as well."""
    written = json.dumps([dict(filled.values), filled.files], sort_keys=True).encode()
    digest = hashlib.sha256(written).hexdigest()[:16]
    return f"{text(view, 'id')}:{optional(view, 'hash')}:{digest}"


def _values(state: Json) -> dict[str, str]:
    return {name: _value(_entry(record(state, name))) for name in state}


def _entry(block: Json) -> Json:
    """A block of ours has one input."""
    return record(block, next(iter(block), VALUE))


def _value(entered: Json) -> str:
    match optional(entered, "type"):
        case "static_select":
            return optional(maybe(entered, "selected_option"), "value")
        case "checkboxes":
            return YES if records(entered, "selected_options") else ""
        case "users_select":
            user = optional(entered, "selected_user")
            return f"<@{user}>" if user else ""
        case "datepicker":
            return optional(entered, "selected_date")
        case _:
            return optional(entered, "value")


def shortcut(body: Json, us: Us) -> Asked | OwnMessage | None:
    """A new ticket from anywhere, or a message made into one."""
    match text(body, "callback_id"):
        case callback if callback == NEW_TICKET:
            return _new(body)
        case callback if callback == MAKE_TICKET:
            return _report(body, us)
        case _:
            return None


def _new(body: Json) -> Asked:
    team, user = _team(body), text(record(body, "user"), "id")
    delivery = text(body, "trigger_id")
    asked = Request(OpenForm("new"), identity(team, user), place(team, user, ""), delivery)
    return Asked(asked, _back(body, user, "", ""))


def _report(body: Json, us: Us) -> Asked | OwnMessage:
    team, user = _team(body), text(record(body, "user"), "id")
    channel, message = text(record(body, "channel"), "id"), record(body, "message")
    thread = optional(message, "thread_ts")
    if us.spoke(message):
        return OwnMessage(_back(body, user, channel, thread))
    where = place(team, user, channel, thread, text(message, "ts"))
    delivery = text(body, "trigger_id")
    asked = Request(report(message, team), identity(team, user), where, delivery)
    return Asked(asked, _back(body, user, channel, thread))


def report(message: Json, team: str, *, ask: bool = True, author: str = "") -> ReportMessage:
    """A message as what the customer said: its text, author, time and files (spec 2 §1)."""
    user = optional(message, "user")
    return ReportMessage(
        text=spoken.prose(optional(message, "text")),
        author=str(identity(optional(message, "team") or team, user)) if user else "",
        author_name=author or optional(message, "username"),
        sent_at=spoken.moment(text(message, "ts")).isoformat(),
        files=spoken.files(message),
        ask=ask,
    )


def _team(body: Json) -> str:
    """The workspace of the person who acted; an organisation-wide app has it with the user."""
    team = optional(maybe(body, "team"), "id")
    return team or text(record(body, "user"), "team_id")


def _back(body: Json, user: str, channel: str, thread: str) -> Back:
    ways = optional(body, "trigger_id"), optional(body, "response_url")
    return Back(user, channel, thread, *ways)
