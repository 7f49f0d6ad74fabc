from collections.abc import AsyncIterator

import pytest

from bot.policyfile import load
from bot.ports import Store
from tests.customers.counter import Counter
from tests.desk.office import Office


@pytest.fixture
async def counter(store: Store) -> AsyncIterator[Counter]:
    """The customers' ways in over real HTTP, on either database."""
    opened = Counter(Office.opened(store, load().policy))
    await opened.server.start()
    yield opened
    await opened.server.stop()
