"""One value at a time: from what TOML gave to what the policy holds, or `Wrong` with the reason."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.policy import (
    FACTS,
    BadPatternError,
    BadSpanError,
    Choice,
    Name,
    NumberPattern,
    Span,
)
from bot.policyfile.mistakes import Wrong, nearest
from bot.public_holidays import PublicHolidays, is_country

Parse = Callable[[Any], Any]

NONE: Final = "none"
"""How a file takes back what its preset promises."""

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong("not_text", value=value)
    return value


def slug(value: Any) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise Wrong("bad_id", value=value)
    return value


def yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("not_yes_no", value=value)
    return value


def texts(value: Any) -> tuple[str, ...]:
    """Read one text or a list of them."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list):
        raise Wrong("not_texts", value=value)
    return tuple(part(index, text, item) for index, item in enumerate(items))


def number(low: float, high: float) -> Parse:
    def parse(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong("not_number", value=value)
        if not low <= value <= high:
            raise Wrong("out_of_range", value=value, low=low, high=high)
        return value

    return parse


def count(low: int, high: int) -> Parse:
    within = number(low, high)

    def parse(value: Any) -> int:
        if not isinstance(within(value), int):
            raise Wrong("not_number", value=value)
        return int(value)

    return parse


def one_of(kind: str, known: Collection[str]) -> Parse:
    """Accept a name that the policy defines; `kind` is the list or table that defines it."""

    def parse(value: Any) -> str:
        if text(value) not in known:
            raise Wrong("unknown_name", value=value, list=kind, nearest=nearest(value, known))
        return str(value)

    return parse


def some_of(kind: str, known: Collection[str]) -> Parse:
    one = one_of(kind, known)
    return lambda value: tuple(part(index, one, item) for index, item in enumerate(texts(value)))


def optional(parse: Parse) -> Parse:
    return lambda value: None if value == NONE else parse(value)


def name(value: Any) -> Name:
    """Read a text in two languages; what is given in one only stands for both."""
    if isinstance(value, str):
        return Name(text(value), text(value))
    if not isinstance(value, dict) or not value:
        raise Wrong("not_name", value=value)
    for key in value:
        if key not in {"zh", "en"}:
            raise Wrong("unknown_key", (key,), key=key, nearest=nearest(key, ["zh", "en"]))
    said = {key: part(key, text, words) for key, words in value.items()}
    return Name(said.get("zh") or said["en"], said.get("en") or said["zh"])


def names(value: Any) -> tuple[Name, ...]:
    if not isinstance(value, list):
        raise Wrong("not_list", value=value)
    return tuple(part(index, name, item) for index, item in enumerate(value))


def choice(value: Any) -> Choice:
    """Read one value of a list that stands within an item."""
    if not isinstance(value, dict):
        raise Wrong("not_table", value=value)
    schema: dict[str, Parse] = {"id": slug, "name": name, "aliases": texts}
    for key in value:
        if key not in schema:
            raise Wrong("unknown_key", (key,), key=key, nearest=nearest(key, schema))
    for key in ("id", "name"):
        if key not in value:
            raise Wrong("missing_key", key=key)
    return Choice(**{key: part(key, schema[key], said) for key, said in value.items()})


def choices(value: Any) -> tuple[Choice, ...]:
    if not isinstance(value, list):
        raise Wrong("not_list", value=value)
    read = tuple(part(index, choice, item) for index, item in enumerate(value))
    ids = [one.id for one in read]
    for index, one in enumerate(ids):
        if one in ids[:index]:
            raise Wrong("choice_twice", (index, "id"), value=one)
    return read


facts: Final = some_of("field", FACTS)


def span(value: Any) -> Span:
    try:
        return Span.parse(text(value))
    except BadSpanError as bad:
        raise Wrong(f"span_{bad.reason}", value=value) from None


def plain_span(value: Any) -> Span:
    """Read a length of time that no calendar counts, so not working days."""
    read = span(value)
    if read.working_days:
        raise Wrong("span_not_time", value=value)
    return read


def length(value: Any) -> timedelta:
    return plain_span(value).length


def pattern(value: Any) -> NumberPattern:
    try:
        return NumberPattern(text(value))
    except BadPatternError as bad:
        raise Wrong(f"number_{bad}", value=value) from None


def zone(value: Any) -> str:
    try:
        ZoneInfo(text(value))
    except (OSError, ValueError, KeyError):
        raise Wrong("bad_zone", value=value, nearest=nearest(str(value), _zones())) from None
    return str(value)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 — walks the disk; for mistakes only.

    return frozenset(available_timezones())


def home(value: Any) -> str:
    """Read the country whose phone numbers need no code, such as `CN`."""
    from bot.domain.phones import COUNTRIES  # noqa: PLC0415 - the world's plans take a while.

    known: str = one_of("country", COUNTRIES)(value)
    return known


def locale(value: Any) -> str:
    return str(one_of("locale", ("zh", "en"))(value))


def country(value: Any) -> PublicHolidays:
    if not is_country(text(value)):
        raise Wrong("bad_country", value=value)
    return PublicHolidays(value)


def day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise Wrong("bad_date", value=value) from None


def part(where: str | int, parse: Parse, value: Any) -> Any:
    """Read a part of a value; what is wrong with it says which part."""
    try:
        return parse(value)
    except Wrong as wrong:
        wrong.inside = (where, *wrong.inside)
        raise


def conditions(known: Mapping[str, Collection[str]], allowed: Collection[str]) -> Parse:
    """Read a rule's `when`; `known` are the ids that a condition may name, if it has a list."""

    def parse(value: Any) -> Mapping[str, tuple[str, ...]]:
        if not isinstance(value, dict):
            raise Wrong("not_table", value=value)
        if not value:
            raise Wrong("no_condition")
        for key in value:
            if key not in allowed:
                raise Wrong("unknown_key", (key,), key=key, nearest=nearest(key, allowed))
        return {
            key: part(key, some_of(key, known[key]) if key in known else texts, said)
            for key, said in value.items()
        }

    return parse
