"""One connection to a database: hot statements on the driver itself, all others through Core.

A hot statement is written once in SQLAlchemy Core and compiled once for each database; its text
then runs on the driver, which spares most of the cost of `Connection.execute`. A command runs a
dozen of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import compress
from typing import Any, ClassVar, Final, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    any_,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.columns import PLAIN, Codec

Build = Callable[[Any], ClauseElement]
"""Makes a statement out of a dialect's own `insert`, which knows ON CONFLICT."""

_DIALECTS: Final[Mapping[str, tuple[Dialect, Any]]] = {
    "sqlite": (sqlite_dialect(), sqlite_insert),
    "postgresql": (PGDialect_psycopg(paramstyle="format"), postgres_insert),  # type: ignore[no-untyped-call]
}


class Statement:
    """SQL text and its parameters' order for each database; `columns` limits an INSERT."""

    __slots__ = ("_build", "_columns", "_made", "_parts")

    def __init__(self, build: ClauseElement | Build, columns: Sequence[str] | None = None) -> None:
        self._build = build
        self._columns = columns
        self._made: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {}
        self._parts: dict[tuple[bool, ...], Statement] = {}

    def part(self, there: tuple[bool, ...]) -> "Statement":
        """The same INSERT of those columns alone that are there."""
        known = self._parts.get(there)
        if known is None:
            if len(self._parts) >= _SHAPES:
                self._parts.clear()
            known = Statement(self._build, tuple(compress(self._columns or (), there)))
            self._parts[there] = known
        return known

    def on(self, dialect: str) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        """Give the text, the names of its parameters in order, and those that never change."""
        made = self._made.get(dialect)
        return made or self._made.setdefault(dialect, self._compiled(dialect))

    def _compiled(self, name: str) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        dialect, insert = _DIALECTS[name]
        build = self._build
        clause = build if isinstance(build, ClauseElement) else build(insert)
        compiled = clause.compile(dialect=dialect, column_keys=self._columns)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(clause)
        names = tuple(compiled.positiontup or ())
        fixed = {name: value for name in names if _said(value := compiled.params[name])}
        return str(compiled), names, fixed


_SHAPES: Final = 64
"""New rows of a table hold and lack the same few things, or else they are made anew each time."""

_LITERAL: Final = frozenset({str, int, bool})


def _said(value: Any) -> bool:
    """Whether a parameter got its value where the statement was written, not where it runs.

    The mark of one that is still required is a kind of `int` itself.
    """
    return value.__class__ in _LITERAL


@dataclass(frozen=True, slots=True)
class Many:
    """A change of one row; and `together` the same of many, from a list of JSON objects."""

    one: Statement
    together: Statement
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Each:
    """A statement run once with each of some values; and `together` once with all of them.

    If anything comes of it, that names the row it is of.
    """

    one: Statement
    together: Statement


@dataclass(frozen=True, slots=True)
class Numbered:
    """An INSERT into a table that numbers its rows; and one that is answered with the number.

    SQLite knows the last number it gave: to be answered with it, it would open a table of its own.
    """

    plain: Statement
    answered: Statement


class _Among(FunctionElement[bool]):
    """Of no type: of a boolean one SQLite would be asked whether it equals 1, without an index."""

    inherit_cache = True


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a value is one of the list given under this name, which is a single parameter."""
    return _Among(column, bindparam(name, type_=String()))


@compiles(_Among, "sqlite")
def _among_in_sqlite(one: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, given = one.clauses
    each = func.json_each(given).table_valued("value")
    return compiler.process(column.in_(select(each.c.value)), **how)


@compiles(_Among, "postgresql")
def _among_in_postgres(one: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, given = one.clauses
    each = select(cast(func.jsonb_array_elements_text(cast(given, JSONB)), column.type))
    return compiler.process(column == any_(func.array(each.scalar_subquery())), **how)


class Cursor(Protocol):
    """What the two drivers' cursors have in common."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Trouble(Enum):
    """What an error means for the job that met it."""

    AWAY = auto()  # The database cannot be used now.
    AGAIN = auto()  # Another transaction was in the way: run the job anew.
    OWN = auto()  # The job's own fault, or its refusal.


