"""What an industry takes down beside the usual, said by customers themselves (S4-19, S0-01)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.policyfile import load_text
from bot.ports import Store
from tests.customers.counter import BODY, Counter
from tests.customers.sheets import Sheet
from tests.customers.test_form import FILLED, number, opened, send
from tests.desk.office import Office
from tests.desk.test_own_fields import POLICY

PUBLIC = POLICY.replace("required = true", "required = true\npublic = true") + "public = true\n"
SENT = {"hospital": " 协和医院 ", "price": "１,280.5", "delivered": "2026-10-01", "edition": "full"}
KEPT = {"hospital": "协和医院", "price": "1280.5", "delivered": "2026-10-01", "edition": "full"}


@pytest.fixture
async def clinic(store: Store) -> AsyncIterator[Counter]:
    opened = Counter(Office.opened(store, load_text(PUBLIC).policy))
    await opened.server.start()
    yield opened
    await opened.server.stop()


async def test_another_system_sends_the_desks_own_fields_by_their_ids(clinic: Counter) -> None:
    heard = await clinic.post({**BODY, "custom": SENT})
    assert heard.status == 201, heard.text
    assert clinic.office.ticket(heard.json["ticket"]).custom == KEPT
    for number_, nothing in enumerate((None, {}, {"hospital": "", "price": None})):
        heard = await clinic.post({**BODY, "custom": nothing}, key=f"none-{number_}")
        assert heard.status == 201, heard.text


WRONG: tuple[tuple[Any, str, str], ...] = (
    ("协和医院", "custom", "not_object"),
    ([], "custom", "not_object"),
    ({"hospital": 7}, "custom.hospital", "not_text"),
    ({"price": 1280.5}, "custom.price", "not_text"),
    ({"hospital": "院" * 501}, "custom.hospital", "too_long"),
    ({"ward": None}, "custom.ward", "unknown_field"),
    ({"custom.hospital": "x"}, "custom.custom.hospital", "unknown_field"),
    ({"price": "1e9"}, "custom.price", "not_a_number"),
    ({"price": "٣٤"}, "custom.price", "not_a_number"),
    ({"delivered": "yesterday"}, "custom.delivered", "not_a_date"),
    ({"delivered": "2026-13-01"}, "custom.delivered", "not_a_date"),
    ({"edition": "fu"}, "custom.edition", "unknown_value"),
)


async def test_what_another_system_sends_wrong_is_named_by_its_path(clinic: Counter) -> None:
    for custom, field, error in WRONG:
        heard = await clinic.post({**BODY, "custom": custom}, accept_language="en")
        assert (heard.status, heard.json["error"], heard.json["field"]) == (400, error, field)
    assert clinic.numbers() == []


async def test_a_field_sent_twice_and_a_name_without_end_are_refused(clinic: Counter) -> None:
    twice = b'{"description":"x","customer":{"name":"y"},"custom":{"price":"1","price":"2"}}'
    heard = await clinic.post(twice)
    assert (heard.status, heard.json["field"]) == (400, "custom.price")
    heard = await clinic.post({**BODY, "custom": {"x" * 9999: "y"}})
    assert (heard.status, len(heard.text) < 999) == (400, True)


async def test_the_documents_name_the_desks_own_fields(clinic: Counter) -> None:
    document = (await clinic.call("GET", "/openapi.json")).json
    post = document["paths"]["/intake"]["post"]
    body = post["requestBody"]["content"]["application/json"]["schema"]["properties"]
    own = body["custom"]["properties"]
    assert list(own) == ["hospital", "price", "delivered", "edition"]
    assert own["hospital"]["description"] == "Hospital"
    assert own["edition"]["enum"] == ["basic", "full", "", None]
    shown = (await clinic.call("GET", "/docs", headers={"accept-language": "zh"})).text
    assert "custom.delivered" in shown
    assert "交付日期" in shown


async def test_customers_are_asked_on_their_page_for_what_is_public_and_nothing_else(
    clinic: Counter,
) -> None:
    sheet = await opened(clinic, "en")
    asked = {name for name in sheet.named if name.startswith("custom.")}
    assert asked == {"custom.hospital", "custom.edition"}
    assert asked <= sheet.labelled
    said = {"custom.hospital": "协和医院", "custom.edition": "full"}
    no = number(await send(clinic, sheet, **FILLED, **said))
    assert clinic.office.ticket(no).custom == {"hospital": "协和医院", "edition": "full"}


UNFIT: tuple[dict[str, str], ...] = (
    {"custom.edition": "旗舰"},
    {"custom.hospital": "院" * 501},
    {"custom.price": "9"},
    {"custom.ward": "<b>"},
    {"custom.": "x"},
)


async def test_what_does_not_fit_on_the_page_comes_back_with_everything_typed(
    clinic: Counter,
) -> None:
    for wrong in UNFIT:
        heard = await send(clinic, await opened(clinic), **FILLED, **wrong)
        assert (heard.status, clinic.numbers()) == (400, [])
        sheet = Sheet(heard.text)
        assert sheet.values["customer"] == FILLED["customer"]
        marked = [sheet.named[name][0] for name in wrong.keys() & sheet.named.keys()]
        assert all(control["aria-invalid"] == "true" for control in marked)
        assert 'role="alert"' in heard.text


async def test_a_desk_without_fields_of_its_own_takes_none(counter: Counter) -> None:
    heard = await counter.post({**BODY, "custom": {"hospital": "协和医院"}})
    assert (heard.status, heard.json["field"]) == (400, "custom.hospital")
    assert not [name for name in (await opened(counter)).named if name.startswith("custom.")]
