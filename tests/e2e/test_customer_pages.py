"""What customers see on their phones: the form and the survey, in both languages, day and night."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from bot.words import catalogue
from tests.e2e.browser import faults
from tests.e2e.visitor import arrived

PHONE: ViewportSize = {"width": 390, "height": 844}


def sent(page: Page) -> None:
    page.locator("button.send").focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("locale", "light"), [("zh", "light"), ("en", "dark")])
def test_a_customer_reports_on_a_phone_and_loses_nothing_on_the_way(
    browser: BrowserContext, demo: str, locale: str, light: str
) -> None:
    words, page = catalogue(locale), browser.new_page()
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark" if light == "dark" else "light")
    other = "en" if locale == "zh" else "zh"
    page.goto(f"{demo.removesuffix('/play')}/new?lang={other}")
    page.get_by_role("textbox").first.fill("遥控器 <i>失灵</i>")
    page.locator("button.tongue").click()
    expect(page.get_by_role("heading")).to_have_text(words["form.receive"])
    page.locator("#customer").fill("张伟")
    found = faults(page, f"new-{light}")
    sent(page)
    expect(page.get_by_role("alert")).to_have_text(words["page.mend"])
    expect(page.locator("#phone")).to_have_attribute("aria-invalid", "true")
    found += faults(page, f"new-refused-{light}")
    page.locator("#phone").fill("13800001234")
    sent(page)
    expect(page.locator(".big")).to_have_text(re.compile(r"^\d{11}$"))
    found += faults(page, f"new-received-{light}")
    assert found == []


@pytest.mark.parametrize(("locale", "ticket"), [("zh", "漏水"), ("en", "parcel")])
def test_a_customer_rates_the_service_by_the_link_that_they_were_given(
    browser: BrowserContext, demo: str, locale: str, ticket: str
) -> None:
    visitor = arrived(browser, demo, locale, 390)
    words = catalogue(locale)
    visitor.enter(visitor.says("play.private"))
    visitor.say(f"search {ticket}")
    told = visitor.page.locator(".middle .message", has_text=ticket).last
    no = re.search(r"\d{11}", told.inner_text())
    assert no, told.inner_text()
    visitor.say(f"survey {no.group()}")
    expect(visitor.page.locator(".middle .message").last).to_contain_text("/survey/")
    visitor.become("张伟")
    survey = visitor.linked(visitor.says("play.survey"))
    survey.set_viewport_size(PHONE)
    found = faults(survey, "survey")
    survey.get_by_role("radio").first.check()
    sent(survey)
    expect(survey.get_by_role("heading")).to_have_text(words["form.surveyed"])
    survey.locator("input[name=csat]").first.check()
    sent(survey)
    expect(survey.get_by_role("heading")).to_have_text(words["page.thanks"])
    found += faults(survey, "survey-thanks")
    survey.goto(survey.url)
    expect(survey.get_by_role("heading")).to_have_text(words["page.got_it"])
    assert (found, visitor.complaints) == ([], [])
