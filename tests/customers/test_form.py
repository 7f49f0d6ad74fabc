import re

import pytest

from adapters.web.pages import A_MINUTE, LARGEST
from tests.customers.counter import Counter, Heard
from tests.customers.sheets import Sheet

FILLED = {
    "description": "空调不制冷\r\n漏水",
    "customer": "张三",
    "phone": "13812345678",
    "email": "",
    "product": "KFR-35GW",
    "order": "A-1",
    "wish": "repair",
}


async def opened(counter: Counter, lang: str = "zh") -> Sheet:
    heard = await counter.call("GET", "/new", headers={"accept-language": lang})
    assert heard.status == 200
    return Sheet(heard.text)


async def send(counter: Counter, sheet: Sheet, **values: str) -> Heard:
    return await counter.call("POST", sheet.action, {**sheet.values, **values})


def number(heard: Heard) -> str:
    found = re.search(r'class="big">(\w+)<', heard.text)
    assert found, heard.text
    return found[1]


async def test_a_customer_fills_in_the_form_and_reads_the_number(counter: Counter) -> None:
    heard = await send(counter, await opened(counter), **FILLED)
    assert (heard.status, number(heard)) == (200, "20261123001")
    assert "已收到" in heard.text
    ticket = counter.office.ticket("20261123001")
    assert ticket.report.description == "空调不制冷\n漏水"
    assert (ticket.report.channel, ticket.report.wish) == ("website", "repair")
    assert (ticket.customer.name, ticket.customer.phone) == ("张三", "13812345678")
    assert (ticket.created_by, ticket.first_responder) == ("", "")
    assert ticket.receipt_at == ticket.message_at == counter.office.clock.at
    [created] = counter.office.history(ticket.no)
    assert (created.by, created.platform) == ("", "form")


async def test_a_form_sent_twice_makes_one_ticket(counter: Counter) -> None:
    sheet = await opened(counter)
    first = await send(counter, sheet, **FILLED)
    again = await send(counter, sheet, **FILLED)
    assert number(first) == number(again)
    assert len(counter.numbers()) == 1


async def test_a_form_that_was_sent_and_then_changed_is_asked_about(counter: Counter) -> None:
    sheet = await opened(counter)
    no = number(await send(counter, sheet, **FILLED))
    heard = await send(counter, sheet, **{**FILLED, "description": "还漏水"})
    assert heard.status == 400
    assert no in heard.text
    shown = Sheet(heard.text)
    assert shown.typed == "还漏水"
    assert number(await send(counter, shown, description="还漏水")) != no


async def test_a_form_comes_back_with_what_was_typed_and_the_fault_beside_its_field(
    counter: Counter,
) -> None:
    told = {**FILLED, "customer": "", "wish": "refund", "description": "</textarea><b>&"}
    heard = await send(counter, await opened(counter, "en"), **told)
    assert heard.status == 400
    sheet = Sheet(heard.text)
    assert sheet.lang == "en"
    assert "Please fill this in." in sheet.text
    assert sheet.typed == "&lt;/textarea&gt;&lt;b&gt;&amp;"
    assert (sheet.values["phone"], sheet.values["wish"]) == ("13812345678", "refund")
    [customer] = sheet.named["customer"]
    assert (customer["aria-invalid"], customer["aria-describedby"]) == ("true", "customer-fault")
    assert 'id="customer-fault"' in heard.text
    assert counter.numbers() == []


async def test_a_customer_who_cannot_be_reached_is_asked_for_a_way(counter: Counter) -> None:
    heard = await send(counter, await opened(counter), **{**FILLED, "phone": " "})
    assert (heard.status, "请留下电话或邮箱" in heard.text) == (400, True)
    heard = await send(counter, Sheet(heard.text), description="x", email="zhang")
    assert heard.status == 400
    heard = await send(counter, Sheet(heard.text), description="x", email="z@acme.com")
    assert heard.status == 200


