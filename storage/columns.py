"""Column types that mean the same on both databases: moments and JSON.

On SQLite a moment is whole microseconds since 1970: measured against fixed-width ISO text it is
written 4 times faster, its index is less than half as large, and intervals are plain subtraction.
On PostgreSQL it is `timestamptz`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from bot.domain.history import plain

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = 86_400
_SECOND: Final = 1_000_000
_MICRO: Final = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Microseconds since 1970; a naive time raises TypeError."""
    since = at - EPOCH
    return (since.days * _DAY + since.seconds) * _SECOND + since.microseconds


def span(whole: timedelta) -> int:
    """As many microseconds."""
    return whole // _MICRO


def moment(stored: int) -> datetime:
    return EPOCH + timedelta(0, 0, stored)


def aware(at: datetime) -> datetime:
    """PostgreSQL would read a naive time in its own zone; nobody here means that."""
    if at.tzinfo is None:
        raise TypeError("a naive time cannot be stored")
    return at


def as_utc(stored: datetime) -> datetime:
    return stored.astimezone(UTC)


_AS_PLAIN: Final = (
    orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)
"""How times and records are stored is said in one place, for what is not asked of JSON alone."""


def json_text(value: Any) -> str:
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    return orjson.dumps(value, plain, _AS_PLAIN).decode()


def from_json(stored: str) -> Any:
    """Most lists and records of most rows are empty."""
    return [] if stored == "[]" else {} if stored == "{}" else orjson.loads(stored)


class Moment(TypeDecorator[datetime]):
    """An aware time, always UTC when it comes back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return micros(value) if dialect.name == "sqlite" else aware(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return moment(value) if dialect.name == "sqlite" else as_utc(value)


Json: Final = JSON().with_variant(JSONB(), "postgresql")
Key: Final = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers its rows by itself only in a column called INTEGER."""

Bytewise: Final = String().with_variant(String(collation="C"), "postgresql")
"""Text that is compared byte by byte, as SQLite does, so that a prefix is a range.

What a database's own language would make of it costs its indexes several times as much.
"""

Coder = Callable[[Any], Any]


class Codec:
    """How values cross to a driver and back where no SQLAlchemy type stands between."""

    __slots__ = ("dialect", "encoders", "to_json", "to_moment")

    def __init__(
        self,
        dialect: str,
        encoders: dict[type, Coder],
        to_moment: Coder | None = None,
        to_json: Coder | None = None,
    ) -> None:
        self.dialect = dialect
        self.encoders = encoders
        self.to_moment = to_moment
        self.to_json = to_json

    def moment(self, stored: Any) -> Any:
        """A time that a driver gave, as the domain has it; None stays None."""
        return self.to_moment(stored) if self.to_moment and stored is not None else stored

    def encode(self, value: Any) -> Any:
        encode = self.encoders.get(value.__class__)
        if encode is not None:
            return encode(value)
        if isinstance(value, Enum):
            return value.value
        return json_text(dict(value)) if isinstance(value, Mapping) else value


PLAIN: Final[frozenset[type]] = frozenset({str, int, bool, type(None)})
"""What every driver takes as it is."""


def _as_is(value: Any) -> Any:
    return value


_COLLECTIONS: Final[dict[type, Coder]] = {dict: json_text, list: json_text, tuple: json_text}
_PLAIN: Final[dict[type, Coder]] = dict.fromkeys(PLAIN, _as_is)

_KEPT: Final = 1024
_micros_known: Final[Coder] = lru_cache(_KEPT)(micros)
_moment_known: Final[Coder] = lru_cache(_KEPT)(moment)
"""What one command writes happens at one moment, and what wakes together was due at few."""

SQLITE: Final = Codec(
    "sqlite",
    {**_PLAIN, **_COLLECTIONS, datetime: _micros_known, date: date.isoformat, timedelta: span},
    to_moment=_moment_known,
    to_json=from_json,
)
POSTGRES: Final = Codec(
    "postgresql",
    {**_PLAIN, **_COLLECTIONS, datetime: aware},
    to_moment=as_utc,
)
CORE: Final = Codec("core", {})
"""Rows that came through SQLAlchemy's own types: only the domain's words are left to be made."""
