"""The playground in a real browser: the whole story of a ticket, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bot.words import catalogue
from tests.e2e.browser import demonstration, kept, named, opened_browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demonstration(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with opened_browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@dataclass
class Visitor:
    """Somebody who does what the tour says, and reads nothing but its buttons."""

    page: Page
    locale: str

    def says(self, key: str) -> str:
        return catalogue(self.locale)[key]

    def follow(self, step: str) -> None:
        """The tour's own button of a step, once the step has come."""
        now = self.page.locator(f".now-do[data-step={step}]")
        named(now, self.says(f"play.go.{step}")).click()

    def ticket(self) -> str:
        told = self.page.locator(".now-do p").inner_text()
        found = re.search(r"\d{11}", told)
        assert found, told
        return found.group()

    def card(self, no: str) -> Locator:
        head = self.page.locator(".head", has_text=no)
        return self.page.locator(".middle article").filter(has=head)

    def press(self, no: str, command: str) -> None:
        named(self.card(no), self.says(f"button.{command}")).click()

    def send(self, command: str, **values: str) -> None:
        """Fill in the form that opened, and send it."""
        form = self.page.locator("dialog.form")
        for name, value in values.items():
            place = form.locator(f"#field-{name}")
            if place.evaluate("e => e.tagName") == "SELECT":
                place.select_option(value)
            else:
                place.fill(value)
        named(form, self.says(f"button.{command}")).click()


@pytest.fixture(params=["zh", "en"])
def visitor(request: pytest.FixtureRequest, browser: BrowserContext, address: str) -> Visitor:
    page = browser.pages[0]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/{request.param}")
    return Visitor(page, request.param)


def test_a_visitor_creates_accepts_lets_breach_resolves_and_calls_back(visitor: Visitor) -> None:
    visitor.follow("create")
    named(visitor.page, visitor.says("play.send")).click()
    expect(visitor.page.locator(".now-do")).to_contain_text(re.compile(r"\d{11}"))
    no = visitor.ticket()
    visitor.follow("accept")
    visitor.press(no, "accept")
    expect(visitor.card(no)).to_contain_text(visitor.says("status.in_progress"))
    visitor.follow("breach")
    expect(visitor.card(no)).to_contain_text(visitor.says("queue.overdue"))
    kept(visitor.page, f"play-breach-{visitor.locale}")
    visitor.follow("resolve")
    visitor.press(no, "resolve")
    visitor.send("resolve")
    expect(visitor.page.locator("#field-details-hint")).to_have_class("fault")
    visitor.send("resolve", details="E4 / 压缩机")
    expect(visitor.card(no)).to_contain_text(visitor.says("status.resolved"))
    visitor.follow("confirm")
    visitor.press(no, "confirm")
    visitor.send("confirm", answer="yes", csat="satisfied")
    expect(visitor.card(no)).to_contain_text(visitor.says("status.closed"))
    visitor.follow("callback")
    visitor.press(no, "callback")
    visitor.send("callback", outcome="OK")
    expect(visitor.page.locator(".steps .done")).to_have_count(4)
    kept(visitor.page, f"play-done-{visitor.locale}")
