"""The intake against its own OpenAPI document, by a tool that looks for every mistake in one."""

import asyncio
import re
from itertools import count
from typing import Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

from adapters.web.intake import signature
from tests.customers.counter import SECRET, Counter

EXAMPLES: Final = 15
SIGNED: Final = ("X-Closeloop-Timestamp", "X-Closeloop-Signature")
RIGHT_KEY: Final = re.compile("[!-~]{1,200}")
TODAY: Final = "2026-11-23T09:30:00+08:00"


class Signed(requests.auth.AuthBase):
    """Signs whatever is about to be sent, as another system would."""

    def __init__(self, stamp: str) -> None:
        self._stamp = stamp

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        assert isinstance(body, str | bytes)
        raw = body.encode() if isinstance(body, str) else body
        request.headers["x-closeloop-timestamp"] = self._stamp
        request.headers["x-closeloop-signature"] = signature(SECRET, self._stamp, raw)
        return request


def sent(counter: Counter, document: dict[str, Any], mode: GenerationMode) -> None:
    """Send what the document calls right, or wrong, and check every answer against it."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=counter.server.address)
    numbers = count()
    auth = Signed(str(int(counter.office.clock.at.timestamp())))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema["/intake"]["POST"].as_strategy(generation_mode=mode))
    def run(case: Case[Any]) -> None:
        body, headers = case.body, case.headers
        right = mode is GenerationMode.POSITIVE
        if right and isinstance(body, dict) and body.get("reported_at"):
            body["reported_at"] = TODAY  # Which times are right the document cannot say.
        if RIGHT_KEY.fullmatch(headers.get("Idempotency-Key", "")):
            headers["Idempotency-Key"] = f"{mode.value}-{next(numbers)}"  # A report each.
        whole = all(name in headers for name in SIGNED)  # Else that is what is wrong with it.
        case.call_and_validate(auth=auth if right or whole else None, timeout=20)

    run()


async def test_the_intake_keeps_every_promise_of_its_document(strict_counter: Counter) -> None:
    document = (await strict_counter.call("GET", "/openapi.json")).json
    await asyncio.to_thread(sent, strict_counter, document, GenerationMode.POSITIVE)
    assert strict_counter.numbers()
    await asyncio.to_thread(sent, strict_counter, document, GenerationMode.NEGATIVE)


async def test_the_document_takes_several_numbers_as_the_desk_does(counter: Counter) -> None:
    document = (await counter.call("GET", "/openapi.json")).json
    post = document["paths"]["/intake"]["post"]["requestBody"]["content"]["application/json"]
    pattern = post["schema"]["properties"]["customer"]["properties"]["phone"]["pattern"]
    several = {"phone": "13812345678，010-88889999 转 12"}
    assert re.search(pattern, several["phone"])
    assert not re.search(pattern, "13812345678，张三")
    heard = await counter.post({"description": "停机", "customer": several})
    assert heard.status == 201
