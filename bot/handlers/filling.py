"""Forms: opened with what is known, filled in, checked, and never losing what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final

from bot import commands as ask
from bot.commands import Command, NewTicket, OpenForm, SubmitForm
from bot.domain.errors import DeskError, MissingFields, NotAMember, UnknownCommand
from bot.domain.history import Event, Happening
from bot.domain.record import HELD, missing
from bot.domain.records import replace
from bot.domain.ticket import Ticket
from bot.forms import (
    CUSTOMERS,
    FORMS,
    OF_REQUESTS,
    YES,
    Field,
    FilledField,
    FilledForm,
    Kind,
    Option,
    command_of,
    fields_of,
)
from bot.handlers import collaborating, faults, guiding, improving, own_fields, recognising, showing
from bot.handlers.acts import check_form
from bot.handlers.choices import options
from bot.handlers.context import Context
from bot.views import FormView

NEWEST: Final = 2**31 - 1
"""No ticket is ever changed so often; a store's column holds no more."""

_ANY_OF: Final = frozenset({"classify", "edit", "fill", "away", "judge", "search"})
"""Forms of which nothing is required, shown where nothing at all was said."""

_BY_ITSELF: Final = frozenset(
    {
        Happening.SYNCED,
        Happening.WARNED,
        Happening.BREACHED,
        Happening.NOTED,
        Happening.REVEALED,
        Happening.COLLAB_ASKED,
        Happening.COLLAB_ACCEPTED,
    }
)
"""What may happen to a ticket while a form is filled in without making its answers doubtful."""


def incomplete(command: Command) -> bool:
    """Whether a command about a ticket lacks the text that its form would ask for."""
    if isinstance(command, ask.Note) and command.files:
        return False
    key = ask.slug(command)
    required = [f for f in FORMS.get(key, ()) if f.required]
    if isinstance(command, ask.Collaborate) and not (command.dept or command.member):
        return True
    if key in _ANY_OF:
        own = getattr(command, "custom", None)
        return not own and not any(getattr(command, f.name) for f in FORMS[key])
    return any(not str(getattr(command, f.name)).strip() for f in required)


def form_for(
    command: Command, ctx: Context, errors: Mapping[str, DeskError] | None = None
) -> FormView:
    """The command's form, filled with what it holds already and what the ticket knows."""
    key = ask.slug(command)
    if key in OF_REQUESTS:
        return _of_request(key, getattr(command, "request", ""), ctx)
    if isinstance(command, ask.Collaborate):
        command = collaborating.addressed(command, ctx)
    written = _written(command)
    ticket = ctx.find(written["ticket"], key) if "ticket" in written else None
    check_form(key, ticket, ctx)
    about = improving.origin(command, ctx) if isinstance(command, ask.AddAction) else ticket
    shown = _form(key, ticket, {**_known(key, about, ctx), **_given(written)}, ctx, errors)
    return with_files(shown, getattr(command, "files", ()))


def completed(command: NewTicket, ctx: Context) -> FormView:
    """The form of a typed line, with all of it marked that cannot be read, nothing typed lost."""
    return form_for(command, ctx, faults.unreadable("new", _written(command), ctx))


def mended(command: NewTicket, error: DeskError, ctx: Context) -> FormView | None:
    """The same, if that is why the line was refused; a stranger gets no form."""
    found = faults.of_refused("new", _written(command), error, ctx)
    return form_for(command, ctx, found) if found and not isinstance(error, NotAMember) else None


def _of_request(key: str, written: str, ctx: Context) -> FormView:
    _, request = collaborating.answerable(written, ctx)
    return _form(key, None, {}, ctx, about=request.no)


def with_files(view: FormView, files: Sequence[str]) -> FormView:
    """The form again, keeping what came with the line or the message that opened it."""
    return FormView(replace(view.form, files=tuple(files))) if files else view


def blank_form(key: str, ctx: Context, ticket: Ticket | None = None) -> FormView:
    """A form of which nothing is known yet, for whoever is asked in it."""
    return _form(key, ticket, {}, ctx)


def open_form(command: OpenForm, ctx: Context) -> FormView:
    if command.form not in FORMS:
        raise UnknownCommand(written=command.form)
    if command.form in OF_REQUESTS:
        return _of_request(command.form, command.ticket, ctx)
    ticket = ctx.find(command.ticket, command.form) if command.ticket else None
    check_form(command.form, ticket, ctx)
    return _form(command.form, ticket, _known(command.form, ticket, ctx), ctx)


def _looked_up(command: SubmitForm, ctx: Context) -> FormView:
    """The form again, all that was typed still in it, with who is known by that (S2-03)."""
    known = {field.source: field.name for field in FORMS[command.form]}.get(CUSTOMERS)
    if known is None:
        raise UnknownCommand(written=command.form)
    check_form(command.form, None, ctx)
    found = recognising.look(command.values, ctx)
    sure = {known: found[0].id} if len(found) == 1 else {}
    shown = _form(command.form, None, {**command.values, **sure}, ctx)
    guide = (*recognising.guide(found, ctx), *shown.form.guide)
    return FormView(replace(shown.form, guide=guide, files=command.files))


def command_in(command: SubmitForm, ctx: Context) -> Command | FormView:
    """What a filled-in form asks for; or the form again, if the ticket changed meanwhile."""
    if command.form not in FORMS:
        raise UnknownCommand(written=command.form)
    if command.look:
        return _looked_up(command, ctx)
    if command.ticket and command.form not in OF_REQUESTS:
        ticket = ctx.find(command.ticket, command.form)
        meanwhile = _meanwhile(ticket, _version(command), ctx)
        if meanwhile:
            again = _form(command.form, ticket, command.values, ctx)
            lines = tuple(showing.line(e, ctx.scene) for e in meanwhile)
            return FormView(replace(again.form, happenings=lines, files=command.files))
    missing = [f.name for f in FORMS[command.form] if f.required and not _filled(f, command)]
    if missing:
        raise MissingFields(missing=tuple(missing))
    own = _of_form(command)
    about = "" if command.form == "new" else command.ticket
    return command_of(command.form, about, command.values, **own)


