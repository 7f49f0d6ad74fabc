from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.policyfile import load
from bot.ports import Store
from storage import schema
from storage.store import open_store
from tests.desk.office import Office


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/desk.db"
    schema.upgrade(url)
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store) -> Office:
    return Office.opened(store, load().policy)
