"""Fixtures that every package of tests may ask for."""

from tests.databases import (
    database,
    fresh_databases,
    postgres_url,
    server,
    sqlite_template,
    sqlite_url,
    store,
)

__all__ = [
    "database",
    "fresh_databases",
    "postgres_url",
    "server",
    "sqlite_template",
    "sqlite_url",
    "store",
]