def _of_form(command: SubmitForm) -> dict[str, Any]:
    """What a command holds beside its fields where it keeps files itself, or knows its form."""
    known = {f.name for f in fields(ask.SLUGS[command.form])}
    own = {"files": command.files, "confirmed": True}
    return {name: value for name, value in own.items() if name in known}


def refused(command: SubmitForm, error: DeskError, ctx: Context) -> FormView:
    """The form again with every field at fault marked and everything typed still in it."""
    marked = faults.marked(command, error, ctx)
    ticket = ctx.uow.tickets.get(command.ticket) if command.ticket else None
    shown = _form(command.form, ticket, command.values, ctx, marked, command.ticket)
    return FormView(replace(shown.form, version=_version(command), files=command.files))


def _form(
    key: str,
    ticket: Ticket | None,
    values: Mapping[str, str],
    ctx: Context,
    errors: Mapping[str, DeskError] | None = None,
    about: str = "",
) -> FormView:
    """`about`: the number of what is filled in, where that is no ticket."""
    return FormView(
        FilledForm(
            key=key,
            fields=tuple(_filled_field(f, values, ctx) for f in _fields(key, ticket, ctx)),
            ticket=ticket.no if ticket else about,
            version=ticket.version if ticket else 0,
            errors=errors or {},
            guide=guiding.of_form(key, ticket, ctx),
        )
    )


def _fields(key: str, ticket: Ticket | None, ctx: Context) -> Sequence[Field]:
    """The form's fields; of the record only what is missing, where that is what is asked for."""
    left = missing(ticket, ctx.policy) if key == "fill" and ticket else ()
    asked = fields_of(key, ctx.policy)
    if key in ("callback", "surveyed") and ticket and not guiding.may_ask_loyalty(ticket, ctx):
        asked = tuple(f for f in asked if f.name != "loyalty")
    return [f for f in asked if f.name in left] if left else asked


def _filled_field(field: Field, values: Mapping[str, str], ctx: Context) -> FilledField:
    """A choice that was typed is shown as the option it means; if it means none, it stays blank."""
    value = values.get(field.name, "")
    if field.source == CUSTOMERS:
        return _filled_customer(field, value, recognising.candidates(values, ctx))
    offered = tuple(options(field.source, ctx.policy, ctx.roster)) if field.source else ()
    if field.kind is Kind.CHOICE and value:
        value = _chosen(field, value, ctx)
    if field.kind is Kind.MEMBER and value and offered:
        value = _colleague(value, ctx)
    if field.kind is Kind.TIME:
        value = _as_people_write(value, ctx)
    return FilledField(field, value[: field.limit], offered)


def _filled_customer(field: Field, value: str, offered: tuple[Option, ...]) -> FilledField:
    """Who was typed and is one alone, is chosen; of several somebody must choose."""
    known = {option.value for option in offered}
    if value and value.upper() not in known:
        value = offered[0].value if len(offered) == 1 else "" if offered else value
    return FilledField(field, value[: field.limit], offered)


def _as_people_write(value: str, ctx: Context) -> str:
    """A time that a platform gave, in the desk's zone to the minute; what was typed, as it is."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{at.astimezone(ctx.words.zone):%Y-%m-%d %H:%M}" if at.tzinfo else value


def _chosen(field: Field, value: str, ctx: Context) -> str:
    try:
        return ctx.choice(field.name, value, field.source)
    except DeskError:
        return ""


def _colleague(value: str, ctx: Context) -> str:
    """The id of whoever is meant, as the menu has it; who is nobody's name stays as written."""
    try:
        return ctx.member(value).id
    except DeskError:
        return value


_SORTING: Final = frozenset({"category", "urgency", "kind", "dept", "level", "impact", "region"})
_PERSONAL: Final = frozenset({"description", "customer", "contact", "phone", "email", "address"})
"""Not shown to be corrected: whoever may see them looks at the record, and the look is noted."""


def _known(key: str, ticket: Ticket | None, ctx: Context) -> dict[str, str]:
    """What the ticket says already about the fields of this form."""
    if ticket is not None and key == "action_add":
        return improving.draft(ticket)
    if ticket is None or key not in ("classify", "edit"):
        return {}
    shown = _SORTING if key == "classify" else HELD.keys() - _PERSONAL - {"severity"}
    known = {name: _as_text(HELD[name](ticket)) for name in shown}
    return known | own_fields.prefilled(ticket, ctx.policy)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _version(command: SubmitForm) -> int:
    """The ticket's version that the form was shown with; 0 where no ticket can have it."""
    return command.version if 0 <= command.version <= NEWEST else 0


def _meanwhile(ticket: Ticket, version: int, ctx: Context) -> Sequence[Event]:
    if ticket.version == version:
        return ()
    since = ctx.uow.history.of(ticket.no, since_version=version)
    return [e for e in since if e.happening not in _BY_ITSELF]


def _filled(field: Field, command: SubmitForm) -> bool:
    return bool(command.values.get(field.name, "").strip())


def _given(written: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in written.items() if value}


def _written(command: Command) -> dict[str, str]:
    """Everything a command holds, by the names of its form's fields."""
    found: dict[str, str] = {}
    for f in fields(command):
        held = getattr(command, f.name)
        if isinstance(held, Mapping):
            found |= {f"{f.name}.{key}": value for key, value in held.items()}
        else:
            found[f.name] = _text(held)
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return value if isinstance(value, str) else ""
