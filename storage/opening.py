"""A store that is to be opened: is it there, do its tables fit, and its troubles in our words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.ports import Store, StoreAway
from storage import schema
from storage.schema import SchemaState
from storage.store import open_store

_FIT: Final = (SchemaState.CURRENT, SchemaState.SERVES)


class WrongSchemaError(Exception):
    """The tables are not this release's; the argument is where they stand."""

    def __init__(self, state: SchemaState) -> None:
        super().__init__(state.value)
        self.state = state


def standing(url: str) -> SchemaState:
    """Where the tables stand. A SQLite file that is not there is empty, and is not made."""
    with _our_words():
        file = make_url(url).database or ""
        if url.startswith("sqlite") and not Path(file).exists():
            return SchemaState.EMPTY
        return schema.check(url)


def opened(url: str, *, migrate: bool) -> Store:
    """The store, its tables up to date; raises WrongSchemaError or StoreAway."""
    with _our_words():
        state = schema.check(url)
        if state is SchemaState.AHEAD or (state not in _FIT and not migrate):
            raise WrongSchemaError(state)
        if state not in _FIT:
            schema.upgrade(url)
        return open_store(url)


@contextmanager
def _our_words() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreAway(_first_line(error.orig)) from error
    except (OSError, SQLAlchemyError, sqlite3.Error) as error:
        raise StoreAway(_first_line(error)) from error


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().partition("\n")[0]
