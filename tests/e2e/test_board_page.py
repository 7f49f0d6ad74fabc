"""The board in a real browser: a supervisor signs in and works from it, by keyboard and by eye."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.browser import faults, named, touching
from tests.e2e.visitor import Visitor, arrived


def pressed(place: Locator) -> None:
    place.focus()
    place.page.keyboard.press("Enter")


def signed_in(visitor: Visitor) -> tuple[Page, list[str]]:
    """By the one-time link, in the visitor's language; with what is wrong about the door."""
    visitor.page.context.clear_cookies()
    visitor.become("陈静")
    visitor.enter(visitor.says("play.private"))
    messages = visitor.page.locator(".middle .message")
    before = messages.count()
    visitor.say("board")
    expect(messages).to_have_count(before + 1)
    board = visitor.linked(visitor.says("board.open"))
    board.set_viewport_size(visitor.page.viewport_size or {"width": 0, "height": 0})
    enter = board.get_by_role("button")
    expect(enter).to_be_focused()
    found = faults(board, "board-door")
    board.keyboard.press("Enter")
    expect(board.locator(".queue").first).to_be_visible()
    if visitor.locale == "en":
        board.get_by_role("link", name="English").click()
    expect(board.get_by_role("link", name=visitor.says("board.queue"), exact=True)).to_be_visible()
    return board, found


def unassigned(board: Page) -> Locator:
    """A ticket that nobody has yet, whatever number the hour of the day gives it."""
    return board.locator(".ticket", has_text="error E4")


@pytest.mark.parametrize(("locale", "width"), [("zh", 390), ("en", 1280)])
def test_a_supervisor_comes_in_by_their_link_and_works_from_the_board(
    browser: BrowserContext, demo: str, locale: str, width: int
) -> None:
    visitor = arrived(browser, demo, locale, width)
    board, found = signed_in(visitor)
    found += faults(board, "board-queue") + touching(board)
    expect(board.locator("#lamp")).to_have_text(visitor.says("board.connected"))
    pressed(unassigned(board).locator("a.no"))
    why = board.locator(".why").first
    pressed(why.locator("summary"))
    expect(why.locator("li").first).to_be_visible()
    found += faults(board, "board-ticket")
    pressed(board.locator("#do-note"))
    board.locator("#field-text").fill("<b>21:00</b>")
    found += faults(board, "board-form")
    pressed(board.locator("button.main"))
    expect(board.get_by_role("status").first).to_be_visible()
    expect(board.locator(".history")).to_contain_text("<b>21:00</b>")
    pressed(board.get_by_role("link", name=visitor.says("board.people"), exact=True))
    expect(board.locator(".person", has_text="Tom Baker")).to_be_visible()
    found += faults(board, "board-people")
    assert (found, visitor.complaints) == ([], [])
    named(board, visitor.says("board.sign_out")).click()
    expect(board.locator("main")).to_contain_text(visitor.says("board.signed_out"))


def test_an_open_board_shows_what_happens_elsewhere_without_being_asked(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "zh")
    board, _ = signed_in(visitor)
    row = unassigned(board)
    no = row.locator("a.no").inner_text()
    expect(row.locator(".left")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    visitor.say(f"note {no} 已查")
    visitor.say(f"assign {no} @王强 顺路")
    expect(row.locator(".assignee")).to_have_text("王强")