async def test_the_language_is_the_browsers_and_a_switch_keeps_what_was_typed(
    counter: Counter,
) -> None:
    assert (await opened(counter, "de, en-GB;q=0.8, zh;q=0.9")).lang == "zh-CN"
    assert (await opened(counter, "fr")).lang == "zh-CN"
    sheet = await opened(counter, "zh-TW;q=0.2,en;q=0.3")
    assert sheet.lang == "en"
    heard = await send(counter, sheet, **FILLED, switch="zh")
    turned = Sheet(heard.text)
    assert (heard.status, turned.lang, turned.action) == (200, "zh-CN", "/new?lang=zh")
    assert (turned.values["customer"], turned.values["nonce"]) == ("张三", sheet.values["nonce"])
    assert counter.numbers() == []


async def test_a_robot_that_fills_in_everything_makes_no_ticket(counter: Counter) -> None:
    heard = await send(counter, await opened(counter), **FILLED, homepage="https://spam")
    assert (heard.status, counter.numbers()) == (400, [])
    assert Sheet(heard.text).values["homepage"] == ""
    assert (await send(counter, Sheet(heard.text), description="x")).status == 200


async def test_a_form_that_is_not_ours_or_too_old_is_sent_once_more(counter: Counter) -> None:
    sheet = await opened(counter)
    counter.office.clock.forward(hours=25)
    heard = await send(counter, sheet, **FILLED)
    for nonce in ("", "x" * 40, "é"):
        heard = await send(counter, sheet, **FILLED, nonce=nonce)
        assert (heard.status, counter.numbers()) == (400, [])
    assert (await send(counter, Sheet(heard.text), description="x")).status == 200


async def test_too_many_forms_from_one_address_come_back_with_what_was_typed(
    counter: Counter,
) -> None:
    sheet = await opened(counter)
    for _ in range(A_MINUTE):
        assert (await send(counter, sheet, **FILLED)).status == 200
    heard = await send(counter, sheet, **FILLED)
    assert (heard.status, heard.headers["retry-after"]) == (429, "60")
    assert Sheet(heard.text).values["customer"] == "张三"
    counter.office.clock.forward(seconds=60)
    assert (await send(counter, sheet, **FILLED)).status == 200


@pytest.mark.parametrize("path", ["/new", "/survey/x"])
async def test_garbage_is_answered_in_words_and_leaves_nothing(counter: Counter, path: str) -> None:
    garbage = (b"", b"\xff\x00%zz", b"&" * 5000, b"description", b"=", b'{"a":1}')
    for raw in garbage:
        heard = await counter.call("POST", path, raw)
        assert heard.status in (400, 404), raw
    assert (await counter.call("POST", path, b"a=" + b"x" * LARGEST)).status == 413
    elsewhere = await counter.call("POST", path, b"", {"sec-fetch-site": "cross-site"})
    assert (elsewhere.status, counter.numbers()) == (403, [])


async def test_a_page_needs_no_script_and_nothing_from_elsewhere(counter: Counter) -> None:
    heard = await counter.call("GET", "/new")
    assert "<script" not in heard.text
    assert not re.search(r"(?:src|href)=\"(?!data:,)", heard.text)
    assert "script-src" not in heard.headers["content-security-policy"]
    assert heard.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha")
    assert heard.headers["cache-control"] == "no-store"
    assert heard.headers["x-frame-options"] == "DENY"


async def test_every_field_has_a_label_and_a_limit(counter: Counter) -> None:
    sheet = await opened(counter)
    seen = {n: c for n, [c, *_] in sheet.named.items() if c.get("type") != "hidden" and "id" in c}
    assert seen.keys() >= {"description", "customer", "phone", "email", "wish"}
    assert {control["id"] for control in seen.values()} <= sheet.labelled
    assert sheet.named["phone"][0]["autocomplete"] == "tel"
    assert all("maxlength" in c for n, c in seen.items() if n not in ("wish", "homepage"))
