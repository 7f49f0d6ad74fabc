"""The playground's page in a real browser: for every eye, by keyboard, and on a phone."""

import pytest
from playwright.sync_api import BrowserContext, FilePayload, expect

from tests.e2e.browser import faults, named
from tests.e2e.visitor import arrived


@pytest.mark.parametrize(("locale", "width"), [("zh", 390), ("en", 390), ("en", 1280)])
def test_everybody_can_perceive_the_page_its_forms_and_its_threads(
    browser: BrowserContext, demo: str, locale: str, width: int
) -> None:
    visitor = arrived(browser, demo, locale, width)
    page = visitor.page
    found = faults(page, "play-room")
    page.locator(".middle .below .link").last.click()
    expect(page.locator(".thread.open .message").first).to_be_visible()
    found += faults(page, "play-thread")
    page.locator(".thread .close").click()
    named(page, f"＋ {visitor.says('button.new')}").click()
    expect(page.locator("dialog.form")).to_be_visible()
    found += faults(page, "play-form")
    assert found == []
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en-US"}[locale]


def test_everything_comes_from_this_process_and_the_browser_has_nothing_to_complain_of(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "en")
    named(visitor.page, visitor.says("button.list")).click()
    expect(visitor.page.locator(".only").last).to_be_visible()
    home = demo.removesuffix("/play")
    assert [url for url in visitor.asked if not url.startswith((home, "data:"))] == []
    assert visitor.complaints == []


def test_by_keyboard_alone_a_form_is_opened_left_and_a_command_given(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "zh")
    page = visitor.page
    opener = named(page, f"＋ {visitor.says('button.new')}")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#field-description")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.form")).to_have_count(0)
    expect(opener).to_be_focused()
    visitor.say("/ticket me")
    expect(page.locator(".middle .message").last).to_contain_text("李娜")
    expect(visitor.composer).to_have_value("")


def test_what_was_refused_stays_in_the_composer_and_only_the_asker_sees_why(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "en")
    visitor.say("/ticket accpt 999")
    last = visitor.page.locator(".middle .message").last
    expect(last).to_contain_text(visitor.says("play.only_you"))
    expect(visitor.composer).to_have_value("/ticket accpt 999")
    visitor.become("王强")
    expect(visitor.page.locator(".middle .message").last).not_to_contain_text("accpt")


def test_a_customers_message_becomes_a_ticket_and_calls_whom_it_concerns(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "zh")
    page = visitor.page
    visitor.become("张伟")
    expect(page.locator(".side .place:visible")).to_have_count(1)
    visitor.say("遥控器坏了，@李娜 能帮忙看看吗？")
    expect(page.locator(".side .person", has_text="李娜").locator(".badge")).to_have_text("@1")
    visitor.become("李娜")
    visitor.enter("客户热线")
    expect(page.locator(".side .person", has_text="李娜").locator(".badge")).to_be_hidden()
    page.locator(".message", has_text="遥控器坏了").get_by_role("button").click()
    visitor.send("new", product="<b>RC-1</b>", category="product", urgency="normal")
    visitor.enter("售后问题同步群")
    card = page.locator(".middle .card", has_text="<b>RC-1</b>").last
    expect(card).to_contain_text("遥控器坏了")
    expect(card.locator("b")).to_have_count(0)


def test_more_is_one_tap_away_and_a_threads_reply_is_a_note(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "en")
    page = visitor.page
    card = visitor.taken_down("Drips at night", "category=product")
    card.locator("summary").click()
    named(card, visitor.says("button.why")).click()
    expect(page.locator(".middle .message").last).to_contain_text(visitor.says("play.only_you"))
    expect(card.locator("details[open]")).to_have_count(0)
    card.locator(".below .link").click()
    reply = page.locator(".thread.open textarea")
    reply.fill("At home after two")
    reply.press("Enter")
    expect(page.locator(".thread .message").last).to_contain_text("At home after two")
    expect(card.locator(".below .link")).to_contain_text(visitor.says("play.replies")[:7])
    visitor.enter("Product engineering")
    visitor.shown("Drips at night").locator(".below .link").click()
    expect(page.locator(".thread .message").last).to_contain_text("At home after two")


def test_a_photo_in_a_thread_is_evidence_and_a_program_is_refused_with_the_limit(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "en")
    page = visitor.page
    card = visitor.taken_down("Leaks on the carpet")
    card.locator(".below .link").click()
    thread = page.locator(".thread.open")
    photo = FilePayload(name="leak.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff\xe0leak")
    program = FilePayload(name="run.jpg", mimeType="image/jpeg", buffer=b"MZ\x90\x00")
    thread.locator("input[type=file]").set_input_files([photo, program])
    expect(thread.locator(".attach li")).to_have_text(["leak.jpg", "run.jpg"])
    named(thread, visitor.says("play.send")).click()
    expect(thread.locator(".attach li")).to_have_count(0)
    expect(thread.locator(".message", has_text="📎 leak.jpg")).to_be_visible()
    expect(thread.locator(".message").last).to_contain_text("(up to 20 MB)")
    card.locator("summary").click()
    named(card, visitor.says("button.show")).click()
    record = page.locator(".middle .message").last
    expect(record).to_contain_text("run.jpg (not taken)")
    expect(record.get_by_role("link", name="leak.jpg")).to_be_visible()
    assert visitor.complaints == []


def test_a_customer_is_looked_up_in_an_open_form_and_nothing_typed_is_lost(
    browser: BrowserContext, demo: str
) -> None:
    visitor = arrived(browser, demo, "zh")
    visitor.say("/ticket new 不制冷 客户=赵先生 电话=13912349876 产品=RC-9")
    expect(visitor.shown("RC-9")).to_be_visible()
    named(visitor.page, f"＋ {visitor.says('button.new')}").click()
    form = visitor.page.locator("dialog.form")
    form.locator("#field-description").fill("又不制冷了")
    form.locator("#field-phone").fill("＋86 139 1234 9876")
    photo = FilePayload(name="单.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff\xe0")
    form.locator("input[type=file]").set_input_files([photo])
    expect(form.locator(".attach li")).to_have_text(["单.jpg"])
    named(form, visitor.says("button.look_up")).click()
    expect(form.locator(".guide").first).to_contain_text("****9876")
    expect(form.locator("#field-description")).to_have_value("又不制冷了")
    expect(form.locator(".attach li")).to_have_text(["单.jpg"])
    visitor.send("new")
    expect(visitor.page.locator("dialog.form")).to_have_count(0)
    card = visitor.page.locator(".middle .card", has_text="又不制冷了").last
    expect(card).to_contain_text("90 天内第 2 次")
    assert visitor.complaints == []
