"""Chromium, driven by Playwright, and a demonstration for it to look at."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

ROOT: Final = Path(__file__).parents[2]
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
WAIT: Final = 20_000
"""Milliseconds, for a machine that is busy with something else."""

MISSING: Final = (
    "The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium"
)
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> str:
    """Where it is; a missing browser fails, since a skipped test would prove nothing."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return found


@contextmanager
def opened_browser(profile: Path) -> Iterator[BrowserContext]:
    with sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=chromium(), args=[*FLAGS], locale="zh-CN"
        )
        context.set_default_timeout(WAIT)
        expect.set_options(timeout=WAIT)
        try:
            yield context
        finally:
            context.close()


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """The address of a `closeloop demo` in a process of its own, given in this folder."""
    words = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
        address = re.search(r"http://\S+/play", said[-1])
        try:
            assert address, said
            yield address.group()
        finally:
            process.terminate()


def kept(page: Page, name: str) -> None:
    """A picture for whoever wants to look, where the CI says that it keeps them."""
    folder = os.environ.get("CI_ARTIFACTS")  # noqa: TID251 - of the tests' own surroundings.
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


_CUT_OFF: Final = """() => [...document.querySelectorAll('dialog[open]')]
  .some(one => one.scrollWidth > one.clientWidth)"""


def faults(page: Page, name: str) -> list[str]:
    """What the accessibility engine finds, each with the element that it is about."""
    width = (page.viewport_size or {"width": 0})["width"]
    kept(page, f"{name}-{page.locator('html').get_attribute('lang')}-{width}")
    found = Axe().run(page).response["violations"]
    told = [f"{name}: {one['id']} {node['html']}" for one in found for node in one["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        told.append(f"{name}: wider than the screen")
    if page.evaluate(_CUT_OFF):
        told.append(f"{name}: a dialog narrower than what stands in it")
    return told


_TOUCHING: Final = """() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim() || text.parentElement.closest('.unseen, script, style')) continue;
    const range = document.createRange();
    range.setStart(text, text.data.search(/\\S/));
    range.setEnd(text, text.data.trimEnd().length);
    const holder = text.parentElement, cut = getComputedStyle(holder).overflow !== 'visible';
    const edge = cut ? holder.getBoundingClientRect().right : Infinity;
    for (const {left, right, top, bottom} of range.getClientRects())
      seen.push([text.data.trim(), {left, right: Math.min(right, edge), top, bottom}, text]);
  }
  const touch = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
    && b.left >= a.left && b.left - a.right < 2;
  const word = /\\w$/, begins = /^\\w/;
  return seen.flatMap(([one, a, left]) => seen
    .filter(([other, b, right]) => left !== right && touch(a, b)
      && word.test(one) && begins.test(other))
    .map(([other]) => `${one}|${other}`));
}"""


def touching(page: Page) -> list[str]:
    """Words of different parts that stand so close that they read as one."""
    found: list[str] = page.evaluate(_TOUCHING)
    return found


def named(place: Page | Locator, name: str) -> Locator:
    return place.get_by_role("button", name=name, exact=True)
