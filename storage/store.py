"""Where the store is opened: the URL says which database."""

from sqlalchemy.engine import make_url

from bot.ports import Store
from storage.sqlite import SqliteStore


def open_store(url: str) -> Store:
    """Open `sqlite:///path` or `postgresql+psycopg://…`, whose schema is up to date already.

    See `storage.schema.upgrade`, which imports Alembic and so stands apart.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteStore(parsed)
    from storage.postgres import PostgresStore  # noqa: PLC0415 - An optional extra.

    return PostgresStore(parsed)
