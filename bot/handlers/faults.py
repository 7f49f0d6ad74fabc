"""Everything that is wrong with a form that was sent, so that nobody mends it one field a time.

A handler stops at the first refusal. What else cannot be read is looked for here, field by field;
what only shows once all is read (a time before another, a colleague of another department) is said
when the rest is right.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.commands import SubmitForm
from bot.domain.errors import DeskError, MissingFields, TimeInFuture, TooLong
from bot.domain.policy import CUSTOM
from bot.forms import CUSTOMERS, Field, Kind, fields_of
from bot.grammar import parse_date
from bot.handlers import checking, own_fields
from bot.handlers.context import Context

_OVER: Final = frozenset({"reported", "occurred", "completed", "bought"})
"""Times of what has happened."""

_RETURN: Final = "until"
"""A time to come. So is an action's, but a day alone means its end there, as its handler knows."""

_RESPONSIBLE: Final = "person"
"""May have left since."""

_ACCOUNT: Final = "account"
"""Of somebody who is no colleague yet."""


def marked(command: SubmitForm, error: DeskError, ctx: Context) -> Mapping[str, DeskError]:
    """The faults by field; what belongs to none stands under the first."""
    fields = fields_of(command.form, ctx.policy)
    found = dict(unreadable(command.form, command.values, ctx))
    missing = [f.name for f in fields if f.required and not command.values.get(f.name, "").strip()]
    found |= {name: MissingFields(missing=tuple(missing)) for name in missing}
    return {**found, **_placed(error, [f.name for f in fields], found)}


def unreadable(form: str, values: Mapping[str, str], ctx: Context) -> Mapping[str, DeskError]:
    """What is written and cannot be read, by field."""
    fields = fields_of(form, ctx.policy)
    return {f.name: fault for f in fields if (fault := _fault(f, values, ctx))}


def of_refused(
    form: str, values: Mapping[str, str], error: DeskError, ctx: Context
) -> Mapping[str, DeskError]:
    """The same, if that is why what was written was refused; else nothing."""
    found = unreadable(form, values, ctx)
    if getattr(error, "field", "") in values:
        return {**found, **_placed(error, [f.name for f in fields_of(form, ctx.policy)], found)}
    return found if any(_same(error, other) for other in found.values()) else {}


def _placed(
    error: DeskError, names: list[str], found: Mapping[str, DeskError]
) -> dict[str, DeskError]:
    """Where the refusal itself belongs; it may have been found again, with its field."""
    at_fault = getattr(error, "missing", None) or [getattr(error, "field", "")]
    own = {name: error for name in at_fault if name in names}
    if own or any(_same(error, other) for other in found.values()):
        return own
    return {names[0]: error}


def _same(error: DeskError, other: DeskError) -> bool:
    return error.code == other.code and error.blanks() == other.blanks()


def _fault(field: Field, values: Mapping[str, str], ctx: Context) -> DeskError | None:
    written = values.get(field.name, "").strip()
    if not written:
        return None
    try:
        _check(field, written, ctx)
    except DeskError as fault:
        return fault
    return None


def _check(field: Field, written: str, ctx: Context) -> None:
    if field.name.startswith(CUSTOM):
        own_fields.check(field.name, written, ctx)
    elif field.source and field.kind is Kind.CHOICE and field.source != CUSTOMERS:
        ctx.choice(field.name, written, field.source, field.label)
    elif field.kind is Kind.MEMBER and field.name != _ACCOUNT:
        ctx.member(written, gone=field.name == _RESPONSIBLE)
    elif field.kind in (Kind.TIME, Kind.DATE):
        _check_time(field, written, ctx)
    elif len(written) > field.limit:
        raise TooLong(field=field.name, limit=field.limit)
    elif own := _OF_CUSTOMERS.get(field.name):
        own(written, ctx)


_OF_CUSTOMERS: Final[Mapping[str, Callable[[str, Context], None]]] = MappingProxyType(
    {
        "phone": lambda written, ctx: checking.check_phone(written, ctx.policy.country),
        "email": lambda written, _ctx: checking.check_address(written),
    }
)


def _check_time(field: Field, written: str, ctx: Context) -> None:
    at: date | None
    if field.kind is Kind.DATE:
        at, now = parse_date(written, ctx.now, ctx.words.zone, field.name), ctx.today
    elif field.name == _RETURN:
        at, now = ctx.coming(field.name, written), ctx.now
    else:
        at, now = ctx.time(field.name, written), ctx.now
    if field.name in _OVER and at is not None and at > now:
        raise TimeInFuture(field=field.name, at=at)