class Link(ABC):
    """A connection that one thread uses. `core` is for queries that people will read.

    Both run in the same transaction, which only `begin`, `commit` and `rollback` open and end.
    `undone` counts how often what was written here was taken back.
    """

    codec: ClassVar[Codec]

    def __init__(self, core: Connection, *, writes: bool) -> None:
        self.core = core
        self.writes = writes
        self.undone = 0
        self.driver: Any = core.connection.driver_connection

    @property
    def moment(self) -> object:
        """The same for as long as nobody else has written: what was read is as it was.

        It is never the same where one cannot know.
        """
        return object()

    @abstractmethod
    def moved(self) -> None:
        """Something was written here past those who keep what they have read."""

    def run(self, statement: Statement, **values: Any) -> Cursor:
        text, names, fixed = statement.on(self.codec.dialect)
        if fixed:
            values = fixed | values
        encode, row = self.codec.encode, [values[name] for name in names]
        stored = [one if one.__class__ in PLAIN else encode(one) for one in row]
        return self._ask(text, stored)

    def run_each(self, each: Each, values: Sequence[Mapping[str, Any]], **same: Any) -> list[Any]:
        """Run with each of these values and those that all share; returns what came of them."""
        rows = (cursor.fetchone() for cursor in self._one_by_one(each.one, values, same))
        return [row for row in rows if row is not None]

    def count_each(self, each: Each, values: Sequence[Mapping[str, Any]], **same: Any) -> int:
        """The same for a change that answers nothing; returns how many rows it was made to."""
        return sum(cursor.rowcount for cursor in self._one_by_one(each.one, values, same))

    def _one_by_one(
        self, one: Statement, values: Iterable[Mapping[str, Any]], same: Mapping[str, Any]
    ) -> Iterator[Cursor]:
        text, names, fixed = one.on(self.codec.dialect)
        stored = fixed | self._stored(same)
        for own in values:
            stored |= self._stored(own)
            yield self._ask(text, [stored[name] for name in names])

    def _stored(self, values: Mapping[str, Any]) -> dict[str, Any]:
        encode = self.codec.encode
        return {
            name: one if one.__class__ in PLAIN else encode(one) for name, one in values.items()
        }

    def run_row(self, statement: Statement, row: Sequence[Any]) -> Cursor:
        """Run with values that stand in the statement's order and are encoded already."""
        return self._ask(statement.on(self.codec.dialect)[0], row)

    @abstractmethod
    def run_numbered(self, numbered: Numbered, row: Sequence[Any]) -> int:
        """Run with such values; returns the new row's number."""

    def _ask(self, text: str, row: Sequence[Any]) -> Cursor:
        cursor: Cursor = self.driver.execute(text, row)
        return cursor

    def run_many(self, many: Many, rows: Sequence[Sequence[Any]]) -> None:
        """Do the same with each of these rows."""
        self.driver.cursor().executemany(many.one.on(self.codec.dialect)[0], rows)

    def add(self, statement: Statement, row: Sequence[Any]) -> Cursor:
        """Insert a row, its values in the order of the statement's columns."""
        return self.run_row(statement, row)

    def add_many(self, many: Many, rows: Sequence[Sequence[Any]]) -> None:
        """Insert these rows, in their order."""
        self.run_many(many, rows)

    @abstractmethod
    def hurry(self, *, on: bool) -> None:
        """In a hurry it waits for no other process, nor does any work that is not the job's own."""

    @abstractmethod
    def begin(self) -> None: ...

    @abstractmethod
    def commit(self) -> None: ...

    def rollback(self) -> None:
        self.undone += 1

    def save(self) -> None:
        self.driver.execute("SAVEPOINT job")

    def keep(self) -> None:
        self.driver.execute("RELEASE SAVEPOINT job")

    def undo(self) -> None:
        self.undone += 1
        self.driver.execute("ROLLBACK TO SAVEPOINT job")
        self.driver.execute("RELEASE SAVEPOINT job")

    @property
    def dead(self) -> bool:
        """Whether the connection itself is gone; a file never is."""
        return False

    @abstractmethod
    def trouble(self, error: Exception) -> Trouble: ...

    def close(self) -> None:
        self.core.invalidate()
        self.core.close()


def original(error: Exception) -> BaseException:
    """The driver's own error, whichever way the statement went."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
