import asyncio
import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from adapters.web.intake import MOST_AT_ONCE
from adapters.web.reports import LARGEST
from adapters.web.server import LARGEST_BODY
from bot.commands import Receive
from bot.domain.errors import NotAMember
from bot.domain.policy import DutyKind
from bot.views import Refused
from tests.customers.counter import BODY, Counter

AHEAD = {"reported_at": "2026-11-23T10:02:00+08:00"}
LONG_AGO = {"reported_at": "2025-11-20T10:00:00+08:00"}


def without(path: str) -> dict[str, Any]:
    body = json.loads(json.dumps(BODY))
    group, _, name = path.rpartition(".")
    (body[group] if group else body).pop(name)
    return dict(body)


def changed(path: str, value: Any) -> dict[str, Any]:
    body = json.loads(json.dumps(BODY))
    group, _, name = path.rpartition(".")
    (body[group] if group else body)[name] = value
    return dict(body)


async def test_a_signed_report_is_a_ticket_that_nobody_has_answered_for_yet(
    counter: Counter,
) -> None:
    heard = await counter.post(accept_language="en")
    assert heard.status == 201
    assert heard.json == {
        "ticket": "20261123001",
        "acknowledged_at": "2026-11-23T02:00:00Z",
        "message": "We have received this under number 20261123001 and will be in touch soon.",
    }
    ticket = counter.office.ticket("20261123001")
    assert (ticket.created_by, ticket.first_responder) == ("", "")
    assert ticket.first_contact_at is None
    assert ticket.report.description == "空调不制冷"
    assert (ticket.report.channel, ticket.report.mood, ticket.report.wish) == (
        "app", "anxious", "repair",
    )  # fmt: skip
    assert (ticket.customer.name, ticket.customer.level, ticket.urgency) == (
        "张三",
        "vip",
        "urgent",
    )
    assert (ticket.purchase.product, ticket.purchase.order_no) == ("KFR-35GW", "A-1")
    [created] = counter.office.history(ticket.no)
    assert (created.by, created.platform) == ("", "intake")


async def test_the_receipt_meets_the_duty_to_acknowledge_and_is_no_first_response(
    counter: Counter,
) -> None:
    no = (await counter.post()).json["ticket"]
    rows = counter.office.store.read(lambda uow: uow.duties.of(no)).result()
    duties = {row.kind: row for row in rows}
    assert duties[DutyKind.ACKNOWLEDGE].met_at == counter.office.clock.at
    assert duties[DutyKind.ACKNOWLEDGE].missed_at is None
    assert duties[DutyKind.FIRST_RESPONSE].met_at is None


async def test_who_classifies_a_customers_report_first_answers_for_it(counter: Counter) -> None:
    no = (await counter.post()).json["ticket"]
    await counter.office.done("lin", f"classify {no} category=product")
    assert counter.office.ticket(no).first_responder == "lin"


async def test_the_rooms_see_the_customer_masked(counter: Counter) -> None:
    await counter.post()
    await counter.office.settle()
    assert counter.office.ear.card().customer == "张** ****5678"


async def test_the_same_report_under_the_same_key_is_answered_the_same(counter: Counter) -> None:
    first = await counter.post()
    counter.office.clock.forward(minutes=3)
    again = await counter.post()
    assert (again.status, again.text) == (201, first.text)
    assert len(counter.numbers()) == 1


async def test_many_deliveries_of_one_report_at_once_make_one_ticket(counter: Counter) -> None:
    heard = await asyncio.gather(*(counter.post() for _ in range(12)))
    assert {(one.status, one.text) for one in heard} == {(201, heard[0].text)}
    assert len(counter.numbers()) == 1


async def test_another_report_under_a_known_key_is_refused_and_makes_no_ticket(
    counter: Counter,
) -> None:
    await counter.post()
    heard = await counter.post(changed("description", "还漏水"))
    assert (heard.status, heard.json["field"]) == (409, "Idempotency-Key")
    assert len(counter.numbers()) == 1


