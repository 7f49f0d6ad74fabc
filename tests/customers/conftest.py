from collections.abc import AsyncIterator

import pytest

from bot.policyfile import load, load_text
from bot.ports import Store
from storage.store import open_store
from tests.customers.counter import Counter
from tests.desk.office import Office
from tests.desk.test_own_fields import POLICY


@pytest.fixture
async def strict_counter(postgres_url: str) -> AsyncIterator[Counter]:
    """With fields of its own, on the database that takes less of what a text may hold."""
    store = open_store(postgres_url)
    opened = Counter(Office.opened(store, load_text(POLICY).policy), per_minute=1_000_000)
    await opened.server.start()
    yield opened
    await opened.server.stop()
    store.close()


@pytest.fixture
async def counter(store: Store) -> AsyncIterator[Counter]:
    """The customers' ways in over real HTTP, on either database."""
    opened = Counter(Office.opened(store, load().policy))
    await opened.server.start()
    yield opened
    await opened.server.stop()
