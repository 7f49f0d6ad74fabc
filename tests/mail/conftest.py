from collections.abc import AsyncIterator

import pytest

from bot.policyfile import load
from bot.ports import Store
from tests.desk.office import Office
from tests.mail.post import Post, opened


@pytest.fixture
async def post(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    monkeypatch.setenv("FQDN", "localhost")  # The IMAP server greets with it.
    async with opened(Office.opened(store, load().policy)) as post:
        yield post
