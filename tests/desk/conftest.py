import pytest

from bot.policyfile import load
from bot.ports import Store
from tests.desk.office import Office


@pytest.fixture
def office(store: Store) -> Office:
    return Office.opened(store, load().policy)
