"""What a first visitor waits for: from the command to a page in a browser that can be used."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from tests.bench.goals import ROUNDS, Goal, in_turn
from tests.e2e.browser import demonstration, opened_browser

WITHIN: Final = 5.0
"""Seconds from the command to a usable page."""

HEAVIEST: Final = 600.0
"""KiB over the wire until then."""

DEPENDENCIES: Final = (
    "import alembic.command, apscheduler.schedulers.asyncio, httptools, nicegui.ui,"
    " prometheus_client, rapidfuzz, sqlmodel, typer, uvicorn, uvloop, wsproto"
)
_PAINT: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_WEIGHT: Final = (
    "performance.getEntries().filter(e => e.transferSize)"
    ".reduce((sum, e) => sum + e.transferSize, 0) / 1024"
)


def demo() -> list[Goal]:
    with tempfile.TemporaryDirectory() as profile, opened_browser(Path(profile)) as browser:
        page = browser.pages[0]
        found = sorted(_shown(page) for _ in range(ROUNDS))
    took, paint, weight = found[len(found) // 2]
    ready = in_turn(_ready, _imported)
    return [
        Goal("demo: command to its address ÷ importing its dependencies", ready[0], 2.0, 1.5,
             ready[1], ready[2], "s", at_least=False),
        Goal("demo: command to usable page ÷ its limit", took / WITHIN, 1.0, 0.6,
             took, WITHIN, "s", at_least=False),
        Goal("demo: first paint after the address is opened ÷ its limit", paint / 2000, 1.0, 0.5,
             paint, 2000, "ms", at_least=False),
        Goal("demo: page weight ÷ its limit", weight / HEAVIEST, 1.0, 0.8,
             weight, HEAVIEST, "KiB", at_least=False),
    ]  # fmt: skip


def _shown(page: Page) -> tuple[float, float, float]:
    """Seconds to the first card with a button, ms to the first paint, and KiB loaded."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with demonstration(Path(folder)) as address:
            page.context.clear_cookies()
            page.goto(f"{address}/en")
            page.locator(".middle .card .tap.primary").last.wait_for()
            took = time.perf_counter() - began
            return took, float(page.evaluate(_PAINT)), float(page.evaluate(_WEIGHT))


def _ready() -> float:
    """Seconds to the printed address: a week has been lived through, and the page is served."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with demonstration(Path(folder)):
            return time.perf_counter() - began


def _imported() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", DEPENDENCIES], check=True)
    return time.perf_counter() - began
