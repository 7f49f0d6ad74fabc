"""The tables of the engine that many machines share, procrastinate, in a schema of their own.

Nothing in them is worth keeping: our own rows are the truth. So each release of procrastinate has
a schema under its version. No migration of its tables is ever needed, and in a rolling upgrade the
old processes and the new ones each run their own engine over the same rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Final

import psycopg
from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from bot.ports import StoreAway

SCHEMA: Final = f"procrastinate_{version('procrastinate').replace('.', '_')}"
_PREPARING: Final = 4_915_003
"""Any number will do, so long as everybody who prepares waits for the same one."""

_CONNECT_WITHIN: Final = "5"
_NOTICES_LOSS: Final = {
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""A server that vanished without a word is noticed within about ten seconds."""


def conninfo(url: str) -> str:
    """Where the engine's tables are, for its own connections."""
    return make_conninfo(
        url.replace("postgresql+psycopg://", "postgresql://", 1),
        options=f"-c search_path={SCHEMA}",
        connect_timeout=_CONNECT_WITHIN,
        **_NOTICES_LOSS,
    )


def prepare(url: str) -> None:
    """Make the engine's tables where they are not there; two at once wait for each other."""
    with _connected(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_PREPARING])
        if not _is_there(connection):
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA)))
            connection.execute(SchemaManager.get_schema())


def is_prepared(url: str) -> bool:
    with _connected(url) as connection:
        return _is_there(connection)


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(conninfo(url)) as connection:
            yield connection
    except psycopg.Error as error:
        raise StoreAway(str(error).strip().partition("\n")[0]) from error


def _is_there(connection: psycopg.Connection) -> bool:
    found = connection.execute("SELECT to_regnamespace(%s)", [SCHEMA]).fetchone()
    return found is not None and found[0] is not None
