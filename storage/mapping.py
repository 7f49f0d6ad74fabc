"""Rows ↔ domain values: the one place that knows both.

The plans are made once, from the dataclasses; a call walks tuples and looks nothing up by name.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum, EnumType
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Boolean, Date, Table
from sqlalchemy.sql import sqltypes

from bot.domain.approval import Approval
from bot.domain.collaboration import Collaboration, of_plain
from bot.domain.duties import Duty
from bot.domain.history import Event, Happening
from bot.domain.improvement import Action, State
from bot.domain.life_cycle import Status
from bot.domain.policy import DutyKind
from bot.domain.records import made
from bot.domain.ticket import Agreement, Customer, Pause, PauseKind, Purchase, Report, Ticket
from storage.columns import Codec, Coder, Moment
from storage.tables import ACTION, DUTY, EVENT, TICKET

T = TypeVar("T")
Crossing = tuple[int, Coder]
"""A place in a row, and what the value there must go through; the other places stay."""

PARTS: Final = {
    "report": Report,
    "customer": Customer,
    "purchase": Purchase,
    "agreement": Agreement,
}
"""The records inside a ticket, whose fields are columns of its row."""


def _ticket_paths() -> tuple[str, ...]:
    return tuple(
        path
        for f in fields(Ticket)
        for path in (
            [f"{f.name}.{inner.name}" for inner in fields(PARTS[f.name])]
            if f.name in PARTS
            else [f.name]
        )
    )


class Plan(Generic[T]):
    """How one dataclass crosses to its table: `columns` in order, one getter for all of them."""

    def __init__(self, table: Table, paths: Sequence[str], special: dict[str, Coder]) -> None:
        self.columns = tuple(path.replace(".", "_") for path in paths)
        self.selected = [table.c[name] for name in self.columns]
        self._get: Callable[[Any], tuple[Any, ...]] = attrgetter(*paths)
        self._types = [table.c[name].type for name in self.columns]
        self._special = special
        self._reads: dict[str, list[Crossing]] = {}
        self._writes: dict[str, list[Crossing]] = {}
        self._written: dict[str, dict[int, Coder]] = {}

    def row(self, value: T, codec: Codec) -> list[Any]:
        """The values in column order, as the driver takes them."""
        row = list(self._get(value))
        for at, encode in self._writes.get(codec.dialect) or self._made_writes(codec):
            plain_value = row[at]
            if plain_value is not None:
                row[at] = encode(plain_value)
        return row

    def changed(self, before: T, after: T, codec: Codec) -> tuple[tuple[str, ...], list[Any]]:
        """The columns in which two differ, and what stands there in the second one's row."""
        encoders = self._written.get(codec.dialect)
        if encoders is None:
            encoders = self._written.setdefault(codec.dialect, dict(self._made_writes(codec)))
        columns: list[str] = []
        row: list[Any] = []
        for at, (was, now) in enumerate(zip(self._get(before), self._get(after), strict=True)):
            if was is not now and was != now:
                encode = encoders.get(at)
                columns.append(self.columns[at])
                row.append(now if now is None or encode is None else encode(now))
        return tuple(columns), row

    def values(self, row: Sequence[Any], codec: Codec) -> list[Any]:
        """A row as the domain's values, in the same order."""
        values = list(row)
        for at, decode in self._reads.get(codec.dialect) or self._made_reads(codec):
            stored = values[at]
            if stored is not None:
                values[at] = decode(stored)
        return values

    def _made_writes(self, codec: Codec) -> list[Crossing]:
        writes = [
            (at, encode)
            for at, name in enumerate(self.columns)
            if (encode := self._encoder(name, self._types[at], codec)) is not None
        ]
        return self._writes.setdefault(codec.dialect, writes)

    def _encoder(self, name: str, kind: Any, codec: Codec) -> Coder | None:
        """Text, numbers and truth go as they are; a column's type says what does not."""
        if isinstance(kind, Moment):
            return codec.encoders[datetime]
        slug = self._special.get(name)
        if isinstance(slug, EnumType):
            return {one: one.value for one in _members(slug)}.__getitem__
        if codec.dialect == "sqlite" and isinstance(kind, Boolean):
            return int  # As it is stored; of a truth value the driver asks what it stands for.
        if isinstance(kind, sqltypes.JSON | Date) or slug is not None:
            return codec.encode
        return None

    def _made_reads(self, codec: Codec) -> list[Crossing]:
        reads = [
            (at, decode)
            for at, name in enumerate(self.columns)
            if (decode := self._decoder(name, self._types[at], codec)) is not None
        ]
        return self._reads.setdefault(codec.dialect, reads)

    def _decoder(self, name: str, kind: Any, codec: Codec) -> Coder | None:
        special = self._special.get(name)
        if isinstance(kind, Moment):
            return codec.to_moment
        if isinstance(kind, sqltypes.JSON):
            return _then(codec.to_json, special)
        if codec.dialect == "sqlite" and isinstance(kind, Date):
            return date.fromisoformat
        if codec.dialect == "sqlite" and isinstance(kind, Boolean):
            return bool
        if isinstance(special, EnumType):
            return {one.value: one for one in _members(special)}.__getitem__
        return special


def _members(slug: EnumType) -> Iterable[Enum]:
    return slug


def _then(first: Coder | None, second: Coder | None) -> Coder | None:
    if first is None or second is None:
        return first or second
    return lambda stored: second(first(stored))


