"""The schema's version: bring a database up to date, or say where it stands.

In a rolling upgrade the first new process changes the tables while old ones go on working, and old
ones may still be started. So a migration only adds: tables, columns with a default or that may be
null, indexes. What the old code would stumble over (a column dropped or renamed, a value that it
does not know) comes a release later, in a migration that moves the setting `schema_serves` on to
the revision of the oldest release that still gets along.

Importing this imports Alembic, which is heavy; only whoever upgrades or checks does.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import Enum
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from storage import (
    customer_tables,
    evidence_tables,
    inbox_tables,
    outbox_tables,
    people_tables,
    tables,
)
from storage.base import METADATA
from storage.link import Link
from storage.people_tables import SETTING
from storage.sqlite import sqlite_engine, sqlite_link

__all__ = [
    "SchemaState",
    "check",
    "customer_tables",
    "differences",
    "evidence_tables",
    "inbox_tables",
    "outbox_tables",
    "people_tables",
    "tables",
    "upgrade",
]

_SCRIPTS: Final = Path(__file__).with_name("migrations")
SERVES: Final = "schema_serves"
_UPGRADING: Final = 4_915_002
"""Any number will do, so long as everybody who upgrades waits for the same one."""


class SchemaState(Enum):
    """Where a database stands, seen from this release."""

    EMPTY = "empty"
    CURRENT = "current"
    BEHIND = "behind"
    SERVES = "serves"  # A newer release's, which this one may still work on.
    AHEAD = "ahead"  # A newer release has been here: this one must not touch it.


def upgrade(url: str) -> None:
    """Bring a database up to date in one transaction; two at once wait for each other."""
    with _transaction(url) as link:
        config = _config()
        config.attributes["connection"] = link.core
        command.upgrade(config, "head")


def check(url: str) -> SchemaState:
    with _transaction(url) as link:
        heads = MigrationContext.configure(link.core).get_current_heads()
        serves = _serves(link) if heads else ""
    if not heads:
        return SchemaState.EMPTY
    scripts = ScriptDirectory.from_config(_config())
    if set(heads) == set(scripts.get_heads()):
        return SchemaState.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    if known.issuperset(heads):
        return SchemaState.BEHIND
    return SchemaState.SERVES if serves in known else SchemaState.AHEAD


def _serves(link: Link) -> str:
    """The oldest release, by the revision of its schema, that may work on these tables."""
    found = link.core.execute(select(SETTING.c.value).where(SETTING.c.key == SERVES))
    return str(found.scalar() or "")


def differences(url: str) -> list[Any]:
    """What the tables of a database have that the models have not, or the other way round."""
    with _transaction(url) as link:
        context = MigrationContext.configure(link.core, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _transaction(url: str) -> Iterator[Link]:
    with closing(_link(url)) as link:
        link.begin()
        link.core.execute(text("SELECT 1"))  # Alembic sees a transaction that is not its own.
        try:
            if link.codec.dialect == "postgresql":
                link.core.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADING})"))
            yield link
        except BaseException:
            link.rollback()
            raise
        link.commit()


def _link(url: str) -> Link:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return sqlite_link(sqlite_engine(parsed), writes=True)
    from storage.postgres import postgres_engine, postgres_link  # noqa: PLC0415 - Optional extra.

    return postgres_link(postgres_engine(parsed, writes=True), writes=True)
