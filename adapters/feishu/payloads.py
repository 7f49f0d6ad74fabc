"""Taps on cards and forms sent: payloads in, requests out. Pure.

A payload of another shape than Feishu documents raises BadPayload.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from adapters.feishu.asked import Asked, Back, OldButton, Tapped, identity, place
from adapters.plain import Json, clean
from adapters.shape import BadPayload, maybe, optional, parsed, record, text
from bot.commands import Command, Request, SubmitForm, Undecodable, decode
from bot.forms import FORMS, YES, Kind

_DIGEST: Final = 16
_DAY: Final = re.compile(r"^(\d{4}-\d{2}-\d{2}) [+-]\d{4}$")


def tap(event: Json, delivery: str) -> Tapped | OldButton:
    """A button, an option of a menu, or a form's submit button."""
    action, context = record(event, "action"), maybe(event, "context")
    user = text(record(event, "operator"), "open_id")
    message = optional(context, "open_message_id") or optional(event, "open_message_id")
    chat = optional(context, "open_chat_id") or optional(event, "open_chat_id")
    back = Back(user, chat, message)
    value = _value(action)
    command = _carried(value)
    if command is None:
        return OldButton(back)
    if isinstance(command, SubmitForm):
        return _submission(command, value, action, back)
    # What is tapped on a card belongs to that card's own thread.
    where = place(chat, message, message)
    once = f"tap:{message}:{user}:{_digest(value)}:{delivery}"
    request = Request(command, identity(user), where, once)
    return Tapped(Asked(request, back), card=optional(value, "card"))


def _value(action: Json) -> Json:
    """What the button or the chosen option carries; options carry it as a text."""
    given: Any = action.get("option") or action.get("value")
    if isinstance(given, str):
        try:
            given = parsed(given)
        except BadPayload:
            return {}
    return given if isinstance(given, dict) else {}


def _carried(value: Json) -> Command | None:
    """The command; None for another app's button or an old one's."""
    written = value.get("do")
    if not isinstance(written, str):
        return None
    try:
        return decode(written)
    except Undecodable:
        return None


def _submission(form: SubmitForm, value: Json, action: Json, back: Back) -> Tapped:
    """A form sent: its values by field, with the ticket's version when it was shown.

    It was filled in in private, so whatever it changes is news in the ticket's threads.
    """
    values = _values(form.form, maybe(action, "form_value"), maybe(value, "rest"))
    where = place(message=back.message, private_with=back.user)
    sent = {"once": optional(value, "once"), "values": values}
    once = f"form:{back.message}:{back.user}:{_digest(sent)}"
    request = Request(replace(form, values=values), identity(back.user), where, once)
    asked = Asked(request, replace(back, private=True))
    return Tapped(asked, by=optional(value, "by"), form=True)


def _values(form: str, entered: Json, rest: Json) -> dict[str, str]:
    """Every field's value as it would be typed."""
    kinds = {each.name: each.kind for each in FORMS.get(form, ())}
    kinds |= {name: Kind.DATE for name in entered if "." in name}  # A policy's own field.
    return {
        name: _entered(entered.get(name), kind) + optional(rest, name)
        for name, kind in kinds.items()
    }


def _entered(given: Any, kind: Kind) -> str:
    match given:
        case bool():
            return YES if given else ""
        case str() if kind is Kind.DATE:
            return _DAY.sub(r"\1", clean(given))  # `2026-12-01 +0800`
        case str() if kind is Kind.MEMBER and given.startswith("ou_"):
            return f"<@{clean(given)}>"
        case str():
            return clean(given)
        case None:
            return ""
        case _:
            raise BadPayload("form_value")


def _digest(value: Mapping[str, Any]) -> str:
    written = json.dumps(value, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()[:_DIGEST]
