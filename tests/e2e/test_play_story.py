"""The playground in a real browser: the whole story of a ticket, in both languages."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.browser import WAIT, kept, named
from tests.e2e.visitor import Visitor, arrived


@pytest.fixture(params=["zh", "en"])
def visitor(request: pytest.FixtureRequest, browser: BrowserContext, demo: str) -> Visitor:
    return arrived(browser, demo, request.param)


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
    expect(visitor.card(no).locator(".head")).not_to_be_in_viewport()
    visitor.follow("resolve", "card")  # They are already the one who does it.
    expect(visitor.card(no).locator(".head")).to_be_in_viewport()
    visitor.press(no, "resolve")
    visitor.send("resolve")
    expect(visitor.page.locator("#field-details-hint")).to_have_class("fault")
    expect(visitor.page.locator("#field-details[aria-invalid=true]")).to_be_focused()
    visitor.send("resolve", details="E4 / 压缩机")
    expect(visitor.card(no)).to_contain_text(visitor.says("status.resolved"))
    visitor.follow("confirm")
    visitor.press(no, "confirm")
    visitor.send("confirm", answer="yes", csat="satisfied")
    expect(visitor.card(no)).to_contain_text(visitor.says("status.closed"))
    visitor.follow("callback")
    reminder = visitor.page.locator(".middle .message", has_text=no).last
    twenty_hours_later = 3 * WAIT  # All tickets of the demonstration live through them.
    expect(reminder).to_contain_text(visitor.says("duty.callback"), timeout=twenty_hours_later)
    visitor.press(no, "callback")
    visitor.send("callback", answer="reached", outcome="OK")
    expect(visitor.page.locator(".steps .done")).to_have_count(4)
    kept(visitor.page, f"play-done-{visitor.locale}")
    visitor.follow("", "survey")
    rate = visitor.page.get_by_role("link", name=visitor.says("play.survey")).last
    expect(rate).to_have_attribute("href", re.compile(r"/survey/[\w-]+\?lang="))
    expect(visitor.page.locator(".middle .composer a[href^='/new']")).to_be_visible()
