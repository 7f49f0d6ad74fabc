"""The policy's own fields (S4-19): what was written in them, and what a ticket holds there."""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from unicodedata import normalize

from bot.commands import FORM, INTAKE
from bot.domain.errors import (
    DeskError,
    NotADate,
    NotANumber,
    OtherKind,
    TooLong,
    UnknownField,
)
from bot.domain.policy import CUSTOM, FieldType, Name, OwnField, Policy
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.forms import OWN_TEXT
from bot.grammar import parse_date
from bot.handlers.choices import check_exact
from bot.handlers.context import Context

NUMBER: Final = r"[+-]?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,6})?"
DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def with_own(ticket: Ticket, written: Mapping[str, str], ctx: Context) -> Ticket:
    """The ticket with what was written; what stayed empty stays as it is."""
    if not written:
        return ticket
    known = [(_known(key, ctx), value.strip()) for key, value in written.items()]
    read = {own.id: _read(own, value, ticket.kind, ctx) for own, value in known if value}
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


def check(key: str, written: str, ctx: Context) -> None:
    """Raises what is wrong with this one, whatever kind of ticket it stands on."""
    own = _known(key.removeprefix(CUSTOM), ctx)
    _value(own, written.strip(), ctx)


def _known(key: str, ctx: Context) -> OwnField:
    """The field of this id; customers' page knows those alone that are asked there."""
    own = ctx.policy.own_field(f"{CUSTOM}{key}")
    if own is None or (ctx.request.place.platform == FORM and not own.public):
        raise UnknownField(field=f"{CUSTOM}{key}", written=key)
    return own


def _read(own: OwnField, written: str, kind: str, ctx: Context) -> str:
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
            if ctx.from_customer:
                check_exact(own.key, written, own.key, ctx.policy, ctx.roster)
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
    if not re.fullmatch(NUMBER, plain):
        raise NotANumber(field=own.key, written=written)
    return plain.replace(",", "").removeprefix("+")


def _day(own: OwnField, written: str, ctx: Context) -> str:
    if ctx.request.place.platform == INTAKE and not re.fullmatch(DAY, written):
        raise NotADate(field=own.key, written=written)
    return parse_date(written, ctx.now, ctx.words.zone, own.key).isoformat()
