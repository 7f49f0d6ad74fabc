"""Fixtures that every package of tests may ask for."""

from tests.databases import (
    database,
    postgres_url,
    server,
    sqlite_template,
    sqlite_url,
    store,
)

__all__ = ["database", "postgres_url", "server", "sqlite_template", "sqlite_url", "store"]
