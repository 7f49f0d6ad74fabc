"""The schema: migrations lead to exactly what the models say, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from bot.ports import Store
from storage.columns import micros, moment
from storage.mapping import DUTIES, EVENTS, TICKETS
from storage.opening import WrongSchemaError, opened
from storage.schema import SERVES, SchemaState, check, differences, upgrade
from storage.store import open_store
from storage.tables import DUTY, EVENT, TICKET
from storage.unit import Unit
from tests.databases import Server, do
from tests.storage.samples import NOW, a_card, a_duty, a_ticket, an_event


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    name = server.empty()
    yield server.url(name)
    server.drop(name)


def test_an_upgraded_database_is_what_the_models_say(empty_database: str) -> None:
    upgrade(empty_database)
    assert differences(empty_database) == []


def test_a_missing_table_is_noticed_as_a_difference(empty_database: str) -> None:
    assert differences(empty_database) != []


def test_an_upgrade_can_be_repeated(empty_database: str) -> None:
    assert check(empty_database) is SchemaState.EMPTY
    upgrade(empty_database)
    upgrade(empty_database)
    assert check(empty_database) is SchemaState.CURRENT


def _set_version(store: Store, version: str) -> None:
    def change(unit: Unit) -> None:
        unit.link.core.execute(
            sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version}
        )

    do(store, change)  # type: ignore[arg-type]


def _upgraded_ahead(store: Store, serves: str) -> None:
    """What a newer release does to the tables: it only adds, and says whom it still serves."""

    def change(unit: Unit) -> None:
        for command in (
            "ALTER TABLE ticket ADD COLUMN mark VARCHAR NOT NULL DEFAULT ''",
            "ALTER TABLE duty ADD COLUMN weight INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE outbox ADD COLUMN colour VARCHAR",
            "CREATE TABLE novelty (id INTEGER PRIMARY KEY)",
        ):
            unit.link.core.execute(sa.text(command))
        told = {"key": SERVES, "value": serves}
        unit.link.core.execute(sa.text("UPDATE setting SET value = :value WHERE key = :key"), told)

    _set_version(store, "9999")
    do(store, change)  # type: ignore[arg-type]


def test_an_older_release_works_on_while_a_newer_one_serves_it(database: str) -> None:
    newer = open_store(database)
    _upgraded_ahead(newer, serves="0001")
    newer.close()
    assert check(database) is SchemaState.SERVES
    older = opened(database, migrate=True)
    do(older, lambda unit: unit.tickets.add(a_ticket()))
    do(older, lambda unit: unit.duties.write([a_duty()]))
    do(older, lambda unit: unit.outbox.say([a_card()], NOW))
    assert do(older, lambda unit: unit.tickets.get(a_ticket().no)) == a_ticket()
    assert [duty.kind for duty in do(older, lambda unit: unit.duties.due(NOW, 9))] == []
    assert do(older, lambda unit: unit.outbox.ready_lanes(NOW))
    older.close()


def test_a_database_that_serves_this_release_no_more_is_not_touched(
    store: Store, database: str
) -> None:
    _upgraded_ahead(store, serves="9998")
    assert check(database) is SchemaState.AHEAD
    with pytest.raises(WrongSchemaError):
        opened(database, migrate=True)


def test_there_is_one_line_of_migrations() -> None:
    folder = Path(__file__).parents[2] / "storage" / "migrations"
    assert len(ScriptDirectory(str(folder)).get_heads()) == 1


@pytest.mark.parametrize("change", ["UPDATE event SET note = 'x'", "DELETE FROM event"])
def test_history_can_be_neither_changed_nor_deleted(store: Store, change: str) -> None:
    def fill(unit: Unit) -> None:
        unit.tickets.add(a_ticket())
        unit.history.append(an_event())

    def tamper(unit: Unit) -> None:
        unit.link.core.execute(sa.text(change))

    do(store, fill)  # type: ignore[arg-type]
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        do(store, tamper)  # type: ignore[arg-type]
    assert do(store, lambda unit: unit.history.of("20261123001")) == [an_event()]


def test_every_field_of_a_record_has_its_column_in_the_same_order() -> None:
    assert [*TICKETS.columns, "ending", "words"] == TICKET.c.keys()
    assert ["id", *EVENTS.columns] == EVENT.c.keys()
    assert list(DUTIES.columns) == DUTY.c.keys()


def test_a_moment_survives_to_the_microsecond() -> None:
    assert moment(micros(NOW)) == NOW
    with pytest.raises(TypeError):
        micros(NOW.replace(tzinfo=None))
