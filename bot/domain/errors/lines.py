"""What was typed and cannot be read: commands, keys, values, times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.errors.refusal import DeskError
from bot.domain.naming import Name


@dataclass(eq=False)
class UnknownCommand(DeskError):
    code = "unknown_command"
    written: str
    near: str = ""


@dataclass(eq=False)
class UnknownValue(DeskError):
    """A value that is none of the policy's; `field` is marked where a form was filled in."""

    code = "unknown_value"
    field: str
    written: str
    known: Sequence[str | Name] = ()


@dataclass(eq=False)
class AmbiguousValue(DeskError):
    code = "ambiguous_value"
    field: str
    written: str
    candidates: Sequence[str | Name]


@dataclass(eq=False)
class UnknownKey(DeskError):
    code = "unknown_key"
    written: str
    near: str = ""


@dataclass(eq=False)
class WhichFilter(DeskError):
    """A bare word that is a value of several fields."""

    code = "which_filter"
    written: str
    missing: Sequence[str]
    field: str


@dataclass(eq=False)
class BadTime(DeskError):
    code = "bad_time"
    field: str
    written: str


@dataclass(eq=False)
class BadTimeToCome(BadTime):
    """Where a time to come was asked for: other ways to write one help there."""

    code = "bad_time_to_come"


@dataclass(eq=False)
class BadLine(DeskError):
    """A command that cannot be read: an open quote, a missing part. `hint` is one that works."""

    code = "bad_line"
    written: str
    hint: str = ""


@dataclass(eq=False)
class OneTicketAtATime(DeskError):
    """Two numbers where one is meant: neither is touched, since nobody knows which was."""

    code = "one_ticket_at_a_time"
    ticket: str
    other: str


@dataclass(eq=False)
class MissingFields(DeskError):
    code = "missing_fields"
    missing: Sequence[str]


@dataclass(eq=False)
class TooLong(DeskError):
    code = "too_long"
    field: str
    limit: int


@dataclass(eq=False)
class TimeInFuture(DeskError):
    code = "time_in_future"
    field: str
    at: datetime | date


@dataclass(eq=False)
class TimePast(DeskError):
    """What was asked for lies ahead, and this does not any more."""

    code = "time_past"
    field: str
    at: datetime


@dataclass(eq=False)
class TimeTooEarly(DeskError):
    """Before what it must follow: a completion before the report, a report a year old."""

    code = "time_too_early"
    field: str
    at: datetime
    not_before: datetime


@dataclass(eq=False)
class NumbersRunOn(DeskError):
    """More digits than any telephone number has, and no telling where the first one ends."""

    code = "numbers_run_on"
    field: str
    written: str


@dataclass(eq=False)
class NotAPhone(DeskError):
    code = "not_a_phone"
    field: str
    written: str
    digits: int  # So many it must have at least.


@dataclass(eq=False)
class NotAnEmail(DeskError):
    code = "not_an_email"
    field: str
    written: str


@dataclass(eq=False)
class NotANumber(DeskError):
    code = "not_a_number"
    field: str
    written: str


@dataclass(eq=False)
class NotADate(DeskError):
    code = "not_a_date"
    field: str
    written: str


@dataclass(eq=False)
class OtherKind(DeskError):
    """A field of the policy's own that tickets of this kind do not have."""

    code = "other_kind"
    field: str
    kinds: Sequence[Name]


@dataclass(eq=False)
class NothingToChoose(DeskError):
    """A list of the policy's that this desk's policy leaves empty."""

    code = "nothing_to_choose"
    field: str
    written: str


@dataclass(eq=False)
class UnknownField(DeskError):
    """A field of the policy's own that it does not have, or has no more."""

    code = "unknown_field"
    field: str
    written: str


@dataclass(eq=False)
class EmptyText(DeskError):
    code = "empty_text"
    field: str


@dataclass(eq=False)
class BadShift(DeskError):
    """Weekly hours that cannot be read; `part` is where."""

    code = "bad_shift"
    field: str
    written: str
    part: str


@dataclass(eq=False)
class NothingToLookUp(DeskError):
    """A customer is looked up by something."""

    code = "nothing_to_look_up"
    field: str


@dataclass(eq=False)
class KeyUsedBefore(DeskError):
    """Something else was received under this key, as `ticket`."""

    code = "key_used"
    ticket: str


@dataclass(eq=False)
class NotAMonth(DeskError):
    code = "not_a_month"
    field: str
    written: str