def _pauses(stored: list[dict[str, Any]]) -> tuple[Pause, ...]:
    return tuple(
        Pause(
            kind=PauseKind(one["kind"]),
            since=datetime.fromisoformat(one["since"]),
            reason=one["reason"],
            until=_at(one["until"]),
            ended_at=_at(one["ended_at"]),
        )
        for one in stored
    )


def _approvals(stored: list[dict[str, Any]]) -> tuple[Approval, ...]:
    return tuple(
        Approval(
            one["department"],
            datetime.fromisoformat(one["asked_at"]),
            _at(one["answered_at"]),
            one["by"],
            one["approves"],
            one["reason"],
        )
        for one in stored
    )


def _collaborations(stored: list[dict[str, Any]]) -> tuple[Collaboration, ...]:
    return tuple(map(of_plain, stored))


def _at(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _changes(stored: dict[str, list[Any]]) -> dict[str, tuple[Any, Any]]:
    return {name: (pair[0], pair[1]) for name, pair in stored.items()}


TICKETS: Final = Plan[Ticket](
    TICKET,
    _ticket_paths(),
    {
        "status": Status,
        "pauses": _pauses,
        "collaborations": _collaborations,
        "evidence": tuple,
        "approvals": _approvals,
        "related": tuple,
        "watchers": tuple,
    },
)
EVENTS: Final = Plan[Event](
    EVENT,
    [f.name for f in fields(Event)],
    {"happening": Happening, "changes": _changes, "files": tuple},
)
ACTIONS: Final = Plan[Action](ACTION, [f.name for f in fields(Action)], {"state": State})
DUTIES: Final = Plan[Duty](DUTY, [f.name for f in fields(Duty)], {"kind": DutyKind})

_NAMING: Final = ("customer.name", "customer.contact", "customer.phone", "customer.email")
_SAYING: Final = ("no", "report.description", "purchase.product", "purchase.order_no")
_NAMED: Final[Callable[[Ticket], tuple[str, ...]]] = attrgetter(*_NAMING)
_SAID: Final[Callable[[Ticket], tuple[str, ...]]] = attrgetter(*_SAYING)
_SEARCHED: Final = frozenset(path.replace(".", "_") for path in (*_NAMING, *_SAYING))
CUSTOMER_ENDS: Final = "\x1f"
"""Stands in `words` after what names the customer, so that one can search there alone."""


def _shape() -> list[tuple[int, int, type | None]]:
    """For each field of a ticket: where its columns begin and end, and its record, if it is one."""
    shape: list[tuple[int, int, type | None]] = []
    at = 0
    for f in fields(Ticket):
        part = PARTS.get(f.name)
        end = at + (len(fields(part)) if part else 1)
        shape.append((at, end, part))
        at = end
    return shape


_SHAPE: Final = _shape()


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def ending_of(no: str) -> str:
    """The number backwards, so that "ends with" is a range of an index."""
    return no.casefold()[::-1]


def _words(ticket: Ticket) -> str:
    """What a search looks through, one line for each field; case is folded here once."""
    named = (*_NAMED(ticket), digits(ticket.customer.phone))
    return f"{_lines(named)}{CUSTOMER_ENDS}{_lines(_SAID(ticket))}".casefold()


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text).replace(CUSTOMER_ENDS, "")


def ticket_row(ticket: Ticket, codec: Codec) -> list[Any]:
    """A ticket's columns, then `ending` and `words`."""
    row = TICKETS.row(ticket, codec)
    row += (ending_of(ticket.no), _words(ticket))
    return row


def ticket_changes(
    before: Ticket, after: Ticket, codec: Codec
) -> tuple[tuple[str, ...], list[Any]]:
    """The columns in which two differ, `words` last, and what stands there in the second one."""
    columns, row = TICKETS.changed(before, after, codec)
    if _SEARCHED.isdisjoint(columns):
        return columns, row
    return (*columns, "words"), [*row, _words(after)]


def ticket_of(row: Sequence[Any], codec: Codec) -> Ticket:
    values = TICKETS.values(row, codec)
    return made(
        Ticket,
        [
            values[start] if part is None else made(part, values[start:end])
            for start, end, part in _SHAPE
        ],
    )


_MOMENTS: Final[Callable[[Ticket], tuple[datetime | None, ...]]] = attrgetter(
    *(
        path
        for path, column in zip(_ticket_paths(), TICKETS.selected, strict=True)
        if isinstance(column.type, Moment)
    )
)


def reads_alike(ticket: Ticket) -> bool:
    """Whether it comes back just as it was written: times come back in UTC, whatever they were."""
    return all(at.tzinfo is UTC for at in _MOMENTS(ticket) if at)


def event_row(event: Event, codec: Codec) -> list[Any]:
    return EVENTS.row(event, codec)


def event_of(row: Sequence[Any], codec: Codec) -> Event:
    return made(Event, EVENTS.values(row, codec))


def duty_of(row: Sequence[Any], codec: Codec) -> Duty:
    """A ticket's rows are read whenever it changes, and most of them are as they were."""
    stored = tuple(row)
    known = _duties_known.get(stored)
    if known is None:
        known = new_duty_of(stored, codec)
        if len(_duties_known) >= _DUTIES_KEPT:
            _duties_known.clear()
        _duties_known[stored] = known
    return known


def new_duty_of(row: Sequence[Any], codec: Codec) -> Duty:
    """What is woken moves on: nobody will read this row again as it was."""
    return made(Duty, DUTIES.values(row, codec))


_DUTIES_KEPT: Final = 4096
_duties_known: Final[dict[tuple[Any, ...], Duty]] = {}


def duties_of(rows: Iterable[Sequence[Any]], codec: Codec) -> list[Duty]:
    return [duty_of(row, codec) for row in rows]