async def test_a_key_is_forgotten_after_three_days(counter: Counter) -> None:
    await counter.post()
    counter.office.clock.forward(hours=73)
    await counter.office.pump.audit()
    assert (await counter.post(changed("description", "还漏水"))).status == 201


UNSIGNED: tuple[dict[str, Any], ...] = (
    {"x_closeloop_signature": None},
    {"x_closeloop_signature": ""},
    {"x_closeloop_signature": "v1=00"},
    {"x_closeloop_signature": "v1=é"},
    {"x_closeloop_timestamp": None},
    {"x_closeloop_timestamp": "now"},
    {"x_closeloop_timestamp": "9" * 40},
)


async def test_what_is_not_signed_is_not_read(counter: Counter) -> None:
    for headers in UNSIGNED:
        heard = await counter.post(b"not even JSON", **headers)
        assert (heard.status, heard.json["error"]) == (401, "unsigned"), headers


async def test_a_signature_is_good_for_five_minutes(counter: Counter) -> None:
    raw = json.dumps(BODY).encode()
    signed, now = counter.signed(raw), counter.office.clock.at
    for seconds, status in ((299, 201), (301, 401), (-299, 201), (-301, 401)):
        counter.office.clock.at = now + timedelta(seconds=seconds)
        assert (await counter.call("POST", "/intake", raw, signed)).status == status, seconds


UNUSABLE: tuple[tuple[Any, str], ...] = (
    (b"", "body"),
    (b"\xff\xfe", "body"),
    (b"[" * 100_000, "body"),
    (b"[1]", "body"),
    (b"null", "body"),
    (b'{"description": 1e999}', "customer"),
    (b'{"description": "a", "customer": {"name": "b"}, "description": "c"}', "description"),
    (b'{"description": "a", "customer": {"name": "b", "phone": "", "name": 1}}', "customer.name"),
    (b'{"customer": {"name": "a"}, "description": "a", "customer": {"name": "b"}}', "customer"),
    (without("description"), "description"),
    (without("customer"), "customer"),
    (changed("customer", []), "customer"),
    (changed("customer", {}), "customer.name"),
    (changed("customer", {"name": "\u200b \u0000"}), "customer.name"),
    (changed("description", " \n"), "description"),
    (changed("description", "\u200b"), "description"),
    (changed("description", 7), "description"),
    (changed("description", "长" * 3001), "description"),
    (changed("customer.phone", "12"), "customer.phone"),
    (changed("customer.phone", "138abc0000"), "customer.phone"),
    (changed("customer.email", "zhang"), "customer.email"),
    (changed("customer.level", "king"), "customer.level"),
    (changed("customer.age", "7"), "customer.age"),
    (changed("urgency", "urg"), "urgency"),
    (changed("channel", "pigeon"), "channel"),
    (changed("mood", ["calm"]), "mood"),
    (changed("wish", {}), "wish"),
    (changed("category", "product"), "category"),
    (changed("product", "x" * 151), "product"),
    (changed("reported_at", "yesterday"), "reported_at"),
    (changed("reported_at", "2026-11-23T10:00:00"), "reported_at"),
    (changed("reported_at", "0001-01-01T00:00:00+14:00"), "reported_at"),
    (changed("reported_at", "9999-12-31T23:59:59-14:00"), "reported_at"),
    ({**BODY, **AHEAD}, "reported_at"),
    ({**BODY, **LONG_AGO}, "reported_at"),
)


async def test_a_field_that_cannot_be_used_is_named_and_nothing_is_written(
    counter: Counter,
) -> None:
    for body, field in UNUSABLE:
        heard = await counter.post(body)
        assert (heard.status, heard.json["field"]) == (400, field), body
        assert heard.json["message"]
    assert counter.numbers() == []


async def test_a_number_with_letters_is_refused_in_the_words_of_every_other_way_in(
    counter: Counter,
) -> None:
    heard = await counter.post(changed("customer.phone", "138abc0000"))
    assert heard.json["error"] == "not_a_phone"
    assert "转 12" in heard.json["message"]


