from collections.abc import AsyncIterator

import pytest

from bot.policyfile import load
from bot.ports import Store
from tests.board.browser import Watched, opened
from tests.desk.office import Office


@pytest.fixture
def office(store: Store) -> Office:
    return Office.opened(store, load().policy)


@pytest.fixture
async def board(office: Office) -> AsyncIterator[Watched]:
    async with opened(office) as watched:
        yield watched
