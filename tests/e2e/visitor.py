"""Somebody who visits the playground, and what they do there."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Locator, Page, expect

from bot.words import catalogue
from tests.e2e.browser import named


@dataclass
class Visitor:
    """Somebody who does what the tour says, and reads nothing but its buttons."""

    page: Page
    locale: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def says(self, key: str) -> str:
        return catalogue(self.locale)[key]

    def follow(self, step: str, way: str = "") -> None:
        """The tour's own button, once the step has come and the button says this."""
        now = self.page.locator(f".now-do[data-step='{step}']")
        named(now, self.says(f"play.go.{way or step}")).click()

    def ticket(self) -> str:
        told = self.page.locator(".now-do p").inner_text()
        found = re.search(r"\d{11}", told)
        assert found, told
        return found.group()

    def card(self, no: str) -> Locator:
        head = self.page.locator(".head", has_text=no)
        return self.page.locator(".middle article").filter(has=head)

    def taken_down(self, description: str, *facts: str) -> Locator:
        """The card of a ticket that this person has made just now, and answers for."""
        self.say(" ".join(("/ticket new", description, "customer=Zhao", *facts)))
        return self.shown(description)

    def shown(self, description: str) -> Locator:
        """The card of whatever ticket tells of this."""
        card = self.page.locator("details.more")
        return self.page.locator(".middle article", has=card, has_text=description)

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

    def become(self, name: str) -> None:
        self.page.locator(".side .person", has_text=name).click()
        expect(self.page.locator(".side .person[aria-pressed=true]")).to_contain_text(name)

    def enter(self, room: str) -> None:
        self.page.locator(".side .place", has_text=room).click()
        expect(self.page.locator(".side .place[aria-current]")).to_contain_text(room)

    def linked(self, name: str) -> Page:
        """The page that the newest link of this name opens beside the playground."""
        with self.page.context.expect_page() as opened:
            self.page.locator(".middle").get_by_role("link", name=name, exact=True).last.click()
        opened.value.on("console", lambda said: self.complaints.append(said.text))
        return opened.value

    @property
    def composer(self) -> Locator:
        return self.page.locator(".middle .composer textarea")

    def say(self, written: str) -> None:
        self.composer.fill(written)
        self.composer.press("Enter")


def arrived(browser: BrowserContext, demo: str, locale: str, width: int = 1280) -> Visitor:
    """On the page, with all that its browser complains of and all that it asked for kept."""
    page = browser.new_page()
    visitor = Visitor(page, locale)
    page.on("console", lambda said: visitor.complaints.append(said.text))
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    page.on("request", lambda asked: visitor.asked.append(asked.url))
    for other in browser.pages[:-1]:
        other.close()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{demo}/{locale}")
    expect(page.locator(".middle .message").first).to_be_attached()
    return visitor
