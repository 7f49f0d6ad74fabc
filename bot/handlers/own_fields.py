"""The policy's own fields (S4-19): what was written in them, and what a ticket holds there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from unicodedata import normalize

from bot.domain.errors import (
    BadTime,
    DeskError,
    NotADate,
    NotANumber,
    OtherKind,
    TooLong,
    UnknownField,
)
from bot.domain.policy import FieldType, Name, OwnField, Policy
from bot.domain.ticket import Ticket
from bot.forms import OWN_TEXT
from bot.grammar import parse_date
from bot.handlers.context import Context

_NUMBER: Final = re.compile(r"[+-]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,6})?")


def with_own(ticket: Ticket, written: Mapping[str, str], ctx: Context) -> Ticket:
    """The ticket with what was written; what stayed empty stays as it is."""
    said = {key: value.strip() for key, value in written.items() if value.strip()}
    if not said:
        return ticket
    read = {key: _read(key, value, ticket.kind, ctx) for key, value in said.items()}
    return replace(ticket, custom={**ticket.custom, **read})


def prefilled(ticket: Ticket, policy: Policy) -> dict[str, str]:
    """What a form may show of them; free text may be about a person, and is shown on request."""
    return {
        one.key: ticket.custom.get(one.id, "")
        for one in policy.fields
        if one.type is not FieldType.TEXT
    }


def labelled(missing: Iterable[str], policy: Policy) -> tuple[str | Name, ...]:
    """Names of fields as people know them: the policy's own by what the policy calls them."""
    return tuple(one.name if (one := policy.own_field(key)) else key for key in missing)


def _read(key: str, written: str, kind: str, ctx: Context) -> str:
    own = ctx.policy.own_field(key)
    if own is None:
        raise UnknownField(written=key)
    try:
        if not own.suits(kind):
            raise OtherKind(field=own.key, kinds=_kinds(own, ctx.policy))
        return _value(own, written, ctx)
    except DeskError as error:
        error.named = own.name  # type: ignore[misc] # Of this one refusal.
        raise


def _kinds(own: OwnField, policy: Policy) -> tuple[Name, ...]:
    return tuple(one.name for one in policy.kinds if one.id in own.kinds)


def _value(own: OwnField, written: str, ctx: Context) -> str:
    """As it is stored: a slug, a plain number, a day in ISO 8601, or the text."""
    match own.type:
        case FieldType.CHOICE:
            return ctx.choice(own.key, written, own.key)
        case FieldType.NUMBER:
            return _number(own, written)
        case FieldType.DATE:
            return _day(own, written, ctx)
        case FieldType.TEXT:
            if len(written) > OWN_TEXT:
                raise TooLong(field=own.key, limit=OWN_TEXT)
            return written


def _number(own: OwnField, written: str) -> str:
    plain = normalize("NFKC", written)
    if not _NUMBER.fullmatch(plain):
        raise NotANumber(field=own.key, written=written)
    return plain.replace(",", "").removeprefix("+")


def _day(own: OwnField, written: str, ctx: Context) -> str:
    try:
        return parse_date(written, ctx.now, ctx.words.zone, own.key).isoformat()
    except BadTime as error:
        raise NotADate(field=own.key, written=written) from error