async def test_a_report_needs_a_key_by_which_its_repeat_is_known(counter: Counter) -> None:
    for key in (None, "two words", "k" * 201):
        heard = await counter.post(idempotency_key=key)
        assert (heard.status, heard.json["field"]) == (400, "Idempotency-Key")


async def test_a_customer_may_have_spoken_up_to_a_year_ago(counter: Counter) -> None:
    heard = await counter.post({**BODY, "reported_at": "2025-11-24T10:00:00.5+08:00"})
    ticket = counter.office.ticket(heard.json["ticket"])
    assert ticket.report.reported_at.isoformat() == "2025-11-24T02:00:00.500000+00:00"
    assert ticket.message_at == counter.office.clock.at


async def test_what_is_empty_or_null_is_as_if_it_were_not_there(counter: Counter) -> None:
    body = {**BODY, "urgency": "", "mood": None, "customer": {"phone": "400-800", "level": None}}
    ticket = counter.office.ticket((await counter.post(body)).json["ticket"])
    assert (ticket.urgency, ticket.report.mood, ticket.customer.phone) == ("", "", "400-800")


async def test_a_choice_may_be_given_by_its_name_in_either_language(counter: Counter) -> None:
    body = {**BODY, "channel": "微信", "mood": "Upset"}
    ticket = counter.office.ticket((await counter.post(body)).json["ticket"])
    assert (ticket.report.channel, ticket.report.mood) == ("wechat", "upset")


async def test_a_body_past_the_limit_is_not_read(counter: Counter) -> None:
    async def drop() -> Any:
        for _ in range(5):
            yield b" " * (LARGEST // 4)

    large, huge = (BytesIO(b" " * (limit + 1)) for limit in (LARGEST, LARGEST_BODY))
    for raw in (large, huge, drop()):
        heard = await counter.call("POST", "/intake", raw, counter.signed(b""))
        assert (heard.status, heard.json["error"]) == (413, "too_large")
        assert "256 KiB" in heard.json["message"]
    exactly = json.dumps(BODY).encode().ljust(LARGEST)
    assert (await counter.post(exactly)).status == 201


async def test_past_its_rate_an_address_is_told_when_to_come_again(counter: Counter) -> None:
    counter.intake.per_minute = 3
    counter.intake.__post_init__()
    assert [(await counter.post(key=f"k{n}")).status for n in range(4)] == [201, 201, 201, 429]
    counter.office.clock.forward(seconds=20)
    heard = await counter.post(key="k3")
    assert (heard.status, heard.headers["retry-after"]) == (429, "40")
    other = await counter.post(key="k4", x_forwarded_for="10.0.0.1, 203.0.113.7")
    assert other.status == 201
    counter.office.clock.forward(seconds=40)
    assert (await counter.post(key="k3")).status == 201


async def test_what_is_too_much_at_once_is_refused_at_once(counter: Counter) -> None:
    counter.intake.under_way = MOST_AT_ONCE
    heard = await counter.post()
    assert (heard.status, heard.headers["retry-after"]) == (503, "1")
    counter.intake.under_way = 0
    assert (await counter.post()).status == 201


async def test_only_posts_are_taken_and_every_answer_is_careful(counter: Counter) -> None:
    assert (await counter.call("GET", "/intake")).status == 405
    heard = await counter.post()
    assert heard.headers["cache-control"] == "no-store"
    assert heard.headers["content-type"] == "application/json"


async def test_what_customers_ask_is_taken_from_nobody_in_a_chat(counter: Counter) -> None:
    view = await counter.office.ask("li", Receive(description="x", customer="y", key="1"))
    assert isinstance(view, Refused)
    assert isinstance(view.error, NotAMember)


async def test_nothing_of_a_customer_reaches_the_log(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await counter.post()
    await counter.post(changed("customer.email", "zhang"))
    assert "张三" not in caplog.text
    assert "13812345678" not in caplog.text
