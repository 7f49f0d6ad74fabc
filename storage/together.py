"""Rows that are written together.

PostgreSQL plans, runs and answers for each row that `executemany` gives it. A list of rows that
comes as one parameter costs it half of that, and the client a third (measured); SQLite, which is
asked without a journey, is quickest row by row.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from storage.link import Many, Statement

_NONE: Final[Mapping[str, Any]] = {}


def given(kinds: Mapping[str, Any]) -> TableValuedAlias:
    """The rows of one parameter, as a table with columns of these names and types."""
    listed = func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON))
    columns = (column(name, kind) for name, kind in kinds.items())
    return listed.table_valued(*columns, name="given").render_derived(with_types=True)


class Rows:
    """The rows of one parameter, as a table with these columns of that table."""

    def __init__(self, table: Table, names: Sequence[str]) -> None:
        self.table = table
        self.names = names
        self.given = given({name: _written(table, name) for name in names})

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        """A column as its table holds it."""
        kind = self.table.c[name].type
        given = self.given.c[name]
        return cast(given, kind) if isinstance(kind, JSON) else given


def _written(table: Table, name: str) -> Any:
    """What stands in a column of JSON is text already."""
    kind = table.c[name].type
    return Text() if isinstance(kind, JSON) else kind


def inserted(table: Table, names: Sequence[str], same: Mapping[str, Any] = _NONE) -> Insert:
    """An INSERT of rows with these columns; `same` stands in every row."""
    rows = Rows(table, names)
    chosen = select(*(rows[name] for name in names), *same.values()).select_from(rows.given)
    return insert(table).from_select([*names, *same], chosen)


def added(one: Statement, table: Table, names: Sequence[str]) -> Many:
    return Many(one, Statement(inserted(table, names).inline()), names)


def changed(one: Statement, table: Table, names: Sequence[str], key: str) -> Many:
    """An UPDATE of rows known by their key, which comes last in each."""
    every = (*names, key)
    rows = Rows(table, every)
    known = update(table).where(table.c[key] == rows[key])
    return Many(one, Statement(known.values({name: rows[name] for name in names})), every)
