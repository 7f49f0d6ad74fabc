"""A demonstration for all browser tests, and a browser for each of their modules.

Playwright's loop runs for as long as the browser is open, so no asynchronous test may come between.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.browser import demonstration, opened_browser


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the playground."""
    with demonstration(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with opened_browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser
