from collections.abc import AsyncIterator, Iterator

import pytest

from bot.policyfile import load
from bot.ports import Store
from storage.store import open_store
from tests.board.browser import Watched, opened
from tests.desk.office import Office


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    """One database will do for pages; what asks the store something new is tried on both."""
    made = open_store(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def office(store: Store) -> Office:
    return Office.opened(store, load().policy)


@pytest.fixture
async def board(office: Office) -> AsyncIterator[Watched]:
    async with opened(office) as watched:
        yield watched
