"""The store that the settings name: its folder, its lock, its tables, and who is let in first."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.people import Identity, Member, Role, Roster
from bot.finding import WRONG_USAGE, Fault
from bot.ports import Store, StoreAway, UnitOfWork
from bot.settings import Settings
from storage.lock import AlreadyRunningError, lock_exclusive
from storage.opening import WrongSchemaError, opened
from storage.schema import SchemaState

log = logging.getLogger(__name__)


def open_store(settings: Settings, *, migrate: bool = True) -> Store:
    """The store with its tables up to date; a Fault says why it cannot be had."""
    name = settings.store_name
    _check_folder(settings)
    if settings.cannot_be_shared:
        raise Fault(settings.cannot_be_shared, WRONG_USAGE)
    try:
        if settings.shared:
            _prepare_engine(settings, migrate=migrate)
        return opened(settings.database_url, migrate=migrate)
    except WrongSchemaError as error:
        newer = error.state is SchemaState.AHEAD
        raise Fault("schema_newer" if newer else "schema_older", store=name) from error
    except StoreAway as error:
        raise Fault("store_away", store=name, reason=str(error)) from error
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="PostgreSQL", extra="postgres") from error


def _prepare_engine(settings: Settings, *, migrate: bool) -> None:
    try:
        from storage.engine import is_prepared, prepare  # noqa: PLC0415 - an extra.
    except ModuleNotFoundError as error:
        raise Fault("no_extra", platform="ENGINE=procrastinate", extra="cluster") from error
    if migrate:
        prepare(settings.database_url)
    elif not is_prepared(settings.database_url):
        raise Fault("schema_older", store=settings.store_name)


def missing_folder(settings: Settings) -> Path | None:
    """The folder that a SQLite file needs and that is not there."""
    folder = settings.sqlite_file.absolute().parent if settings.sqlite_file else None
    return folder if folder and not folder.is_dir() else None


def _check_folder(settings: Settings) -> None:
    if folder := missing_folder(settings):
        raise Fault("no_folder", store=settings.store_name, folder=str(folder))


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """One process a SQLite file. PostgreSQL keeps its own order among several."""
    if settings.sqlite_file is None:
        yield
        return
    _check_folder(settings)
    try:
        lock = lock_exclusive(settings.sqlite_file)
    except AlreadyRunningError as error:
        raise Fault("second_process", store=settings.store_name) from error
    except OSError as error:
        reason = error.strerror or ""
        raise Fault("store_away", store=settings.store_name, reason=reason) from error
    try:
        yield
    finally:
        lock.release()


def let_first_admin_in(account: str, uow: UnitOfWork) -> None:
    """While nobody is on the roster, whoever FIRST_ADMIN names may let the others in."""
    if uow.people.roster().members:
        return
    admin = Member("admin", "Admin", Role.ADMIN, identities=(Identity.parse(account),))
    uow.people.replace(Roster.of([admin]))
    log.info("made the first admin", extra={"account": account})
