"""What a person wrote of a customer and a purchase, checked before it is taken down."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from bot.commands import Edit, NewTicket
from bot.domain.errors import (
    NotAnEmail,
    NotAPhone,
    NumbersRunOn,
    TimeInFuture,
    TimeTooEarly,
    TooLong,
)
from bot.domain.masks import ending, last_digits
from bot.domain.phones import FEWEST_DIGITS, is_phone, runs_on
from bot.forms import FORMS
from bot.grammar import fold, names_a_day, parse_date, parse_time
from bot.grammar.times import LENGTH
from bot.handlers.context import Context

EMAIL: Final = r"^[^\x00-\x1f\x7f\x85\u2028\u2029]*@[^\x00-\x1f\x7f\x85\u2028\u2029]*$"
"""An address may be odd, but it is one line: two would write headers into a mail."""

_BEGINNING: Final = r"[^\s@*]+\*{2,}"
"""The beginning of an address alone, as `zhang***` (S3-04)."""


def check_lengths(form: str, command: NewTicket | Edit) -> None:
    for field in FORMS[form]:
        if len(getattr(command, field.name)) > field.limit:
            raise TooLong(field=field.name, limit=field.limit)


def check_customer(command: NewTicket | Edit, country: str) -> None:
    """A customer nobody can call or write to is no use on a ticket."""
    check_phone(command.phone.strip(), country)
    check_address(command.email.strip())


def check_phone(phone: str, country: str) -> None:
    if phone and not is_phone(phone):
        raise NotAPhone(field="phone", written=phone, digits=FEWEST_DIGITS)
    if phone and runs_on(phone, country):
        raise NumbersRunOn(field="phone", written=phone)


def check_address(email: str) -> None:
    """An address, or the beginning of one where no more may be written down."""
    if email and not re.fullmatch(_BEGINNING, email):
        check_mail(email)


def phone_told(written: str) -> str:
    """As it is taken down: a number as it was written, its last four digits as ****5678 (S3-04)."""
    return ending(last) if (last := last_digits(written)) else written.strip()


def check_mail(email: str) -> None:
    if email.strip() and not re.search(EMAIL, email.strip()):
        raise NotAnEmail(field="email", written=email)


def bought_on(command: NewTicket | Edit, ctx: Context) -> date | None:
    if not command.bought.strip():
        return None
    day = parse_date(command.bought, ctx.now, ctx.words.zone, "bought")
    if day > ctx.today:
        raise TimeInFuture(field="bought", at=day)
    return day


def wished_by(written: str, reported_at: datetime, ctx: Context) -> datetime | None:
    """By when the customer would have it done (S0-13, S3-10).

    `48小时内` counts from when they said so; a day alone is meant to its end.
    """
    if not written.strip():
        return None
    said, zone = _WITHIN.sub("", fold(written)).strip(), ctx.words.zone
    if LENGTH.fullmatch(said):
        at = parse_time(f"in {said}", reported_at, zone, "wished_by")
    else:
        at = parse_time(written, ctx.now, zone, "wished_by", ahead=True)
        at += _A_DAY if names_a_day(written) else timedelta()
    if at <= reported_at:
        raise TimeTooEarly(field="wished_by", at=at, not_before=reported_at)
    return at


_WITHIN: Final = re.compile(r"^within |[之以]?内$")
_A_DAY: Final = timedelta(days=1, minutes=-1)
