"""The tests' own databases: one that has served is as new for the next test."""

import psycopg
import pytest

from storage.store import open_store
from tests.databases import Server, do, look
from tests.desk.office import roster


def test_a_database_that_served_before_is_as_new(server: Server) -> None:
    name = server.take()
    store = open_store(server.url(name))
    do(store, lambda uow: uow.people.replace(roster()))
    store.close()
    server.give_back(name)
    assert server.take() == name
    again = open_store(server.url(name))
    assert not look(again, lambda uow: uow.people.roster()).members
    again.close()
    server.give_back(name)


@pytest.mark.parametrize(
    "done",
    [
        "ALTER TABLE ticket ADD COLUMN more text",
        "DROP TRIGGER event_no_change ON event",
        "UPDATE alembic_version SET version_num = 'ahead'",
        "CREATE TABLE procrastinate_jobs (id int)",
    ],
)
def test_one_whose_tables_are_others_now_serves_no_more(server: Server, done: str) -> None:
    name = server.take()
    with psycopg.connect(server.url(name).replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(done.encode())
    server.give_back(name)
    assert server.take() != name
