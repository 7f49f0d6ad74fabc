"""Rows that are written together.

PostgreSQL plans, runs and answers for each row that `executemany` gives it. A list of rows that
comes as one parameter costs it half of that, and the client a third (measured), all the more as
what stands in every row is said once; SQLite, which is asked without a journey, is quickest row by
row.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    FromClause,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from storage.link import Many, Statement

_NONE: Final[Mapping[str, Any]] = {}


def given(kinds: Mapping[str, Any]) -> TableValuedAlias:
    """The rows of one parameter, as a table with columns of these names and types."""
    return _read(func.json_to_recordset, "rows", kinds)


def _read(parse: Callable[[Any], Any], what: str, kinds: Mapping[str, Any]) -> TableValuedAlias:
    columns = (column(name, kind) for name, kind in kinds.items())
    read = parse(cast(bindparam(what, type_=Text()), JSON)).table_valued(*columns, name=what)
    table: TableValuedAlias = read.render_derived(with_types=True)
    return table


class Rows:
    """The rows of one parameter, as a table with these columns of that table.

    What none of them says is said of all of them by a second one; see `parted`.
    """

    def __init__(self, table: Table, names: Sequence[str]) -> None:
        kinds = {name: _written(table, name) for name in names}
        self.table = table
        self._given = given(kinds)
        self._same = _read(func.json_to_record, "same", kinds)

    @property
    def source(self) -> FromClause:
        return self._given.join(self._same, true())

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        """A column as its table holds it."""
        kind = self.table.c[name].type
        said = func.coalesce(self._given.c[name], self._same.c[name])
        return cast(said, kind) if isinstance(kind, JSON) else said


def parted(
    names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What each of these rows says by itself, and what all of them say."""
    first, many = rows[0], len(rows)
    alike = [
        column.count(one) == many
        for one, column in zip(first, zip(*rows, strict=True), strict=True)
    ]
    own = [(at, name) for at, name in enumerate(names) if not alike[at]]
    each = [{name: row[at] for at, name in own} for row in rows]
    return each, dict(compress(zip(names, first, strict=True), alike))


def _written(table: Table, name: str) -> Any:
    """What stands in a column of JSON is text already."""
    kind = table.c[name].type
    return Text() if isinstance(kind, JSON) else kind


def inserted(table: Table, names: Sequence[str], same: Mapping[str, Any] = _NONE) -> Insert:
    """An INSERT of rows with these columns; `same` stands in every row."""
    rows = Rows(table, names)
    chosen = select(*(rows[name] for name in names), *same.values()).select_from(rows.source)
    return insert(table).from_select([*names, *same], chosen)


def added(one: Statement, table: Table, names: Sequence[str]) -> Many:
    return Many(one, Statement(inserted(table, names).inline()), names)


def changed(one: Statement, table: Table, names: Sequence[str], key: str) -> Many:
    """An UPDATE of rows known by their key, which comes last in each."""
    every = (*names, key)
    rows = Rows(table, every)
    known = update(table).where(table.c[key] == rows[key])
    return Many(one, Statement(known.values({name: rows[name] for name in names})), every)
