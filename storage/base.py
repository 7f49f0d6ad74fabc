"""What every table shares: the metadata, and the words of the partial indexes."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from sqlalchemy import ColumnElement, Index, MetaData, String, literal_column, text
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_REGISTRY: Final = registry(metadata=METADATA)
NO_ROWID: Final = {"sqlite_with_rowid": False}

OPEN: Final = "status <> 'closed'"
TO_FETCH: Final = "state = 'waiting'"
DIGESTED: Final = "digest <> ''"
GIVEN: Final = "assignee <> ''"
NOT_ERASED: Final = "closed_at IS NOT NULL AND erased_at IS NULL"
OF_SOMEBODY: Final = "customer_id <> ''"
CHILD: Final = "parent <> ''"
LEADS: Final = "incident <> '' AND status <> 'closed'"
AWAKE: Final = "wake_at IS NOT NULL"
OF_ONE: Final = (
    "ended_at IS NULL AND kind IN"
    " ('callback', 'second_callback', 'care_call', 'dissatisfied', 'remedy_check', 'approval',"
    " 'overdue_reason', 'field_record', 'improvement')"
)
UNANSWERED: Final = (
    "ended_at IS NULL AND missed_at IS NOT NULL AND acknowledged_at IS NULL"
    " AND kind IN ('first_response', 'resolution')"
)
WAITING: Final = "state = 'new'"
LATER: Final = "state = 'later'"
LEASED: Final = "state = 'leased'"
DEAD: Final = "state = 'dead'"
SHUT: Final = "state = 'rerouted'"
WANTED: Final = "waits"
KNOWN: Final = "message <> ''"
"""Partial indexes; a query must say the same words for SQLite to see that one fits."""


def quoted(word: str) -> ColumnElement[str]:
    """Write a word into the statement itself, so that SQLite sees that a partial index fits."""
    return literal_column(f"'{word}'", String())


def equal(*wanted: tuple[ColumnElement[Any], str]) -> Iterator[ColumnElement[bool]]:
    """Conditions that columns have these values; an empty one asks for nothing."""
    return (column == value for column, value in wanted if value)


def part(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    only = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=only, postgresql_where=only)


class Row(SQLModel, registry=_REGISTRY):
    metadata: ClassVar[MetaData] = METADATA
